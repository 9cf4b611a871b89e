//! What the service does, whoever asks: over HTTP or in the same process.

mod changes;
mod circuits;
mod jobs;
mod pace;
mod readiness;
mod sealing;
mod verify;
mod work;

pub use circuits::{Circuits, CircuitsError};
pub use jobs::Sender;
pub use pace::Pace;
pub use sealing::Sealing;

use crate::Millis;
use crate::proving::store::{Limits, Policy, Store};
use changes::Changes;
use plimsoll_api::{Code, Problem};
use readiness::Readiness;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How the service keeps its queue.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// How much may be accepted.
    pub limits: Limits,
    /// How often a job is tried, and how long ended ones are kept.
    pub policy: Policy,
    /// How long a lease lasts without a heartbeat, in milliseconds.
    pub lease_ms: u64,
    /// At most so many jobs in a batch, and proofs to verify in one request.
    pub batch: usize,
}

/// The coordinator: accepts jobs, leases them to workers, takes results. Share it as `Arc<Coordinator>`.
pub struct Coordinator {
    store: Arc<dyn Store>,
    circuits: Arc<Circuits>,
    sealing: Sealing,
    rules: Rules,
    changes: Changes,
    pace: Pace,
    readiness: Readiness,
    draining: AtomicBool,
    /// Jobs queued, as last counted: about a second ago.
    waiting: AtomicU64,
    /// When the queue was last swept.
    swept: Mutex<Option<Instant>>,
    /// Since when it has been swept without a gap.
    serving_since: Mutex<Instant>,
}

/// The queue is swept each second; if it was not for so long, something was amiss.
const GAP: Duration = Duration::from_secs(4);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Coordinator {
    /// A coordinator of this store's queue.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, circuits: Arc<Circuits>, sealing: Sealing, rules: Rules) -> Self {
        Self {
            store,
            circuits,
            sealing,
            rules,
            changes: Changes::default(),
            pace: Pace::default(),
            readiness: Readiness::default(),
            draining: AtomicBool::new(false),
            waiting: AtomicU64::new(0),
            swept: Mutex::new(None),
            serving_since: Mutex::new(Instant::now()),
        }
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The circuits that are proven here.
    #[must_use]
    pub fn circuits(&self) -> &Arc<Circuits> {
        &self.circuits
    }

    /// The key to which witnesses are sealed.
    #[must_use]
    pub const fn sealing(&self) -> &Sealing {
        &self.sealing
    }

    /// How the queue is kept.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// From now on no job is accepted and none is leased, and whoever waits is answered.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Release);
        self.changes.everything();
    }

    /// Whether the service is shutting down.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }

    /// Does what time demands; to be called about once a second.
    ///
    /// # Errors
    /// If the store gives no answer.
    pub async fn sweep(&self) -> Result<(), Problem> {
        let now = Millis::now();
        let policy = Policy { leases_end: self.workers_could_be_heard(), ..self.rules.policy };
        let swept = self.store.sweep(&policy, now).await?;
        *lock(&self.swept) = Some(Instant::now());
        for id in &swept.queued_again {
            tracing::warn!(job = %id, "the worker of a job was not heard of; the job is queued again");
        }
        for id in &swept.set_aside {
            tracing::error!(job = %id, "a job was set aside: workers failed at it too often");
        }
        metrics::counter!(crate::metrics::LEASES_LOST)
            .increment((swept.queued_again.len() + swept.set_aside.len()) as u64);
        crate::metrics::failures(plimsoll_api::FailureCode::SetAside, swept.set_aside.len());
        crate::metrics::failures(plimsoll_api::FailureCode::DeadlinePassed, swept.deadline_passed.len());
        for id in swept.set_aside.iter().chain(&swept.deadline_passed).chain(&swept.queued_again) {
            self.changes.job(*id);
        }
        if !swept.queued_again.is_empty() {
            self.changes.work();
        }
        let depth = self.store.depth(now).await?;
        self.waiting.store(depth.waiting(), Ordering::Relaxed);
        crate::metrics::depth(&depth);
        Ok(())
    }

    /// Whether this coordinator has served without a gap for as long as a lease lasts. After a start, or when the store did
    /// not answer for a time, workers that live have not been heard through no fault of theirs.
    fn workers_could_be_heard(&self) -> bool {
        let (now, lease) = (Instant::now(), Duration::from_millis(self.rules.lease_ms));
        let gap = lock(&self.swept).is_none_or(|last| now.duration_since(last) > GAP);
        let mut since = lock(&self.serving_since);
        if gap {
            *since = now;
        }
        now.duration_since(*since) >= lease
    }

    fn refuse_while_draining(&self) -> Result<(), Problem> {
        if self.is_draining() {
            return Err(
                Problem::new(Code::NotReady, "the service is shutting down; try again").retry_after(5)
            );
        }
        Ok(())
    }
}
