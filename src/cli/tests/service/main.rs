//! Tests of the proving service as it runs: processes of the program, real proofs, real databases.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "../program.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod program;

mod ask;
mod place;
mod process;
mod statements;

mod access;
mod crowd;
mod ending;
mod full;
mod headers;
mod held;
mod hooks;
mod killed;
mod rules;
mod secrets;
mod trade;
