//! The audit ciphertext in the circuit.

use super::{AuditOf, AuditScalar, BLINDINGS, MESSAGES, SCALAR_BITS};
use crate::{
    curve::{PointVar, mul_base, mul_fixed_base},
    field::F,
    gadget::{Cs, FVar, R1csResult, bits, private_value},
    poseidon2::{MASK, gadget::mask},
    statement::AuditPublic,
};
use ark_ff::Field;
use ark_r1cs_std::{GR1CSVar, alloc::AllocVar, eq::EqGadget, fields::FieldVar};

/// What a scalar makes under a key.
pub struct SealingVar {
    ephemeral: PointVar,
    lanes: [FVar; MASK],
}

impl SealingVar {
    /// The ephemeral point and the mask of a scalar `e`, `0 < e < 2^250`, under a key.
    ///
    /// The key is a point of the prime-order subgroup and not the identity: the ledger pins it. `e` is below the group order
    /// and not 0, so neither `R` nor `S` is the identity.
    ///
    /// # Errors
    /// If the constraint system refuses a constraint.
    pub fn new(cs: &Cs, of: AuditOf, key: &[FVar; 2], e: &AuditScalar) -> R1csResult<Self> {
        let e = private_value(cs, e.to_field())?;
        let inverse = FVar::new_witness(cs.clone(), || Ok(e.value()?.inverse().unwrap_or_default()))?;
        e.mul_equals(&inverse, &FVar::one())?;
        let scalar = bits(&e, SCALAR_BITS)?;
        let [x, y] = key.clone();
        let shared = mul_base(&PointVar { x, y }, &scalar)?;
        let lanes = mask(of.tag(), &shared.x, &shared.y)?;
        Ok(Self { ephemeral: mul_fixed_base(&scalar)?, lanes })
    }

    /// The blindings of the notes that the transition makes, in their order.
    pub fn blindings(&self) -> [&FVar; BLINDINGS] {
        std::array::from_fn(|i| &self.lanes[MESSAGES + i])
    }

    /// Enforces that `public` seals these messages.
    ///
    /// # Errors
    /// If the constraint system refuses a constraint.
    pub fn enforce(&self, public: &AuditPublic<FVar>, messages: &[FVar; MESSAGES]) -> R1csResult<()> {
        self.ephemeral.x.enforce_equal(&public.ephemeral[0])?;
        self.ephemeral.y.enforce_equal(&public.ephemeral[1])?;
        for ((masked, message), lane) in public.masked.iter().zip(messages).zip(&self.lanes) {
            masked.enforce_equal(&(message + lane))?;
        }
        Ok(())
    }
}

/// A message that carries nothing.
pub fn unused() -> FVar {
    FVar::constant(F::from(0u64))
}
