//! The witness of any statement.

use super::{
    amend::AmendWitness, attest::AttestWitness, movement::MoveWitness, register::RegisterWitness,
    revalue::RevalueWitness,
};
use zeroize::Zeroize;

/// A witness of one of the statements, for whoever passes them on without looking inside. Overwritten when dropped.
pub enum AnyWitness {
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

impl Drop for AnyWitness {
    fn drop(&mut self) {
        match self {
            Self::Register(witness) => witness.zeroize(),
            Self::Move(witness) => witness.zeroize(),
            Self::Attest(witness) => witness.zeroize(),
            Self::Amend(witness) => witness.zeroize(),
            Self::Revalue(witness) => witness.zeroize(),
        }
    }
}
