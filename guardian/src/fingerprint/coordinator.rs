//! Whoever drives the two rounds: the issuer itself, or a node on its behalf.

use super::{
    Challenge, Commitments, EvaluationRefused, EvaluationRequest, GuardianEndpoint, request::proof_id,
    trace::Case,
};
use crate::{
    GuardianId, GuardianSet, SetError,
    keygen::{Fingerprint, GroupKey},
};
use ark_ec::AffineRepr;
use plimsoll_circuits::field::{F, Point, Scalar, serde_hex, serde_point};
use serde::{Deserialize, Serialize};
use taceo_oprf_core::{
    ddlog_equality::shamir::{DLogCommitmentsShamir, DLogProofShareShamir, PartialDLogCommitmentsShamir},
    dlog_equality::DLogEqualityProof,
};

/// What t guardians together answer to one blinded point `B`: `C = k B` and a proof that it is the group key's `k`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlindedAnswer {
    /// `C`.
    #[serde(with = "serde_point")]
    pub response: Point,
    /// The proof's challenge.
    #[serde(with = "serde_hex")]
    pub challenge: F,
    /// The proof's answer to it.
    #[serde(with = "crate::wire::serde_scalar")]
    pub answer: Scalar,
}

impl BlindedAnswer {
    /// The proof in the OPRF crate's form.
    #[must_use]
    pub fn proof(&self) -> DLogEqualityProof {
        DLogEqualityProof::new(self.challenge, self.answer)
    }

    /// Whether it is the group's answer to `blinded`.
    #[must_use]
    pub fn is_right(&self, group: &GroupKey<Fingerprint>, blinded: Point) -> bool {
        self.proof().verify(group.key(), blinded, self.response, Point::generator()).is_ok()
    }
}

/// Why there is no evaluation. Variants with a guardian name the one at fault: ask others instead, with a new request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationError {
    /// The guardians are not exactly t different ones.
    #[error(transparent)]
    Set(#[from] SetError),
    /// A guardian refuses.
    #[error("{guardian} refuses")]
    Refused {
        /// Which.
        guardian: GuardianId,
        /// Why.
        source: EvaluationRefused,
    },
    /// A guardian's answer is to something else, or does not cover all inputs.
    #[error("{guardian} does not answer what it was asked")]
    Malformed {
        /// Which.
        guardian: GuardianId,
    },
    /// A guardian evaluated with something else than its share, or its part of the proof is wrong.
    #[error("{guardian} answered input {input} with a wrong share")]
    WrongShare {
        /// Which.
        guardian: GuardianId,
        /// For which input.
        input: usize,
    },
    /// A proof is wrong but every share of it is right, which should be impossible.
    #[error("the proof for input {input} is wrong and no guardian is found to be at fault")]
    Untraced {
        /// For which input.
        input: usize,
    },
}

/// Has `guardians`, exactly t of them, evaluate `request`; every answer is verified against the group key.
///
/// # Errors
/// [`EvaluationError`]. A request is used up as soon as one guardian has committed: sign a new one to try again.
pub fn evaluate(
    group: &GroupKey<Fingerprint>,
    request: &EvaluationRequest,
    guardians: &mut [&mut dyn GuardianEndpoint],
) -> Result<Vec<BlindedAnswer>, EvaluationError> {
    guardians.sort_by_key(|g| g.id());
    let set = group.set(guardians.iter().map(|g| g.id()))?;
    let digest = request.digest();
    let count = request.points.len();

    let mut partial = Vec::with_capacity(guardians.len());
    for g in guardians.iter_mut() {
        let guardian = g.id();
        let Commitments { request, inputs } =
            g.commit(request).map_err(|source| EvaluationError::Refused { guardian, source })?;
        if request != digest || inputs.len() != count {
            return Err(EvaluationError::Malformed { guardian });
        }
        partial.push(inputs);
    }
    let by_input: Vec<Vec<PartialDLogCommitmentsShamir>> =
        (0..count).map(|input| partial.iter().map(|inputs| inputs[input].clone()).collect()).collect();
    let combined: Vec<_> = by_input
        .iter()
        .map(|commitments| DLogCommitmentsShamir::combine_commitments(commitments, set.numbers()))
        .collect();
    let challenge = Challenge { request: digest, guardians: set.ids().to_vec(), inputs: combined.clone() };
    let mut shares = Vec::with_capacity(guardians.len());
    for g in guardians.iter_mut() {
        let guardian = g.id();
        let response =
            g.respond(&challenge).map_err(|source| EvaluationError::Refused { guardian, source })?;
        if response.request != digest || response.inputs.len() != count {
            return Err(EvaluationError::Malformed { guardian });
        }
        shares.push(response.inputs);
    }

    let mut answers = Vec::with_capacity(count);
    for (input, (combined, commitments)) in combined.into_iter().zip(&by_input).enumerate() {
        let shares: Vec<_> = shares.iter().map(|inputs| inputs[input].clone()).collect();
        let one = One { group, set: &set, request: digest, input, blinded: request.points[input] };
        answers.push(one.finish(&combined, commitments, &shares)?);
    }
    Ok(answers)
}

/// One input of a request.
struct One<'a> {
    group: &'a GroupKey<Fingerprint>,
    set: &'a GuardianSet,
    request: F,
    input: usize,
    blinded: Point,
}

impl One<'_> {
    /// Combines the shares of the proof; if it is wrong, finds out whose is.
    fn finish(
        &self,
        combined: &DLogCommitmentsShamir,
        commitments: &[PartialDLogCommitmentsShamir],
        shares: &[DLogProofShareShamir],
    ) -> Result<BlindedAnswer, EvaluationError> {
        let Self { group, set, request, input, blinded } = *self;
        let untraced = EvaluationError::Untraced { input };
        let Some(proof) = self.prove(combined, shares) else { return Err(untraced) };
        let answer =
            BlindedAnswer { response: combined.blinded_response(), challenge: proof.e(), answer: proof.s() };
        if answer.is_right(group, blinded) {
            return Ok(answer);
        }
        // The sum of one share is that share.
        let single = |share| self.prove(combined, std::slice::from_ref(share)).map(|proof| proof.s());
        let Some(responses) = shares.iter().map(single).collect::<Option<Vec<_>>>() else {
            return Err(untraced);
        };
        let case =
            Case { group, set, request, input, blinded, commitments, responses: &responses, answer: &answer };
        Err(case.culprit().map_or(untraced, |guardian| EvaluationError::WrongShare { guardian, input }))
    }

    fn prove(
        &self,
        combined: &DLogCommitmentsShamir,
        shares: &[DLogProofShareShamir],
    ) -> Option<DLogEqualityProof> {
        let id = proof_id(self.request, self.input, self.set)?;
        Some(combined.clone().combine_proofs(id, shares, self.group.key(), self.blinded))
    }
}
