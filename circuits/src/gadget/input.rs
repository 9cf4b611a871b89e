//! Private inputs, and constraints under a condition that is a linear combination of bits.

use super::{Bit, Cs, FVar, R1csResult, private, witness, witness_bit};
use crate::field::F;
use ark_r1cs_std::fields::FieldVar;

/// Allocates a private input.
///
/// # Errors
/// If the constraint system refuses the allocation.
pub fn private_value(cs: &Cs, value: F) -> R1csResult<FVar> {
    private(cs, || witness(cs, value))
}

/// Allocates a private bit: one constraint.
///
/// # Errors
/// If the constraint system refuses the allocation.
pub fn private_bit(cs: &Cs, value: bool) -> R1csResult<Bit> {
    private(cs, || witness_bit(cs, value))
}

/// Enforces `a b = 0`: one constraint.
///
/// # Errors
/// If the constraint system refuses the constraint.
pub fn enforce_product_zero(a: &FVar, b: &FVar) -> R1csResult<()> {
    a.mul_equals(b, &FVar::zero())
}

/// Enforces `condition (a - b) = 0`: one constraint, which binds where the condition is not 0.
///
/// # Errors
/// If the constraint system refuses the constraint.
pub fn enforce_equal_where(condition: &FVar, a: &FVar, b: &FVar) -> R1csResult<()> {
    enforce_product_zero(condition, &(a - b))
}
