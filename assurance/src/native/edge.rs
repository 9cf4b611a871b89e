//! Numbers at random, those at edges more often than others.

use ark_ff::{Field, UniformRand};
use plimsoll_circuits::field::F;
use rand::{Rng as _, RngCore, seq::SliceRandom};
use std::ops::RangeInclusive;

/// Where all randomness comes from.
pub(super) type Rng = rand_chacha::ChaCha20Rng;

/// One of these; `None` if there are none.
pub(super) fn one_of<T: Clone>(rng: &mut Rng, these: &[T]) -> Option<T> {
    these.choose(rng).cloned()
}

/// Once in `n` times.
pub(super) fn once_in(rng: &mut Rng, n: u32) -> bool {
    rng.gen_ratio(1, n)
}

/// Any number, often at an edge of 64 bits or at this one.
pub(super) fn number(rng: &mut Rng, near: u64) -> u64 {
    match rng.gen_range(0..12) {
        0 => 0,
        1 => 1,
        2 => near,
        3 => near.wrapping_sub(1),
        4 => near.wrapping_add(1),
        5 => u64::MAX,
        6 => u64::MAX - 1,
        7 => 1 << rng.gen_range(0..64),
        8 => rng.gen_range(0..1_000_000),
        _ => rng.next_u64(),
    }
}

/// A number of this range, often an end or one beside it.
pub(super) fn within(rng: &mut Rng, range: RangeInclusive<u64>) -> u64 {
    let (low, high) = range.into_inner();
    match rng.gen_range(0..8) {
        0 => low,
        1 => high,
        2 => low.saturating_add(1).min(high),
        3 => high.saturating_sub(1).max(low),
        4 => rng.gen_range(low..=low.saturating_add(1_000).min(high)),
        _ => rng.gen_range(low..=high),
    }
}

/// As [`within`], of 32 bits.
pub(super) fn day(rng: &mut Rng, range: RangeInclusive<u32>) -> u32 {
    let (low, high) = range.into_inner();
    u32::try_from(within(rng, low.into()..=high.into())).unwrap_or(high)
}

/// Another number of this range; `None` if there is no other.
pub(super) fn other(rng: &mut Rng, than: u64, range: RangeInclusive<u64>) -> Option<u64> {
    let beside =
        [than.checked_sub(1), than.checked_add(1)].into_iter().flatten().filter(|x| range.contains(x));
    let mut these: Vec<u64> = beside.collect();
    these.extend((0..3).map(|_| within(rng, range.clone())).filter(|x| *x != than));
    one_of(rng, &these)
}

/// By how much a field element is changed: by little or much, never by nothing.
pub(super) fn change(rng: &mut Rng) -> F {
    match rng.gen_range(0..5) {
        0 => F::ONE,
        1 => -F::ONE,
        2 => F::from(1u64 << rng.gen_range(0..64)),
        3 => F::from(1u128 << 64),
        _ => F::rand(rng) + F::ONE,
    }
}

/// Any field element, often 0, 1 or -1.
pub(super) fn element(rng: &mut Rng) -> F {
    match rng.gen_range(0..8) {
        0 => F::from(0u64),
        1 => F::ONE,
        2 => -F::ONE,
        _ => F::rand(rng),
    }
}

/// What many statements take for a currency.
pub(super) const CURRENCIES: [&str; 6] = ["USD", "EUR", "CNY", "JPY", "KWD", "AED"];
