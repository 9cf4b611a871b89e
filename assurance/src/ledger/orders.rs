//! What may be ordered in a state: every order that touches lots, notes or members.

use super::{
    kind::Kind,
    lots::{LotAt, NUMBERS, container, number},
    notes::Made,
    offer::time,
    order_say::{Listing, OrderSay},
    parties::Party,
    state::{At, Tables},
    world::World,
};
use plimsoll_circuits::{
    day::Day,
    member::Roles,
    note::{Content, Kind as Is},
};
use plimsoll_contracts::{
    Hash32, Order, SignedOrder,
    control::NotSurrendered,
    order::{LotName, NewLien, NewTitle, OpenedTitle, Recovery, Reopening, Statement, Validity, Waiver},
    rules::State,
};

/// What an order changes of what is kept beside the ledger.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "what an order says")]
pub enum Change {
    None,
    Freeze(LotAt, bool),
    Close(LotAt, Option<u8>),
    Recover(LotAt),
    Waive(u8),
    Pause(bool),
    Roles(Party, Roles),
    Control,
}

/// An order as it is given.
pub struct Ordered {
    /// Its kind.
    pub kind: Kind,
    /// The order.
    pub order: SignedOrder,
    /// What it changes.
    pub change: Change,
    /// The notes that it makes.
    pub made: Vec<Made>,
}

/// Everything that is tried of orders in a state.
#[must_use]
pub fn all(world: &World, at: &At) -> Vec<OrderSay> {
    let tables = Tables { world, ledger: &at.ledger };
    let mut all = Vec::new();
    for known in &at.truth.lots {
        let lot = known.lot;
        all.push(OrderSay::Freeze { lot, emergency: false });
        // One governor's signature is dear to check: where it cannot count it is tried of no lot.
        if !known.closed && !known.frozen {
            all.push(OrderSay::Freeze { lot, emergency: true });
        }
        all.extend([OrderSay::Lift(lot), OrderSay::LapseFreeze(lot), OrderSay::Close(lot)]);
        for coming in 0..NUMBERS {
            let amended = tables.is_amended(number(coming)).unwrap_or_default();
            // That an amended number is this lot's, governors see and the ledger does not.
            if coming != lot.number && amended && known.numbers & (1 << coming) == 0 {
                continue;
            }
            all.push(OrderSay::Reopen { lot, coming, listing: Listing::Own });
            if !known.added.is_empty() {
                all.push(OrderSay::Reopen { lot, coming, listing: Listing::Added });
            }
            if coming == lot.number && !tables.is_amended(number((coming + 1) % NUMBERS)).unwrap_or_default()
            {
                all.push(OrderSay::Reopen { lot, coming, listing: Listing::Other });
            }
        }
        if at.truth.title(world, lot).is_some() {
            let ways = [(true, true), (false, true), (false, false)];
            let ways = if known.frozen || known.closed { &ways } else { &ways[..1] };
            for &(opened, liens) in ways {
                all.push(OrderSay::Recover { lot, opened, liens });
            }
        }
    }
    all.extend((0..NUMBERS).map(OrderSay::Waive));
    all.extend([OrderSay::Pause { emergency: false }, OrderSay::Pause { emergency: true }]);
    all.extend([OrderSay::Resume, OrderSay::LapsePause]);
    for bank in Party::BANKS {
        for (roles, ends) in [(Roles::HOLDER, false), (Roles::BANK, false), (Roles::BANK, true)] {
            all.push(OrderSay::SetRoles { bank, roles, ends });
        }
        all.push(OrderSay::Expire(bank));
    }
    for party in [Party::HOLDERS[0], Party::HOLDERS[1], Party::ISSUER] {
        let is_member = at.ledger.roles()[party.at()].0 != 0;
        all.push(if is_member { OrderSay::Remove(party) } else { OrderSay::Admit(party) });
    }
    all.extend((at.truth.controls < 2).then_some(OrderSay::ControlKey));
    all
}

/// Writes an order as the ledger stands.
#[must_use]
#[expect(clippy::expect_used, reason = "a model stops where it is surprised")]
pub fn write(world: &World, at: &At, say: &OrderSay) -> Option<Ordered> {
    let tables = Tables { world, ledger: &at.ledger };
    let frozen = |lot: LotAt| {
        let record = tables.lot(world.lot_of(lot)).expect("it is read");
        record.frozen.map_or(0, |frozen| frozen.height)
    };
    let paused = at.ledger.control.paused.map_or(0, |paused| paused.height);
    let today = time(at.truth.waits).day();
    let changes = |party| at.ledger.member(party).map_or(0, |member| member.changes);
    let address = |party: Party| world.keys[party.at()].address;
    let mut made = Vec::new();
    let (order, change) = match *say {
        OrderSay::Freeze { lot, emergency } => {
            (Order::Freeze { lot: lot.name(), emergency }, Change::Freeze(lot, true))
        }
        OrderSay::Lift(lot) => {
            (Order::Lift { lot: lot.name(), frozen: frozen(lot) }, Change::Freeze(lot, false))
        }
        OrderSay::LapseFreeze(lot) => {
            (Order::LapseFreeze { lot: lot.name(), frozen: frozen(lot) }, Change::Freeze(lot, false))
        }
        OrderSay::Close(lot) => (Order::Close { lot: lot.name() }, Change::Close(lot, None)),
        OrderSay::Reopen { lot, coming, listing } => {
            let own = number(lot.number);
            let numbers = match listing {
                Listing::Own => vec![own],
                Listing::Added => [own].into_iter().chain(at.truth.lot(lot)?.added.iter().copied()).collect(),
                Listing::Other => vec![own, number((lot.number + 1) % NUMBERS)],
            };
            let reopening = Reopening { lot: lot.name(), coming: number(coming), numbers, until: today };
            (Order::Reopen(reopening), Change::Close(lot, Some(coming)))
        }
        OrderSay::Recover { lot, opened, liens } => {
            let recovery = recovery(world, at, (lot, frozen(lot)), opened, liens)?;
            made = made_by(world, &recovery);
            (Order::Recover(recovery), Change::Recover(lot))
        }
        OrderSay::Waive(n) => {
            let boxes = vec![container()];
            let waiver = Waiver { doc: number(n), invoices: Vec::new(), boxes, until: today };
            (Order::Waive(waiver), Change::Waive(n))
        }
        OrderSay::Pause { emergency } => (Order::Pause { emergency }, Change::Pause(true)),
        OrderSay::Resume => (Order::Resume { paused }, Change::Pause(false)),
        OrderSay::LapsePause => (Order::LapsePause { paused }, Change::Pause(false)),
        OrderSay::Admit(party) => {
            let keys = &world.keys[party.at()];
            let of_issuer = if party == Party::ISSUER { usize::from(at.truth.controls) } else { 0 };
            let admit = Order::Admit {
                ak: keys.public,
                nkc: keys.nk.commitment(),
                roles: party.roles(),
                org: keys.org,
                control: world.controls[of_issuer].address,
                until: Day(0),
                change: changes(party),
                consent: None,
            };
            (admit, Change::Roles(party, party.roles()))
        }
        OrderSay::SetRoles { bank, roles, ends } => {
            let until = if ends { today } else { Day(0) };
            let set = Order::SetRoles { address: address(bank), roles, until, change: changes(bank) };
            (set, Change::Roles(bank, roles))
        }
        OrderSay::Remove(party) => {
            let remove = Order::Remove { address: address(party), change: changes(party), revocation: None };
            (remove, Change::Roles(party, Roles(0)))
        }
        OrderSay::Expire(party) => {
            let expire = Order::Expire { address: address(party), change: changes(party) };
            (expire, Change::Roles(party, Roles::LEAVING))
        }
        OrderSay::ControlKey => {
            let org = world.keys[Party::ISSUER.at()].org;
            let changed = usize::from(at.truth.controls);
            let [from, to] = [0, 1].map(|more| world.controls[changed + more].address);
            (Order::ControlKey { org, from, to }, Change::Control)
        }
    };
    let emergency = matches!(order, Order::Freeze { emergency: true, .. } | Order::Pause { emergency: true });
    let validity = Validity { nonce: Hash32::default(), epoch: 0, last_day: Day(u32::MAX) };
    let order = SignedOrder::new(order, validity);
    let order = if emergency { world.signed(say, order) } else { order };
    Some(Ordered { kind: say.kind(), order, change, made })
}

impl World {
    /// One governor's signature, which is the same whenever it is asked for.
    #[expect(clippy::expect_used, reason = "whoever finds a digest that cannot be signed has broken a hash")]
    fn signed(&self, say: &OrderSay, order: SignedOrder) -> SignedOrder {
        let mut signed = self.emergencies.borrow_mut();
        let made = || order.signed(&self.governor.key, self.genesis.domain()).expect("it is signed");
        signed.entry(*say).or_insert_with(made).clone()
    }
}

/// The living title goes to its owner, or to a holder if that is no member; all liens are made again, or none.
#[expect(clippy::expect_used, reason = "whoever finds a digest that cannot be signed has broken a hash")]
fn recovery(
    world: &World,
    at: &At,
    (lot, frozen): (LotAt, u64),
    opened: bool,
    liens: bool,
) -> Option<Recovery> {
    let title = at.truth.title(world, lot)?;
    let content = title.note.content;
    let roles = at.ledger.roles();
    let owns = |party: &Party| roles[party.at()].intersects(Roles::HOLDER.union(Roles::BANK));
    let owner = title.owner.into_iter().chain(Party::HOLDERS).find(owns).unwrap_or(Party::HOLDERS[0]);
    let again = at.truth.living(world, lot).filter(|note| liens && note.kind() == Is::Lien).map(|note| {
        let Content { amount, prior, pool, bill, made, .. } = note.note.content;
        NewLien { owner: note.note.owner, amount, prior, pool, bill, made, release_key: Hash32::default() }
    });
    let LotName { doc, generation } = lot.name();
    let (bill, control_changes) = (content.bill, at.truth.controls);
    let mut statements = world.statements.borrow_mut();
    let signature = *statements.entry((lot, bill, frozen, control_changes)).or_insert_with(|| {
        let said = NotSurrendered { doc, generation, bill, frozen };
        let key = &world.controls[usize::from(control_changes)].key;
        key.sign(world.genesis.domain(), &said).expect("it is signed")
    });
    let (note, amount) = (title.note, content.amount);
    let open = OpenedTitle { owner: note.owner, amount, bill, rho: note.rho, r: note.r };
    Some(Recovery {
        lot: lot.name(),
        title: NewTitle { owner: world.keys[owner.at()].address, bill },
        liens: again.collect(),
        opened: opened.then_some(open),
        statement: Statement { issuer: world.keys[Party::ISSUER.at()].address, signature },
    })
}

/// The notes that a recovery makes.
fn made_by(world: &World, recovery: &Recovery) -> Vec<Made> {
    let notes = recovery.notes().unwrap_or_default();
    notes.iter().map(|note| (note.content, world.party(note.owner))).collect()
}
