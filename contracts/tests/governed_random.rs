//! Random registrations, amendments and orders on a ledger in a file. Whoever opens a lot knows which numbers are its cargo's, and a
//! reopening lists no others: then no cargo and no container has two living lots, a closed lot stays closed, every living one has a name,
//! and the file holds what its log leads to.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{
    control,
    governing::{Bill, Governed, day},
    governor,
};
use plimsoll_circuits::{
    field::F,
    member::{Address, Roles},
    note::{Content, Kind, Note},
};
use plimsoll_contracts::{
    Expected, Order,
    control::NotSurrendered,
    order::{LotName, NewTitle, OpenedTitle, Recovery, Reopening, Statement},
    rules::records::Entered,
};
use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;
use std::collections::{BTreeMap, BTreeSet};

/// A lot that was made, with the containers of its title.
struct Made {
    name: LotName,
    cargo: usize,
    boxes: BTreeSet<F>,
}

struct Trade {
    c: Governed,
    rng: ChaCha20Rng,
    numbers: [F; 12],
    boxes: [F; 3],
    lots: Vec<Made>,
    cargoes: BTreeMap<F, usize>,
    /// Which lot a coming number follows.
    permits: BTreeMap<F, usize>,
    /// The numbers that were coming once.
    came: Vec<F>,
    closed: BTreeSet<usize>,
    holder: Address,
    issuer: Address,
    accepted: BTreeMap<&'static str, usize>,
}

impl Trade {
    fn new(seed: u64) -> Self {
        let mut c = Governed::new();
        let [holder, issuer] = [Roles::HOLDER, Roles::ISSUER].map(|roles| c.admit(roles));
        let (numbers, boxes) = (c.world.fresh_list(), c.world.fresh_list());
        Self {
            c,
            rng: ChaCha20Rng::seed_from_u64(seed),
            numbers,
            boxes,
            lots: Vec::new(),
            cargoes: BTreeMap::new(),
            permits: BTreeMap::new(),
            came: Vec::new(),
            closed: BTreeSet::new(),
            holder,
            issuer,
            accepted: BTreeMap::new(),
        }
    }

    /// A posting with this value in slot 0 and some of the containers.
    fn bill(&mut self, number: F) -> (Bill, BTreeSet<F>) {
        let mut bill = self.c.bill();
        bill.0[0] = number;
        let some = self.rng.gen_range(0..3);
        let boxes: BTreeSet<_> = self.boxes.choose_multiple(&mut self.rng, some).copied().collect();
        bill.0[4..].iter_mut().zip(&boxes).for_each(|(slot, f)| *slot = *f);
        (bill, boxes)
    }

    fn register(&mut self) {
        let again = self.came.choose(&mut self.rng).filter(|_| self.rng.gen_ratio(3, 4));
        let number = *again.unwrap_or_else(|| self.numbers.choose(&mut self.rng).unwrap());
        let known = self.c.ledger.view().unwrap().doc(number).unwrap();
        let generation = known.map_or(0, |doc| doc.next_generation());
        let (bill, boxes) = self.bill(number);
        if self.c.try_register(&bill, generation).is_err() {
            return;
        }
        let next = self.lots.iter().map(|lot| lot.cargo + 1).max().unwrap_or(0);
        let cargo = known.map_or(next, |_| self.lots[self.permits.remove(&number).unwrap()].cargo);
        self.cargoes.insert(number, cargo);
        self.lots.push(Made { name: bill.lot(generation), cargo, boxes });
        self.count(if known.is_some() { "register again" } else { "register" });
    }

    /// Of a lot that is not frozen: nobody proves another.
    fn amend(&mut self, lot: usize) {
        if self.c.is_frozen(self.lots[lot].name) {
            return;
        }
        let number = if self.rng.r#gen() {
            *self.numbers.choose(&mut self.rng).unwrap()
        } else {
            self.c.world.fresh()
        };
        let (bill, boxes) = self.bill(number);
        if self.c.amend(&bill).is_ok() {
            self.cargoes.insert(number, self.lots[lot].cargo);
            self.lots[lot].boxes.extend(boxes);
            self.count("amend");
        }
    }

    fn reopen(&mut self, lot: usize) {
        let (name, cargo) = (self.lots[lot].name, self.lots[lot].cargo);
        let own: Vec<F> = self.cargoes.iter().filter(|(_, c)| **c == cargo).map(|(f, _)| *f).collect();
        let (coming, some) = (*own.choose(&mut self.rng).unwrap(), self.rng.gen_range(0..=own.len()));
        let numbers = own.choose_multiple(&mut self.rng, some).copied().collect();
        let until = day(self.c.now, self.rng.gen_range(0..3));
        if self.c.try_order(Order::Reopen(Reopening { lot: name, coming, numbers, until })).is_ok() {
            self.permits.retain(|_, of| *of != lot);
            self.permits.insert(coming, lot);
            self.came.push(coming);
            self.count("reopen");
        }
    }

    fn recover(&mut self, lot: usize) {
        let (name, cargo) = (self.lots[lot].name, self.lots[lot].cargo);
        let [bill, rho, r] = self.c.world.fresh_list();
        let content = Content { kind: Kind::Title, lot: name.lot(), bill, ..Content::DUMMY };
        let title = Note { content, owner: self.holder, rho, r };
        let roots = self.c.ledger.view().unwrap().latest().unwrap().roots;
        let t = self.c.world.move_with(&roots, |p| p.cm[0] = title.commitment());
        let opens = self.rng.gen_ratio(4, 5) && self.c.submit(&t).is_ok();
        let frozen = self.c.ledger.view().unwrap().lot(name.lot()).unwrap().frozen;
        let frozen = frozen.map_or(0, |frozen| frozen.height);
        let said = NotSurrendered { doc: name.doc, generation: name.generation, bill, frozen };
        let signature = control().sign(self.c.world.genesis.domain(), &said).unwrap();
        let recovery = Recovery {
            lot: name,
            title: NewTitle { owner: self.holder, bill },
            liens: Vec::new(),
            opened: opens.then_some(OpenedTitle { owner: self.holder, amount: 0, bill, rho, r }),
            statement: Statement { issuer: self.issuer, signature },
        };
        if self.c.try_order(Order::Recover(recovery)).is_ok() {
            self.permits.retain(|_, of| *of != lot);
            let name = LotName { generation: name.generation + 1, ..name };
            self.lots.push(Made { name, cargo, boxes: self.lots[lot].boxes.clone() });
            self.count("recover");
        }
    }

    fn order(&mut self, what: &'static str, order: Order, by: &[u8]) -> bool {
        let by: Vec<_> = by.iter().map(|n| governor(*n)).collect();
        let accepted = self.c.try_by(order, &by).is_ok();
        if accepted {
            self.count(what);
        }
        accepted
    }

    fn count(&mut self, what: &'static str) {
        *self.accepted.entry(what).or_default() += 1;
    }

    fn step(&mut self) {
        if self.lots.is_empty() || self.rng.gen_ratio(1, 4) {
            return self.register();
        }
        // Mostly one that may still be named.
        let lot = self.rng.gen_range(self.lots.len().saturating_sub(3)..self.lots.len());
        let name = self.lots[lot].name;
        let record = self.c.ledger.view().unwrap().lot(name.lot()).unwrap();
        let frozen = record.frozen.map_or(0, |frozen| frozen.height);
        match self.rng.gen_range(0..22) {
            0..5 => self.amend(lot),
            5..7 => self.reopen(lot),
            7..9 => self.recover(lot),
            9 => drop(self.order("freeze", Order::Freeze { lot: name, emergency: false }, &[1, 2])),
            10..13 => {
                let one = self.rng.gen_range(1..4);
                self.order("freeze alone", Order::Freeze { lot: name, emergency: true }, &[one]);
            }
            13..15 => drop(self.order("lift", Order::Lift { lot: name, frozen }, &[2, 3])),
            15..18 => drop(self.order("lapse", Order::LapseFreeze { lot: name, frozen }, &[])),
            18 => {
                if self.rng.gen_ratio(1, 2) && self.order("close", Order::Close { lot: name }, &[1, 3]) {
                    self.permits.retain(|_, of| *of != lot);
                }
            }
            _ => {
                let days = if self.rng.gen_ratio(1, 8) { 30 } else { self.rng.gen_range(1..5) };
                self.c.wait(days);
            }
        }
    }

    fn holds(&mut self) {
        let view = self.c.ledger.view().unwrap();
        let (mut cargoes, mut boxes) = (BTreeSet::new(), BTreeSet::new());
        for (n, lot) in self.lots.iter().enumerate() {
            if view.lot(lot.name.lot()).unwrap().closed.is_some() {
                self.closed.insert(n);
            }
            if self.c.is_frozen(lot.name) {
                continue;
            }
            assert!(!self.closed.contains(&n), "a closed lot was revived");
            assert!(cargoes.insert(lot.cargo), "two living lots of one cargo");
            assert!(lot.boxes.iter().all(|f| boxes.insert(*f)), "two living lots over one container");
            let doc = view.doc(lot.name.doc).unwrap().unwrap();
            assert_eq!(doc.entered, Entered::Registered(lot.name.generation), "no order can name it");
        }
    }
}

#[test]
fn random_orders_keep_one_living_lot_of_a_cargo_and_the_file_is_what_its_log_leads_to() {
    let mut accepted = BTreeMap::<_, usize>::new();
    for seed in 0..10 {
        let mut trade = Trade::new(seed);
        for _ in 0..160 {
            trade.step();
            trade.holds();
        }
        let Trade { c, .. } = &trade;
        c.ledger.verify(&c.world.keys, &Expected::default(), |_| {}).unwrap();
        for (what, n) in trade.accepted {
            *accepted.entry(what).or_default() += n;
        }
    }
    for what in
        ["register again", "amend", "reopen", "recover", "freeze", "freeze alone", "lift", "lapse", "close"]
    {
        assert!(accepted.contains_key(what), "{what} is not in {accepted:?}");
    }
}
