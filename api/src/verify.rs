//! Verification as a service, for those who do not verify themselves.

use crate::{FieldElement, ProofHex, encoding};
use plimsoll_circuits::statement::CircuitId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A proof to verify under the circuit's pinned key.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyRequest {
    /// The circuit.
    #[schema(schema_with = encoding::circuit)]
    pub circuit: CircuitId,
    /// The statement's public inputs, in the order of the protocol, section 8.
    pub posted: Vec<FieldElement>,
    /// The proof.
    pub proof: ProofHex,
}

/// Whether a proof is valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Verdict {
    /// Whether it is.
    pub valid: bool,
    /// If not, why.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub reason: Option<String>,
}

/// Proofs to verify together.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyBatch {
    /// The proofs, at least one.
    #[schema(min_items = 1)]
    pub proofs: Vec<VerifyRequest>,
}

/// A verdict for each proof of a batch, in its order: exactly those of single verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Verdicts {
    /// Whether all are valid.
    pub all_valid: bool,
    /// One for each.
    pub verdicts: Vec<Verdict>,
}
