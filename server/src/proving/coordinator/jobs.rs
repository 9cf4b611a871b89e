//! Jobs, as their tenants ask for them.

use super::Coordinator;
use crate::Millis;
use crate::proving::store::{Filter, Found, JobRecord, NewJob, StoreError, SubmitError, Submitted, Tenant};
use plimsoll_api::{Code, FieldElement, FieldError, Job, JobId, Problem, Submission};
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};
use uuid::Uuid;

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => {
                tracing::warn!(%cause, "the store does not answer");
                Problem::new(Code::StoreUnavailable, "the service cannot reach its database; try again")
                    .retry_after(2)
            }
            StoreError::Held(cause) => {
                tracing::warn!(%cause, "another process holds the store: see what has it open");
                Problem::new(
                    Code::StoreUnavailable,
                    "the service's database is held by something else; try again",
                )
                .retry_after(5)
            }
            StoreError::Full(cause) => {
                tracing::error!(%cause, "the store has no room to write: make room on its disk");
                let detail = "the service's database has no room to write; nothing that was accepted is lost, and nothing \
                     new is accepted until the operator has made room";
                Problem::new(Code::StoreUnavailable, detail).retry_after(30)
            }
            StoreError::Corrupt(cause) => {
                tracing::error!(%cause, "the store holds what this version cannot read");
                Problem::new(Code::Internal, "the service cannot read its database; tell the operator")
            }
        }
    }
}

impl From<JobRecord> for Job {
    fn from(record: JobRecord) -> Self {
        let (proof, proving_us) = record.proof.unzip();
        Job {
            id: record.id,
            batch: record.batch,
            reference: record.reference,
            circuit: record.circuit,
            state: record.state,
            priority: record.priority,
            submitted_at: record.submitted_at.into(),
            started_at: record.started_at.map(Into::into),
            finished_at: record.finished_at.map(Into::into),
            deadline: record.deadline.map(Into::into),
            attempts: record.attempts,
            stage: record.stage,
            proof,
            proving_us,
            failure: record.failure,
        }
    }
}

/// Who submits, and how a repetition is known.
pub struct Sender<'a> {
    /// The tenant.
    pub tenant: &'a Tenant,
    /// The tenant's key for this request.
    pub idempotency_key: Option<String>,
    /// The trace that the request belongs to.
    pub trace: Option<String>,
}

impl Coordinator {
    /// Accepts jobs, all or none; as a batch if they come as one.
    ///
    /// # Errors
    /// What is wrong with the first bad one, or why none can be accepted now.
    pub async fn submit(
        &self,
        sender: Sender<'_>,
        submissions: Vec<Submission>,
        batch: Option<JobId>,
    ) -> Result<Submitted, Problem> {
        self.refuse_while_draining()?;
        let now = Millis::now();
        let idempotency = sender.idempotency_key.map(|key| (key, digest(&submissions, batch.is_some())));
        let mut jobs = Vec::with_capacity(submissions.len());
        for (i, submission) in submissions.into_iter().enumerate() {
            let accepted = self.accept(sender.tenant, batch, idempotency.clone(), submission, now);
            let mut job =
                accepted.map_err(|problem| if batch.is_some() { within(problem, i) } else { problem })?;
            job.trace = sender.trace.clone();
            jobs.push(job);
        }
        let submitted = self
            .store
            .submit(&jobs, self.rules.limits, now)
            .await
            .map_err(|error| self.not_accepted(error))?;
        if !submitted.repeated {
            metrics::counter!(crate::metrics::SUBMITTED).increment(jobs.len() as u64);
            self.changes.work();
        }
        Ok(submitted)
    }

    fn accept(
        &self,
        tenant: &Tenant,
        batch: Option<JobId>,
        idempotency: Option<(String, [u8; 32])>,
        submission: Submission,
        now: Millis,
    ) -> Result<NewJob, Problem> {
        submission.check().map_err(|malformed| Problem::of(Code::MalformedStatement, &malformed))?;
        let Submission { circuit, posted, witness, sealed_witness, priority, deadline, reference } =
            submission;
        let known = self.circuits.get(circuit)?;
        let witness = match (witness, sealed_witness) {
            (_, Some(sealed)) => {
                self.sealing.check(&sealed)?;
                sealed
            }
            (Some(witness), None) => {
                let public: Vec<_> = posted.iter().map(|FieldElement(x)| *x).collect();
                self.sealing.seal(circuit, &public, &witness)?
            }
            (None, None) => return Err(Problem::new(Code::MalformedStatement, "there is no witness")),
        };
        let deadline = deadline.map(Millis::from);
        // A repeated request may ask for a job whose deadline has passed meanwhile.
        if idempotency.is_none() && deadline.is_some_and(|deadline| deadline <= now) {
            let error = FieldError::at("#/deadline", "expected a moment that is still to come");
            return Err(
                Problem::new(Code::DeadlinePassed, "the deadline has passed already").with_error(error)
            );
        }
        let id = JobId(Uuid::now_v7());
        let tenant = tenant.clone();
        Ok(NewJob {
            id,
            tenant,
            batch,
            reference,
            trace: None,
            idempotency,
            circuit,
            cost: known.cost(),
            priority,
            deadline,
            posted,
            witness,
        })
    }

    fn not_accepted(&self, error: SubmitError) -> Problem {
        let wait =
            |cost| self.pace.time_for(cost, Instant::now()).map_or(2, |wait| wait.as_secs().clamp(1, 60));
        let detail = format!("{error}; wait until some have ended");
        match error {
            SubmitError::IdempotencyMismatch => Problem::new(
                Code::IdempotencyMismatch,
                "send the same request again, or another Idempotency-Key",
            ),
            SubmitError::TooManyJobs { .. } => {
                Problem::new(Code::TooManyJobs, detail).retry_after(wait(1 << 18))
            }
            SubmitError::QueueFull { .. } => Problem::new(Code::QueueFull, detail).retry_after(wait(1 << 20)),
            SubmitError::Store(error) => error.into(),
        }
    }

    /// A tenant's job, at once or when it has ended, but not later than after `wait`.
    ///
    /// # Errors
    /// If there is no such job of this tenant.
    pub async fn job(&self, tenant: &Tenant, id: JobId, wait: Duration) -> Result<JobRecord, Problem> {
        let job = self.look(tenant, id).await?;
        if wait.is_zero() || job.state.is_final() {
            return Ok(job);
        }
        let until = tokio::time::Instant::now() + wait;
        let ended = || async {
            let job = self.look(tenant, id).await?;
            Ok::<_, Problem>((job.state.is_final() || self.is_draining()).then_some(job))
        };
        match self.changes.watch(id, until, ended).await? {
            Some(job) => Ok(job),
            None => self.look(tenant, id).await,
        }
    }

    /// A tenant's job when it is no longer as `seen`; `None` if the service shuts down or nothing happens for 15 seconds.
    ///
    /// # Errors
    /// If there is no such job of this tenant.
    pub async fn next(&self, tenant: &Tenant, seen: &JobRecord) -> Result<Option<JobRecord>, Problem> {
        let until = tokio::time::Instant::now() + Duration::from_secs(15);
        let other = || async {
            let job = self.look(tenant, seen.id).await?;
            Ok::<_, Problem>((job != *seen || self.is_draining()).then_some(job))
        };
        let found = self.changes.watch(seen.id, until, other).await?;
        Ok(found.filter(|job| job != seen))
    }

    async fn look(&self, tenant: &Tenant, id: JobId) -> Result<JobRecord, Problem> {
        let job = self.store.job(tenant, id).await?;
        job.ok_or_else(|| {
            Problem::new(Code::NotFound, "there is no such job of yours; ended jobs are erased after a time")
        })
    }

    /// A tenant's jobs, newest first.
    ///
    /// # Errors
    /// If the store gives no answer.
    pub async fn jobs(&self, tenant: &Tenant, filter: &Filter) -> Result<Found, Problem> {
        Ok(self.store.jobs(tenant, filter).await?)
    }

    /// Calls a tenant's job off, and erases its witness. If a worker has it, its work stops with the worker's next heartbeat,
    /// which is a second away at most.
    ///
    /// # Errors
    /// If there is no such job of this tenant, or it has ended otherwise.
    pub async fn cancel(&self, tenant: &Tenant, id: JobId) -> Result<JobRecord, Problem> {
        let Some((job, changed)) = self.store.cancel(tenant, id, Millis::now()).await? else {
            return Err(Problem::new(Code::NotFound, "there is no such job of yours"));
        };
        if changed {
            self.changes.job(id);
        } else if job.state != plimsoll_api::State::Cancelled {
            return Err(Problem::new(
                Code::AlreadyEnded,
                format!("the job has {} already", job.state.name()),
            ));
        }
        Ok(job)
    }
}

/// A problem of the job in this place of a batch.
fn within(mut problem: Problem, place: usize) -> Problem {
    problem.detail = format!("jobs[{place}]: {}", problem.detail);
    for pointer in problem.errors.iter_mut().filter_map(|error| error.pointer.as_mut()) {
        *pointer = format!("#/jobs/{place}{}", pointer.trim_start_matches('#'));
    }
    problem
}

/// What makes two requests the same.
fn digest(submissions: &[Submission], batch: bool) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([u8::from(batch)]);
    for submission in submissions {
        hash.update(submission.digest());
    }
    hash.finalize().into()
}
