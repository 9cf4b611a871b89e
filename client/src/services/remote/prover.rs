//! The proving service as a prover.

use super::{CheckError, Client, ClientError, ProofCheck, Submitted, UnderWay, witness::witness_of};
use crate::services::{Job, ProofService, ProveError};
use plimsoll_api::{FailureCode, Job as Proving, JobId, State, Submission};
use plimsoll_params::{CommittedKeyError, KeyPolicy};
use plimsoll_verifier::PROOF_BYTES;
use std::{sync::Arc, time::Duration};

/// How a proof on the service comes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The witness is sealed and sent.
    Sending,
    /// The job waits for a worker.
    Queued,
    /// A worker has the job.
    Proving,
    /// The service did not answer, for this reason, and is asked again.
    Waiting(String),
    /// The job has ended.
    Ended,
}

type Listener = Arc<dyn Fn(&Progress) + Send + Sync>;

/// Makes proofs with a proving service: seals the witness to its workers' key, submits the job, waits for its end, and
/// verifies the proof here before it is handed out.
pub struct RemoteProver {
    client: Client,
    check: ProofCheck,
    limit: Duration,
    under_way: UnderWay,
    listener: Listener,
}

impl RemoteProver {
    /// A prover that uses this service for at most `limit` per proof, and takes proofs under keys that the policy admits.
    #[must_use]
    pub fn new(client: Client, policy: KeyPolicy, limit: Duration) -> Self {
        let under_way = UnderWay::new(client.clone());
        Self { client, check: ProofCheck::new(policy), limit, under_way, listener: Arc::new(|_| {}) }
    }

    /// The same, telling `listener` how proofs come along.
    #[must_use]
    pub fn with_progress(self, listener: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        let listener: Listener = Arc::new(listener);
        let heard = listener.clone();
        let client = self.client.with_notice(move |e| heard(&Progress::Waiting(e.to_string())));
        Self { client, listener, ..self }
    }

    /// The jobs that are waited for, to call them off from another thread.
    #[must_use]
    pub fn under_way(&self) -> UnderWay {
        self.under_way.clone()
    }

    fn proof(&self, job: Job<'_>) -> Result<[u8; PROOF_BYTES], ProveError> {
        let circuit = job.circuit();
        self.check.ready(circuit)?;
        let inputs = job.posted();
        let submission = Submission::new(circuit, &inputs, witness_of(&job));
        (self.listener)(&Progress::Sending);
        let client = self.client.within(self.limit);
        let id = accepted(&client, &submission)?;
        drop(submission);
        let mark = self.under_way.mark(id);
        let ended = client.wait(id, &mut |job| (self.listener)(&stage(job.state)));
        let ended = ended.inspect_err(|_| self.under_way.call_off(id))?;
        drop(mark);
        let proof = outcome(ended)?;
        self.check.verify(circuit, &inputs, &proof)?;
        Ok(proof)
    }
}

impl ProofService for RemoteProver {
    fn prove(&self, job: Job<'_>) -> Result<[u8; PROOF_BYTES], ProveError> {
        let proof = self.proof(job);
        (self.listener)(&Progress::Ended);
        proof
    }
}

/// Submits the statement. It is one job however often it is submitted, but a job that ended without a proof is not what is
/// wanted: then it is another.
fn accepted(client: &Client, submission: &Submission) -> Result<JobId, ClientError> {
    let Submitted { accepted, repeated } = client.submit_sealed(submission, None)?;
    if repeated && matches!(accepted.state, State::Failed | State::Cancelled) {
        let another: [u8; 8] = rand::random();
        let key = format!("{}-{}", hex::encode(submission.digest()), hex::encode(another));
        return Ok(client.submit_sealed(submission, Some(&key))?.accepted.id);
    }
    Ok(accepted.id)
}

const fn stage(state: State) -> Progress {
    match state {
        State::Queued => Progress::Queued,
        State::Running => Progress::Proving,
        State::Succeeded | State::Failed | State::Cancelled => Progress::Ended,
    }
}

/// The proof of a job that has ended, or why there is none.
fn outcome(job: Proving) -> Result<[u8; PROOF_BYTES], ProveError> {
    let failed = |why: String| Err(ProveError::Failed(why));
    let id = job.id;
    match (job.state, job.proof, job.failure) {
        (State::Succeeded, Some(proof), _) => Ok(proof.0),
        (State::Failed, _, Some(failure)) => match failure.code {
            FailureCode::StatementRefused => {
                Err(ProveError::RefusedByService { check: failure.check, detail: failure.detail })
            }
            FailureCode::MalformedWitness => failed(format!(
                "the service cannot read the witness of job {id} ({}); see that service and program are of one version",
                failure.detail
            )),
            FailureCode::DeadlinePassed => {
                failed(format!("the deadline of job {id} passed ({}); run the command again", failure.detail))
            }
            FailureCode::SetAside => failed(format!(
                "the service's workers failed at job {id} ({}); run the command again, and tell whoever runs the service \
                 if it happens again",
                failure.detail
            )),
        },
        (State::Cancelled, ..) => failed(format!(
            "job {id} was called off on the service; run the command again if you still want it"
        )),
        (state, ..) => failed(format!(
            "the service says that job {id} is {}, and gives neither proof nor reason; tell whoever runs it",
            state.name()
        )),
    }
}

impl From<ClientError> for ProveError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::NotEnded(id) => ProveError::Failed(format!(
                "job {id} has not ended in the time that was given, and was called off; give more with \
                 --prover-timeout, or prove without --prover"
            )),
            error => ProveError::Failed(error.to_string()),
        }
    }
}

impl From<CheckError> for ProveError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Key(CommittedKeyError::DevelopmentRefused(refused)) => refused.into(),
            error => ProveError::Failed(error.to_string()),
        }
    }
}
