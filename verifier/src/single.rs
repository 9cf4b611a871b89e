//! One proof: one multi-Miller loop, one final exponentiation.

use ark_bn254::{Bn254, Fr};
use ark_ec::{CurveGroup, pairing::Pairing};
use ark_ff::One;

use crate::{AttestDefect, PreparedVerifyingKey, Proof, RefusalCode};

/// Why a well-formed proof is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Too few or too many values: nothing is padded or ignored.
    #[error("expected {expected} values, got {got}")]
    Count {
        /// The number the key is for.
        expected: usize,
        /// The number given.
        got: usize,
    },
    /// The posted values are not an Attest's, whatever their proof.
    #[error(transparent)]
    Attest(#[from] AttestDefect),
    /// The pairing equation does not hold: another statement, another key, or no proof at all.
    #[error("the proof does not hold for these values under this key")]
    Invalid,
}

impl VerifyError {
    /// The ledger's code for this refusal.
    #[must_use]
    pub const fn code(&self) -> RefusalCode {
        match self {
            Self::Count { .. } | Self::Attest(_) => RefusalCode::Malformed,
            Self::Invalid => RefusalCode::BadProof,
        }
    }
}

/// Whether `proof` proves the statement of `key` for these values, in the statement's order: those that were posted, or the public
/// inputs ([`Takes`](crate::Takes)). e(A, B) = e(alpha, beta) e(IC\[0\] + sum of inputs\[i\] IC\[i+1\], gamma) e(C, delta).
///
/// # Errors
/// [`VerifyError::Count`] unless there are exactly [`PreparedVerifyingKey::value_count`] values, [`VerifyError::Attest`] if
/// they are posted for an Attest and none of its own,
/// [`VerifyError::Invalid`] if the equation does not hold.
pub fn verify(key: &PreparedVerifyingKey, values: &[Fr], proof: &Proof) -> Result<(), VerifyError> {
    key.check(values)?;
    holds(key, &key.inputs(values), proof)
}

/// Whether the equation holds for these public inputs, of which there are as many as the key asks for.
pub(crate) fn holds(key: &PreparedVerifyingKey, inputs: &[Fr], proof: &Proof) -> Result<(), VerifyError> {
    let statement = key.combine_inputs(Fr::one(), inputs).into_affine();
    let product = Bn254::multi_miller_loop(
        [*proof.a(), statement, *proof.c()],
        [(*proof.b()).into(), key.neg_gamma.clone(), key.neg_delta.clone()],
    );
    if Bn254::final_exponentiation(product) == Some(key.alpha_beta) {
        Ok(())
    } else {
        Err(VerifyError::Invalid)
    }
}
