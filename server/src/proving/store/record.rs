//! What the store keeps.

use crate::Millis;
use plimsoll_api::{Failure, FieldElement, JobId, Priority, ProofHex, SealedWitness, Stage, State};
use plimsoll_circuits::statement::CircuitId;

/// Whose jobs they are: 1 to 64 characters of `a-z`, `0-9`, `-`, `_` and `.`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenant(String);

impl Tenant {
    /// The tenant of this name. `None` if it is no name of a tenant.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        ((1..=64).contains(&name.len()) && name.chars().all(allowed)).then(|| Self(name.to_owned()))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// Rises with each lease of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fence(pub i64);

/// A job to add.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Its name, fresh.
    pub id: JobId,
    /// Whose it is.
    pub tenant: Tenant,
    /// The batch that it comes in.
    pub batch: Option<JobId>,
    /// The client's own name for it.
    pub reference: Option<String>,
    /// The trace that it belongs to.
    pub trace: Option<String>,
    /// The tenant's key for this request, at most 255 bytes, and the SHA-256 of the request. All jobs of a batch carry the same.
    pub idempotency: Option<(String, [u8; 32])>,
    /// The circuit.
    pub circuit: CircuitId,
    /// What it takes, in any unit that is the same for all jobs: its length in fair queueing.
    pub cost: u64,
    /// Which jobs go first.
    pub priority: Priority,
    /// After this moment the proof is of no use.
    pub deadline: Option<Millis>,
    /// The statement's public inputs.
    pub posted: Vec<FieldElement>,
    /// The witness.
    pub witness: SealedWitness,
}

/// What became of a submission.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The jobs, in their order.
    pub jobs: Vec<JobRecord>,
    /// Whether they were there before.
    pub repeated: bool,
}

/// A job without its witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRecord {
    /// Its name.
    pub id: JobId,
    /// Whose it is.
    pub tenant: Tenant,
    /// The batch that it came in.
    pub batch: Option<JobId>,
    /// The client's own name for it.
    pub reference: Option<String>,
    /// The circuit.
    pub circuit: CircuitId,
    /// Where it stands.
    pub state: State,
    /// Which jobs go first.
    pub priority: Priority,
    /// When it was submitted.
    pub submitted_at: Millis,
    /// When a worker last took it.
    pub started_at: Option<Millis>,
    /// When it ended.
    pub finished_at: Option<Millis>,
    /// After this moment the proof is of no use.
    pub deadline: Option<Millis>,
    /// How often a worker has taken it, those times not counted when the worker gave it back unharmed.
    pub attempts: u32,
    /// What the worker was at when it last said so.
    pub stage: Option<Stage>,
    /// The proof and how long it took, in microseconds.
    pub proof: Option<(ProofHex, u64)>,
    /// Why there will be no proof.
    pub failure: Option<Failure>,
}

/// What a job is to prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The circuit.
    pub circuit: CircuitId,
    /// The statement's public inputs.
    pub posted: Vec<FieldElement>,
}

/// Which of a tenant's jobs are wanted.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Only those in this state.
    pub state: Option<State>,
    /// Only those of this batch.
    pub batch: Option<JobId>,
    /// Only those of this name of the client's.
    pub reference: Option<String>,
    /// Only those submitted before this one.
    pub before: Option<JobId>,
    /// At most so many.
    pub limit: u32,
}

/// A page of jobs.
#[derive(Clone, Debug)]
pub struct Found {
    /// The jobs, newest first.
    pub jobs: Vec<JobRecord>,
    /// Whether there are older ones.
    pub more: bool,
}

/// A worker that asks for jobs.
#[derive(Clone, Copy, Debug)]
pub struct Taker<'a> {
    /// Its name.
    pub worker: &'a str,
    /// The circuits that it has memory for.
    pub circuits: &'a [CircuitId],
    /// The names of the witness keys that it has.
    pub witness_keys: &'a [String],
}

/// A job that was leased.
#[derive(Clone, Debug)]
pub struct Leased {
    /// Its name.
    pub id: JobId,
    /// Under which its result counts.
    pub fence: Fence,
    /// How often it was leased, this time included.
    pub attempt: u32,
    /// Whose it is.
    pub tenant: Tenant,
    /// The circuit.
    pub circuit: CircuitId,
    /// Which jobs go first.
    pub priority: Priority,
    /// When it was submitted.
    pub submitted_at: Millis,
    /// After this moment the proof is of no use.
    pub deadline: Option<Millis>,
    /// The statement's public inputs.
    pub posted: Vec<FieldElement>,
    /// The witness.
    pub witness: SealedWitness,
    /// The trace that it belongs to.
    pub trace: Option<String>,
}

/// How a lease ended. A job that ends loses its witness at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The proof, and how long it took in microseconds.
    Proven(ProofHex, u64),
    /// No worker could prove it.
    Failed(Failure),
    /// This worker could not; after too many attempts the job is set aside.
    Broken(String),
    /// The worker gives it back unharmed: no attempt.
    Returned,
}

/// How much may be accepted.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many jobs of one tenant may be queued or running.
    pub per_tenant: u64,
    /// How many jobs may be queued in all.
    pub queued: u64,
}

/// How long and how often.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// After so many attempts a job is set aside.
    pub attempts: u32,
    /// Ended jobs are erased after so many milliseconds.
    pub keep_ms: i64,
    /// Whether leases end when they run out. Not while workers could not be heard: then it is not their fault.
    pub leases_end: bool,
}

/// What a sweep did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Jobs that were queued again, because their worker was not heard of.
    pub queued_again: Vec<JobId>,
    /// Jobs that were set aside.
    pub set_aside: Vec<JobId>,
    /// Jobs whose deadline passed.
    pub deadline_passed: Vec<JobId>,
    /// How many ended jobs were erased.
    pub erased: u64,
}

/// How much waits and runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// Queued jobs by circuit and priority.
    pub queued: Vec<(CircuitId, Priority, u64)>,
    /// The sum of the queued jobs' costs.
    pub queued_cost: u64,
    /// How many run.
    pub running: u64,
    /// For how many milliseconds the oldest queued job has waited.
    pub oldest_ms: u64,
}

impl Depth {
    /// How many jobs are queued.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.queued.iter().map(|(.., n)| n).sum()
    }
}

/// What credentials may be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Submit and cancel jobs.
    Submit,
    /// See jobs, circuits, keys, and verify.
    Read,
    /// Lease jobs: for workers.
    Work,
    /// Read metrics.
    Metrics,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 4] = [Self::Submit, Self::Read, Self::Work, Self::Metrics];

    /// The action as it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Read => "read",
            Self::Work => "work",
            Self::Metrics => "metrics",
        }
    }

    /// The action of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// A set of actions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actions(pub Vec<Action>);

impl Actions {
    /// Whether the action is among them.
    #[must_use]
    pub fn allow(&self, action: Action) -> bool {
        self.0.contains(&action)
    }
}

/// SHA-256 of a bearer token, or of a client certificate in DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CredentialHash(pub [u8; 32]);

/// What a credential is the hash of. A token's hash never stands for a certificate, nor the reverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CredentialKind {
    /// A bearer token.
    Token,
    /// A client certificate.
    Certificate,
}

/// A credential to add.
#[derive(Clone, Debug)]
pub struct NewCredential {
    /// What it is the hash of.
    pub kind: CredentialKind,
    /// The hash.
    pub hash: CredentialHash,
    /// A name for people.
    pub name: String,
    /// On whose behalf it acts.
    pub tenant: Tenant,
    /// What it is good for.
    pub actions: Actions,
    /// When it ends.
    pub expires_at: Option<Millis>,
}

/// A credential.
#[derive(Clone, Debug)]
pub struct Credential {
    /// Its number, for people.
    pub number: i64,
    /// What was added.
    pub content: NewCredential,
    /// When it was added.
    pub created_at: Millis,
    /// When it was revoked.
    pub revoked_at: Option<Millis>,
}

impl Credential {
    /// Whether it is good for anything now.
    #[must_use]
    pub fn is_valid(&self, now: Millis) -> bool {
        self.revoked_at.is_none() && self.content.expires_at.is_none_or(|end| now < end)
    }
}
