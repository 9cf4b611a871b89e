//! What every circuit is made of: names for checks, linear combinations with their values, bits and ranges, choices.
//!
//! The gadgets below write their constraints by hand over [`Lin`], a linear combination that carries its value, and hand
//! out arkworks variables ([`FVar`], [`Bit`]). In proving mode, where no matrices are wanted, a linear combination is its
//! value alone, which is what makes witnesses fast. Three rules hold throughout: which constraints there are never
//! depends on a value; a hint that would need the inverse of zero is zero, so that any witness can be laid out, and the
//! constraints alone refuse it; with the inputs fixed no hint is free (the `soundness` module measures it).

mod choice;
mod compare;
mod input;
mod lin;
mod range;
mod record;
mod system;

#[cfg(test)]
mod tests;

pub use choice::{
    and, enforce_equal_if, enforce_nonzero, enforce_one_hot, enforce_zero_if, is_equal, is_zero, not, or,
    select,
};
pub(crate) use compare::modulo;
pub(crate) use compare::{PREFIXES, no_wrap};
pub use compare::{canonical_bits, enforce_below};
pub use input::{enforce_equal_where, enforce_product_zero, private_bit, private_value};
pub use lin::Lin;
pub(crate) use lin::{inverse, inverses};
pub use range::{bits, enforce_at_most, enforce_bits, from_bits};
pub use record::{Record, named, private, record};
pub use system::System;

use crate::field::F;
use ark_r1cs_std::{alloc::AllocVar, boolean::Boolean, fields::fp::FpVar};
use ark_relations::gr1cs::{ConstraintSystemRef, SynthesisError};

/// A field element in a circuit.
pub type FVar = FpVar<F>;

/// A bit in a circuit.
pub type Bit = Boolean<F>;

/// The constraint system a circuit is laid out in.
pub type Cs = ConstraintSystemRef<F>;

/// What laying out a gadget gives.
pub type R1csResult<T> = Result<T, SynthesisError>;

/// Allocates a witness variable with no constraint on it.
///
/// # Errors
/// [`SynthesisError::MissingCS`].
pub fn witness(cs: &Cs, value: F) -> R1csResult<FVar> {
    FVar::new_witness(cs.clone(), || Ok(value))
}

/// Allocates a public input.
///
/// # Errors
/// [`SynthesisError::MissingCS`].
pub fn input(cs: &Cs, value: F) -> R1csResult<FVar> {
    FVar::new_input(cs.clone(), || Ok(value))
}

/// Allocates a witness bit: one constraint, `b (1 - b) = 0`.
///
/// # Errors
/// [`SynthesisError::MissingCS`].
pub fn witness_bit(cs: &Cs, value: bool) -> R1csResult<Bit> {
    Bit::new_witness(cs.clone(), || Ok(value))
}
