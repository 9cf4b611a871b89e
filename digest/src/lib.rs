#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod circuit_id;
mod digest;
mod identity;
pub mod poseidon2;

pub use circuit_id::{CircuitId, LARGE_SLOTS, SMALL_SLOTS};
pub use digest::{Digest, FINGERPRINTS, SIGHASH, TRANSITION, fp_root, hashed, horner, sighash};
pub use identity::Identity;

#[cfg(test)]
mod tests;

use ark_bn254::Fr;
use ark_ff::PrimeField;

/// A tag as a field element: the big-endian integer of its name of at most 24 ASCII bytes.
#[must_use]
pub fn tag(name: &str) -> Fr {
    debug_assert!(name.len() <= 24);
    Fr::from_be_bytes_mod_order(name.as_bytes())
}
