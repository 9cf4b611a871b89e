//! The witness of an Attest.

use super::{Bill, FrozenAbsence, InputWitness, NullifierAbsence, OwnerWitness, Signature};
use crate::FieldElement;
use plimsoll_circuits::statement::attest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What the prover of an Attest knows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct AttestWitness {
    /// Whether the verifier made the Attest itself: then its signature is all that counts.
    pub simulated: bool,
    /// Who owns the title.
    pub owner: OwnerWitness,
    /// The title.
    pub title: InputWitness,
    /// Shows that the title is not spent.
    pub live: NullifierAbsence,
    /// Shows that the lot is not frozen.
    pub frozen: FrozenAbsence,
    /// The title's bill.
    pub bill: Bill,
    /// The link's blinding, fresh and uniform.
    pub blinding: FieldElement,
    /// Over the sighash: the owner's signature, or the verifier's if the Attest is simulated.
    pub signature: Signature,
}

impl From<&attest::AttestWitness> for AttestWitness {
    fn from(from: &attest::AttestWitness) -> Self {
        Self {
            simulated: from.simulated,
            owner: (&from.owner).into(),
            title: (&from.title).into(),
            live: (&from.live).into(),
            frozen: (&from.frozen).into(),
            bill: (&from.bill).into(),
            blinding: FieldElement(from.blinding),
            signature: (&from.signature).into(),
        }
    }
}

impl From<&AttestWitness> for attest::AttestWitness {
    fn from(from: &AttestWitness) -> Self {
        Self {
            simulated: from.simulated,
            owner: (&from.owner).into(),
            title: (&from.title).into(),
            live: (&from.live).into(),
            frozen: (&from.frozen).into(),
            bill: (&from.bill).into(),
            blinding: from.blinding.0,
            signature: (&from.signature).into(),
        }
    }
}
