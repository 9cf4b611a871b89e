//! From a lease to a result.

use super::{Worker, held::Taken};
use crate::trace::{Stage, stages};
use plimsoll_api::{
    Done, Failure, FailureCode, FieldElement, JobId, Lease, OpenError, Outcome, Priority, ProofHex,
};
use plimsoll_circuits::statement::AnyWitness;
use plimsoll_prover::pool::{NotProven, Refused};
use plimsoll_prover::{Job, Order, Priority as Urgency, ProveError, Proven, Timings};
use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};
use tokio::sync::mpsc::UnboundedSender;

/// The witness does not open or is malformed.
fn malformed(cause: &dyn std::fmt::Display) -> Failure {
    Failure { code: FailureCode::MalformedWitness, check: None, detail: cause.to_string() }
}

impl Worker {
    /// Puts a job into the pool; what comes of it goes to `done`.
    pub(super) fn start(self: &Arc<Self>, lease: Lease, done: &UnboundedSender<(Taken, Done)>) {
        let taken = Taken { job: lease.job, fence: lease.fence };
        self.held.begin(taken);
        let done = done.clone();
        // Nobody listens any more when the worker has ended: then the lease runs out.
        let tell =
            move |outcome| drop(done.send((taken, Done { job: taken.job, fence: taken.fence, outcome })));
        let order = match self.order(&lease) {
            Ok(order) => order,
            // The coordinator gives a worker only what it can open, so this is the worker's fault.
            Err(None) => return tell(Outcome::Broken { reason: OpenError::UnknownKey.to_string() }),
            Err(Some(failure)) => return tell(Outcome::Failed(failure)),
        };
        let circuit = lease.circuit;
        let told = tell.clone();
        let (trace, begun) = (lease.traceparent, SystemTime::now());
        let ended = move |result: Result<Proven, NotProven>| {
            let timings = result.as_ref().ok().map(Proven::timings);
            spans(trace.as_deref(), taken.job, begun, timings);
            told(outcome(result));
        };
        match self.proving.pool().submit(order, ended) {
            Ok(ticket) => self.held.started(taken, ticket),
            Err(Refused::Full(_) | Refused::Closed) => tell(Outcome::Returned),
            Err(error) => {
                tracing::error!(job = %taken.job, %circuit, %error, "the job cannot be worked on here");
                tell(Outcome::Broken { reason: error.to_string() });
            }
        }
    }

    /// The job, opened; else why it can never be proven, or nothing if this worker lacks the key.
    fn order(&self, lease: &Lease) -> Result<Order, Option<Failure>> {
        let public: Vec<_> = lease.posted.iter().map(|FieldElement(x)| *x).collect();
        let witness = match self.keys.open(lease.circuit, &public, &lease.sealed_witness) {
            Err(OpenError::UnknownKey) => return Err(None),
            opened => opened.map_err(|e| Some(malformed(&e)))?,
        };
        let job = Job::read(lease.circuit, &public, &AnyWitness::from(&witness))
            .map_err(|e| Some(malformed(&e)))?;
        Ok(Order {
            job,
            tenant: lease.tenant.as_str().into(),
            priority: match lease.priority {
                Priority::Interactive => Urgency::Interactive,
                Priority::Batch => Urgency::Batch,
            },
            deadline: lease.deadline_ms.map(|ms| Instant::now() + Duration::from_millis(ms)),
        })
    }
}

/// Notes the stages of a job that has ended: those of a proof one after another, as its timings say.
fn spans(trace: Option<&str>, job: JobId, begun: SystemTime, timings: Option<Timings>) {
    let end = SystemTime::now();
    let mut all = vec![Stage { name: "job.work", begin: begun, end }];
    if let Some(Timings { prove, verify, total, .. }) = timings {
        // Check and witness run beside each other: what is left of the whole is theirs.
        let begin = end.checked_sub(total).unwrap_or(begun).max(begun);
        let (verifying, proving) = (end.checked_sub(verify), end.checked_sub(verify + prove));
        let (verifying, proving) =
            (verifying.unwrap_or(begin).max(begin), proving.unwrap_or(begin).max(begin));
        all.extend([
            Stage { name: "job.waiting", begin: begun, end: begin },
            Stage { name: "job.witness", begin, end: proving },
            Stage { name: "job.proving", begin: proving, end: verifying },
            Stage { name: "job.verifying", begin: verifying, end },
        ]);
    }
    stages(trace, &job.to_string(), &all);
}

fn outcome(result: Result<Proven, NotProven>) -> Outcome {
    match result {
        Ok(proven) => Outcome::Proven {
            proof: ProofHex(proven.to_bytes()),
            proving_us: u64::try_from(proven.timings().total.as_micros()).unwrap_or(u64::MAX),
        },
        Err(NotProven::Failed(ProveError::Refused { refusal, .. })) => Outcome::Failed(Failure {
            code: FailureCode::StatementRefused,
            check: Some(refusal.check.to_owned()),
            detail: refusal.why,
        }),
        Err(NotProven::DeadlinePassed) => Outcome::Failed(Failure {
            code: FailureCode::DeadlinePassed,
            check: None,
            detail: "the deadline passed before there was a proof".to_owned(),
        }),
        Err(NotProven::Cancelled) => Outcome::Returned,
        Err(NotProven::Panicked(_)) => {
            // What a panic says may hold values of the witness.
            Outcome::Broken { reason: "the prover panicked, which is a fault of the program".to_owned() }
        }
        Err(error) => Outcome::Broken { reason: error.to_string() },
    }
}
