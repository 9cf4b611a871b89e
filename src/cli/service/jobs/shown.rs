//! How jobs are shown.

use crate::cli::{shown::moment, table::Fields};
use plimsoll_api::{Failure, Job, Stage};
use plimsoll_client::UnixTime;
use serde::Serialize;
use std::fmt;
use time::OffsetDateTime;

/// A job, with the files that belong to it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct JobReport {
    /// What was submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
    #[serde(flatten)]
    pub(super) job: Job,
    /// Where the proof was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) proof_file: Option<String>,
}

impl JobReport {
    pub(super) const fn of(job: Job) -> Self {
        Self { file: None, job, proof_file: None }
    }
}

impl fmt::Display for JobReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let job = &self.job;
        let mut fields = Fields::default();
        fields.add("job", job.id).maybe("file", self.file.as_ref()).maybe("batch", job.batch);
        fields.maybe("reference", job.reference.as_ref());
        fields.add("circuit", job.circuit).add("state", stands(job)).add("priority", job.priority.name());
        fields.add("submitted", time(job.submitted_at));
        fields.maybe("started", job.started_at.map(time)).maybe("ended", job.finished_at.map(time));
        fields.maybe("deadline", job.deadline.map(time));
        fields.maybe("attempts", (job.attempts > 1).then_some(job.attempts));
        fields.maybe("proof", job.proof.map(|proof| format!("0x{}", hex::encode(proof.0))));
        fields.maybe("proof file", self.proof_file.as_ref());
        if let Some(Failure { check, detail, .. }) = &job.failure {
            fields.maybe("check", check.as_ref()).add("reason", detail);
        }
        write!(f, "{fields}")
    }
}

/// Where a job stands, in a few words.
pub(super) fn stands(job: &Job) -> String {
    let state = job.state.name();
    match (&job.failure, job.stage, job.proving_us) {
        (Some(failure), ..) => format!("{state}: {}", failure.code.name()),
        (None, Some(stage), _) if !job.state.is_final() => format!("{state}: {}", stage_name(stage)),
        (None, _, Some(us)) => format!("{state}, proven in {:.1} s", us as f64 / 1e6),
        _ => state.to_owned(),
    }
}

const fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting => "waiting for memory, a thread or the key",
        Stage::Witness => "check and witness",
        Stage::Proving => "proving",
        Stage::Verifying => "verifying",
    }
}

/// A moment as all commands write it.
pub(super) fn time(time: OffsetDateTime) -> String {
    moment(UnixTime(u64::try_from(time.unix_timestamp()).unwrap_or_default()))
}
