//! The one equation that stands for many.

use alloc::{vec, vec::Vec};
use core::ops::Range;

use ark_bn254::{Bn254, Fq12, Fr, G1Affine, G1Projective};
use ark_ec::{
    AffineRepr, CurveGroup,
    pairing::{MillerLoopOutput, Pairing},
};
use ark_ff::Zero;

use super::{Item, coefficients};
use crate::{PreparedVerifyingKey, prepared::G2Prepared};

/// Items whose Miller loops share their squarings, and whose product is kept. The smallest part of a batch that is
/// ever checked: halving a failed batch then costs nothing per item.
pub(super) const CHUNK: usize = 4;

/// The items of a batch, each already multiplied by its coefficient.
pub(super) struct Combination<'a> {
    keys: Vec<&'a PreparedVerifyingKey>,
    terms: Vec<Term<'a>>,
    /// For each [`CHUNK`] of terms, the product of e(A, B), before the final exponentiation.
    products: Vec<Fq12>,
}

struct Term<'a> {
    key: usize,
    coefficient: Fr,
    inputs: &'a [Fr],
    c: G1Affine,
}

/// What the items of one key add up to.
struct Total {
    coefficient: Fr,
    inputs: Vec<Fr>,
    c: G1Projective,
}

impl<'a> Combination<'a> {
    /// Multiplies every item by its coefficient. All items have the right number of inputs.
    pub(super) fn new(items: &'a [Item<'a>]) -> Self {
        let coefficients = coefficients::derive(items);
        let scaled: Vec<_> = items
            .iter()
            .zip(&coefficients)
            .flat_map(|(item, c)| {
                let limbs = [*c as u64, (*c >> 64) as u64];
                [item.proof.a().mul_bigint(limbs), item.proof.c().mul_bigint(limbs)]
            })
            .collect();
        let scaled = G1Projective::normalize_batch(&scaled);
        let (pairs, _) = scaled.as_chunks::<2>();

        let products = pairs.chunks(CHUNK).zip(items.chunks(CHUNK)).map(|(pairs, items)| {
            Bn254::multi_miller_loop(pairs.iter().map(|[a, _]| *a), items.iter().map(|item| *item.proof.b()))
                .0
        });
        let products = products.collect();

        let mut keys: Vec<&PreparedVerifyingKey> = Vec::new();
        let mut terms = Vec::with_capacity(items.len());
        for ((item, coefficient), [_, c]) in items.iter().zip(coefficients).zip(pairs) {
            let known = keys.iter().position(|key| key.hash() == item.key.hash());
            let key = known.unwrap_or_else(|| {
                keys.push(item.key);
                keys.len() - 1
            });
            terms.push(Term { key, coefficient: coefficient.into(), inputs: &item.inputs, c: *c });
        }
        Self { keys, terms, products }
    }

    /// How many chunks the items fill.
    pub(super) fn chunks(&self) -> usize {
        self.products.len()
    }

    /// The items of a range of chunks.
    pub(super) fn items(&self, chunks: &Range<usize>) -> Range<usize> {
        CHUNK * chunks.start..(CHUNK * chunks.end).min(self.terms.len())
    }

    /// Whether the product of the equations of all items in `chunks` holds.
    pub(super) fn holds(&self, chunks: &Range<usize>) -> bool {
        let mut product: Fq12 = self.products[chunks.clone()].iter().product();
        for (key, total) in self.keys.iter().zip(self.totals(&self.terms[self.items(chunks)])) {
            if let Some(total) = total {
                product *= total.miller_loop(key);
            }
        }
        Bn254::final_exponentiation(MillerLoopOutput(product)).is_some_and(|output| output.is_zero())
    }

    fn totals(&self, terms: &[Term<'_>]) -> Vec<Option<Total>> {
        let mut totals: Vec<Option<Total>> = Vec::new();
        totals.resize_with(self.keys.len(), || None);
        for term in terms {
            let total = totals[term.key].get_or_insert_with(|| Total {
                coefficient: Fr::zero(),
                inputs: vec![Fr::zero(); term.inputs.len()],
                c: G1Projective::zero(),
            });
            total.coefficient += term.coefficient;
            total.c += term.c;
            for (sum, input) in total.inputs.iter_mut().zip(term.inputs) {
                *sum += term.coefficient * input;
            }
        }
        totals
    }
}

impl Total {
    /// e(-c alpha, beta) e(IC, -gamma) e(C, -delta), before the final exponentiation.
    fn miller_loop(&self, key: &PreparedVerifyingKey) -> Fq12 {
        let alpha = key.key().alpha_g1 * -self.coefficient;
        let statement = key.combine_inputs(self.coefficient, &self.inputs);
        let points = G1Projective::normalize_batch(&[alpha, statement, self.c]);
        let prepared: [G2Prepared; 3] = [key.beta.clone(), key.neg_gamma.clone(), key.neg_delta.clone()];
        Bn254::multi_miller_loop(points, prepared).0
    }
}
