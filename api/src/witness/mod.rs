//! Witnesses as JSON: one file a statement, and what they are made of.
//!
//! Every value is checked where it is read: a point lies on its curve, a scalar is below its order, a path has its length.
//! So what was read becomes the circuits' types without a further doubt. All of it is overwritten when dropped, and none of
//! it can be printed.

mod amend;
mod attest;
mod document;
mod member;
mod movement;
mod note;
mod path;
mod register;
mod revalue;
mod signature;
mod spent_title;
mod value;

pub use amend::AmendWitness;
pub use attest::AttestWitness;
pub use document::{
    Amendment, Bill, SignedAmendment, SignedTitleCredential, SignedValuation, TitleCredential, Valuation,
};
pub use member::{MemberWitness, OwnerWitness, Roles};
pub use movement::MoveWitness;
pub use note::{Content, InputWitness, Kind, OutputWitness};
pub use path::{FrozenAbsence, FrozenPath, IndexedLeaf, MemberPath, NotePath, NullifierAbsence, Position};
pub use register::RegisterWitness;
pub use revalue::RevalueWitness;
pub use signature::{AuditScalar, NoncePoint, PublicKey, Signature, SignatureScalar};
pub use spent_title::SpentTitle;
pub use value::{Currency, Decimal};

use crate::malformed::{self, Malformed};
use plimsoll_circuits::statement::{self, AnyWitness, CircuitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What only the prover may see.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Witness {
    /// Of a Register, whatever its tier.
    Register(Box<RegisterWitness>),
    /// Of a Move.
    Move(Box<MoveWitness>),
    /// Of an Attest.
    Attest(Box<AttestWitness>),
    /// Of an Amend.
    Amend(Box<AmendWitness>),
    /// Of a Revalue.
    Revalue(Box<RevalueWitness>),
}

impl Witness {
    /// The witness of a Register.
    #[must_use]
    pub fn register(witness: &statement::register::RegisterWitness) -> Self {
        Self::Register(Box::new(witness.into()))
    }

    /// The witness of a Move.
    #[must_use]
    pub fn movement(witness: &statement::movement::MoveWitness) -> Self {
        Self::Move(Box::new(witness.into()))
    }

    /// The witness of an Attest.
    #[must_use]
    pub fn attest(witness: &statement::attest::AttestWitness) -> Self {
        Self::Attest(Box::new(witness.into()))
    }

    /// The witness of an Amend.
    #[must_use]
    pub fn amend(witness: &statement::amend::AmendWitness) -> Self {
        Self::Amend(Box::new(witness.into()))
    }

    /// The witness of a Revalue.
    #[must_use]
    pub fn revalue(witness: &statement::revalue::RevalueWitness) -> Self {
        Self::Revalue(Box::new(witness.into()))
    }

    /// Reads a witness. Its values are checked, whether it satisfies a statement is not.
    ///
    /// # Errors
    /// The first part that is not of its form.
    pub fn from_json(text: &[u8]) -> Result<Self, Malformed> {
        malformed::from_json(text)
    }

    /// The statement's name, as JSON has it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Register(_) => "register",
            Self::Move(_) => "move",
            Self::Attest(_) => "attest",
            Self::Amend(_) => "amend",
            Self::Revalue(_) => "revalue",
        }
    }

    /// Whether it is of the circuit's statement.
    #[must_use]
    pub const fn fits(&self, circuit: CircuitId) -> bool {
        match circuit {
            CircuitId::RegisterSmall | CircuitId::RegisterLarge => matches!(self, Self::Register(_)),
            CircuitId::Move => matches!(self, Self::Move(_)),
            CircuitId::Attest => matches!(self, Self::Attest(_)),
            CircuitId::Amend => matches!(self, Self::Amend(_)),
            CircuitId::Revalue => matches!(self, Self::Revalue(_)),
            _ => false,
        }
    }
}

/// What a prover takes.
impl From<&Witness> for AnyWitness {
    fn from(witness: &Witness) -> Self {
        match witness {
            Witness::Register(w) => Self::Register(Box::new(w.as_ref().into())),
            Witness::Move(w) => Self::Move(Box::new(w.as_ref().into())),
            Witness::Attest(w) => Self::Attest(Box::new(w.as_ref().into())),
            Witness::Amend(w) => Self::Amend(Box::new(w.as_ref().into())),
            Witness::Revalue(w) => Self::Revalue(Box::new(w.as_ref().into())),
        }
    }
}

/// Names the statement, shows no value.
impl std::fmt::Debug for Witness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Witness({})", self.name())
    }
}
