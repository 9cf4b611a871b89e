//! Round trips, refusals, and what happens when a circuit, an engine or a key is faulty.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod concurrency;
mod faults;
mod gadgets;
mod job;
mod pool;
mod round_trip;

use std::sync::Arc;

use plimsoll_params::{KeyPolicy, KeyStore, Manifest};
use plimsoll_prover::Prover;
use tempfile::TempDir;

/// A prover with development keys in a directory of its own, which lasts as long as the first part.
pub fn prover() -> (TempDir, Prover) {
    let directory = tempfile::tempdir().unwrap();
    let keys = KeyStore::open_in(directory.path(), KeyPolicy::AllowInsecureDevelopment, Manifest::empty());
    (directory, Prover::new(Arc::new(keys)))
}
