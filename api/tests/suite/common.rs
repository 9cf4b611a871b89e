use plimsoll_api::{FieldElement, Submission, Witness};
use plimsoll_circuits::{
    field::F,
    statement::{CircuitId, Public, Statement},
};
use plimsoll_prover::{Case, Job, JobError};
use plimsoll_tests::World;
use serde_json::Value;

/// A true submission of each kind, from the world of a seed.
pub fn submissions(seed: u64) -> [(&'static str, Submission); 5] {
    let mut world = World::new(seed);
    let (public, witness) = world.register_small(37_500_000);
    let register = Submission::register(&public, &witness);
    let (public, witness) = world.pledge();
    let movement = Submission::movement(&public, &witness);
    let (public, witness) = world.attest_of_a_title();
    let attest = Submission::attest(&public, &witness);
    let (public, witness) = world.amend_to(37_500_000);
    let amend = Submission::amend(&public, &witness);
    let (public, witness) = world.revalue_to(37_500_000);
    let revalue = Submission::revalue(&public, &witness);
    [
        ("register-small", register),
        ("move", movement),
        ("attest", attest),
        ("amend", amend),
        ("revalue", revalue),
    ]
}

/// A submission's parts as a prover takes them.
pub fn read(circuit: CircuitId, public: &[FieldElement], witness: &Witness) -> Result<Job, JobError> {
    let public: Vec<F> = public.iter().map(|x| x.0).collect();
    Job::read(circuit, &public, &witness.into())
}

/// Whether a submission's statement holds.
pub fn holds(submission: &Submission) -> bool {
    let witness = submission.witness.as_deref().expect("the witness is in the open");
    match read(submission.circuit, &submission.posted, witness).expect("the parts fit") {
        Job::RegisterSmall(case) => holds_for(&case),
        Job::RegisterLarge(case) => holds_for(&case),
        Job::Move(case) => holds_for(&case),
        Job::Attest(case) => holds_for(&case),
        Job::Amend(case) => holds_for(&case),
        Job::Revalue(case) => holds_for(&case),
    }
}

fn holds_for<S: Statement>(case: &Case<S>) -> bool {
    S::check(case.public(), case.witness()).is_ok()
}

/// The public inputs as a submission has them.
pub fn elements(public: &impl Public) -> Vec<FieldElement> {
    public.to_fields().into_iter().map(FieldElement).collect()
}

/// The text of a value.
pub fn text(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("a JSON value")
}
