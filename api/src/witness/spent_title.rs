//! A title that a Revalue or an Amend spends.

use super::{Bill, FrozenAbsence, InputWitness, OwnerWitness};
use plimsoll_circuits::statement;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A title to be spent, with what shows that it may be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct SpentTitle {
    /// Who owns it, and acts.
    pub owner: OwnerWitness,
    /// The title.
    pub title: InputWitness,
    /// Shows that the lot is not frozen.
    pub frozen: FrozenAbsence,
    /// The title's bill.
    pub bill: Bill,
}

impl From<&statement::SpentTitle> for SpentTitle {
    fn from(from: &statement::SpentTitle) -> Self {
        Self {
            owner: (&from.owner).into(),
            title: (&from.title).into(),
            frozen: (&from.frozen).into(),
            bill: (&from.bill).into(),
        }
    }
}

impl From<&SpentTitle> for statement::SpentTitle {
    fn from(from: &SpentTitle) -> Self {
        Self {
            owner: (&from.owner).into(),
            title: (&from.title).into(),
            frozen: (&from.frozen).into(),
            bill: (&from.bill).into(),
        }
    }
}
