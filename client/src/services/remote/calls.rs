//! What the service's API takes, one method for each action.

use super::{Client, ClientError, client::Call};
use plimsoll_api::{
    Batch, Circuits, Job, JobId, JobList, State, Submission, SubmittedBatch, Verdict, Verdicts, VerifyBatch,
    VerifyRequest, WitnessKey,
};
use reqwest::Method;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// A job or batch that the service has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted<T> {
    /// What it was accepted as.
    pub accepted: T,
    /// Whether the same request was accepted before, so that nothing was added.
    pub repeated: bool,
}

/// Which jobs are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Only those in this state.
    pub state: Option<State>,
    /// Only those of this batch.
    pub batch: Option<JobId>,
    /// Only those of this name of the client's.
    pub reference: Option<String>,
    /// Where the page begins: [`JobList::cursor`] of the page before.
    pub cursor: Option<JobId>,
    /// At most so many; as many as the service gives if not said.
    pub limit: Option<u32>,
}

impl Client {
    /// Submits a job as it is. Repeated under the same idempotency key, it stays one job; with no key given, one is derived
    /// from what is asked for ([`Submission::digest`]), so that a statement which is submitted again, after a lost answer or
    /// by another process, is known again.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn submit(
        &self,
        submission: &Submission,
        idempotency: Option<&str>,
    ) -> Result<Submitted<Job>, ClientError> {
        let derived = hex::encode(submission.digest());
        self.accept(&["v1", "jobs"], submission, idempotency.unwrap_or(&derived))
    }

    /// Submits jobs together, all or none; with the same rule for the key as [`submit`](Self::submit).
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn submit_batch(
        &self,
        batch: &Batch,
        idempotency: Option<&str>,
    ) -> Result<Submitted<SubmittedBatch>, ClientError> {
        let digests = batch.jobs.iter().map(Submission::digest);
        let all = digests.fold(Sha256::new_with_prefix(b"plimsoll batch v1"), Sha256::chain_update);
        let derived = hex::encode(all.finalize());
        self.accept(&["v1", "batches"], batch, idempotency.unwrap_or(&derived))
    }

    fn accept<T: serde::de::DeserializeOwned>(
        &self,
        path: &[&str],
        request: &impl Serialize,
        key: &str,
    ) -> Result<Submitted<T>, ClientError> {
        let call = Call::new(Method::POST, path).body(json(request)?).idempotency(key);
        let (status, accepted) = self.call(&call)?;
        Ok(Submitted { accepted, repeated: status == 200 })
    }

    /// A job as it stands.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn job(&self, id: JobId) -> Result<Job, ClientError> {
        Ok(self.call(&Call::new(Method::GET, &["v1", "jobs", &id.to_string()]))?.1)
    }

    /// A job when it has ended, or as it stands after so long, at most a minute.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn job_after(&self, id: JobId, time: Duration) -> Result<Job, ClientError> {
        let time = time.min(Duration::from_secs(60));
        Ok(self.call(&Call::new(Method::GET, &["v1", "jobs", &id.to_string()]).waits(time))?.1)
    }

    /// A page of jobs, newest first.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn jobs(&self, filter: &JobFilter) -> Result<JobList, ClientError> {
        let call = Call::new(Method::GET, &["v1", "jobs"])
            .query("state", filter.state.map(State::name))
            .query("batch", filter.batch)
            .query("reference", filter.reference.as_deref())
            .query("cursor", filter.cursor)
            .query("limit", filter.limit);
        Ok(self.call(&call)?.1)
    }

    /// Calls a job off.
    ///
    /// # Errors
    /// See [`ClientError`]; `plimsoll_api::Code::AlreadyEnded` if it has ended.
    pub fn cancel(&self, id: JobId) -> Result<Job, ClientError> {
        Ok(self.call(&Call::new(Method::DELETE, &["v1", "jobs", &id.to_string()]))?.1)
    }

    /// Has a proof verified by the service. Those who do not trust it verify for themselves.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn verify(&self, request: &VerifyRequest) -> Result<Verdict, ClientError> {
        Ok(self.call(&Call::new(Method::POST, &["v1", "verify"]).body(json(request)?))?.1)
    }

    /// Has proofs verified by the service, a verdict for each.
    ///
    /// # Errors
    /// See [`ClientError`]; an answer with more or fewer verdicts than proofs is none.
    pub fn verify_batch(&self, request: &VerifyBatch) -> Result<Verdicts, ClientError> {
        let verdicts: Verdicts =
            self.call(&Call::new(Method::POST, &["v1", "verify", "batch"]).body(json(request)?))?.1;
        let (asked, told) = (request.proofs.len(), verdicts.verdicts.len());
        if asked != told {
            return Err(ClientError::Malformed(format!("{told} verdicts on {asked} proofs")));
        }
        // What stands for all follows from what stands for each.
        Ok(Verdicts { all_valid: told > 0 && verdicts.verdicts.iter().all(|v| v.valid), ..verdicts })
    }

    /// What the service proves, and under which keys.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn circuits(&self) -> Result<Circuits, ClientError> {
        Ok(self.call(&Call::new(Method::GET, &["v1", "circuits"]))?.1)
    }

    /// The key to which witnesses are sealed now, as the service says.
    pub(super) fn stated_witness_key(&self) -> Result<WitnessKey, ClientError> {
        Ok(self.call(&Call::new(Method::GET, &["v1", "witness-key"]))?.1)
    }
}

fn json(request: &impl Serialize) -> Result<Vec<u8>, ClientError> {
    // What went wrong could quote what it went wrong with.
    serde_json::to_vec(request).map_err(|_| ClientError::Request("it has no form in JSON".to_owned()))
}
