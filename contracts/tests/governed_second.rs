//! A second reading of governance: what one governor, administrator, organisation or carrier of orders tries alone, and what was signed before
//! things changed.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{
    LEAVING_DAYS, World, administrator, control,
    governing::{Governed, day},
    governor,
    orders::of_every_kind,
};
use plimsoll_circuits::{
    field::F,
    member::{Address, Org, Roles},
    statement::CircuitId,
};
use plimsoll_contracts::{
    Code, ControlKey, ControlSignature, Day, Hash32, Order, SignedOrder, UnixTime,
    control::{Consent, Revocation},
    order::{LotName, Reopening, Validity},
    rules::{ADMINISTERED_A_DAY, BETWEEN_CONTROL_KEYS, Need, OrderRefusal},
};
use std::collections::BTreeSet;

const BOTH: [u8; 2] = [1, 2];

fn by(numbers: &[u8]) -> Vec<ControlKey> {
    numbers.iter().map(|n| governor(*n)).collect()
}

fn other_key(n: u8) -> ControlKey {
    ControlKey::from_bytes(&[n; 32]).unwrap()
}

const fn note() -> Order {
    Order::Note { hash: Hash32([1; 32]), reference: String::new() }
}

/// A member of an organisation whose control key is everybody's here, admitted by an administrator.
fn admitted(c: &mut Governed, roles: Roles) -> (Order, Address, Org) {
    let (admission, address) = c.world.admission(roles);
    let Order::Admit { org, .. } = admission else { panic!("an admission") };
    c.try_by(admission.clone(), &[administrator()]).unwrap();
    (admission, address, org)
}

fn change_key(org: Org, from: &ControlKey, to: &ControlKey) -> Order {
    Order::ControlKey { org, from: from.address(), to: to.address() }
}

/// Another address of the organisation, with a consent of this key.
fn further(c: &mut Governed, org: Org, key: &ControlKey, now: &ControlKey, nonce: u64) -> Order {
    let (mut admission, member) = c.world.admission(Roles::BANK);
    let asked = Consent { member, roles: Roles::BANK, org, nonce };
    let signature = key.sign(c.world.genesis.domain(), &asked);
    let Order::Admit { org: of, control, consent, .. } = &mut admission else { panic!("an admission") };
    (*of, *control, *consent) = (org, now.address(), signature);
    admission
}

/// Whoever stole a key that was replaced since waits for it to come back: for what it signed, or to sign more.
#[test]
fn a_control_key_that_an_organisation_had_never_comes_back() {
    let mut c = Governed::new();
    let (_, address, org) = admitted(&mut c, Roles::HOLDER);
    let (_, _, another) = admitted(&mut c, Roles::HOLDER);
    let [old, new, third] = [control(), other_key(30), other_key(31)];
    let stolen = further(&mut c, org, &old, &old, 0);
    c.try_by(change_key(org, &old, &new), std::slice::from_ref(&old)).unwrap();
    assert_eq!(c.try_by(stolen.clone(), &[administrator()]), Err(OrderRefusal::OtherControlKey));

    c.wait(1);
    let back = change_key(org, &new, &old);
    assert_eq!(c.try_by(back.clone(), std::slice::from_ref(&new)), Err(OrderRefusal::FormerControlKey));
    c.refuse(back, "FormerControlKey");
    c.try_by(change_key(org, &new, &third), std::slice::from_ref(&new)).unwrap();
    for former in [&old, &new] {
        c.refuse(change_key(org, &third, former), "FormerControlKey");
    }
    // Nothing that an earlier key signed counts under a later one.
    let late = further(&mut c, org, &old, &third, 0);
    assert_eq!(c.try_by(late, &[administrator()]), Err(OrderRefusal::NoConsent));
    let revocation = old.sign(c.world.genesis.domain(), &Revocation { member: address });
    c.refuse(Order::Remove { address, change: 0, revocation }, "BadRevocation");
    // It is this organisation's past alone.
    c.order(change_key(another, &old, &third));
    c.order(change_key(another, &third, &new));
    c.replays();
}

#[test]
fn an_organisation_changes_its_control_key_itself_once_a_day() {
    let mut c = Governed::new();
    let (.., org) = admitted(&mut c, Roles::HOLDER);
    let keys: Vec<_> = (40..44).map(other_key).collect();
    let own = |c: &mut Governed, from: &ControlKey, to: &ControlKey| {
        c.try_by(change_key(org, from, to), std::slice::from_ref(from))
    };
    own(&mut c, &control(), &keys[0]).unwrap();
    let next = c.now.after(BETWEEN_CONTROL_KEYS);
    assert_eq!(own(&mut c, &keys[0], &keys[1]), Err(OrderRefusal::ControlKeyTooSoon { next }));
    // A key that was stolen on that day is replaced by governors, and the day counts on.
    c.order(change_key(org, &keys[0], &keys[1]));
    assert_eq!(own(&mut c, &keys[1], &keys[2]), Err(OrderRefusal::ControlKeyTooSoon { next }));
    c.now = UnixTime(next.0 - 1);
    assert_eq!(own(&mut c, &keys[1], &keys[2]), Err(OrderRefusal::ControlKeyTooSoon { next }));
    c.now = next;
    own(&mut c, &keys[1], &keys[2]).unwrap();
    c.replays();
}

/// It fills the member tree, or voids the proofs that others have under way by what it does to a member of its own.
#[test]
fn an_administrator_alone_gives_so_many_orders_a_day() {
    let mut c = Governed::new();
    let (_, address, _) = admitted(&mut c, Roles::BANK);
    let give = |c: &mut Governed, order: Order| c.try_by(order, &[administrator()]);
    for n in 1..ADMINISTERED_A_DAY {
        let roles = if n % 2 == 0 { Roles::BANK } else { Roles::HOLDER };
        give(&mut c, World::set_roles(address, roles)).unwrap();
    }
    let (admission, _) = c.world.admission(Roles::BANK);
    for order in [admission.clone(), World::set_roles(address, Roles::LEAVING)] {
        assert_eq!(give(&mut c, order), Err(OrderRefusal::AdministrationSpent));
    }
    // Governors give as many as they like, and theirs are not counted.
    c.order(admission);
    c.order(World::set_roles(address, Roles::BANK.union(Roles::HOLDER)));
    assert_eq!(give(&mut c, World::set_roles(address, Roles::BANK)), Err(OrderRefusal::AdministrationSpent));
    c.wait(1);
    give(&mut c, World::set_roles(address, Roles::BANK)).unwrap();
    c.replays();
}

/// An administrator takes who was removed into an organisation of its own making, which then disowns it for good.
#[test]
fn who_was_removed_comes_back_to_its_own_organisation_unless_governors_say_otherwise() {
    let mut c = Governed::new();
    let (admission, address, _) = admitted(&mut c, Roles::HOLDER);
    c.order(Order::Remove { address, change: 0, revocation: None });
    let (mut elsewhere, own) = (admission.clone(), other_key(50));
    let new = Org(c.world.fresh());
    if let Order::Admit { org, control, .. } = &mut elsewhere {
        (*org, *control) = (new, own.address());
    }
    let refused = c.try_by(elsewhere.clone(), &[administrator()]);
    assert_eq!(refused, Err(OrderRefusal::NotGovernor(administrator().address())));
    assert_eq!(c.try_by(admission.clone(), &[administrator()]), Err(OrderRefusal::NoConsent));
    c.try_by(c.world.consented(&admission, 0), &[administrator()]).unwrap();
    c.order(Order::Remove { address, change: 0, revocation: None });
    c.order(elsewhere);
    assert_eq!(c.ledger.view().unwrap().member(address).unwrap().unwrap().org, new);
    c.replays();
}

/// Each signature costs the ledger as much as a hundred hashes: whoever brings many is refused before one is looked at.
#[test]
fn more_signatures_than_governors_are_not_looked_at() {
    let mut c = Governed::new();
    let garbage = ControlSignature([7; 65]);
    for order in [note(), Order::LapsePause { paused: 1 }] {
        let mut order = c.signed(order, &[]);
        order.signatures = vec![garbage; 4];
        assert_eq!(c.give(&order), Err(OrderRefusal::TooManySignatures { most: 3 }));
        order.signatures.pop();
        assert_eq!(c.give(&order), Err(OrderRefusal::BadSignature));
    }
    // Four good ones of four keys: one of them is nobody's who governs.
    let four = [governor(1), governor(2), governor(3), other_key(60)];
    assert_eq!(c.try_by(note(), &four), Err(OrderRefusal::TooManySignatures { most: 3 }));
    // The bound follows the council.
    let keys: Vec<_> = four.iter().map(ControlKey::address).collect();
    c.order(Order::Governors { keys, threshold: 3 });
    c.try_by(note(), &four).unwrap();
    c.replays();
}

/// Governors' and everybody's orders with the same fields are different orders.
#[test]
fn signatures_of_one_kind_of_order_count_for_no_other_with_the_same_fields() {
    let mut c = Governed::new();
    let (_, address, _) = admitted(&mut c, Roles::BANK);
    let lot = c.registered().lot(0);
    let frozen = c.try_by(Order::Freeze { lot, emergency: true }, &by(&[1])).unwrap();
    let paused = c.try_by(Order::Pause { emergency: true }, &by(&[1])).unwrap();
    for (open, firm) in [
        (Order::LapsePause { paused }, Order::Resume { paused }),
        (Order::LapseFreeze { lot, frozen }, Order::Lift { lot, frozen }),
        (Order::Expire { address, change: 1 }, Order::Remove { address, change: 1, revocation: None }),
    ] {
        // What governors sign of the order that is open to all after some time does at once nothing.
        let signed = c.signed(open.clone(), &by(&BOTH));
        assert_eq!(c.give(&signed), Err(OrderRefusal::SignedInVain));
        let moved = SignedOrder { order: firm.clone(), ..signed };
        assert!(matches!(c.give(&moved), Err(OrderRefusal::NotGovernor(_) | OrderRefusal::NotAdministrator)));
        let bare = c.signed(open, &[]);
        let code = c.give(&bare).unwrap_err().code();
        assert!(["NotOver", "NotExpired"].contains(&code), "{code}");
        let bare = c.signed(firm, &[]);
        let code = c.give(&bare).unwrap_err().code();
        assert!(["TooFewSignatures", "NotAdministrator"].contains(&code), "{code}");
    }
    c.replays();
}

/// The identity of a removal says nothing of a revocation: a thief on the way uses the governors' removal up with a word of nobody.
#[test]
fn a_removal_on_its_way_is_not_used_up_by_a_word_of_nobody() {
    let mut c = Governed::new();
    let (admission, address, _) = admitted(&mut c, Roles::BANK);
    let removal = c.signed(Order::Remove { address, change: 0, revocation: None }, &by(&BOTH));
    let with = |revocation, signatures: &[ControlSignature]| SignedOrder {
        order: Order::Remove { address, change: 1, revocation },
        validity: removal.validity,
        signatures: signatures.to_vec(),
    };
    let foreign = other_key(70).sign(c.world.genesis.domain(), &Revocation { member: address });
    let own = c.world.revocation(address);
    assert_eq!(c.give(&with(foreign, &[])), Err(OrderRefusal::BadRevocation));
    assert_eq!(c.give(&with(foreign, &removal.signatures)), Err(OrderRefusal::SignedInVain));
    // Nor does whoever has a good one make the governors' signatures count for it.
    assert_eq!(c.give(&with(own, &removal.signatures)), Err(OrderRefusal::SignedInVain));
    c.give(&removal).unwrap();
    // Removed by governors, and not disowned: it may come back.
    c.try_by(c.world.consented(&admission, 0), &[administrator()]).unwrap();
    c.replays();
}

/// It leaves the council and comes back with the same key, or waits until its lot has a next generation.
#[test]
fn no_new_council_and_no_new_generation_gives_a_governor_its_emergency_back() {
    let mut c = Governed::new();
    let (bill, other) = (c.registered(), c.registered());
    let emergency = |lot| Order::Freeze { lot, emergency: true };
    let frozen = c.try_by(emergency(bill.lot(0)), &by(&[1])).unwrap();
    let paused = c.try_by(Order::Pause { emergency: true }, &by(&[2])).unwrap();
    c.order(Order::Resume { paused });
    c.order(Order::Lift { lot: bill.lot(0), frozen });
    let council = |numbers: &[u8]| Order::Governors {
        keys: by(numbers).iter().map(ControlKey::address).collect(),
        threshold: 2,
    };
    c.order(council(&[2, 3]));
    c.try_by(council(&[1, 2, 3]), &by(&[2, 3])).unwrap();
    assert_eq!(c.try_by(emergency(other.lot(0)), &by(&[1])).unwrap_err().code(), "EmergencySpent");
    assert_eq!(c.try_by(emergency(bill.lot(0)), &by(&[2])).unwrap_err().code(), "EmergencySpent");
    let pause = c.try_by(Order::Pause { emergency: true }, &by(&[3]));
    assert_eq!(pause.unwrap_err().code(), "EmergencySpent");
    // The lot that follows is another: somebody else may freeze it, and who spent its own may not.
    c.order(c.reopening(bill.lot(0), bill.doc(), &[]));
    c.try_register(&bill, 1).unwrap();
    assert_eq!(c.try_by(emergency(bill.lot(1)), &by(&[1])).unwrap_err().code(), "EmergencySpent");
    c.try_by(emergency(bill.lot(1)), &by(&[2])).unwrap();
    c.replays();
}

/// Proofs of a lot were under way when it was closed, and the frozen tree goes through roots of before.
#[test]
fn a_proof_under_way_when_its_lot_was_closed_never_enters() {
    let mut c = Governed::new();
    let (bill, other) = (c.registered(), c.registered());
    c.ledger.flush(c.now).unwrap();
    let roots = c.ledger.view().unwrap().latest().unwrap().roots;
    let moved = c.world.move_with(&roots, |_| {});
    let revalued = c.world.revalue_with(&roots, |_| {});
    let amended = c.world.amend_with(&roots, |_| {});
    let under_way = [moved, revalued, amended];
    let stale = |c: &Governed| under_way.iter().for_each(|t| assert_eq!(c.submit(t), Err(Code::StaleRoot)));
    // A lot that is frozen for a while comes and goes: its root of before counts again.
    let freeze = |lot: LotName| Order::Freeze { lot, emergency: false };
    let frozen = c.order(freeze(other.lot(0)));
    stale(&c);
    c.order(Order::Close { lot: bill.lot(0) });
    c.order(Order::Lift { lot: other.lot(0), frozen });
    stale(&c);
    let frozen = c.order(freeze(other.lot(0)));
    c.order(Order::Lift { lot: other.lot(0), frozen });
    stale(&c);
    assert_ne!(c.ledger.view().unwrap().latest().unwrap().roots.frozen, roots.frozen);
    c.replays();
}

/// Each is signed twice under nonces of their own; the second comes when the first has done its work.
#[test]
fn the_second_of_two_orders_on_a_lot_that_say_the_same_revives_nothing() {
    let mut c = Governed::new();
    let (bill, second) = (c.registered(), c.registered());
    let until = day(c.now, 9);
    let reopening =
        |lot: LotName| Order::Reopen(Reopening { lot, coming: lot.doc, numbers: vec![lot.doc], until });
    let twice = |c: &mut Governed, order: Order| [(); 2].map(|()| c.signed(order.clone(), &by(&BOTH)));
    let [first, copy] = twice(&mut c, reopening(bill.lot(0)));
    let mut late = c.bill();
    late.0[4] = bill.0[4];
    let waiver = c.waiver(late.doc(), &[], &[bill.0[4]]);
    let [waived, again] = twice(&mut c, waiver);

    c.give(&first).unwrap();
    c.try_register(&bill, 1).unwrap();
    assert_eq!(c.give(&copy), Err(OrderRefusal::OtherGeneration { newest: 1 }));
    let [close, closed] = twice(&mut c, Order::Close { lot: second.lot(0) });
    let kept = c.signed(reopening(second.lot(0)), &by(&BOTH));
    c.give(&close).unwrap();
    assert_eq!(c.give(&closed), Err(OrderRefusal::LotClosed));
    assert_eq!(c.give(&kept), Err(OrderRefusal::LotClosed));
    // A second waiver for a number that was registered lets nothing pass that has not its number.
    c.give(&waived).unwrap();
    c.try_register(&late, 0).unwrap();
    c.give(&again).unwrap();
    assert_eq!(c.try_register(&late, 0), Err(Code::ConflictDoc));
    let mut another = c.bill();
    another.0[4] = bill.0[4];
    assert_eq!(c.try_register(&another, 0), Err(Code::ConflictBox));
    c.replays();
}

/// A circuit turns out to be unsound, and an administrator dishonest: what was signed of them before, and left over, is brought later.
#[test]
fn an_order_that_was_signed_twice_activates_no_version_that_was_retired_since() {
    let mut c = Governed::new();
    let circuit = CircuitId::RegisterSmall;
    let (version, key_hash) = (circuit.version() + 1, Hash32([2; 32]));
    let activate = Order::ActivateVersion { circuit, version, key_hash, change: 0 };
    let [first, left] = [(); 2].map(|()| c.signed(activate.clone(), &by(&BOTH)));
    c.give(&first).unwrap();
    assert_eq!(c.give(&left), Err(OrderRefusal::OldState));
    let retire = Order::RetireVersion { circuit, version, change: 0 };
    let [first, again] = [(); 2].map(|()| c.signed(retire.clone(), &by(&BOTH)));
    c.give(&first).unwrap();
    assert_eq!(c.give(&left), Err(OrderRefusal::OldState));
    // Whoever wants it back says so anew, and what was left over retires it no second time.
    c.order(activate);
    assert_eq!(c.give(&again), Err(OrderRefusal::OldState));
    assert_eq!(
        c.ledger.view().unwrap().version(circuit.number(), version).unwrap().map(|v| v.active),
        Some(true)
    );

    let named = |n: u8| Order::Administrators { keys: vec![other_key(n).address()], change: 0 };
    let [first, left] = [(); 2].map(|()| c.signed(named(61), &by(&BOTH)));
    c.give(&first).unwrap();
    c.order(named(62));
    assert_eq!(c.give(&left), Err(OrderRefusal::OldState));
    c.order(named(61));
    c.replays();
}

/// One key governs and administrates: its one signature is never that of several governors.
#[test]
fn a_governor_who_administrates_too_is_one_of_several() {
    let mut c = Governed::new();
    c.order(Order::Administrators { keys: vec![governor(1).address()], change: 0 });
    let (bank, address) = c.world.admission(Roles::BANK);
    c.try_by(bank, &by(&[1])).unwrap();
    let accredit = World::set_roles(address, Roles::BANK.union(Roles::VALUER));
    assert_eq!(
        c.try_by(accredit.clone(), &by(&[1])),
        Err(OrderRefusal::TooFewSignatures { needed: 2, got: 1 })
    );
    // Beside another governor it signs as a governor, and beside a stranger as nobody.
    let (holder, _) = c.world.admission(Roles::HOLDER);
    assert_eq!(c.try_by(holder.clone(), &[governor(1), other_key(80)]), Err(OrderRefusal::NotAdministrator));
    c.try_by(holder, &by(&BOTH)).unwrap();
    c.try_by(accredit, &by(&[1, 3])).unwrap();
    c.replays();
}

/// Everybody may end a membership that is over, also with an order that was made before it was prolonged.
#[test]
fn nobody_ends_a_membership_that_was_prolonged_since() {
    let mut c = Governed::new();
    let (mut admission, address) = c.world.admission(Roles::BANK);
    let Order::Admit { until, .. } = &mut admission else { panic!("an admission") };
    *until = c.now.day();
    c.try_by(admission, &[administrator()]).unwrap();
    c.wait(1);
    let validity = Validity { nonce: Hash32([9; 32]), epoch: 0, last_day: Day(u32::MAX) };
    let early = SignedOrder::new(Order::Expire { address, change: 1 }, validity);
    let longer = Order::SetRoles { address, roles: Roles::BANK, until: day(c.now, 5), change: 0 };
    c.try_by(longer, &[administrator()]).unwrap();
    assert_eq!(c.give(&early), Err(OrderRefusal::OldState));
    c.refuse(Order::Expire { address, change: 0 }, "NotExpired");
    c.wait(6);
    assert_eq!(c.give(&early), Err(OrderRefusal::OldState));
    c.order(Order::Expire { address, change: 0 });
    c.replays();
}

/// Whoever proposes an order asks the same rule as the ledger who must sign it.
#[test]
fn who_must_sign_is_said_by_the_rule_that_refuses() {
    let mut c = Governed::new();
    let (admission, address, org) = admitted(&mut c, Roles::BANK);
    let need = |c: &Governed, order: &Order| {
        let order = common::current(&c.ledger, order.clone());
        c.ledger.view().unwrap().need(&order, &c.world.genesis, c.now).unwrap()
    };
    let (issuer, _) = c.world.admission(Roles::ISSUER);
    let (holder, _) = c.world.admission(Roles::HOLDER);
    let (remove, leave) =
        (Order::Remove { address, change: 0, revocation: None }, World::set_roles(address, Roles::LEAVING));
    let consented = further(&mut c, org, &control(), &control(), 0);
    let mut alone = consented.clone();
    if let Order::Admit { consent, .. } = &mut alone {
        *consent = None;
    }
    let control_key = change_key(org, &control(), &other_key(90));
    for (order, expected) in [
        (&note(), Need::Governors),
        (&issuer, Need::Governors),
        (&World::set_roles(address, Roles::VALUER), Need::Governors),
        (&holder, Need::Administration),
        (&consented, Need::Administration),
        (&alone, Need::GovernorsYet(OrderRefusal::NoConsent)),
        (&leave, Need::Administration),
        (&remove, Need::GovernorsYet(OrderRefusal::NotLeaving)),
        (&c.world.disown(address), Need::Nobody),
        (&Order::Pause { emergency: true }, Need::OneGovernor),
        (&control_key, Need::ControlKey(control().address())),
    ] {
        assert_eq!(need(&c, order), expected, "{}", order.name());
        if let Need::GovernorsYet(why) = expected {
            assert_eq!(c.try_by(order.clone(), &[administrator()]), Err(why));
            assert_eq!(c.try_by(order.clone(), &[other_key(91)]), Err(OrderRefusal::NotAdministrator));
        }
    }
    c.try_by(leave, &[administrator()]).unwrap();
    let until = c.now.after(u64::from(LEAVING_DAYS) * UnixTime::DAY);
    assert_eq!(need(&c, &remove), Need::GovernorsYet(OrderRefusal::StillLeaving { until }));
    c.wait(u64::from(LEAVING_DAYS));
    assert_eq!(need(&c, &remove), Need::Administration);
    c.try_by(remove, &[administrator()]).unwrap();
    // Who is gone comes back by the consent of its own organisation, and to another one by governors.
    assert_eq!(need(&c, &c.world.consented(&admission, 0)), Need::Administration);
    let mut elsewhere = admission;
    if let Order::Admit { org, .. } = &mut elsewhere {
        *org = Org(F::from(5u64));
    }
    assert_eq!(need(&c, &elsewhere), Need::Governors);
    c.replays();
}

/// Of every kind there is: nobody, a stranger, an administrator and one governor too few give what is the governors', and what is open to all takes
/// no signature.
#[test]
fn no_kind_of_order_is_taken_from_who_must_not_sign_it() {
    let mut c = Governed::new();
    let mut kinds = BTreeSet::new();
    let orders = of_every_kind(&mut c.world);
    for order in orders {
        kinds.insert(order.name());
        let mut told = |keys: &[ControlKey]| {
            let signed = c.signed(order.clone(), keys);
            c.give(&signed).map_or_else(|why| why.code(), |_| "taken")
        };
        let (nobody, stranger) = (told(&[]), told(&[other_key(95)]));
        let (one, administrator) = (told(&[governor(2)]), told(&[administrator()]));
        let codes = [nobody, stranger, one, administrator];
        match &order {
            order if order.is_open() => {
                assert_ne!(nobody, "SignedInVain");
                assert_eq!(codes[1..], ["SignedInVain"; 3], "{}", order.name());
            }
            Order::Pause { emergency: true } => {
                assert_eq!(codes, ["OneGovernor", "OneGovernor", "taken", "OneGovernor"]);
            }
            Order::Admit { .. } | Order::SetRoles { .. } | Order::Remove { .. } => {
                assert_eq!(codes[..2], ["NotAdministrator"; 2], "{}", order.name());
                assert_eq!(one, "TooFewSignatures", "{}", order.name());
            }
            order => {
                let expected = ["TooFewSignatures", "NotGovernor", "TooFewSignatures", "NotGovernor"];
                assert_eq!(codes, expected, "{}", order.name());
            }
        }
        // Signed by all who could be needed, it is refused for what it says, if at all.
        let signed = c.signed(order.clone(), &by(&[1, 2, 3]));
        let answer = c.give(&signed).map_or_else(|why| why.code(), |_| "taken");
        assert!(
            !["TooFewSignatures", "NotGovernor", "NotAdministrator"].contains(&answer),
            "{}",
            order.name()
        );
    }
    assert_eq!(kinds.len(), 23);
}
