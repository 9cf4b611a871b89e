//! Poseidon2 over BN254's scalar field (Grassi, Khovratovich, Schofnegger, <https://eprint.iacr.org/2023/323>): constants of
//! all widths, the permutation, and the sponge.

mod constants;
mod permutation;

pub use constants::{WIDTH_3, WIDTH_4, WIDTH_8, WIDTH_12, WIDTH_16};
pub use permutation::{Constants, FULL_ROUNDS, external};

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, BigInt};

/// Inputs that the sponge absorbs with one permutation.
pub const SPONGE_RATE: usize = 15;

/// `sponge(tag; x1..xn)`: width 16; lane 0 starts as `tag + 2^192 n`, blocks of [`SPONGE_RATE`] inputs are added to lanes 1 to 15
/// (the last one filled with zeros), one permutation after each; the output is lane 1. The count in the capacity lane keeps a
/// short input and the same input with zeros behind it apart.
///
/// # Panics
/// If there are no inputs, or 2^16 of them or more.
#[must_use]
pub fn sponge(tag: Fr, inputs: &[Fr]) -> Fr {
    let mut state = [Fr::ZERO; 16];
    state[0] = sponge_start(tag, inputs.len());
    for block in inputs.chunks(SPONGE_RATE) {
        for (lane, x) in state[1..].iter_mut().zip(block) {
            *lane += x;
        }
        WIDTH_16.permute(&mut state);
    }
    state[1]
}

/// Lane 0 of the sponge before the first permutation: `tag + 2^192 n`.
///
/// # Panics
/// If `n` is 0 or 2^16 or more.
#[must_use]
pub fn sponge_start(tag: Fr, n: usize) -> Fr {
    assert!((1..1 << 16).contains(&n), "sponge takes 1 to 65535 inputs, not {n}");
    tag + Fr::new(BigInt([0, 0, 0, n as u64]))
}
