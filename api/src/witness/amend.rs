//! The witness of an Amend.

use super::{AuditScalar, MemberWitness, Signature, SignedAmendment, SignedValuation, SpentTitle};
use plimsoll_circuits::statement::amend;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What the prover of an Amend knows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct AmendWitness {
    /// The title that goes in.
    pub spent: SpentTitle,
    /// The issuer's amendment.
    pub amendment: SignedAmendment,
    /// The issuer's membership.
    pub issuer: MemberWitness,
    /// The new valuation.
    pub valuation: SignedValuation,
    /// The valuer's membership.
    pub valuer: MemberWitness,
    /// The audit scalar.
    pub audit: AuditScalar,
    /// The owner's signature over the sighash.
    pub signature: Signature,
}

impl From<&amend::AmendWitness> for AmendWitness {
    fn from(from: &amend::AmendWitness) -> Self {
        Self {
            spent: (&from.spent).into(),
            amendment: (&from.amendment).into(),
            issuer: (&from.issuer).into(),
            valuation: (&from.valuation).into(),
            valuer: (&from.valuer).into(),
            audit: AuditScalar(from.audit),
            signature: (&from.signature).into(),
        }
    }
}

impl From<&AmendWitness> for amend::AmendWitness {
    fn from(from: &AmendWitness) -> Self {
        Self {
            spent: (&from.spent).into(),
            amendment: (&from.amendment).into(),
            issuer: (&from.issuer).into(),
            valuation: (&from.valuation).into(),
            valuer: (&from.valuer).into(),
            audit: from.audit.0,
            signature: (&from.signature).into(),
        }
    }
}
