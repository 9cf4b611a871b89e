//! Many proofs, of one key or of several, for little more than a Miller loop each.
//!
//! The equations of all items are raised to coefficients and multiplied into one. Items of the same key share
//! their alpha, their public inputs and their C, so n items of k keys cost n + 3k Miller loops and one final
//! exponentiation. If the product is not one, the batch is halved, on the Miller loops already computed, down to few
//! items that are verified alone.
//!
//! # Why coefficients without randomness are sound
//!
//! All points are in groups of the prime order r, so item i contributes a power g^(d_i), with d_i = 0 exactly if
//! it is valid. A batch with an invalid item passes only if the sum of c_i d_i vanishes, and for any d that is not
//! zero throughout, at most one value of the last coefficient does that: 2^-127 for 128 random bits. Instead of
//! drawn, the coefficients are SHA-256 of everything in the batch: keys, inputs and proofs, with counts. Whoever
//! composes a batch has fixed every d_i before learning any coefficient, and has no other way to influence them than
//! to compose another batch, one hash each. So forging takes about 2^127 hashes. The halves of a failed batch keep their
//! coefficients, which were just as fixed; a refusal is always a verdict of [`verify`](crate::verify) on the item alone.

mod bisect;
mod coefficients;
mod combination;
#[cfg(test)]
mod tests;

use alloc::{vec, vec::Vec};

use ark_bn254::Fr;

use crate::{PreparedVerifyingKey, Proof, VerifyError, single::holds};
use combination::Combination;

/// One proof to verify among others.
#[derive(Clone, Copy, Debug)]
pub struct BatchItem<'a> {
    /// The key of its statement.
    pub key: &'a PreparedVerifyingKey,
    /// What it is verified for, in the statement's order.
    pub values: &'a [Fr],
    /// The proof.
    pub proof: &'a Proof,
}

/// An item whose values were checked, with the public inputs that follow from them.
#[cfg_attr(test, derive(Clone))]
struct Item<'a> {
    key: &'a PreparedVerifyingKey,
    inputs: Vec<Fr>,
    proof: &'a Proof,
}

impl Item<'_> {
    fn verify_alone(&self) -> Result<(), VerifyError> {
        holds(self.key, &self.inputs, self.proof)
    }
}

/// A batch of nothing has no verdict: calling it valid would let a caller mistake a lost batch for a good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the batch is empty")]
pub struct EmptyBatch;

/// Verifies every item; the answer holds one verdict per item, in order, exactly those of [`verify`](crate::verify).
///
/// A few bad items among many are found by halving, for little more than a batch of good ones. A batch full of them
/// costs about twice as much as verifying each item alone.
///
/// # Errors
/// [`EmptyBatch`] if there is no item.
pub fn verify_batch(items: &[BatchItem<'_>]) -> Result<Vec<Result<(), VerifyError>>, EmptyBatch> {
    if items.is_empty() {
        return Err(EmptyBatch);
    }
    // Nothing is valid that was not found to be.
    let mut verdicts = vec![Err(VerifyError::Invalid); items.len()];
    let mut admitted = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        match item.key.check(item.values) {
            Ok(()) => admitted.push(i),
            refused => verdicts[i] = refused,
        }
    }
    let kept: Vec<_> = admitted
        .iter()
        .map(|i| items[*i])
        .map(|BatchItem { key, values, proof }| Item { key, inputs: key.inputs(values), proof })
        .collect();
    for (i, verdict) in admitted.into_iter().zip(bisect::settle(&kept)) {
        verdicts[i] = verdict;
    }
    Ok(verdicts)
}
