//! Statements: circuit, public inputs and witness, joined.

use crate::{FieldElement, Malformed, Witness};
use plimsoll_circuits::{
    field::F,
    statement::{
        CircuitId, Public,
        attest::{AttestPublic, AttestWitness},
        movement::{MovePublic, MoveWitness},
        register::{RegisterPublic, RegisterWitness},
    },
};
use plimsoll_prover::Job;

/// Where public inputs stand in a submission.
const PUBLIC_INPUTS: &str = "public_inputs";

/// Public inputs and a witness, as a job for a prover. Whether they satisfy the circuit's statement is not checked.
///
/// # Errors
/// If the number of public inputs is not the circuit's, or the witness is of another statement.
pub fn statement(circuit: CircuitId, public: &[FieldElement], witness: &Witness) -> Result<Job, Malformed> {
    Ok(match (circuit, witness) {
        (CircuitId::Register16, Witness::Register(w)) => {
            job::<RegisterPublic<F, 16>, RegisterWitness>(public, w.as_ref().into())?
        }
        (CircuitId::Register128, Witness::Register(w)) => {
            job::<RegisterPublic<F, 128>, RegisterWitness>(public, w.as_ref().into())?
        }
        (CircuitId::Move, Witness::Move(w)) => job::<MovePublic<F>, MoveWitness>(public, w.as_ref().into())?,
        (CircuitId::Attest, Witness::Attest(w)) => {
            job::<AttestPublic<F>, AttestWitness>(public, w.as_ref().into())?
        }
        _ => return Err(other_witness(circuit, witness)),
    })
}

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

fn job<P: Public, W>(public: &[FieldElement], witness: W) -> Result<Job, Malformed>
where
    Job: From<(P, W)>,
{
    Ok(Job::from((inputs(public)?, witness)))
}

fn inputs<P: Public>(public: &[FieldElement]) -> Result<P, Malformed> {
    let fields: Vec<F> = public.iter().map(|element| element.0).collect();
    P::from_fields(&fields).ok_or_else(|| count(P::LEN))
}

fn count(expected: usize) -> Malformed {
    Malformed::new(PUBLIC_INPUTS, format!("expected {expected} field elements"))
}
