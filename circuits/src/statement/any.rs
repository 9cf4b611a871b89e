//! The witness of any statement.

use super::{attest::AttestWitness, movement::MoveWitness, register::RegisterWitness};
use zeroize::Zeroize;

/// A witness of one of the statements, for whoever passes them on without looking inside. Overwritten when dropped.
pub enum AnyWitness {
    /// Of a Register, whatever its tier.
    Register(Box<RegisterWitness>),
    /// Of a Move.
    Move(Box<MoveWitness>),
    /// Of an Attest.
    Attest(Box<AttestWitness>),
}

impl Drop for AnyWitness {
    fn drop(&mut self) {
        match self {
            Self::Register(witness) => witness.zeroize(),
            Self::Move(witness) => witness.zeroize(),
            Self::Attest(witness) => witness.zeroize(),
        }
    }
}
