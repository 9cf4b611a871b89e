//! What workers and the coordinator say to each other.
//!
//! A worker leases jobs, says that it still has them, and brings results. Each lease carries a fencing token: a result or a
//! heartbeat under an older one counts for nothing, so a worker that was given up for dead cannot disturb.

use crate::{Failure, FieldElement, JobId, Priority, ProofHex, SealedWitness, Stage, encoding};
use plimsoll_circuits::statement::CircuitId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether this can be a worker's name: it stands in logs, so it is short and plain.
#[must_use]
pub fn is_worker_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:".contains(c))
}

/// Asks for work.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaseRequest {
    /// The worker's name, in logs.
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_.:-]+$")]
    pub worker: String,
    /// The circuits that it has memory for.
    #[schema(schema_with = encoding::circuits)]
    pub circuits: Vec<CircuitId>,
    /// The names of the witness keys that it has: it is given no job whose witness it cannot open.
    #[schema(max_items = 16)]
    pub witness_keys: Vec<String>,
    /// At most so many jobs.
    #[schema(maximum = 256)]
    pub max: u32,
    /// If there is none, wait so many milliseconds for one.
    #[serde(default)]
    #[schema(maximum = 60000)]
    pub wait_ms: u64,
}

/// A job that a worker holds for a time.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// The fencing token, higher with each lease of the job.
    pub fence: i64,
    /// How often it was leased, this time included.
    pub attempt: u32,
    /// Stands for the tenant: equal for jobs of one tenant, and nothing else.
    pub tenant: String,
    /// The circuit.
    #[schema(schema_with = encoding::circuit)]
    pub circuit: CircuitId,
    /// Which jobs go first.
    pub priority: Priority,
    /// How many milliseconds are left until its deadline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub deadline_ms: Option<u64>,
    /// The statement's public inputs.
    pub posted: Vec<FieldElement>,
    /// The witness, sealed to the workers' key.
    pub sealed_witness: SealedWitness,
    /// The trace that the job belongs to (W3C Trace Context), if it is traced.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub traceparent: Option<String>,
}

/// The work that there is.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct LeaseAnswer {
    /// The leases, none if there is no work.
    pub leases: Vec<Lease>,
    /// How long they last without a heartbeat, in milliseconds.
    pub lease_ms: u64,
    /// About how many jobs are still waiting; 0 if these were all.
    pub waiting: u64,
}

/// A lease that a worker still works on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// The job.
    pub job: JobId,
    /// Its fencing token.
    pub fence: i64,
    /// What the worker is at.
    pub stage: Stage,
}

/// A worker lives, and still works on these.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Heartbeat {
    /// The worker's name.
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_.:-]+$")]
    pub worker: String,
    /// Its leases.
    #[schema(max_items = 256)]
    pub held: Vec<Held>,
}

/// What became of the leases.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct HeartbeatAnswer {
    /// These are no longer the worker's, because they were cancelled, ran out or were given to another: stop them.
    pub lost: Vec<JobId>,
    /// How long the others last from now, in milliseconds.
    pub lease_ms: u64,
}

/// How work on a job ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// There is a proof.
    Proven {
        /// The proof.
        proof: ProofHex,
        /// How long it took, in microseconds.
        proving_us: u64,
    },
    /// No worker could prove it: the tenant's fault or bad luck.
    Failed(Failure),
    /// This worker could not prove it, another may. Counts as a failed attempt.
    Broken {
        /// Why.
        reason: String,
    },
    /// The worker shuts down. Does not count as an attempt.
    Returned,
}

/// A result.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// The job.
    pub job: JobId,
    /// Its fencing token.
    pub fence: i64,
    /// How work on it ended.
    pub outcome: Outcome,
}

/// Brings results.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultsRequest {
    /// The worker's name.
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_.:-]+$")]
    pub worker: String,
    /// The results.
    #[schema(max_items = 256)]
    pub results: Vec<Done>,
}

/// Which results counted, in the order of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipts {
    /// False: the lease was no longer the worker's, or the proof is not valid.
    pub accepted: Vec<bool>,
}
