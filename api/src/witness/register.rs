//! The witness of a Register.

use super::{AuditScalar, MemberWitness, PublicKey, Signature, SignedTitleCredential, SignedValuation};
use crate::FieldElement;
use plimsoll_circuits::statement::register;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What the prover of a Register knows: the same for both tiers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct RegisterWitness {
    /// The issuer's title credential.
    pub credential: SignedTitleCredential,
    /// The issuer's membership.
    pub issuer: MemberWitness,
    /// The valuer's valuation.
    pub valuation: SignedValuation,
    /// The valuer's membership.
    pub valuer: MemberWitness,
    /// The first holder's key.
    pub holder_key: PublicKey,
    /// The public half of the first holder's nullifier key.
    pub holder_nkc: FieldElement,
    /// The first holder's membership.
    pub holder: MemberWitness,
    /// The audit scalar.
    pub audit: AuditScalar,
    /// The first holder's signature over the sighash.
    pub signature: Signature,
}

impl From<&register::RegisterWitness> for RegisterWitness {
    fn from(from: &register::RegisterWitness) -> Self {
        Self {
            credential: (&from.credential).into(),
            issuer: (&from.issuer).into(),
            valuation: (&from.valuation).into(),
            valuer: (&from.valuer).into(),
            holder_key: PublicKey(from.holder_key),
            holder_nkc: FieldElement(from.holder_nkc),
            holder: (&from.holder).into(),
            audit: AuditScalar(from.audit),
            signature: (&from.signature).into(),
        }
    }
}

impl From<&RegisterWitness> for register::RegisterWitness {
    fn from(from: &RegisterWitness) -> Self {
        Self {
            credential: (&from.credential).into(),
            issuer: (&from.issuer).into(),
            valuation: (&from.valuation).into(),
            valuer: (&from.valuer).into(),
            holder_key: from.holder_key.0,
            holder_nkc: from.holder_nkc.0,
            holder: (&from.holder).into(),
            audit: from.audit.0,
            signature: (&from.signature).into(),
        }
    }
}
