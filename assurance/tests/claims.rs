//! Samples of the run `claims`.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plimsoll_assurance::{
    claims::{
        self, Figures,
        deleted::{self, Deleted, Effort},
        kinds,
        layout::{Cell, Layout, Table},
        plans,
        subject::Subject,
    },
    result::Kept,
};
use plimsoll_circuits::field::F;
use std::collections::BTreeSet;

/// The least of the ready policies.
fn least() -> Subject {
    Subject::ready().into_iter().find(|subject| subject.name == "title-type").unwrap()
}

fn all_noticed(deleted: &Deleted) {
    let Deleted { free, lies, together, idle, .. } = deleted;
    assert_eq!(deleted.tried, free + lies + together + idle + deleted.survivors.len());
    for survivor in &deleted.survivors {
        assert!(!survivor.ends_with(deleted::UNKNOWN), "{}: {survivor}", deleted.name);
    }
}

#[test]
fn every_kind_of_condition_is_stated_once_at_least() {
    let stated: BTreeSet<&str> =
        [plans::headers(), plans::records()].iter().flat_map(|subject| kinds::of(&subject.plan)).collect();
    assert_eq!(stated, BTreeSet::from(kinds::ALL));
}

#[test]
fn the_documents_meet_the_plans() {
    for subject in claims::subjects() {
        let (net, values) = subject.compile();
        assert_eq!(net.violated(&values), None, "{}", subject.name);
    }
}

#[test]
fn every_hint_of_a_netlist_is_determined() {
    for subject in claims::subjects() {
        let found = claims::netlist(&subject);
        assert_eq!((found.open, found.proven), (0, found.hints), "{found:?}");
    }
}

#[test]
fn every_cell_of_a_layout_is_determined() {
    for subject in [least(), plans::headers()] {
        let found = claims::laid(&subject).unwrap();
        assert_eq!((found.open, found.unassigned, found.misplaced), (0, 0, 0), "{found:?}");
        assert_eq!(found.proven, found.hints, "{found:?}");
    }
}

/// What was read of the constraint system is what halo2 goes by: it holds of honest values, and not of others.
#[test]
fn a_layout_takes_honest_values_and_no_others() {
    let (net, values) = least().compile();
    let layout = Layout::of(&net).unwrap();
    let table = Table::of(&net, &values).unwrap();
    assert!(layout.accepts(&table, None));
    for (left, _) in layout.copies.iter().step_by(40) {
        let mut spoiled = table.clone();
        spoiled.set(*left, table.at(*left) + F::from(1u64));
        assert!(!layout.accepts(&spoiled, None), "{left:?}");
    }
    let mut other = table.clone();
    other.set(Cell::Instance(0), F::from(0u64));
    assert!(!layout.accepts(&other, None));
}

#[test]
fn a_gate_that_is_missing_is_noticed() {
    let deleted =
        deleted::gates(&plans::headers(), Effort { parts: usize::MAX, near: 24, seed: 0 }, &mut |_, _| {});
    assert_eq!(deleted.tried, deleted.parts);
    all_noticed(&deleted);
    assert_eq!((deleted.together, deleted.idle, deleted.survivors.len()), (8, 0, 0), "{deleted:?}");
}

#[test]
fn a_copy_that_is_missing_is_noticed() {
    let deleted = deleted::copies(&least(), Effort { parts: 12, near: 24, seed: 1 }, &mut |_, _| {}).unwrap();
    assert_eq!(deleted.tried, 12);
    all_noticed(&deleted);
}

#[test]
fn the_last_run_left_nothing_open() {
    let Figures { netlists, layouts, gates, copies } = Kept::read("claims").unwrap().figures;
    assert_eq!(netlists.len(), claims::subjects().len());
    assert!(netlists.iter().all(|found| found.open == 0));
    assert!(layouts.iter().all(|found| (found.open, found.unassigned, found.misplaced) == (0, 0, 0)));
    gates.iter().chain(&copies).for_each(all_noticed);
}
