//! The witness of a Revalue.

use super::{AuditScalar, MemberWitness, Signature, SignedValuation, SpentTitle};
use plimsoll_circuits::statement::revalue;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What the prover of a Revalue knows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct RevalueWitness {
    /// The title that goes in.
    pub spent: SpentTitle,
    /// The new valuation.
    pub valuation: SignedValuation,
    /// The valuer's membership.
    pub valuer: MemberWitness,
    /// The audit scalar.
    pub audit: AuditScalar,
    /// The owner's signature over the sighash.
    pub signature: Signature,
}

impl From<&revalue::RevalueWitness> for RevalueWitness {
    fn from(from: &revalue::RevalueWitness) -> Self {
        Self {
            spent: (&from.spent).into(),
            valuation: (&from.valuation).into(),
            valuer: (&from.valuer).into(),
            audit: AuditScalar(from.audit),
            signature: (&from.signature).into(),
        }
    }
}

impl From<&RevalueWitness> for revalue::RevalueWitness {
    fn from(from: &RevalueWitness) -> Self {
        Self {
            spent: (&from.spent).into(),
            valuation: (&from.valuation).into(),
            valuer: (&from.valuer).into(),
            audit: from.audit.0,
            signature: (&from.signature).into(),
        }
    }
}
