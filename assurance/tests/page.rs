//! The figures of docs/assurance.md are those of the kept results, and say which circuits changed since.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plimsoll_assurance::page;

#[test]
fn the_page_says_what_was_kept() {
    let is = std::fs::read_to_string(page::path()).unwrap();
    assert!(is == page::page().unwrap(), "assurance page --write");
}
