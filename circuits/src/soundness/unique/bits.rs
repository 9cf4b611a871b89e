//! Sums of bits that have one solution.

use super::form::Form;
use crate::field::F;
use ark_ff::{BigInteger, Field, PrimeField};

/// Whether different bits give the form different values: up to a common factor its coefficients are ±n_i, each n_i above the sum of
/// those below it, and all of them together below r. Then two choices of bits differ by `sum d_i n_i` with d_i in -1, 0, 1: an integer
/// below r in size, so 0 modulo r only if it is 0; and its largest term is larger than all others together.
pub(super) fn is_injective(form: &Form) -> bool {
    let coefficients: Vec<F> = form.terms().iter().map(|(_, value)| *value).collect();
    let size = |value: &F| {
        let (value, opposite) = (value.into_bigint(), (-*value).into_bigint());
        value.min(opposite)
    };
    // The common factor is one of the coefficients where the least of them is 1.
    let mut bases: Vec<F> = coefficients.clone();
    bases.sort_unstable_by_key(size);
    bases.truncate(2);
    bases.extend(coefficients.first());
    bases.into_iter().filter_map(|base| base.inverse()).any(|inverse| {
        let mut sizes: Vec<_> = coefficients.iter().map(|value| size(&(*value * inverse))).collect();
        sizes.sort_unstable();
        let mut sum = ark_ff::BigInt::<4>::from(0u64);
        sizes.iter().all(|n| {
            let above = *n > sum;
            let carried = sum.add_with_carry(n);
            above && !carried && sum < F::MODULUS
        })
    })
}
