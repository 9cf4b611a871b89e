//! The figures of docs/assurance.md are those of the kept results, and these are of the circuits as they are.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plimsoll_assurance::{
    page,
    result::{Kept, versions},
};

#[test]
fn the_page_says_what_was_kept() {
    let is = std::fs::read_to_string(page::path()).unwrap();
    assert!(is == page::page().unwrap(), "assurance page --write");
}

#[test]
fn what_was_kept_is_of_these_circuits() {
    for name in ["unique", "native", "claims", "ledger"] {
        let kept: Kept<serde_json::Value> = Kept::read(name).unwrap();
        assert_eq!(kept.circuits, versions(), "assurance {name} --write");
    }
}
