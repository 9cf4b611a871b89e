//! Recoveries: a lot whose keys are lost goes on under its next generation.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{
    World, control,
    governing::{Bill, Governed},
    governor,
};
use plimsoll_circuits::{
    field::F,
    member::{Address, Roles},
    note::{Content, Kind, Note},
};
use plimsoll_contracts::{
    Code, ControlKey, Hash32, Order,
    control::NotSurrendered,
    order::{NewLien, NewTitle, OpenedTitle, Recovery, Statement},
    rules::OrderRefusal,
};

/// A lot with a title whose opening is known, two makings of liens on it, and members to own what is made again.
struct Lost {
    c: Governed,
    bill: Bill,
    title: Note,
    makings: [F; 2],
    holder: Address,
    bank: Address,
    issuer: Address,
}

impl Lost {
    fn new() -> Self {
        let mut c = Governed::new();
        let [holder, bank, issuer] = [Roles::HOLDER, Roles::BANK, Roles::ISSUER].map(|roles| c.admit(roles));
        let bill = c.registered();
        let [contract, rho, r] = c.world.fresh_list();
        let lot = bill.lot(0).lot();
        let content = Content { kind: Kind::Title, amount: 100, lot, bill: contract, ..Content::DUMMY };
        let title = Note { content, owner: holder, rho, r };
        let roots = c.ledger.view().unwrap().latest().unwrap().roots;
        let mut makings = [F::from(0u64); 2];
        let t = c.world.move_with(&roots, |p| {
            p.cm[0] = title.commitment();
            makings = p.nf;
        });
        c.submit(&t).unwrap();
        c.ledger.flush(c.now).unwrap();
        Self { c, bill, title, makings, holder, bank, issuer }
    }

    fn lien(&self, making: usize, amount: u64, pool: u64) -> NewLien {
        NewLien {
            owner: self.bank,
            amount,
            prior: 0,
            pool,
            bill: self.title.content.bill,
            made: self.makings[making],
            release_key: Hash32([7; 32]),
        }
    }

    fn statement(&self, key: &ControlKey, generation: u64, bill: F) -> Statement {
        let record = self.c.ledger.view().unwrap().lot(self.bill.lot(0).lot()).unwrap();
        let frozen = record.frozen.map_or(0, |frozen| frozen.height);
        let said = NotSurrendered { doc: self.bill.doc(), generation, bill, frozen };
        let signature = key.sign(self.c.world.genesis.domain(), &said).unwrap();
        Statement { issuer: self.issuer, signature }
    }

    /// Liens of 60 and 40 on the old bill, for the holder again.
    fn recovery(&self) -> Recovery {
        let bill = self.title.content.bill;
        Recovery {
            lot: self.bill.lot(0),
            title: NewTitle { owner: self.holder, bill },
            liens: vec![self.lien(0, 60, 60), self.lien(1, 30, 50), self.lien(1, 10, 50)],
            opened: None,
            statement: self.statement(&control(), 0, bill),
        }
    }

    fn opened(&self) -> Option<OpenedTitle> {
        let Note { content, owner, rho, r } = self.title;
        Some(OpenedTitle { owner, amount: content.amount, bill: content.bill, rho, r })
    }
}

fn freeze(lost: &mut Lost) -> u64 {
    let lot = lost.bill.lot(0);
    lost.c.order(Order::Freeze { lot, emergency: false })
}

#[test]
fn a_lost_key_is_recovered_thirty_days_after_the_freeze() {
    let mut lost = Lost::new();
    let order = Order::Recover(lost.recovery());
    lost.c.refuse(order.clone(), "NotFrozen");
    // An emergency of one governor is no freeze that a recovery follows.
    let lot = lost.bill.lot(0);
    lost.c.try_by(Order::Freeze { lot, emergency: true }, &[governor(1)]).unwrap();
    lost.c.refuse(order, "NotFrozen");
    freeze(&mut lost);
    let recovery = lost.recovery();
    let order = Order::Recover(recovery.clone());
    lost.c.wait(29);
    lost.c.refuse(order.clone(), "StillFrozen");
    lost.c.wait(1);
    assert_eq!(lost.c.try_by(order.clone(), &[governor(2)]).unwrap_err().code(), "TooFewSignatures");
    let notes = lost.c.ledger.view().unwrap().control().unwrap().notes;
    lost.c.order(order.clone());

    // Everybody computes the same notes from the order; they wait for a flush as others do.
    let made = recovery.notes().unwrap();
    assert_eq!(made[0].content.amount, 100);
    let view = lost.c.ledger.view().unwrap();
    for (position, note) in (notes..).zip(&made) {
        assert_eq!(note.content.lot, lost.bill.lot(1).lot());
        assert_eq!(view.commitment_position(note.commitment()).unwrap(), Some(position));
    }
    assert_eq!(view.control().unwrap().notes, notes + 4);
    lost.c.ledger.flush(lost.c.now).unwrap();
    assert!(lost.c.ledger.view().unwrap().note_path(made[3].commitment()).is_ok());
    // The old lot is closed; the new one is the one that orders name.
    assert!(lost.c.is_frozen(lot) && !lost.c.is_frozen(lost.bill.lot(1)));
    lost.c.refuse(order, "OtherGeneration");
    lost.c.order(Order::Freeze { lot: lost.bill.lot(1), emergency: false });
    lost.c.replays();
}

#[test]
fn an_opened_title_is_recovered_at_once_if_it_bears_what_is_made_again() {
    let mut lost = Lost::new();
    let opened = |lost: &Lost| Recovery { opened: lost.opened(), ..lost.recovery() };
    lost.c.refuse(Order::Recover(opened(&lost)), "NotFrozen");
    freeze(&mut lost);
    let mut less = opened(&lost);
    less.liens.pop();
    lost.c.refuse(Order::Recover(less), "OtherTitle");
    let changed = |lost: &Lost, change: &dyn Fn(&mut OpenedTitle)| {
        let mut recovery = opened(lost);
        recovery.opened.iter_mut().for_each(change);
        Order::Recover(recovery)
    };
    let one = F::from(1u64);
    for change in [
        &|title: &mut OpenedTitle| title.amount = 90,
        &|title: &mut OpenedTitle| title.rho += one,
        &|title: &mut OpenedTitle| title.r += one,
        &|title: &mut OpenedTitle| title.owner.0 += one,
        &|title: &mut OpenedTitle| title.bill += one,
    ] as [&dyn Fn(&mut OpenedTitle); 5]
    {
        let order = changed(&lost, change);
        lost.c.refuse(order, "OtherTitle");
    }
    // Another bill than the opened one: not without waiting.
    let mut other = opened(&lost);
    other.title.bill = one;
    other.statement = lost.statement(&control(), 0, one);
    lost.c.refuse(Order::Recover(other), "OtherTitle");
    lost.c.order(Order::Recover(opened(&lost)));
    lost.c.replays();
}

#[test]
fn what_is_made_again_fits_to_its_making_its_owners_and_the_issuers_word() {
    let mut lost = Lost::new();
    freeze(&mut lost);
    lost.c.wait(30);
    let with = |lost: &Lost, change: &dyn Fn(&mut Recovery)| {
        let mut recovery = lost.recovery();
        change(&mut recovery);
        Order::Recover(recovery)
    };
    let (stranger, bill) = (Address(lost.c.world.fresh()), lost.title.content.bill);
    let unmade = lost.c.world.fresh();
    let (holder, bank, issuer) = (lost.holder, lost.bank, lost.issuer);
    for (order, code) in [
        (with(&lost, &|r| r.liens[0].amount = 0), "LiensDiffer"),
        (with(&lost, &|r| r.liens[0].amount = 61), "LiensDiffer"),
        (with(&lost, &|r| r.liens[2].amount = 21), "LiensDiffer"),
        (with(&lost, &|r| r.liens[2].pool = 51), "LiensDiffer"),
        (with(&lost, &|r| r.liens[2].prior = 1), "LiensDiffer"),
        (with(&lost, &|r| r.liens[2].bill = unmade), "LiensDiffer"),
        (with(&lost, &|r| r.liens[0].made = unmade), "LiensDiffer"),
        (with(&lost, &|r| (r.liens[0].amount, r.liens[0].pool) = (u64::MAX, u64::MAX)), "LiensDiffer"),
        (with(&lost, &|r| r.title.owner = stranger), "NoFittingRole"),
        (with(&lost, &|r| r.title.owner = issuer), "NoFittingRole"),
        (with(&lost, &|r| r.liens[0].owner = holder), "NoFittingRole"),
        (with(&lost, &|r| r.statement.issuer = bank), "NoFittingRole"),
        (with(&lost, &|r| r.title.bill = unmade), "BadStatement"),
        (with(&lost, &|r| r.lot.generation = 1), "OtherGeneration"),
    ] {
        lost.c.refuse(order, code);
    }
    let foreign = ControlKey::from_bytes(&[8; 32]).unwrap();
    for statement in [
        lost.statement(&foreign, 0, bill),
        lost.statement(&control(), 1, bill),
        lost.statement(&control(), 0, unmade),
    ] {
        let order = with(&lost, &|r| r.statement = statement);
        lost.c.refuse(order, "BadStatement");
    }
    let order = Order::Recover(lost.recovery());
    lost.c.order(order);
}

/// The lot was lifted after the issuer spoke, and its title may have been surrendered before it was frozen again.
#[test]
fn what_an_issuer_said_of_one_freeze_counts_for_no_later_one() {
    let mut lost = Lost::new();
    let lot = lost.bill.lot(0);
    let frozen = freeze(&mut lost);
    let old = Recovery { opened: lost.opened(), ..lost.recovery() };
    lost.c.order(Order::Lift { lot, frozen });
    freeze(&mut lost);
    lost.c.refuse(Order::Recover(old), "BadStatement");
    let new = Recovery { opened: lost.opened(), ..lost.recovery() };
    lost.c.order(Order::Recover(new));
    lost.c.replays();
}

#[test]
fn a_lot_whose_permission_was_not_used_is_recovered_and_the_permission_is_void() {
    let mut lost = Lost::new();
    let (bill, lot) = (lost.bill, lost.bill.lot(0));
    let reopen = lost.c.reopening(lot, bill.doc(), &[]);
    lost.c.order(reopen);
    let early = Order::Recover(lost.recovery());
    lost.c.refuse(early, "StillFrozen");
    let recovery = Recovery { opened: lost.opened(), ..lost.recovery() };
    lost.c.order(Order::Recover(recovery));
    for generation in [0, 1, 2] {
        let refused = lost.c.try_register(&bill, generation).unwrap_err();
        assert!(matches!(refused, Code::WrongGeneration | Code::ConflictDoc));
    }
    // Closed by a recovery, a lot is followed by nothing else.
    let again = lost.c.reopening(lot, bill.doc(), &[]);
    assert_eq!(lost.c.try_order(again), Err(OrderRefusal::OtherGeneration { newest: 1 }));
    let next = lost.c.reopening(bill.lot(1), bill.doc(), &[]);
    lost.c.order(next);
    lost.c.try_register(&bill, 2).unwrap();
    lost.c.replays();
}

/// What an issuer said counts while it has the key that it said it with, and the role.
#[test]
fn an_issuers_word_is_of_its_present_key_and_role() {
    let mut lost = Lost::new();
    freeze(&mut lost);
    let said = Recovery { opened: lost.opened(), ..lost.recovery() };
    let issuer = lost.issuer;
    let org = lost.c.ledger.view().unwrap().member(issuer).unwrap().unwrap().org;
    let new = ControlKey::from_bytes(&[9; 32]).unwrap();
    lost.c.order(Order::ControlKey { org, from: control().address(), to: new.address() });
    lost.c.refuse(Order::Recover(said.clone()), "BadStatement");
    let bill = lost.title.content.bill;
    let said = Recovery { statement: lost.statement(&new, 0, bill), ..said };
    lost.c.order(World::set_roles(issuer, Roles::LEAVING));
    lost.c.refuse(Order::Recover(said.clone()), "NoFittingRole");
    lost.c.order(World::set_roles(issuer, Roles::ISSUER));
    lost.c.order(Order::Recover(said));
    lost.c.replays();
}

/// Nothing moves a lot whose emergency is over until somebody ends it, so that an opened title is still the living one.
#[test]
fn a_lot_is_recovered_while_nobody_ended_its_emergency() {
    let mut lost = Lost::new();
    let lot = lost.bill.lot(0);
    let frozen = lost.c.try_by(Order::Freeze { lot, emergency: true }, &[governor(1)]).unwrap();
    lost.c.wait(4);
    assert!(lost.c.is_frozen(lot));
    let said = Recovery { opened: lost.opened(), ..lost.recovery() };
    let copy = lost.c.signed(Order::Recover(said.clone()), &[governor(1), governor(2)]);
    lost.c.order(Order::LapseFreeze { lot, frozen });
    // It may have moved since, and what the issuer said of that freeze counts for no other.
    assert_eq!(lost.c.give(&copy), Err(OrderRefusal::NotFrozen));
    freeze(&mut lost);
    lost.c.refuse(Order::Recover(said), "BadStatement");
    let said = Recovery { opened: lost.opened(), ..lost.recovery() };
    lost.c.order(Order::Recover(said));
    lost.c.replays();
}
