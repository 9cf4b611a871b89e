//! Sums of bits whose value is bounded, or whose bits stand in a row.

use super::form::Form;
use crate::field::F;
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Field, PrimeField};
use std::collections::{HashMap, HashSet};

type Integer = BigInt<4>;

/// A sum of bits with positive coefficients that is the same number in every assignment: so no part of it is above that number.
pub(super) struct Bound {
    /// Coefficients by column.
    coefficients: HashMap<usize, Integer>,
    /// What it adds up to.
    total: Integer,
}

impl Bound {
    /// Of a form of bits alone and a constant that is 0 in every assignment, with coefficients whose sum is below r.
    pub(super) fn of(form: &Form) -> Option<Self> {
        let terms = || form.terms().iter().filter(|(column, _)| *column != 0);
        // The common factor is the coefficient of the lowest bit, or of the highest.
        [terms().next(), terms().next_back()].into_iter().flatten().find_map(|(_, base)| {
            let form = form.scaled(base.inverse()?);
            let integers = |(column, _): &(usize, F)| (*column, form.at(*column).into_bigint());
            let coefficients: HashMap<usize, Integer> = terms().map(integers).collect();
            let total = (-form.at(0)).into_bigint();
            sum(coefficients.values()).is_some().then_some(Self { coefficients, total })
        })
    }

    /// The columns that are 0, since they alone would be too much.
    pub(super) fn zeros(&self) -> impl Iterator<Item = usize> + '_ {
        self.coefficients.iter().filter(|(_, n)| **n > self.total).map(|(column, _)| *column)
    }

    /// The part of a form that is a remainder: the form is `k (n_1 b_1 + ..) + rest`, the rest a part of this sum, its total below k, and
    /// all together below r. Then division by k has one answer, and so has the rest.
    pub(super) fn remainder(&self, form: &Form) -> Option<Form> {
        let own = |column: usize| self.coefficients.get(&column).map(|n| F::from(*n));
        let (column, value) = form.terms().iter().find(|(column, _)| own(*column).is_some())?;
        let form = form.scaled(own(*column)? * value.inverse()?);
        let (rest, multiples): (Vec<_>, Vec<_>) =
            form.terms().iter().partition(|(column, value)| own(*column) == Some(*value));
        let k = multiples.iter().map(|(_, value)| value.into_bigint()).min()?;
        let inverse = F::from(k).inverse()?;
        let factors: Vec<Integer> =
            multiples.iter().map(|(_, value)| (*value * inverse).into_bigint()).collect();
        let bits = k.num_bits() + sum(&factors)?.num_bits();
        (k > self.total && bits + 1 < F::MODULUS_BIT_SIZE).then(|| Form::sum(rest))
    }
}

/// The sum, if it is below r.
fn sum<'a>(terms: impl IntoIterator<Item = &'a Integer>) -> Option<Integer> {
    let mut sum = Integer::from(0u64);
    for term in terms {
        if sum.add_with_carry(term) || sum >= F::MODULUS {
            return None;
        }
    }
    Some(sum)
}

/// Whether the form is a multiple of `b_1 + .. + b_n`, each `b_(i+1)` 1 only where `b_i` is: then it says how many are, and so which.
pub(super) fn is_unary(form: &Form, implies: &HashMap<usize, usize>) -> bool {
    let Some((_, value)) = form.leading() else { return false };
    let columns: HashMap<usize, Option<usize>> = form
        .terms()
        .iter()
        .map(|(column, _)| {
            (*column, implies.get(column).copied().filter(|before| form.at(*before) != F::ZERO))
        })
        .collect();
    let befores: HashSet<usize> = columns.values().flatten().copied().collect();
    let Some(last) = columns.keys().find(|column| !befores.contains(column)) else { return false };
    let row = std::iter::successors(Some(*last), |column| columns[column]).take(columns.len());
    form.terms().iter().all(|(_, other)| *other == value)
        && row.collect::<HashSet<_>>().len() == columns.len()
}
