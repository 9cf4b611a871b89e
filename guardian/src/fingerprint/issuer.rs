//! The issuer's side: blinding, asking, unblinding.

use super::{
    BlindedAnswer, Evaluation, EvaluationFault, EvaluationRequest, MAX_INPUTS, Requester, Transcript,
};
use crate::{
    UnixTime,
    keygen::{Fingerprint, GroupKey},
    point::is_sound,
};
use ark_ff::{UniformRand, Zero};
use plimsoll_circuits::{
    field::{F, Scalar},
    signature::SigningKey,
};
use taceo_oprf_core::oprf::{BlindingFactor, client};
use zeroize::Zeroizing;

/// A bill's inputs on their way: what was blinded with what, and the request to send. Consumed by its answer.
pub struct Batch {
    group: GroupKey<Fingerprint>,
    queries: Vec<(F, Zeroizing<Scalar>)>,
    request: EvaluationRequest,
}

/// Why inputs cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// The number of inputs is 0 or above [`MAX_INPUTS`]: split them.
    #[error("a batch has 1 to {MAX_INPUTS} inputs, not {0}")]
    WrongNumber(usize),
    /// The signing key is not the requester's.
    #[error("the signing key is not the requester's")]
    WrongKey,
    /// The input is mapped to the identity, where every key gives the same. No input is known for which that happens.
    #[error("input {0} cannot be blinded")]
    Degenerate(usize),
}

/// Why answers are not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FinishError {
    /// There are not as many answers as inputs.
    #[error("{given} answers to {asked} inputs")]
    WrongNumber {
        /// Answers.
        given: usize,
        /// Inputs.
        asked: usize,
    },
    /// The answer to one input is wrong.
    #[error("the answer to input {input}: {fault}")]
    Wrong {
        /// Which.
        input: usize,
        /// What is wrong with it.
        fault: EvaluationFault,
    },
}

impl Batch {
    /// Blinds every `x` with a factor of its own and signs the request.
    ///
    /// # Errors
    /// [`BatchError`], if there are too few or too many inputs, or `key` is not the requester's.
    pub fn new<R: rand::RngCore + rand::CryptoRng>(
        xs: &[F],
        requester: Requester,
        key: &SigningKey,
        group: &GroupKey<Fingerprint>,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<Self, BatchError> {
        if !(1..=MAX_INPUTS).contains(&xs.len()) {
            return Err(BatchError::WrongNumber(xs.len()));
        }
        if key.public() != requester.key {
            return Err(BatchError::WrongKey);
        }
        let mut queries = Vec::with_capacity(xs.len());
        let mut points = Vec::with_capacity(xs.len());
        for (input, &x) in xs.iter().enumerate() {
            let blinding = blinding(rng);
            let factor = BlindingFactor::from_scalar(*blinding).map_err(|_| BatchError::Degenerate(input))?;
            let point = client::blind_query(x, factor).blinded_query();
            if !is_sound(&point) {
                return Err(BatchError::Degenerate(input));
            }
            queries.push((x, blinding));
            points.push(point);
        }
        let request = EvaluationRequest::sign(requester, group.key(), F::rand(rng), now, points, key);
        Ok(Self { group: group.clone(), queries, request })
    }

    /// What to send.
    #[must_use]
    pub const fn request(&self) -> &EvaluationRequest {
        &self.request
    }

    /// Verifies every proof against the group key and unblinds: the fingerprints, in the order of the inputs.
    ///
    /// # Errors
    /// [`FinishError`], if an answer is missing or wrong.
    pub fn finish(self, answers: &[BlindedAnswer]) -> Result<Vec<Evaluation>, FinishError> {
        if answers.len() != self.queries.len() {
            return Err(FinishError::WrongNumber { given: answers.len(), asked: self.queries.len() });
        }
        let finish =
            |(input, ((x, blinding), answer)): (usize, (&(F, Zeroizing<Scalar>), &BlindedAnswer))| {
                let transcript = Transcript { blinding: **blinding, answer: *answer };
                Evaluation::finish(*x, transcript, &self.group)
                    .map_err(|fault| FinishError::Wrong { input, fault })
            };
        self.queries.iter().zip(answers).enumerate().map(finish).collect()
    }
}

fn blinding<R: rand::RngCore + rand::CryptoRng>(rng: &mut R) -> Zeroizing<Scalar> {
    loop {
        let blinding = Zeroizing::new(Scalar::rand(rng));
        if !blinding.is_zero() {
            return blinding;
        }
    }
}
