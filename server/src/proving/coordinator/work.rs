//! Work, as workers ask for it.

use super::{Coordinator, circuits::Known, verify::verdict};
use crate::proving::{
    store::{Fence, Leased, Outcome, Statement, Taker},
    worker::{Source, SourceError},
};
use crate::{
    Millis,
    trace::{Stage, stages},
};
use async_trait::async_trait;
use plimsoll_api::{
    Code, Done, Failure, Heartbeat, HeartbeatAnswer, JobId, Lease, LeaseAnswer, LeaseRequest,
    Outcome as Told, Problem, ProofHex, Receipts, ResultsRequest,
};
use sha2::{Digest, Sha256};
use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant, UNIX_EPOCH},
};

/// A worker never waits longer for work, so that it is heard of.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

impl Coordinator {
    /// Leases jobs to a worker; waits for work as long as it asks.
    ///
    /// # Errors
    /// If the service shuts down, or the store gives no answer.
    pub async fn lease(&self, request: &LeaseRequest) -> Result<LeaseAnswer, Problem> {
        let until = tokio::time::Instant::now() + Duration::from_millis(request.wait_ms).min(LONGEST_WAIT);
        let look = || async {
            self.refuse_while_draining()?;
            let now = Millis::now();
            let lease_until = now.plus(i64::try_from(self.rules.lease_ms).unwrap_or(i64::MAX));
            let taker = Taker {
                worker: &request.worker,
                circuits: &request.circuits,
                witness_keys: &request.witness_keys,
            };
            let leased = self.store.lease(&taker, request.max, lease_until, now).await?;
            Ok::<_, Problem>((!leased.is_empty()).then_some(leased))
        };
        let leased = self.changes.work_for(until, look).await?.unwrap_or_default();
        let now = Millis::now();
        for job in &leased {
            let waited = Duration::from_millis(u64::try_from(now.0 - job.submitted_at.0).unwrap_or(0));
            metrics::histogram!(crate::metrics::WAITED, "circuit" => job.circuit.name(), "priority" => job.priority.name())
                .record(waited.as_secs_f64());
            tracing::info!(job = %job.id, circuit = %job.circuit, worker = request.worker, attempt = job.attempt, "leased");
            queued(job, now);
            self.changes.job(job.id);
        }
        // Who gets fewer than it asked for has them all.
        let all = leased.len() < request.max as usize;
        let waiting = if all { 0 } else { self.waiting.load(Ordering::Relaxed).max(1) };
        let leases = leased.into_iter().map(|job| told(job, now)).collect();
        Ok(LeaseAnswer { leases, lease_ms: self.rules.lease_ms, waiting })
    }

    /// Extends a worker's leases.
    ///
    /// # Errors
    /// If the store gives no answer.
    pub async fn heartbeat(&self, beat: &Heartbeat) -> Result<HeartbeatAnswer, Problem> {
        let until = Millis::now().plus(i64::try_from(self.rules.lease_ms).unwrap_or(i64::MAX));
        let lost = self.store.heartbeat(&beat.held, until).await?;
        for held in beat.held.iter().filter(|held| !lost.contains(&held.job)) {
            self.changes.job(held.job);
        }
        Ok(HeartbeatAnswer { lost, lease_ms: self.rules.lease_ms })
    }

    /// Takes a worker's results. A proof that was made elsewhere is verified before it counts.
    ///
    /// # Errors
    /// If the store gives no answer. Results that were taken before are true again when they are repeated.
    pub async fn results(&self, request: &ResultsRequest, verified: bool) -> Result<Receipts, Problem> {
        let mut accepted = Vec::with_capacity(request.results.len());
        for done in &request.results {
            accepted.push(match self.result(&request.worker, done, verified).await {
                // It would be no better another time, and must not hold up the others.
                Err(problem) if problem.code == Code::Internal => false,
                accepted => accepted?,
            });
        }
        Ok(Receipts { accepted })
    }

    async fn result(&self, worker: &str, done: &Done, verified: bool) -> Result<bool, Problem> {
        let (id, fence) = (done.job, Fence(done.fence));
        let mut sound = true;
        let outcome = match &done.outcome {
            Told::Proven { proof, proving_us } => match self.is_valid(id, proof, verified).await? {
                Some(true) => Outcome::Proven(*proof, *proving_us),
                // Erased meanwhile, or never there.
                None => {
                    tracing::warn!(job = %id, worker, "a result is of no job and counts for nothing");
                    return Ok(false);
                }
                Some(false) => {
                    tracing::error!(job = %id, worker, "a worker brought a proof that is not valid");
                    sound = false;
                    Outcome::Broken("the worker brought a proof that is not valid".to_owned())
                }
            },
            Told::Failed(failure) => Outcome::Failed(plain(failure)),
            Told::Broken { reason } => Outcome::Broken(reason.clone()),
            Told::Returned => Outcome::Returned,
        };
        let counted = self.store.finish(id, fence, &outcome, &self.rules.policy, Millis::now()).await?;
        if !counted {
            tracing::warn!(job = %id, worker, fence = fence.0, "a result came too late and counts for nothing");
            return Ok(false);
        }
        self.tell(id, worker, &outcome).await;
        Ok(sound)
    }

    /// Whether it is a proof of this job, which need not be verified again where it was; `None` if there is no such job.
    async fn is_valid(&self, id: JobId, proof: &ProofHex, verified: bool) -> Result<Option<bool>, Problem> {
        if verified {
            return Ok(Some(true));
        }
        let Some(Statement { circuit, posted }) = self.store.statement(id).await? else {
            return Ok(None);
        };
        Ok(Some(verdict(self.circuits.get(circuit)?, &posted, proof).valid))
    }

    async fn tell(&self, id: JobId, worker: &str, outcome: &Outcome) {
        self.changes.job(id);
        match outcome {
            Outcome::Proven(_, us) => {
                // The result has counted: what cannot be measured is not.
                if let Ok(Some(Statement { circuit, .. })) = self.store.statement(id).await {
                    self.pace.done(Instant::now(), self.circuits.get(circuit).map_or(0, Known::cost));
                    metrics::histogram!(crate::metrics::PROVED, "circuit" => circuit.name())
                        .record(*us as f64 / 1e6);
                }
                tracing::info!(job = %id, worker, proving_us = us, "proven");
            }
            Outcome::Failed(failure) => {
                crate::metrics::failures(failure.code, 1);
                tracing::info!(job = %id, worker, code = failure.code.name(), "failed");
            }
            Outcome::Broken(reason) => {
                metrics::counter!(crate::metrics::BROKEN).increment(1);
                tracing::warn!(job = %id, worker, reason, "an attempt failed");
                self.changes.work();
            }
            Outcome::Returned => {
                tracing::info!(job = %id, worker, "given back");
                self.changes.work();
            }
        }
    }
}

/// A failure as it is kept: a worker's words, in bounds and on one line.
fn plain(failure: &Failure) -> Failure {
    let plain = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(500).collect();
    Failure { code: failure.code, check: failure.check.as_deref().map(plain), detail: plain(&failure.detail) }
}

/// A lease as the worker is told. The tenant is a number to it: what is equal belongs together.
fn told(job: Leased, now: Millis) -> Lease {
    let tenant = hex::encode(&Sha256::digest(job.tenant.name())[..8]);
    Lease {
        job: job.id,
        fence: job.fence.0,
        attempt: job.attempt,
        tenant,
        circuit: job.circuit,
        priority: job.priority,
        deadline_ms: job.deadline.map(|deadline| u64::try_from(deadline.0 - now.0).unwrap_or(0)),
        posted: job.posted,
        sealed_witness: job.witness,
        traceparent: job.trace,
    }
}

/// The first stage of a job is over.
fn queued(job: &Leased, now: Millis) {
    let time = |Millis(ms)| UNIX_EPOCH + Duration::from_millis(u64::try_from(ms).unwrap_or(0));
    let stage = Stage { name: "job.queued", begin: time(job.submitted_at), end: time(now) };
    stages(job.trace.as_deref(), &job.id.to_string(), &[stage]);
}

/// A worker in the coordinator's process. Its prover verified what it brings.
#[async_trait]
impl Source for Coordinator {
    async fn lease(&self, request: &LeaseRequest) -> Result<LeaseAnswer, SourceError> {
        Ok(Coordinator::lease(self, request).await?)
    }

    async fn heartbeat(&self, beat: &Heartbeat) -> Result<HeartbeatAnswer, SourceError> {
        Ok(Coordinator::heartbeat(self, beat).await?)
    }

    async fn results(&self, results: &ResultsRequest) -> Result<Receipts, SourceError> {
        Ok(Coordinator::results(self, results, true).await?)
    }
}

impl From<Problem> for SourceError {
    fn from(problem: Problem) -> Self {
        match problem.code {
            Code::Unauthenticated | Code::Forbidden | Code::MalformedRequest => Self::Refused(problem.detail),
            _ => Self::Unavailable(problem.detail),
        }
    }
}
