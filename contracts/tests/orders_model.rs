//! Every sequence of a few registrations, amendments and orders, on the ledger's own rules: none leaves two living titles over one
//! number or one container, nor a living lot that no order can name.
//!
//! Three numbers and one container; a lot's title is tracked beside the ledger, which cannot see it. A reopening may be asked for numbers
//! of another lot's amendments, too: that rests on an opening, and the ledger cannot see it. Only then may two titles live.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, World, control, governor};
use plimsoll_circuits::{
    field::F,
    member::{Address, Roles},
    note::Lot,
};
use plimsoll_contracts::{
    Day, DecodeError, EntryId, Genesis, Hash32, Order, SignedOrder, Snapshot, Transition, UnixTime,
    control::NotSurrendered,
    order::{LotName, NewTitle, OpenedTitle, Recovery, Reopening, Statement, Validity},
    rules::{
        self, Checked, Control, Effects, FrozenChange, State,
        records::{Closed, Entered, Key, Table},
        stateful, stateless,
    },
    store::MemoryState,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const DEPTH: usize = 6;
const NUMBERS: usize = 3;

/// The ledger's records, and what is in the frozen tree.
#[derive(Clone)]
struct Records {
    rows: BTreeMap<(Table, Key), Vec<u8>>,
    frozen: BTreeSet<Lot>,
    control: Control,
    snapshot: Snapshot,
}

impl State for Records {
    type Error = DecodeError;
    fn snapshot(&self) -> Result<Snapshot, DecodeError> {
        Ok(self.snapshot)
    }
    fn control(&self) -> Result<Control, DecodeError> {
        Ok(self.control)
    }
    fn had_notes_root(&self, _: F) -> Result<bool, DecodeError> {
        Ok(true)
    }
    fn has_nullifier(&self, _: F) -> Result<bool, DecodeError> {
        Ok(false)
    }
    /// Whatever title an order opens was one.
    fn has_commitment(&self, _: F) -> Result<bool, DecodeError> {
        Ok(true)
    }
    fn entry_of(&self, _: EntryId) -> Result<Option<Snapshot>, DecodeError> {
        Ok(None)
    }
    fn record(&self, table: Table, key: &Key) -> Result<Option<Vec<u8>>, DecodeError> {
        Ok(self.rows.get(&(table, *key)).cloned())
    }
    fn tables_hash(&self) -> Result<Hash32, DecodeError> {
        Ok(Hash32::default())
    }
}

impl Records {
    fn apply(&mut self, effects: Effects) {
        for row in effects.rows {
            match row.value {
                Some(value) => self.rows.insert((row.table, row.key), value),
                None => self.rows.remove(&(row.table, row.key)),
            };
        }
        match effects.frozen {
            None => {}
            Some(FrozenChange::Enters(lot)) => assert!(self.frozen.insert(lot)),
            Some(FrozenChange::Leaves(lot)) => assert!(self.frozen.remove(&lot)),
        }
        self.snapshot.height += 1;
    }
}

/// What a title is now: the number of its bill, and whether its cargo is in the container.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Title {
    number: usize,
    boxed: bool,
}

/// A lot by the number that it was registered under and its generation.
type Named = (usize, u64);

#[derive(Clone)]
struct At {
    ledger: Records,
    titles: BTreeMap<Named, Title>,
    /// Whose amendment a number came by.
    amended: BTreeMap<usize, Named>,
    day: u32,
    /// Whether an order named another lot's amendment.
    misled: bool,
    path: Vec<String>,
}

/// What is tried in every state, made once.
struct Script<'w> {
    genesis: &'w Genesis,
    numbers: [F; NUMBERS],
    registers: Vec<(usize, u64, bool, Checked<'w>)>,
    amends: Vec<(Option<usize>, bool, Checked<'w>)>,
    holder: Address,
    issuer: Address,
}

fn time(day: u32) -> UnixTime {
    NOW.after(u64::from(day) * UnixTime::DAY)
}

impl Script<'_> {
    fn name(&self, (number, generation): Named) -> LotName {
        LotName { doc: self.numbers[number], generation }
    }

    fn lives(&self, at: &At, lot: Named) -> bool {
        !at.ledger.frozen.contains(&self.name(lot).lot())
    }

    /// Every order that may mean something: on the lots that are there, in their newest generation and the one before.
    fn orders(&self, at: &At) -> Vec<(String, Order, Option<Named>, bool)> {
        let mut orders = Vec::new();
        for &lot in at.titles.keys() {
            let name = self.name(lot);
            let frozen = at.ledger.lot(name.lot()).unwrap().frozen.map_or(0, |frozen| frozen.height);
            orders.push((
                format!("freeze {lot:?}"),
                Order::Freeze { lot: name, emergency: false },
                None,
                false,
            ));
            orders.push((format!("lift {lot:?}"), Order::Lift { lot: name, frozen }, None, false));
            orders.push((format!("close {lot:?}"), Order::Close { lot: name }, None, false));
            let own = |number: usize| number == lot.0 || at.amended.get(&number) == Some(&lot);
            for coming in 0..NUMBERS {
                for listed in 0..=NUMBERS {
                    let numbers: Vec<_> =
                        [lot.0].into_iter().chain((listed < NUMBERS).then_some(listed)).collect();
                    let misleads = ![coming].iter().chain(&numbers).all(|number| own(*number));
                    let order = Order::Reopen(Reopening {
                        lot: name,
                        coming: self.numbers[coming],
                        numbers: numbers.iter().map(|n| self.numbers[*n]).collect(),
                        until: time(at.day).day(),
                    });
                    orders.push((
                        format!("reopen {lot:?} for {coming}, list {numbers:?}"),
                        order,
                        None,
                        misleads,
                    ));
                }
            }
            orders.push((format!("recover {lot:?}"), self.recovery(name, frozen), Some(lot), false));
        }
        orders
    }

    fn recovery(&self, lot: LotName, frozen: u64) -> Order {
        let bill = F::from(77u64);
        let said = NotSurrendered { doc: lot.doc, generation: lot.generation, bill, frozen };
        let signature = control().sign(self.genesis.domain(), &said).unwrap();
        let opened = OpenedTitle { owner: self.holder, amount: 0, bill, rho: bill, r: bill };
        Order::Recover(Recovery {
            lot,
            title: NewTitle { owner: self.holder, bill },
            liens: Vec::new(),
            opened: Some(opened),
            statement: Statement { issuer: self.issuer, signature },
        })
    }

    /// What follows a state: every step that the rules take.
    fn next(&self, at: &At, signed: &mut HashMap<Vec<u8>, SignedOrder>) -> Vec<At> {
        let mut next = Vec::new();
        let now = time(at.day);
        let mut take = |what: String, effects: Effects, change: &dyn Fn(&mut At)| {
            let mut after = at.clone();
            after.ledger.apply(effects);
            after.path.push(what);
            change(&mut after);
            next.push(after);
        };
        for (number, generation, boxed, register) in &self.registers {
            let Ok(effects) = stateful::check(self.genesis, register, &at.ledger, now) else { continue };
            let title = Title { number: *number, boxed: *boxed };
            let what = format!(
                "register {number} as generation {generation}{}",
                if *boxed { ", boxed" } else { "" }
            );
            take(what, effects, &|at| {
                at.titles.insert((*number, *generation), title);
            });
        }
        for (&lot, &title) in at.titles.iter().filter(|(lot, _)| self.lives(at, **lot)) {
            for (number, boxed, amend) in &self.amends {
                let Ok(effects) = stateful::check(self.genesis, amend, &at.ledger, now) else { continue };
                let after = Title { number: number.unwrap_or(title.number), boxed: title.boxed || *boxed };
                let what =
                    format!("amend {lot:?} to {number:?}{}", if *boxed { ", adding the box" } else { "" });
                take(what, effects, &|at| {
                    at.titles.insert(lot, after);
                    at.amended.extend(number.map(|number| (number, lot)));
                });
            }
        }
        for (what, order, recovered, misleads) in self.orders(at) {
            let validity = Validity { nonce: Hash32::default(), epoch: 0, last_day: Day(u32::MAX) };
            let order = SignedOrder::new(order, validity);
            let order = signed
                .entry(order.to_bytes())
                .or_insert_with(|| order.signed(&governor(1), self.genesis.domain()).unwrap());
            let Ok(effects) = rules::check_order(self.genesis, order, &at.ledger, now) else { continue };
            take(what, effects, &|at| {
                at.misled |= misleads;
                if let Some((number, generation)) = recovered {
                    let title = at.titles[&(number, generation)];
                    at.titles.insert((number, generation + 1), title);
                    for lot in at.amended.values_mut().filter(|lot| **lot == (number, generation)) {
                        lot.1 += 1;
                    }
                }
            });
        }
        if at.day == 0 {
            take("a day passes".to_owned(), Effects::of(at.ledger.control), &|at| at.day = 1);
        }
        next
    }

    /// What a state must never be.
    fn faults(&self, at: &At) -> Vec<&'static str> {
        let living: Vec<_> = at.titles.iter().filter(|(lot, _)| self.lives(at, **lot)).collect();
        let mut faults = Vec::new();
        let numbers: BTreeSet<_> = living.iter().map(|(_, title)| title.number).collect();
        if numbers.len() < living.len() {
            faults.push("two living titles of one number");
        }
        if living.iter().filter(|(_, title)| title.boxed).count() > 1 {
            faults.push("two living titles over one container");
        }
        for ((number, generation), _) in living {
            let doc = at.ledger.doc(self.numbers[*number]).unwrap();
            if doc.map(|doc| doc.entered) != Some(Entered::Registered(*generation)) {
                faults.push("a living lot that no order can name");
            }
        }
        faults
    }

    /// What makes two states one: everything but heights, and but the names of the numbers.
    fn key(&self, at: &At) -> Vec<u64> {
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        orders.iter().map(|order| self.key_under(at, order)).min().unwrap()
    }

    fn key_under(&self, at: &At, order: &[usize; NUMBERS]) -> Vec<u64> {
        let place = |number: usize| order.iter().position(|n| *n == number).unwrap() as u64;
        let of = |f: F| self.numbers.iter().position(|n| *n == f).map_or(9, place);
        let mut key = vec![u64::from(at.day), u64::from(at.misled)];
        for number in order {
            let doc = at.ledger.doc(self.numbers[*number]).unwrap();
            key.push(match doc.map(|doc| doc.entered) {
                None => 0,
                Some(Entered::Amended) => 1,
                Some(Entered::Registered(generation)) => 2 + generation,
            });
            key.push(at.amended.get(number).map_or(99, |(n, g)| place(*n) * 10 + g));
            if let Some(permission) = at.ledger.permission(self.numbers[*number]).unwrap() {
                key.extend([200 + of(permission.lot.doc), permission.lot.generation]);
                key.push(u64::from(permission.until.0 - NOW.day().0));
                let listed: BTreeSet<_> = permission.numbers.iter().map(|f| of(*f)).collect();
                key.extend(listed);
            }
            for generation in 0..6 {
                let Some(title) = at.titles.get(&(*number, generation)) else { continue };
                let record = at.ledger.lot(self.name((*number, generation)).lot()).unwrap();
                let closed = match record.closed {
                    None => 0,
                    Some(Closed::ForGood) => 1,
                    Some(Closed::Permitting(coming)) => 2 + of(coming),
                };
                let state = closed * 2 + u64::from(record.frozen.is_some());
                key.extend([300 + generation, place(title.number), u64::from(title.boxed), state]);
            }
        }
        let tag = at.ledger.tag(plimsoll_circuits::fingerprint::Class::Box, container()).unwrap();
        key.push(tag.map_or(500, |tag| 501 + of(tag.doc)));
        key
    }
}

fn container() -> F {
    F::from(4242u64)
}

#[test]
fn no_sequence_leaves_two_living_titles_or_a_lot_without_a_name() {
    let mut world = World::new(0);
    world.genesis.governors = vec![governor(1).address()];
    world.genesis.threshold = 1;
    let keys = (plimsoll_circuits::statement::CircuitId::ALL).map(|c| (c, world.verifying_key(c)));
    let keys = plimsoll_contracts::Keys::new(&world.genesis, keys).unwrap();
    let memory = MemoryState::new(&world.genesis).unwrap();
    let snapshot = memory.newest();
    let numbers: [F; NUMBERS] = world.fresh_list();
    let mut registers: Vec<(usize, u64, bool, Transition)> = Vec::new();
    let mut amends: Vec<(Option<usize>, bool, Transition)> = Vec::new();
    for boxed in [false, true] {
        for (number, doc) in numbers.into_iter().enumerate() {
            for generation in 0..4 {
                let t = world.register_with(&snapshot.roots, |p| {
                    (p.fingerprints[0], p.generation) = (doc, F::from(generation));
                    if boxed {
                        p.fingerprints[4] = container();
                    }
                });
                registers.push((number, generation, boxed, t));
            }
            let t = world.amend_with(&snapshot.roots, |p| {
                p.fingerprints[0] = doc;
                if boxed {
                    p.fingerprints[4] = container();
                }
            });
            amends.push((Some(number), boxed, t));
        }
    }
    // The number stays, and a container comes: a pad stands in its place.
    amends.push((None, true, world.amend_with(&snapshot.roots, |p| p.fingerprints[4] = container())));

    let (holder, issuer) = (world.admission(Roles::HOLDER), world.admission(Roles::ISSUER));
    let genesis = world.genesis.clone();
    let checked = |t: &Transition| stateless::check(&genesis, &keys, t).map(drop).unwrap();
    registers.iter().for_each(|(.., t)| checked(t));
    let script = Script {
        genesis: &genesis,
        numbers,
        registers: registers
            .iter()
            .map(|(n, g, b, t)| (*n, *g, *b, stateless::check(&genesis, &keys, t).unwrap()))
            .collect(),
        amends: amends
            .iter()
            .map(|(n, b, t)| (*n, *b, stateless::check(&genesis, &keys, t).unwrap()))
            .collect(),
        holder: holder.1,
        issuer: issuer.1,
    };
    let start = start(&memory, &genesis, &world, [holder.0, issuer.0]);

    let mut seen = BTreeSet::from([script.key(&start)]);
    let (mut states, mut misled, mut signed) = (vec![start], BTreeSet::new(), HashMap::new());
    for _ in 0..DEPTH {
        let mut after = Vec::new();
        for at in &states {
            for next in script.next(at, &mut signed) {
                if !seen.insert(script.key(&next)) {
                    continue;
                }
                let faults = script.faults(&next);
                assert!(faults.is_empty() || next.misled, "{faults:?}: {}", next.path.join("; "));
                // What follows a fault is no news.
                if faults.is_empty() {
                    after.push(next);
                }
                misled.extend(faults);
            }
        }
        states = after;
    }
    assert!(seen.len() > 2_000, "only {} states", seen.len());
    // The model does see what an order does that names another lot's amendment.
    let expected =
        BTreeSet::from(["two living titles of one number", "two living titles over one container"]);
    assert_eq!(misled, expected);
}

/// The start: a holder and an issuer are members, and nothing is registered.
fn start(memory: &MemoryState, genesis: &Genesis, world: &World, admissions: [Order; 2]) -> At {
    let mut rows = BTreeMap::new();
    rows.insert((Table::Council, [0; 32]), memory.record(Table::Council, &[0; 32]).unwrap().unwrap());
    for circuit in &genesis.circuits {
        let key = rules::records::version_key(circuit.circuit.number(), circuit.version);
        rows.insert((Table::Versions, key), memory.record(Table::Versions, &key).unwrap().unwrap());
    }
    let (control, snapshot) = (memory.control().unwrap(), memory.newest());
    let mut ledger = Records { rows, frozen: BTreeSet::new(), control, snapshot };
    for (n, admission) in (0..).zip(admissions) {
        let order = world.order_by(n, admission, &[governor(1)]);
        let effects = rules::check_order(genesis, &order, &ledger, NOW).unwrap();
        let member = effects.member.unwrap();
        ledger.control = effects.control;
        ledger.apply(effects);
        let row = member.row();
        ledger.rows.extend(row.value.map(|value| ((row.table, row.key), value)));
    }
    At { ledger, titles: BTreeMap::new(), amended: BTreeMap::new(), day: 0, misled: false, path: Vec::new() }
}
