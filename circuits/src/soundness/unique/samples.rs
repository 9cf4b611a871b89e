//! Sums of bits drawn at random, and what the rules for sums say of them: `tests/uniqueness` tries all bits.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{
    bits::is_injective,
    bounds::{Bound, is_unary},
    form::Form,
    golden::{list, quoted},
};
use crate::field::F;
use ark_ff::{AdditiveGroup, Field};
use rand::{Rng, SeedableRng};
use std::collections::HashMap;

fn rng() -> rand_chacha::ChaCha20Rng {
    rand_chacha::ChaCha20Rng::seed_from_u64(8)
}

/// Of columns from 1 on.
fn form(coefficients: &[F]) -> Form {
    Form::sum(coefficients.iter().enumerate().map(|(i, value)| (i + 1, *value)))
}

fn numbers(values: &[F]) -> String {
    list(values.iter().map(quoted))
}

/// A factor that coefficients have in common.
fn factor(rng: &mut impl Rng) -> F {
    [F::ONE, -F::ONE, F::from(3u64), F::from(2u64).inverse().unwrap()][rng.gen_range(0..4)]
}

/// Coefficients and whether they are said to tell all bits apart: some near a power of two, some so large that sums come round.
pub(super) fn sums() -> Vec<String> {
    let mut rng = rng();
    let mut one = || {
        let (common, near) = (factor(&mut rng), rng.gen_range(0..3u64));
        let mut values: Vec<F> = (0..rng.gen_range(1..7))
            .map(|i| {
                let size = F::from((1u64 << i) + rng.gen_range(0..=near));
                let value = if rng.gen_range(0..16) == 0 { F::from(2u64).inverse().unwrap() } else { size };
                common * if rng.gen_bool(0.5) { value } else { -value }
            })
            .collect();
        let at = rng.gen_range(0..values.len());
        values.swap(0, at);
        list([numbers(&values), is_injective(&form(&values)).to_string()])
    };
    (0..60).map(|_| one()).collect()
}

/// A sum that is a number, by coefficients and number; a sum that is determined; and the part of it that is said to be, if there is one. Two
/// bits of a remainder stand in both sums, then one of the first alone, then three of the second.
pub(super) fn remainders() -> Vec<String> {
    let mut rng = rng();
    let mut one = || {
        let small = |rng: &mut rand_chacha::ChaCha20Rng, most: u64| F::from(rng.gen_range(1..=most));
        let total = rng.gen_range(2..7u64);
        let bounded = [F::ONE, F::from(2u64), small(&mut rng, 4)];
        let k = small(&mut rng, 9);
        let (scale, other) = (factor(&mut rng), factor(&mut rng));
        let determined = [F::ONE, F::from(2u64), F::ZERO, k, k.double(), k * small(&mut rng, 5)]
            .map(|value| value * scale);
        let known = form(&bounded.map(|value| value * other)).less(F::from(total) * other, &Form::column(0));
        let rest = Bound::of(&known).unwrap().remainder(&form(&determined));
        let rest =
            rest.map_or("null".into(), |rest| numbers(&std::array::from_fn::<_, 6, _>(|i| rest.at(i + 1))));
        list([numbers(&bounded), total.to_string(), numbers(&determined), rest])
    };
    (0..30).map(|_| one()).collect()
}

/// Coefficients, by column the one that is 1 wherever it is, and whether the sum is said to determine the bits.
pub(super) fn rows_of_bits() -> Vec<String> {
    let mut rng = rng();
    let mut one = || {
        let n = rng.gen_range(1..5usize);
        let mut values = vec![factor(&mut rng); n];
        if rng.gen_range(0..4) == 0 {
            values[n - 1] = values[n - 1].double();
        }
        let mut order: Vec<usize> = (1..=n).collect();
        order.rotate_left(rng.gen_range(0..n));
        let mut implies: HashMap<usize, usize> = order.windows(2).map(|pair| (pair[1], pair[0])).collect();
        if rng.gen_range(0..3) == 0 {
            implies.insert(rng.gen_range(1..=n), rng.gen_range(1..=n));
        }
        let says = is_unary(&form(&values), &implies);
        let mut implies: Vec<_> = implies.into_iter().collect();
        implies.sort_unstable();
        let pairs = implies.iter().map(|(column, before)| list([column.to_string(), before.to_string()]));
        list([numbers(&values), list(pairs), says.to_string()])
    };
    (0..30).map(|_| one()).collect()
}
