//! What of a statement can be told without proving it: whether its parts fit.

use crate::{FieldElement, Malformed, Witness};
use plimsoll_circuits::statement::CircuitId;

/// Where posted values stand in a submission.
const POSTED: &str = "posted";

/// Whether these can be posted for the circuit: whether there are as many as it has.
///
/// # Errors
/// If there are more or fewer.
pub fn check_public(circuit: CircuitId, public: &[FieldElement]) -> Result<(), Malformed> {
    let len = circuit.posted();
    if public.len() == len { Ok(()) } else { Err(count(len)) }
}

pub(crate) fn other_witness(circuit: CircuitId, witness: &Witness) -> Malformed {
    Malformed::new("witness", format!("a witness of {} is none of {circuit}", witness.name()))
}

fn count(expected: usize) -> Malformed {
    Malformed::new(POSTED, format!("expected {expected} field elements"))
}
