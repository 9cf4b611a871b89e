//! Posted values in the circuit: three public inputs, whatever was posted (protocol, section 8).

use super::{Public, digest_checks as checks};
use crate::{
    field::F,
    gadget::{Cs, FVar, R1csResult, input, named, private_value},
    poseidon2::gadget::sponge,
    tag::Tag,
};
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar};
use plimsoll_digest::{CircuitId, Digest, hashed};

/// Posted values, and what the circuit made of them on the way.
pub struct Posted {
    /// The values, in their order.
    pub values: Vec<FVar>,
    /// What the acting party signs.
    pub sighash: FVar,
    /// Root over the fingerprints among them; `None` if the circuit posts none.
    pub fp_root: Option<FVar>,
}

/// Allocates the public inputs `h, z, y`, then the posted values as private inputs, and enforces that these give `h` and,
/// at `z`, `y`. Nothing else makes them the values that were posted.
///
/// # Errors
/// If the constraint system refuses a constraint.
pub fn posted(cs: &Cs, circuit: CircuitId, public: &impl Public) -> R1csResult<Posted> {
    let fields = public.to_fields();
    let digest = Digest::new(circuit, circuit.version(), &fields);
    let [h, z, y] = digest.inputs();
    let (h, z, y) = (input(cs, h)?, input(cs, z)?, input(cs, y)?);
    let values = fields.into_iter().map(|x| private_value(cs, x)).collect::<R1csResult<Vec<_>>>()?;

    let mut fp_root = None;
    let sighash = named(cs, checks::SIGHASH, || {
        if let Some(slots) = circuit.fingerprints() {
            let mut inputs = vec![FVar::Constant(F::from(slots.len() as u64))];
            inputs.extend_from_slice(&values[slots]);
            fp_root = Some(sponge(Tag::Fingerprints, &inputs)?);
        }
        let root = |_: &[FVar]| fp_root.clone().unwrap_or_else(|| FVar::Constant(F::from(0u64)));
        let inputs = hashed(circuit, circuit.version(), &values, FVar::Constant, root);
        let sighash = sponge(Tag::SigHash, &inputs)?;
        sighash.enforce_equal(&h)?;
        Ok(sighash)
    })?;
    named(cs, checks::EVALUATION, || enforce_evaluation(&values, &z, &y))?;
    Ok(Posted { values, sighash, fp_root })
}

/// `y = x_1 + x_2 z + .. + x_n z^(n-1)` by Horner's rule: a constraint for each value but the last, since the first product's factor
/// is a value itself, and the last sum is `y`.
fn enforce_evaluation(values: &[FVar], z: &FVar, y: &FVar) -> R1csResult<()> {
    let Some((first, rest)) = values.split_first() else { return Ok(()) };
    let Some((last, middle)) = rest.split_last() else { return first.enforce_equal(y) };
    let mut sum = last.clone();
    for x in middle.iter().rev() {
        sum = x + &sum * z;
    }
    sum.mul_equals(z, &(y - first))
}
