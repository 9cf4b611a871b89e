//! The `plimsoll-verify` program: one proof from files, one verdict, one exit status.
//!
//! | status | meaning |
//! |---|---|
//! | 0 | the proof is valid |
//! | 1 | the submission could be read and is refused, with the ledger's code: `Malformed`, `NotCanonical` or `BadProof` |
//! | 2 | no verdict: bad usage, a file that is missing or not of its format, a key that is unusable, a development key without `--insecure-dev-keys` |
//!
//! The proof and the values are the submission, the key is the verifier's own. So whatever is wrong with the
//! key is 2: unreadable, refused by the lint, not the pinned one. Native proof and input files have no format beyond
//! their bytes: once read, whatever is wrong with them is 1. A snarkjs file that is not JSON or lacks the shape (fields,
//! arrays and strings, `groth16`, `bn128`) is 2; a wrong number of inputs, a number or a point in it is 1.
//!
//! The keys of this version's circuits it knows by their hashes. Those under which anybody can forge give no verdict, unless
//! `--insecure-dev-keys` asks for them. With any other key `--circuit` says which circuit it is of; then as with theirs the file
//! holds what was posted, from which the public inputs are made ([`Takes::Posted`](crate::Takes::Posted)). A key of somebody
//! else's circuit is used with `--public`.
//!
//! # Native files
//!
//! Bare bytes, without headers:
//!
//! | file | bytes |
//! |---|---|
//! | `--vk` | [`VerifyingKey::from_bytes`](crate::VerifyingKey::from_bytes): alpha (32), beta, gamma, delta (64 each), the number of IC points (u64, little-endian), the IC points (32 each); what arkworks writes for a compressed key |
//! | `--posted`, `--public` | [`inputs::decode`](crate::inputs::decode): 32 bytes each, big-endian, in the statement's order |
//! | `--proof` | [`Proof::from_bytes`](crate::Proof::from_bytes): A (32), B (64), C (32), compressed |
//!
//! snarkjs's files are described in [`snarkjs`](crate::snarkjs).

mod args;
mod files;
mod formats;
mod report;
mod run;

use std::process::ExitCode;

use clap::Parser;

pub use args::{Args, Files, Format};
pub use report::Outcome;
pub use run::run;

/// Parses the command line, verifies, reports, and says how to exit.
#[must_use]
pub fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = run(&args);
    outcome.print(args.json);
    outcome.exit_code()
}
