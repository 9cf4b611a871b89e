//! The witness of a Move.

use super::{AuditScalar, Bill, FrozenAbsence, InputWitness, OutputWitness, OwnerWitness, Signature};
use plimsoll_circuits::statement::movement;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What the prover of a Move knows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct MoveWitness {
    /// Who acts.
    pub owner: OwnerWitness,
    /// The two notes that are spent.
    #[schema(value_type = Vec<InputWitness>, min_items = 2, max_items = 2)]
    pub inputs: [InputWitness; 2],
    /// The two notes that are made.
    #[schema(value_type = Vec<OutputWitness>, min_items = 2, max_items = 2)]
    pub outputs: [OutputWitness; 2],
    /// Shows that the lot is not frozen; ignored if all notes are dummies.
    pub frozen: FrozenAbsence,
    /// The title's bill, opened where a lien is made or the title is surrendered; else ignored.
    pub bill: Bill,
    /// The audit scalar.
    pub audit: AuditScalar,
    /// The owner's signature over the sighash.
    pub signature: Signature,
}

impl From<&movement::MoveWitness> for MoveWitness {
    fn from(from: &movement::MoveWitness) -> Self {
        Self {
            owner: (&from.owner).into(),
            inputs: from.inputs.each_ref().map(Into::into),
            outputs: from.outputs.each_ref().map(Into::into),
            frozen: (&from.frozen).into(),
            bill: (&from.bill).into(),
            audit: AuditScalar(from.audit),
            signature: (&from.signature).into(),
        }
    }
}

impl From<&MoveWitness> for movement::MoveWitness {
    fn from(from: &MoveWitness) -> Self {
        Self {
            owner: (&from.owner).into(),
            inputs: from.inputs.each_ref().map(Into::into),
            outputs: from.outputs.each_ref().map(Into::into),
            frozen: (&from.frozen).into(),
            bill: (&from.bill).into(),
            audit: from.audit.0,
            signature: (&from.signature).into(),
        }
    }
}
