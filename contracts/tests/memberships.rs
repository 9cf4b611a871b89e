//! How a membership begins and ends: consents, revocations, last days and graces.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{LEAVING_DAYS, NOW, World, administrator, control, current, governor, later};
use plimsoll_circuits::{
    field::F,
    member::{Address, Org, Roles},
};
use plimsoll_contracts::{
    ControlKey, ControlSignature, Day, Domain, Ledger, Order, OrderError, SignedOrder, UnixTime,
    control::{Consent, Revocation},
    rules::OrderRefusal,
};

struct Case {
    world: World,
    ledger: Ledger,
    sequence: u64,
    _folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let world = World::new(0);
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::create(folder.path().join("ledger"), &world.genesis).unwrap();
        Self { world, ledger, sequence: 0, _folder: folder }
    }

    /// An administrator's order, as the ledger stands; nobody's, if everybody may give it.
    fn submit(&self, order: Order, at: UnixTime) -> Result<(), OrderRefusal> {
        let by = if order.is_open() { Vec::new() } else { vec![administrator()] };
        self.submit_by(order, &by, at)
    }

    fn submit_by(&self, order: Order, by: &[ControlKey], at: UnixTime) -> Result<(), OrderRefusal> {
        let order = current(&self.ledger, order);
        self.give(&self.world.order_by(self.sequence, order, by), at)
    }

    fn give(&self, signed: &SignedOrder, at: UnixTime) -> Result<(), OrderRefusal> {
        match self.ledger.submit_order(signed, at) {
            Ok(_) => Ok(()),
            Err(OrderError::Refused(why)) => Err(why),
            Err(e) => panic!("{e}"),
        }
    }

    fn accept(&mut self, order: Order, at: UnixTime) {
        self.submit(order, at).unwrap();
        self.sequence += 1;
    }

    fn refuse(&self, order: Order, at: UnixTime, code: &str) {
        assert_eq!(self.submit(order, at).unwrap_err().code(), code);
    }

    fn roles(&self, address: Address) -> Roles {
        self.ledger.view().unwrap().member(address).unwrap().unwrap().roles
    }

    fn members_root(&self) -> F {
        self.ledger.view().unwrap().latest().unwrap().roots.members
    }
}

/// The same admission of another address of the organisation.
fn second(case: &mut Case, first: &Order) -> Order {
    let (mut other, _) = case.world.admission(Roles::BANK);
    let (Order::Admit { org: ours, .. }, Order::Admit { org, .. }) = (first, &mut other) else { panic!() };
    *org = *ours;
    other
}

fn parts(admission: &Order) -> (Address, Org) {
    let Order::Admit { ak, nkc, org, .. } = admission else { panic!("an admission") };
    (Address::new(ak, *nkc), *org)
}

fn with_consent(admission: &Order, signature: Option<ControlSignature>) -> Order {
    let mut admission = admission.clone();
    if let Order::Admit { consent, .. } = &mut admission {
        *consent = signature;
    }
    admission
}

#[test]
fn a_further_address_needs_its_organisations_consent_and_uses_it_up() {
    let mut c = Case::new();
    let (first, _) = c.world.admission(Roles::HOLDER);
    // The first brings the control key, and nothing that it signed.
    c.refuse(c.world.consented(&first, 0), NOW, "NoConsent");
    c.accept(first.clone(), NOW);
    let other = second(&mut c, &first);
    let (member, org) = parts(&other);
    c.refuse(other.clone(), NOW, "NoConsent");

    let domain = c.world.genesis.domain();
    let asked = Consent { member, roles: Roles::BANK, org, nonce: 0 };
    let signed = |key: &ControlKey, domain: Domain, asked: Consent| key.sign(domain, &asked);
    let stranger = ControlKey::from_bytes(&[8; 32]).unwrap();
    let elsewhere = Domain::new("another", "ledger", &[]);
    for consent in [
        signed(&stranger, domain, asked),
        signed(&control(), elsewhere, asked),
        signed(&control(), domain, Consent { nonce: 1, ..asked }),
        signed(&control(), domain, Consent { roles: Roles::BANK.union(Roles::ISSUER), ..asked }),
        signed(&control(), domain, Consent { org: Org(c.world.fresh()), ..asked }),
        signed(&control(), domain, Consent { member: Address(c.world.fresh()), ..asked }),
        control().sign(domain, &Revocation { member }),
    ] {
        c.refuse(with_consent(&other, consent), NOW, "NoConsent");
    }
    // Neither does an administration bring a control key of its own.
    let mut swapped = c.world.consented(&other, 0);
    if let Order::Admit { control, .. } = &mut swapped {
        *control = stranger.address();
    }
    c.refuse(swapped, NOW, "OtherControlKey");

    c.accept(c.world.consented(&other, 0), NOW);
    assert_eq!(c.ledger.view().unwrap().org(org).unwrap().unwrap().consents, 1);
    // Removed, it does not come back by the same consent.
    c.accept(World::set_roles(member, Roles::LEAVING), NOW);
    let gone = later(u64::from(LEAVING_DAYS) * UnixTime::DAY);
    c.accept(Order::Remove { address: member, change: 0, revocation: None }, gone);
    c.refuse(c.world.consented(&other, 0), gone, "NoConsent");
    c.accept(c.world.consented(&other, 1), gone);
    assert_eq!(c.ledger.replay(&c.world.keys, |_| {}).unwrap().members, 2);
}

#[test]
fn only_low_signatures_with_their_own_v_count() {
    let c = Case::new();
    let domain = c.world.genesis.domain();
    let data = Revocation { member: Address(F::from(5u64)) };
    let signature = control().sign(domain, &data).unwrap();
    assert_eq!(signature.signer(domain, &data), Some(control().address()));
    let mut other = signature;
    other.0[64] = if other.0[64] == 27 { 28 } else { 27 };
    assert_ne!(other.signer(domain, &data), Some(control().address()));
    for v in [0, 1, 26, 29, 30] {
        let mut odd = signature;
        odd.0[64] = v;
        assert_eq!(odd.signer(domain, &data), None, "v {v}");
    }
    // The same signature with n - s and the other v: what ecrecover takes, we do not.
    let n = num("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    let mut high = other;
    let mut borrow = 0i16;
    for i in (0..32).rev() {
        let d = i16::from(n[i]) - i16::from(signature.0[32 + i]) - borrow;
        borrow = i16::from(d < 0);
        high.0[32 + i] = u8::try_from(d.rem_euclid(256)).unwrap();
    }
    assert_eq!(high.signer(domain, &data), None);
    let mut zero = signature;
    zero.0[32..64].fill(0);
    assert_eq!(zero.signer(domain, &data), None);
}

fn num(digits: &str) -> Vec<u8> {
    (0..32).map(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).unwrap()).collect()
}

/// Made with the Python package eth-account 0.13.
#[test]
fn what_is_signed_is_what_a_wallet_signs() {
    let domain = Domain(F::from(0x1234u64));
    let (member, org) = (Address(F::from(11u64)), Org(F::from(22u64)));
    let consent = Consent { member, roles: Roles::BANK, org, nonce: 3 };
    let expected = [
        include_str!("../tests/data/consent.hex").trim(),
        include_str!("../tests/data/revocation.hex").trim(),
    ];
    let made = [control().sign(domain, &consent), control().sign(domain, &Revocation { member })];
    for (expected, made) in expected.iter().zip(made) {
        assert_eq!(format!("{:?}", made.unwrap()), *expected);
    }
    assert_eq!(control().address().to_string(), include_str!("../tests/data/control.hex").trim());
}

#[test]
fn a_member_leaves_before_it_is_removed_unless_its_organisation_disowns_it() {
    let mut c = Case::new();
    let (admit, address) = c.world.admission(Roles::BANK);
    let (bystander, other) = c.world.admission(Roles::BANK);
    c.accept(admit.clone(), NOW);
    c.accept(bystander, NOW);
    let remove = |revocation| Order::Remove { address, change: 0, revocation };
    c.refuse(remove(None), NOW, "NotLeaving");
    c.accept(World::set_roles(address, Roles::LEAVING), NOW);
    let grace = u64::from(LEAVING_DAYS) * UnixTime::DAY;
    c.refuse(remove(None), later(grace - 1), "StillLeaving");
    // Another last day does not begin the grace anew; a role in between does.
    c.accept(Order::SetRoles { address, roles: Roles::LEAVING, until: Day(30_000), change: 0 }, later(60));
    assert_eq!(c.submit(remove(None), later(60)), Err(OrderRefusal::StillLeaving { until: later(grace) }));
    c.accept(World::set_roles(address, Roles::HOLDER), later(70));
    c.accept(World::set_roles(address, Roles::LEAVING), later(80));
    c.refuse(remove(None), later(grace + 79), "StillLeaving");

    // Disowned: at once, by nobody else's word, and for good.
    let domain = c.world.genesis.domain();
    let stranger = ControlKey::from_bytes(&[8; 32]).unwrap();
    for revocation in [
        stranger.sign(domain, &Revocation { member: address }),
        control().sign(Domain::new("another", "ledger", &[]), &Revocation { member: address }),
        control().sign(domain, &Revocation { member: other }),
        Some(ControlSignature([0; 65])),
    ] {
        c.refuse(remove(revocation), later(100), "BadRevocation");
    }
    // It needs no leave before, and takes those alone whom it names.
    c.accept(c.world.disown(other), later(100));
    c.accept(c.world.disown(address), later(110));
    c.refuse(c.world.consented(&admit, 0), later(110), "DisownedMember");
    assert_eq!(c.ledger.replay(&c.world.keys, |_| {}).unwrap().members, 0);
}

#[test]
fn a_membership_that_is_over_is_ended_by_anybody_and_nobody_elses() {
    let mut c = Case::new();
    let (mut admit, address) = c.world.admission(Roles::BANK);
    let (endless, without) = c.world.admission(Roles::BANK);
    let today = NOW.day();
    if let Order::Admit { until, .. } = &mut admit {
        *until = today;
    }
    c.accept(admit, NOW);
    c.accept(endless, NOW);
    let day = later(UnixTime::DAY);
    c.refuse(Order::Expire { address, change: 0 }, NOW, "NotExpired");
    c.refuse(Order::Expire { address: without, change: 0 }, later(6 * UnixTime::DAY), "NotExpired");
    c.refuse(Order::Expire { address: Address(F::from(1u64)), change: 0 }, day, "NoSuchMember");
    // Signed by anybody at all it is not the order that everybody may give.
    for key in [ControlKey::from_bytes(&[8; 32]).unwrap(), administrator(), governor(1)] {
        let refused = c.submit_by(Order::Expire { address, change: 0 }, &[key], day);
        assert_eq!(refused, Err(OrderRefusal::SignedInVain));
    }
    // What only an administrator or governors may order is none without a signature.
    for order in [Order::Pause { emergency: true }, World::set_roles(address, Roles::HOLDER)] {
        assert!(matches!(
            c.submit_by(order, &[], day),
            Err(OrderRefusal::OneGovernor | OrderRefusal::NotAdministrator)
        ));
    }

    // It is no revocation: who proved on the root before may still post.
    let before = c.ledger.view().unwrap().latest().unwrap().roots;
    c.accept(Order::Expire { address, change: 0 }, day);
    assert_eq!(c.roles(address), Roles::LEAVING);
    let register = c.world.register_with(&before, |p| p.today = F::from(u64::from(day.day().0)));
    c.ledger.submit(&c.world.keys, &register, day).unwrap();
    c.refuse(Order::Expire { address, change: 0 }, day, "Unchanged");
    // Its grace of leaving begins with it.
    let grace = u64::from(LEAVING_DAYS) * UnixTime::DAY;
    let remove = Order::Remove { address, change: 0, revocation: None };
    c.refuse(remove.clone(), UnixTime(day.0 + grace - 1), "StillLeaving");
    c.accept(remove, UnixTime(day.0 + grace));
}

#[test]
fn another_last_day_leaves_the_member_tree_alone() {
    let mut c = Case::new();
    let (admit, address) = c.world.admission(Roles::BANK);
    c.accept(admit, NOW);
    let root = c.members_root();
    c.accept(Order::SetRoles { address, roles: Roles::BANK, until: Day(30_000), change: 0 }, NOW);
    assert_eq!(c.members_root(), root);
    c.refuse(
        Order::SetRoles { address, roles: Roles::BANK, until: Day(30_000), change: 0 },
        NOW,
        "Unchanged",
    );
    assert_eq!(c.ledger.view().unwrap().member(address).unwrap().unwrap().until, Day(30_000));
    assert_eq!(c.ledger.view().unwrap().control().unwrap().revoked_at, None);
    c.ledger.replay(&c.world.keys, |_| {}).unwrap();
}

#[test]
fn a_replaced_root_keeps_its_grace_through_further_admissions_and_no_longer() {
    let mut c = Case::new();
    let roots = c.ledger.view().unwrap().latest().unwrap().roots;
    let [early, within, late, revoked] = [(); 4].map(|()| c.world.register(&roots));
    let (first, address) = c.world.admission(Roles::BANK.union(Roles::HOLDER));
    let (second, _) = c.world.admission(Roles::BANK);
    c.accept(first, later(10));
    c.accept(second, later(20));
    c.ledger.submit(&c.world.keys, &early, later(20)).unwrap();
    c.ledger.submit(&c.world.keys, &within, later(10 + common::GRACE)).unwrap();
    let code = |refused| match refused {
        Err(plimsoll_contracts::SubmitError::Rejected(why)) => why.code,
        other => panic!("{other:?}"),
    };
    let refused = c.ledger.submit(&c.world.keys, &late, later(11 + common::GRACE)).map(|_| ());
    assert_eq!(code(refused), plimsoll_contracts::Code::StaleRoot);
    // The root of the second admission would have its grace still, if nobody had lost a role.
    let roots = c.ledger.view().unwrap().latest().unwrap().roots;
    let other = c.world.register(&roots);
    let at = later(12 + common::GRACE);
    c.accept(World::set_roles(address, Roles::BANK), at);
    for refused in [&revoked, &other] {
        let refused = c.ledger.submit(&c.world.keys, refused, at).map(|_| ());
        assert_eq!(code(refused), plimsoll_contracts::Code::RevokedMember);
    }
}
