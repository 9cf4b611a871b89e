//! Proof jobs.

use crate::{ProofHex, encoding};
use plimsoll_circuits::statement::CircuitId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// Names a job or a batch: a UUID, version 7, so that later ones sort later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = "uuid")]
pub struct JobId(pub Uuid);

impl std::fmt::Display for JobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for JobId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Which jobs go first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Somebody waits for it.
    #[default]
    Interactive,
    /// Nobody does: it comes after interactive jobs, but is never left for good.
    Batch,
}

impl Priority {
    /// The priority as it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Interactive => "interactive",
            Self::Batch => "batch",
        }
    }

    /// The priority of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Interactive, Self::Batch].into_iter().find(|priority| priority.name() == name)
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It waits for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// The proof is there.
    Succeeded,
    /// There will be no proof; `failure` says why.
    Failed,
    /// The tenant called it off.
    Cancelled,
}

impl State {
    /// Whether nothing will change any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }

    /// The state as it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Queued, Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// What a worker is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The worker waits for memory, a thread or the circuit's key.
    Waiting,
    /// The native check and the witness.
    Witness,
    /// The proof.
    Proving,
    /// Its verification.
    Verifying,
}

/// Why there will be no proof. Codes do not change; new ones may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailureCode {
    /// The statement does not hold; `check` names the check.
    StatementRefused,
    /// The sealed witness does not open, or does not have the circuit's form.
    MalformedWitness,
    /// The deadline passed.
    DeadlinePassed,
    /// Workers failed at it as often as they may: it was set aside.
    SetAside,
}

impl FailureCode {
    /// All codes.
    pub const ALL: [Self; 4] =
        [Self::StatementRefused, Self::MalformedWitness, Self::DeadlinePassed, Self::SetAside];

    /// The code as it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::StatementRefused => "statement-refused",
            Self::MalformedWitness => "malformed-witness",
            Self::DeadlinePassed => "deadline-passed",
            Self::SetAside => "set-aside",
        }
    }

    /// The code of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }
}

/// Why there will be no proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Failure {
    /// Stable, for programs.
    pub code: FailureCode,
    /// The check that fails, by its name in the protocol, such as `MOVE-15 value cap`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "encoding::present")]
    #[schema(nullable = false)]
    pub check: Option<String>,
    /// For people. Never a value of the witness.
    pub detail: String,
}

/// A job as its tenant sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Job {
    /// Its name.
    pub id: JobId,
    /// The batch that it came in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub batch: Option<JobId>,
    /// The client's own name for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub reference: Option<String>,
    /// The circuit.
    #[schema(schema_with = encoding::circuit)]
    pub circuit: CircuitId,
    /// Where it stands.
    pub state: State,
    /// Which jobs go first.
    pub priority: Priority,
    /// When it was submitted.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub submitted_at: OffsetDateTime,
    /// When a worker last took it.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    pub started_at: Option<OffsetDateTime>,
    /// When it ended.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    pub finished_at: Option<OffsetDateTime>,
    /// After this moment the proof is of no use.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    pub deadline: Option<OffsetDateTime>,
    /// How often a worker has taken it.
    pub attempts: u32,
    /// What the worker was at when it last said so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub stage: Option<Stage>,
    /// The proof, once there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub proof: Option<ProofHex>,
    /// How long proving took, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub proving_us: Option<u64>,
    /// Why there will be no proof.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub failure: Option<Failure>,
}

/// Jobs, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobList {
    /// The jobs.
    pub jobs: Vec<Job>,
    /// Where the next page begins: pass it as `cursor`. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub cursor: Option<JobId>,
}

/// The jobs of a batch, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubmittedBatch {
    /// The batch's name.
    pub id: JobId,
    /// The jobs.
    pub jobs: Vec<Job>,
}
