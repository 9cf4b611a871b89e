//! True statements, and what is proven of them.

use plimsoll_api::{FieldElement, Job, Priority, State, Submission, Witness};
use plimsoll_circuits::field::F;
use plimsoll_client::services::remote::ProofCheck;
use plimsoll_params::KeyPolicy;
use plimsoll_tests::World;

/// A true Register, Move or Attest, each number another one.
pub fn statement(number: u64) -> Submission {
    let mut world = World::new(number);
    match number % 3 {
        0 => {
            let (public, witness) = world.register_small(1_000_000 + number);
            Submission::register(&public, &witness)
        }
        1 => {
            let (public, witness) = world.pledge();
            Submission::movement(&public, &witness)
        }
        _ => attest(number),
    }
}

/// A true Attest: the quickest to prove.
pub fn attest(number: u64) -> Submission {
    let (public, witness) = World::new(number).attest_of_a_title();
    Submission::attest(&public, &witness)
}

/// A false Move, whose nullifiers are not those of its notes: it is refused by a check.
pub fn refused(number: u64) -> Submission {
    let (mut public, witness) = World::new(number).pledge();
    public.nf[0] += F::from(1u64);
    Submission::movement(&public, &witness)
}

/// The same submission once more.
pub fn again(submission: &Submission) -> Submission {
    Submission::from_json(&serde_json::to_vec(submission).unwrap()).unwrap()
}

/// The same with its witness sealed to this key.
pub fn sealed(submission: &Submission, key: &plimsoll_api::WitnessPublicKey) -> Submission {
    plimsoll_client::services::remote::sealed(submission, key).unwrap()
}

/// With a witness that belongs to another statement.
pub fn with_witness(submission: &Submission, witness: Witness) -> Submission {
    let mut changed = again(submission);
    changed.witness = Some(Box::new(witness));
    changed
}

/// Of this number: every other job waits with nobody behind it.
pub fn priority(number: u64) -> Priority {
    if number.is_multiple_of(2) { Priority::Interactive } else { Priority::Batch }
}

/// Fails unless the job has succeeded with a proof of these public inputs.
#[track_caller]
pub fn assert_proven(check: &ProofCheck, job: &Job, inputs: &[FieldElement]) {
    assert_eq!((job.state, &job.failure), (State::Succeeded, &None), "{job:?}");
    let inputs: Vec<F> = inputs.iter().map(|input| input.0).collect();
    check.verify(job.circuit, &inputs, &job.proof.unwrap().0).unwrap();
}

/// Verifies with the verifying keys of the source tree.
pub fn check() -> ProofCheck {
    ProofCheck::new(KeyPolicy::AllowInsecureDevelopment)
}
