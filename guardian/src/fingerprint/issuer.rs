//! The issuer's side: blinding, asking, unblinding.

use super::{
    Evaluated, EvaluationFault, EvaluationRequest, EvaluationShare, Requester,
    evaluated::{blind, filler},
};
use crate::{
    UnixTime,
    keygen::{Fingerprint, GroupKey},
};
use ark_ff::{UniformRand, Zero};
use plimsoll_circuits::{
    field::{F, Scalar},
    fingerprint::Tier,
    signature::SigningKey,
};
use zeroize::Zeroizing;

/// A bill's inputs on their way: what was blinded with what, and the request to send. Consumed by its answer.
pub struct Batch {
    group: GroupKey<Fingerprint>,
    queries: Zeroizing<Vec<(F, Scalar)>>,
    seed: F,
    request: EvaluationRequest,
}

/// Why inputs cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// There is no input, or more than the bill's tier has slots.
    #[error("a bill of this tier has 1 to {slots} inputs, not {given}")]
    WrongNumber {
        /// The tier's slots.
        slots: usize,
        /// How many there are.
        given: usize,
    },
    /// The signing key is not the requester's.
    #[error("the signing key is not the requester's")]
    WrongKey,
    /// The input is mapped to the identity, where every key gives the same. No input is known for which that happens.
    #[error("input {0} cannot be blinded")]
    Degenerate(usize),
}

impl Batch {
    /// Blinds every `x` with a factor of its own, fills up to as many points as the tier has slots, and signs the request. A filler is a
    /// random point to whoever lacks its seed, as a blinded input is: nobody can tell how many there are.
    ///
    /// # Errors
    /// [`BatchError`], if there are too few or too many inputs, or `key` is not the requester's.
    pub fn new<R: rand::RngCore + rand::CryptoRng>(
        xs: &[F],
        tier: Tier,
        requester: Requester,
        key: &SigningKey,
        group: &GroupKey<Fingerprint>,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<Self, BatchError> {
        let (slots, given) = (tier.slots(), xs.len());
        if !(1..=slots).contains(&given) {
            return Err(BatchError::WrongNumber { slots, given });
        }
        if key.public() != requester.key {
            return Err(BatchError::WrongKey);
        }
        let mut queries = Zeroizing::new(Vec::with_capacity(given));
        let mut points = Vec::with_capacity(slots);
        for (input, &x) in xs.iter().enumerate() {
            let blinding = blinding(rng);
            points.push(blind(x, blinding).ok_or(BatchError::Degenerate(input))?);
            queries.push((x, blinding));
        }
        let seed = F::rand(rng);
        points.extend((given..slots).map(|place| filler(seed, place)));
        let request = EvaluationRequest::sign(requester, group.key(), F::rand(rng), now, points, key);
        Ok(Self { group: group.clone(), queries, seed, request })
    }

    /// What to send.
    #[must_use]
    pub const fn request(&self) -> &EvaluationRequest {
        &self.request
    }

    /// Verifies every share against its guardian's public one, combines them and unblinds: the fingerprints, in the order of the
    /// inputs, with what proves them.
    ///
    /// # Errors
    /// [`EvaluationFault`], naming a guardian whose share is wrong.
    pub fn finish(self, shares: Vec<EvaluationShare>) -> Result<Evaluated, EvaluationFault> {
        Evaluated::new(&self.queries, self.seed, self.request, shares, &self.group)
    }
}

fn blinding<R: rand::RngCore + rand::CryptoRng>(rng: &mut R) -> Scalar {
    loop {
        let blinding = Scalar::rand(rng);
        if !blinding.is_zero() {
            return blinding;
        }
    }
}
