//! Whatever an administrator orders alone, with random orders over many days: nobody becomes an issuer or a valuer or stays one for longer, nobody
//! comes into an organisation that has not consented, and no address goes to another one.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, World, administrator, control, counted, governor};
use plimsoll_circuits::{
    member::{Address, Org, Roles},
    signature::SigningKey,
};
use plimsoll_contracts::{
    ControlKey, Day, Hash32, Order, UnixTime,
    order::Validity,
    rules::{OrderRefusal, RuleError, State as _, accept_order, records::MemberRecord},
    store::MemoryState,
};
use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;
use std::collections::{BTreeMap, BTreeSet};

const STEPS: usize = 1_200;
const ACCREDITED: Roles = Roles::ISSUER.union(Roles::VALUER);

/// Keys of an address.
#[derive(Clone, Copy)]
struct Keys {
    ak: plimsoll_circuits::signature::PublicKey,
    nkc: plimsoll_circuits::field::F,
}

impl Keys {
    fn address(&self) -> Address {
        Address::new(&self.ak, self.nkc)
    }
}

struct Register {
    world: World,
    rng: ChaCha20Rng,
    state: MemoryState,
    time: UnixTime,
    given: u64,
    addresses: Vec<Keys>,
    orgs: Vec<Org>,
}

impl Register {
    /// Governors admitted an issuer for ten days, and a holder, each with an organisation.
    fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let state = MemoryState::new(&world.genesis).unwrap();
        let orgs = (0..4).map(|_| Org(world.fresh())).collect();
        let addresses = (0..6).map(|_| {
            let ak = SigningKey::random(&mut world.rng).public();
            Keys { ak, nkc: world.fresh() }
        });
        let addresses = addresses.collect();
        let rng = ChaCha20Rng::seed_from_u64(seed);
        let mut this = Self { world, rng, state, time: NOW, given: 0, addresses, orgs };
        let by = [governor(1), governor(2)];
        let until = Day(NOW.day().0 + 10);
        this.give(this.admission(0, 0, Roles::ISSUER.union(Roles::HOLDER), until), &by).unwrap();
        this.give(this.admission(1, 1, Roles::HOLDER, Day(0)), &by).unwrap();
        this
    }

    fn admission(&self, address: usize, org: usize, roles: Roles, until: Day) -> Order {
        let (Keys { ak, nkc }, org) = (self.addresses[address], self.orgs[org]);
        let control = control().address();
        Order::Admit { ak, nkc, roles, org, control, until, change: 0, consent: None }
    }

    fn give(&mut self, order: Order, by: &[ControlKey]) -> Result<(), OrderRefusal> {
        let order =
            counted(order, |address| self.state.member(address).unwrap().map_or(0, |member| member.changes));
        self.given += 1;
        let nonce = Hash32::of("order", &self.given.to_be_bytes());
        let signed = self.world.signed(order, Validity { nonce, epoch: 0, last_day: Day(u32::MAX) }, by);
        match accept_order(&self.world.genesis, &mut self.state, &signed, self.time) {
            Ok(_) => Ok(()),
            Err(RuleError::Refused(why)) => Err(why),
            Err(RuleError::State(e)) => panic!("{e}"),
        }
    }

    /// Anything that an administrator may think of; no organisation signs anything for it, but somebody found an old consent.
    fn any(&mut self) -> Order {
        let (address, org) =
            (self.rng.gen_range(0..self.addresses.len()), self.rng.gen_range(0..self.orgs.len()));
        let member = self.addresses[address].address();
        let roles = *[
            Roles::HOLDER,
            Roles::BANK,
            Roles::ISSUER,
            Roles::VALUER.union(Roles::BANK),
            Roles::ISSUER.union(Roles::HOLDER),
            Roles::LEAVING,
        ]
        .choose(&mut self.rng)
        .unwrap();
        let until = Day(*[0, NOW.day().0 + 5, self.time.day().0 + self.rng.gen_range(0..30)]
            .choose(&mut self.rng)
            .unwrap());
        match self.rng.gen_range(0..5) {
            0 => self.admission(address, org, roles, until),
            1 => self.world.consented(&self.admission(address, org, roles, until), 77),
            2 => Order::Remove { address: member, change: 0, revocation: None },
            3 => Order::Expire { address: member, change: 0 },
            _ => Order::SetRoles { address: member, roles, until, change: 0 },
        }
    }

    fn members(&self) -> BTreeMap<usize, MemberRecord> {
        let known = |keys: &Keys| self.state.member(keys.address()).unwrap();
        self.addresses.iter().enumerate().filter_map(|(n, keys)| Some((n, known(keys)?))).collect()
    }
}

/// The last day on which a member is an issuer or a valuer; none if it is neither.
fn accredited_until(member: &MemberRecord) -> Option<u32> {
    let until = if member.until == Day(0) { u32::MAX } else { member.until.0 };
    member.roles.intersects(ACCREDITED).then_some(until)
}

#[test]
fn whatever_an_administrator_orders_alone_accredits_nobody_and_moves_nobody() {
    let (mut kinds, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for seed in 0..4 {
        let mut register = Register::new(seed);
        for _ in 0..STEPS / 4 {
            let before = register.members();
            let order = register.any();
            let name = order.name();
            let by = if order.is_open() { Vec::new() } else { vec![administrator()] };
            match register.give(order, &by) {
                Ok(()) => kinds.insert(name),
                Err(why) => refused.insert(why.code()),
            };
            let after = register.members();
            for (n, member) in &after {
                let known = before.get(n);
                assert!(accredited_until(member) <= known.and_then(accredited_until), "{name}");
                assert!(known.is_none_or(|known| known.org == member.org), "{name}");
                // Nobody came, or came back, but as an organisation's first.
                let came = member.is_current() && !known.is_some_and(MemberRecord::is_current);
                let first = before.values().all(|known| known.org != member.org);
                assert!(!came || first, "{name}");
            }
            if register.rng.gen_ratio(1, 20) {
                register.time = register.time.after(register.rng.gen_range(1..7) * UnixTime::DAY);
            }
        }
    }
    assert_eq!(kinds, BTreeSet::from(["admit", "expire", "remove", "set-roles"]));
    for code in ["NotGovernor", "NoConsent", "NotLeaving", "StillLeaving", "AlreadyMember", "NotExpired"] {
        assert!(refused.contains(code), "{code} never came: {refused:?}");
    }
}
