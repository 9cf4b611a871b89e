//! A sample of the run: some rows of a statement, left out one at a time.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plimsoll_assurance::{
    deletions::{Figures, Options, run, stopping},
    native::draft::Maker,
    result::Kept,
};
use plimsoll_circuits::statement::{
    amend::Amend,
    attest::Attest,
    movement::Move,
    register::{RegisterLarge, RegisterSmall},
    revalue::Revalue,
};
use std::collections::BTreeSet;

/// Each check of a statement has a row that alone stops a lie: roots, lots, amounts, signatures and all, but for some whose lies are false in
/// other rows, too; and so has a private input that is no bit, such as of a role or of a kind.
fn every_check_stops_a_lie_by_one_row<S: Maker>(but: &[&str], bits: bool) {
    let stopping = stopping::<S>(300, 5);
    assert!(!bits || stopping.iter().any(|row| row.bit), "{}", S::CIRCUIT);
    let stopping: BTreeSet<&str> = stopping.into_iter().flat_map(|row| row.names).collect();
    let idle: Vec<_> =
        S::CHECKS.iter().filter(|check| Some(**check) != S::TYPED && !stopping.contains(*check)).collect();
    assert_eq!(idle, but.iter().collect::<Vec<_>>(), "{}", S::CIRCUIT);
}

#[test]
fn every_check_of_every_statement_stops_a_lie_by_one_row() {
    every_check_stops_a_lie_by_one_row::<Move>(&[], true);
    every_check_stops_a_lie_by_one_row::<RegisterSmall>(&[], true);
    every_check_stops_a_lie_by_one_row::<RegisterLarge>(&[], true);
    every_check_stops_a_lie_by_one_row::<Attest>(&[], false);
    every_check_stops_a_lie_by_one_row::<Amend>(&["AMEND-4 bill opening"], true);
    every_check_stops_a_lie_by_one_row::<Revalue>(&["REVALUE-4 bill opening"], true);
}

#[test]
fn what_is_kept_is_of_all_statements() {
    let kept = Kept::<Vec<Figures>>::read("deletions").unwrap().figures;
    assert_eq!(kept.len(), 6);
    for f in &kept {
        assert_eq!(f.deleted, f.rows, "{}", f.circuit);
        assert_eq!(f.open + f.lied + f.independent + f.survivors.len(), f.deleted, "{}", f.circuit);
        assert!(f.survivors.len() * 1_000 < f.rows, "{}", f.circuit);
    }
}

#[test]
fn nearly_every_row_that_is_drawn_is_noticed() {
    let options = Options { rows: Some(100), lies: 200, seed: 3, statement: Some("attest".to_owned()) };
    let found = run(&options).unwrap();
    let [figures] = &found[..] else { panic!("one statement was asked for") };
    assert_eq!((figures.circuit.as_str(), figures.deleted), ("attest", 100));
    assert_eq!(figures.open + figures.lied + figures.independent + figures.survivors.len(), 100);
    assert!(figures.open >= 97 && figures.survivors.is_empty(), "{figures:?}");
}

#[test]
fn an_unknown_statement_is_told() {
    let options = Options { rows: Some(1), lies: 0, seed: 1, statement: Some("loan".to_owned()) };
    assert!(run(&options).unwrap_err().contains("loan"));
}
