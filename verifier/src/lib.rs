#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod code;
mod decode;
mod point;

pub mod inputs;
mod key;
mod lint;
mod pins;
mod prepared;
mod rules;
mod proof;

mod batch;
mod single;

#[cfg(feature = "program")]
pub mod cli;
#[cfg(feature = "std")]
pub mod snarkjs;

pub use plimsoll_digest::{CircuitId, Digest, Identity};

pub use batch::{BatchItem, EmptyBatch, verify_batch};
pub use code::RefusalCode;
pub use decode::{DecodeError, Element};
pub use key::VerifyingKey;
pub use lint::LintError;
pub use pins::KnownKey;
pub use prepared::PreparedVerifyingKey;
pub use proof::{PROOF_BYTES, Proof};
pub use rules::{AttestDefect, Takes, attest as attest_values};
pub use single::{VerifyError, verify};
