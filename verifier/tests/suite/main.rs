//! The verifier against proofs of a small circuit made with ark-groth16, and against snarkjs's own files.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod fixture;

mod batch;
mod inputs;
mod key;
mod lint;
mod malleability;
#[cfg(feature = "program")]
mod program;
mod proof;
mod rules;
#[cfg(feature = "std")]
mod snarkjs;
