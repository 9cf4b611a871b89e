//! Titles that get other documents or another value: the rules of the ledger, on a ledger in a file.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, case::Case};
use plimsoll_circuits::field::F;
use plimsoll_contracts::{Code, Conditions, Posting, Transition, replay::Counts};

#[test]
fn both_spend_a_title_and_make_one() {
    let mut c = Case::new();
    let roots = c.roots();
    let (amend, revalue) = (c.world.amend_with(&roots, |_| ()), c.world.revalue_with(&roots, |_| ()));
    for t in [&amend, &revalue] {
        let posting = t.posting().unwrap();
        assert_eq!((posting.nullifiers().len(), posting.commitments().len(), t.memos.len()), (1, 1, 1));
        let receipt = c.accept(t);
        let made = c.roots();
        assert_ne!((made.notes, made.nullifiers), (roots.notes, roots.nullifiers));
        assert_eq!(c.accept(t), receipt, "again: the old receipt");
        let view = c.ledger.view().unwrap();
        assert!(view.commitment_position(posting.commitments()[0]).unwrap().is_some());
    }
    let report = c.ledger.replay(&c.world.keys, |_| {}).unwrap();
    assert_eq!(report.counts, Counts { amends: 1, revalues: 1, flushes: 2, ..Counts::default() });
    assert_eq!(report.notes, 2);
}

#[test]
fn whatever_is_spent_is_so_once() {
    let mut c = Case::new();
    let roots = c.roots();
    let first = c.world.revalue_with(&roots, |_| ());
    c.accept(&first);
    let Posting::Revalue(p) = first.posting().unwrap() else { panic!("a Revalue") };
    let (nf, spent) = (p.nf, Code::DuplicateNullifier);
    let t = c.world.revalue_with(&roots, |p| p.nf = nf);
    c.refuse(&t, spent);
    let t = c.world.amend_with(&roots, |p| p.nf = nf);
    c.refuse(&t, spent);
    let t = c.world.move_with(&roots, |p| p.nf[1] = nf);
    c.refuse(&t, spent);
}

#[test]
fn roots_and_date_are_the_ledgers() {
    let mut c = Case::new();
    let (roots, junk) = (c.roots(), c.world.fresh());
    let of = |c: &mut Case, notes, members, frozen, today: u32| {
        let today = F::from(today);
        [
            c.world.amend_with(&roots, |p| {
                (p.notes_root, p.members_root, p.frozen_root, p.today) = (notes, members, frozen, today);
            }),
            c.world.revalue_with(&roots, |p| {
                (p.notes_root, p.members_root, p.frozen_root, p.today) = (notes, members, frozen, today);
            }),
        ]
    };
    let today = NOW.day().0;
    for [notes, members, frozen] in [
        [junk, roots.members, roots.frozen],
        [roots.notes, junk, roots.frozen],
        [roots.notes, roots.members, junk],
    ] {
        for t in of(&mut c, notes, members, frozen, today) {
            c.refuse(&t, Code::StaleRoot);
        }
    }
    for day in [0, today - 2, today + 1] {
        for t in of(&mut c, roots.notes, roots.members, roots.frozen, day) {
            c.refuse(&t, Code::StaleDate);
        }
    }
    for day in [today, today - 1] {
        for t in of(&mut c, roots.notes, roots.members, roots.frozen, day) {
            c.accept(&t);
        }
    }
}

#[test]
fn what_an_amendment_adds_is_financed_once() {
    let mut c = Case::new();
    let roots = c.roots();
    let bill = c.world.register(&roots);
    c.accept(&bill);
    let Posting::Register(of_bill) = bill.posting().unwrap() else { panic!("a Register") };
    for (slot, code) in [(0, Code::ConflictDoc), (1, Code::ConflictInvoice), (4, Code::ConflictBox)] {
        // What another bill has cannot be added ..
        let t = c.world.amend_with(&roots, |p| p.fingerprints[slot] = of_bill.fingerprints[slot]);
        c.refuse(&t, code);
        // .. and what was added, no other bill can have.
        let added = c.world.amend_with(&roots, |_| ());
        c.accept(&added);
        let Posting::Amend(of_added) = added.posting().unwrap() else { panic!("an Amend") };
        let t = c.world.register_with(&roots, |p| p.fingerprints[slot] = of_added.fingerprints[slot]);
        c.refuse(&t, code);
        let t = c.world.amend_with(&roots, |p| p.fingerprints[slot] = of_added.fingerprints[slot]);
        c.refuse(&t, code);
    }
    let t = c.world.amend_with(&roots, |p| p.fingerprints[3] = p.fingerprints[1]);
    c.refuse(&t, Code::ConflictInvoice);
    let t = c.world.amend_with(&roots, |p| p.fingerprints[7] = F::from(0u64));
    c.refuse(&t, Code::Malformed);
}

#[test]
fn memos_and_proof_are_bound() {
    let mut c = Case::new();
    let roots = c.roots();
    for good in [c.world.amend_with(&roots, |_| ()), c.world.revalue_with(&roots, |_| ())] {
        let changed = |change: &dyn Fn(&mut Transition)| {
            let mut t = good.clone();
            change(&mut t);
            t
        };
        c.refuse(&changed(&|t| t.memos.push(t.memos[0].clone())), Code::Malformed);
        c.refuse(&changed(&|t| drop(t.memos.pop())), Code::Malformed);
        c.refuse(&changed(&|t| t.memos[0][5] ^= 1), Code::BadProof);
        c.refuse(&changed(&|t| t.conditions = Conditions { until: NOW, ..Conditions::NONE }), Code::BadProof);
        c.refuse(&changed(&|t| t.posted[1] -= F::from(1u64)), Code::BadProof);
        c.refuse(&changed(&|t| t.version += 1), Code::UnknownCircuit);
        c.refuse(&changed(&|t| t.posted.truncate(19)), Code::Malformed);
    }
}
