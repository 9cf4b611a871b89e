//! Public inputs and their hash in the circuit.

use super::{CircuitId, Public};
use crate::{
    field::F,
    gadget::{Cs, FVar, R1csResult},
    poseidon2::gadget::sponge,
    tag::Tag,
};
use ark_r1cs_std::{alloc::AllocVar, fields::FieldVar};

/// Allocates the public inputs in their order.
///
/// # Errors
/// If the constraint system refuses an allocation.
pub(crate) fn inputs(cs: &Cs, public: &impl Public) -> R1csResult<Vec<FVar>> {
    public.to_fields().into_iter().map(|x| FVar::new_input(cs.clone(), || Ok(x))).collect()
}

/// What the acting party signs.
///
/// # Errors
/// If the constraint system refuses a constraint.
pub(crate) fn sighash(circuit: CircuitId, public: &[FVar]) -> R1csResult<FVar> {
    let mut all = vec![FVar::constant(F::from(circuit.number())), FVar::constant(F::from(circuit.version()))];
    all.extend_from_slice(public);
    sponge(Tag::SigHash, &all)
}
