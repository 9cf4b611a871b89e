//! Poseidon2 over BN254's scalar field (Grassi, Khovratovich, Schofnegger, <https://eprint.iacr.org/2023/323>) and the
//! three ways in which it is used: a tagged hash of few inputs, a sponge for many, a compression for tree nodes.

#[cfg(feature = "r1cs")]
pub mod gadget;
#[cfg(any(feature = "r1cs", feature = "claims"))]
pub(crate) mod permutation;
#[cfg(feature = "r1cs")]
mod trace;

#[cfg(all(test, feature = "r1cs"))]
mod gadget_tests;
#[cfg(test)]
mod tests;

use crate::{field::F, tag::Tag};
pub use plimsoll_digest::poseidon2::SPONGE_RATE;
use taceo_poseidon2::bn254::{t3, t4, t8, t12, t16};

/// Inputs that one call of [`hash`] takes at most.
pub const MAX_INPUTS: usize = 15;

/// `H(tag; x1..xn)`: one permutation of the smallest width t in {3, 4, 8, 12, 16} with t >= n + 1, over the state
/// `[tag, x1, .., xn, 0, ..]`; the output is lane 1 (protocol, section 3).
///
/// # Panics
/// If there are no inputs or more than [`MAX_INPUTS`].
#[must_use]
pub fn hash(tag: Tag, inputs: &[F]) -> F {
    fn state<const T: usize>(tag: Tag, inputs: &[F]) -> [F; T] {
        let mut state = [F::from(0u64); T];
        state[0] = tag.value();
        state[1..=inputs.len()].copy_from_slice(inputs);
        state
    }
    match width(inputs.len()) {
        3 => t3::permutation(&state(tag, inputs))[1],
        4 => t4::permutation(&state(tag, inputs))[1],
        8 => t8::permutation(&state(tag, inputs))[1],
        12 => t12::permutation(&state(tag, inputs))[1],
        _ => t16::permutation(&state(tag, inputs))[1],
    }
}

/// The width that [`hash`] uses for `n` inputs.
///
/// # Panics
/// If `n` is 0 or above [`MAX_INPUTS`].
#[must_use]
pub fn width(n: usize) -> usize {
    match n {
        1..=2 => 3,
        3 => 4,
        4..=7 => 8,
        8..=11 => 12,
        12..=MAX_INPUTS => 16,
        _ => panic!("hash takes 1 to {MAX_INPUTS} inputs, not {n}; use sponge"),
    }
}

/// `sponge(tag; x1..xn)` for longer or variable inputs: `plimsoll_digest::poseidon2::sponge`.
///
/// # Panics
/// If there are no inputs, or 2^16 of them or more.
#[must_use]
pub fn sponge(tag: Tag, inputs: &[F]) -> F {
    plimsoll_digest::poseidon2::sponge(tag.value(), inputs)
}

/// Lane 0 of the sponge before the first permutation.
#[cfg(any(feature = "r1cs", feature = "claims"))]
pub(crate) fn sponge_start(tag: Tag, n: usize) -> F {
    plimsoll_digest::poseidon2::sponge_start(tag.value(), n)
}

/// A tree node over four children: `P(x)[0] + x[0]` with t = 4 (compression with feed-forward).
#[must_use]
pub fn compress(children: &[F; 4]) -> F {
    t4::permutation(children)[0] + children[0]
}

/// The permutation itself, over a state of 3, 4, 8, 12 or 16 lanes.
///
/// # Panics
/// If the state has any other number of lanes.
#[must_use]
pub fn permute(state: &[F]) -> Vec<F> {
    fn fixed<const T: usize>(state: &[F], permutation: fn(&[F; T]) -> [F; T]) -> Vec<F> {
        let mut lanes = [F::from(0u64); T];
        lanes.copy_from_slice(state);
        permutation(&lanes).to_vec()
    }
    match state.len() {
        3 => fixed(state, t3::permutation),
        4 => fixed(state, t4::permutation),
        8 => fixed(state, t8::permutation),
        12 => fixed(state, t12::permutation),
        16 => fixed(state, t16::permutation),
        n => panic!("Poseidon2 has no width {n}"),
    }
}

/// One permutation of width 3 over `[tag, a, b]`, lanes 1 and 2: two values that neither party chooses.
#[must_use]
pub fn pair(tag: Tag, a: F, b: F) -> [F; 2] {
    let out = t3::permutation(&[tag.value(), a, b]);
    [out[1], out[2]]
}

/// Lanes that [`mask`] gives: two fewer than the permutation has, since it is public and invertible.
pub const MASK: usize = 10;

/// One permutation of width 12 over `[tag, x, y, 0, ..]`, lanes 1 to 10: the mask of an audit ciphertext, and the blindings of
/// the notes beside it.
#[must_use]
pub fn mask(tag: Tag, x: F, y: F) -> [F; MASK] {
    let mut state = [F::from(0u64); 12];
    state[..3].copy_from_slice(&[tag.value(), x, y]);
    let out = t12::permutation(&state);
    let mut lanes = [F::from(0u64); MASK];
    lanes.copy_from_slice(&out[1..=MASK]);
    lanes
}
