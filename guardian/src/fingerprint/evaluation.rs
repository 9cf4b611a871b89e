//! A fingerprint with what proves it: the issuer keeps it for audit.

use super::BlindedAnswer;
use crate::{
    keygen::{Fingerprint, GroupKey},
    wire::serde_scalar,
};
use ark_ff::Zero;
use plimsoll_circuits::field::{F, Scalar, from_short_bytes, serde_hex};
use serde::{Deserialize, Serialize};
use std::fmt;
use taceo_oprf_core::oprf::{BlindedOprfResponse, BlindingFactor, client};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The tag under which an unblinded point is hashed to the fingerprint.
const OUTPUT: &[u8] = b"OPRF";

/// `f` is the fingerprint of `x`; the transcript proves it. Confidential: `x` can be guessed from, and the ledger shows `f`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// The input.
    #[serde(with = "serde_hex")]
    pub x: F,
    /// The fingerprint. Never 0.
    #[serde(with = "serde_hex")]
    pub f: F,
    /// The proof.
    pub transcript: Transcript,
}

/// How an input was blinded and what was answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Transcript {
    /// The blinding factor.
    #[serde(with = "serde_scalar")]
    pub blinding: Scalar,
    /// The guardians' answer, with their proof.
    #[zeroize(skip)]
    pub answer: BlindedAnswer,
}

/// Why an evaluation is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationFault {
    /// The blinding factor is 0.
    #[error("the blinding factor is 0")]
    NoBlinding,
    /// The guardians' proof does not verify against the group key: it is another key, another input, or nobody's.
    #[error("the proof does not verify against the group key")]
    BadProof,
    /// The fingerprint came out as 0, which no posting may hold.
    #[error("the fingerprint is 0")]
    Zero,
    /// The fingerprint is not what the transcript proves.
    #[error("the fingerprint is not the one proven")]
    WrongFingerprint,
}

impl Evaluation {
    /// Verifies an answer and unblinds it.
    ///
    /// # Errors
    /// [`EvaluationFault`], if the proof is wrong or the result is 0.
    pub fn finish(
        x: F,
        transcript: Transcript,
        group: &GroupKey<Fingerprint>,
    ) -> Result<Self, EvaluationFault> {
        let factor =
            BlindingFactor::from_scalar(transcript.blinding).map_err(|_| EvaluationFault::NoBlinding)?;
        let f = client::finalize_query_and_verify_proof(
            group.key(),
            x,
            &BlindedOprfResponse::new(transcript.answer.response),
            &transcript.answer.proof(),
            &factor.prepare(),
            from_short_bytes(OUTPUT),
        )
        .map_err(|_| EvaluationFault::BadProof)?;
        if f.is_zero() {
            return Err(EvaluationFault::Zero);
        }
        Ok(Self { x, f, transcript })
    }

    /// Whether `f` is the fingerprint of `x` under this key, from the transcript alone: for the auditor.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn verify(&self, group: &GroupKey<Fingerprint>) -> Result<(), EvaluationFault> {
        let again = Self::finish(self.x, self.transcript.clone(), group)?;
        if again.f == self.f { Ok(()) } else { Err(EvaluationFault::WrongFingerprint) }
    }
}

impl fmt::Debug for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Evaluation({})", plimsoll_circuits::field::to_hex(&self.f))
    }
}
