//! What of a statement can be told without proving it: whether its parts fit.

use crate::{FieldElement, Malformed, Witness};
use plimsoll_circuits::{
    field::F,
    statement::{CircuitId, Public, attest::AttestPublic, movement::MovePublic, register::RegisterPublic},
};

/// Where public inputs stand in a submission.
const PUBLIC_INPUTS: &str = "public_inputs";

/// Whether these can be public inputs of the circuit: whether there are as many as it has.
///
/// # Errors
/// If there are more or fewer.
pub fn check_public(circuit: CircuitId, public: &[FieldElement]) -> Result<(), Malformed> {
    let len = match circuit {
        CircuitId::Register16 => RegisterPublic::<F, 16>::LEN,
        CircuitId::Register128 => RegisterPublic::<F, 128>::LEN,
        CircuitId::Move => MovePublic::<F>::LEN,
        CircuitId::Attest => AttestPublic::<F>::LEN,
        _ => return Err(Malformed::new("circuit", "expected a circuit that is served here")),
    };
    if public.len() == len { Ok(()) } else { Err(count(len)) }
}

pub(crate) fn other_witness(circuit: CircuitId, witness: &Witness) -> Malformed {
    Malformed::new("witness", format!("a witness of {} is none of {circuit}", witness.name()))
}

fn count(expected: usize) -> Malformed {
    Malformed::new(PUBLIC_INPUTS, format!("expected {expected} field elements"))
}
