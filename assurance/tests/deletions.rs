//! A sample of the run: some rows of a statement, left out one at a time.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plimsoll_assurance::deletions::{Options, run};

#[test]
fn nearly_every_row_that_is_drawn_is_noticed() {
    let options = Options { rows: Some(100), lies: 200, seed: 3, statement: Some("attest".to_owned()) };
    let found = run(&options).unwrap();
    let [figures] = &found[..] else { panic!("one statement was asked for") };
    assert_eq!((figures.circuit.as_str(), figures.deleted), ("attest", 100));
    assert_eq!(figures.open + figures.lied + figures.survivors.len(), 100);
    assert!(figures.open >= 97, "{figures:?}");
}

#[test]
fn an_unknown_statement_is_told() {
    let options = Options { rows: Some(1), lies: 0, seed: 1, statement: Some("loan".to_owned()) };
    assert!(run(&options).unwrap_err().contains("loan"));
}
