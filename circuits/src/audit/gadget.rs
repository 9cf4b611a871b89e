//! The audit ciphertext in the circuit.

use super::{AuditOf, AuditScalar, MESSAGES, SCALAR_BITS};
use crate::{
    curve::{PointVar, mul_base, mul_fixed_base},
    field::F,
    gadget::{Cs, FVar, R1csResult, bits, private_value},
    poseidon2::gadget::mask,
    statement::AuditPublic,
};
use ark_ff::Field;
use ark_r1cs_std::{GR1CSVar, alloc::AllocVar, eq::EqGadget, fields::FieldVar};

/// Enforces that `public` seals `messages` under its key with the scalar `e`, `0 < e < 2^250`.
///
/// The key is a point of the prime-order subgroup and not the identity: the ledger pins it. `e` is below the group order
/// and not 0, so neither `R` nor `S` is the identity.
///
/// # Errors
/// If the constraint system refuses a constraint.
pub fn enforce_sealed(
    cs: &Cs,
    of: AuditOf,
    public: &AuditPublic<FVar>,
    e: &AuditScalar,
    messages: &[FVar; MESSAGES],
) -> R1csResult<()> {
    let e = private_value(cs, e.to_field())?;
    let inverse = FVar::new_witness(cs.clone(), || Ok(e.value()?.inverse().unwrap_or_default()))?;
    e.mul_equals(&inverse, &FVar::one())?;
    let scalar = bits(&e, SCALAR_BITS)?;

    let ephemeral = mul_fixed_base(&scalar)?;
    ephemeral.x.enforce_equal(&public.ephemeral[0])?;
    ephemeral.y.enforce_equal(&public.ephemeral[1])?;

    let key = PointVar { x: public.key[0].clone(), y: public.key[1].clone() };
    let shared = mul_base(&key, &scalar)?;
    let lanes = mask(of.tag(), &shared.x, &shared.y)?;
    for ((masked, message), lane) in public.masked.iter().zip(messages).zip(&lanes) {
        masked.enforce_equal(&(message + lane))?;
    }
    Ok(())
}

/// A message that carries nothing.
pub fn unused() -> FVar {
    FVar::constant(F::from(0u64))
}
