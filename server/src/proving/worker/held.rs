//! The jobs that a worker has.

use plimsoll_api::{Held as Told, JobId, Stage as ToldStage};
use plimsoll_prover::{Stage, Ticket};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A lease that the worker took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Taken {
    pub(super) job: JobId,
    pub(super) fence: i64,
}

/// A job in work.
struct Work {
    fence: i64,
    /// Not there while the job is being put into the pool, nor after it has ended.
    ticket: Option<Ticket>,
    lost: bool,
}

/// The jobs that a worker has, and how long it may keep them without a word.
pub(super) struct Held {
    work: Mutex<HashMap<JobId, Work>>,
    lease: Mutex<Duration>,
}

impl Default for Held {
    fn default() -> Self {
        Self { work: Mutex::default(), lease: Mutex::new(Duration::from_secs(3)) }
    }
}

impl Held {
    fn work(&self) -> MutexGuard<'_, HashMap<JobId, Work>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many jobs.
    pub(super) fn len(&self) -> usize {
        self.work().len()
    }

    /// Leases last so long.
    pub(super) fn lasts(&self, lease: Duration) {
        *self.lease.lock().unwrap_or_else(PoisonError::into_inner) = lease;
    }

    /// How often to say that the worker lives: three times a lease, and once a second where leases are long, so that what
    /// was cancelled is stopped soon.
    pub(super) fn beat(&self) -> Duration {
        let lease = *self.lease.lock().unwrap_or_else(PoisonError::into_inner);
        (lease / 3).clamp(Duration::from_millis(20), Duration::from_secs(1))
    }

    /// The worker has taken a job. One that it has already, under an older lease, is lost to the new one.
    pub(super) fn begin(&self, taken: Taken) {
        let work = Work { fence: taken.fence, ticket: None, lost: false };
        if let Some(Work { ticket: Some(ticket), .. }) = self.work().insert(taken.job, work) {
            ticket.cancel();
        }
    }

    /// It is in the pool.
    pub(super) fn started(&self, taken: Taken, ticket: Ticket) {
        let mut work = self.work();
        match work.get_mut(&taken.job).filter(|work| work.fence == taken.fence) {
            Some(work) if !work.lost => work.ticket = Some(ticket),
            _ => {
                drop(work);
                ticket.cancel();
            }
        }
    }

    /// It has ended, and that was told.
    pub(super) fn end(&self, taken: Taken) {
        let mut work = self.work();
        if work.get(&taken.job).is_some_and(|work| work.fence == taken.fence) {
            work.remove(&taken.job);
        }
    }

    /// It is no longer this worker's under this lease. True if that stops work: one that has ended already, whose result is
    /// on its way or was taken meanwhile, is not stopped.
    pub(super) fn lose(&self, taken: Taken) -> bool {
        let ticket = match self.work().get_mut(&taken.job) {
            // Leased anew meanwhile, it is this worker's again.
            Some(work) if work.fence != taken.fence => return false,
            Some(work) => {
                work.lost = true;
                work.ticket.take()
            }
            None => return false,
        };
        // The lock is free by now: the pool tells of the end at once.
        let Some(ticket) = ticket.filter(|ticket| ticket.stage() != Stage::Ended) else { return false };
        ticket.cancel();
        true
    }

    /// Whether the job's result counts for nothing any more.
    pub(super) fn is_lost(&self, job: JobId, fence: i64) -> bool {
        self.work().get(&job).is_none_or(|work| work.lost || work.fence != fence)
    }

    /// What a heartbeat says.
    pub(super) fn beating(&self) -> Vec<Told> {
        let told = |(job, work): (&JobId, &Work)| Told {
            job: *job,
            fence: work.fence,
            stage: stage(work.ticket.as_ref().map_or(Stage::Waiting, Ticket::stage)),
        };
        self.work().iter().filter(|(_, work)| !work.lost).map(told).collect()
    }

    /// Cancels jobs whose computation has not begun.
    pub(super) fn give_back_waiting(&self) {
        self.give_back(|stage| stage == Stage::Waiting);
    }

    /// Cancels all jobs.
    pub(super) fn give_back_all(&self) {
        self.give_back(|_| true);
    }

    fn give_back(&self, which: impl Fn(Stage) -> bool) {
        let tickets: Vec<_> = self
            .work()
            .values_mut()
            .filter_map(|work| work.ticket.take_if(|ticket| which(ticket.stage())))
            .collect();
        for ticket in tickets {
            ticket.cancel();
        }
    }
}

const fn stage(stage: Stage) -> ToldStage {
    match stage {
        Stage::Waiting => ToldStage::Waiting,
        Stage::Checking | Stage::Witness => ToldStage::Witness,
        Stage::Proving => ToldStage::Proving,
        Stage::Verifying | Stage::Ended => ToldStage::Verifying,
    }
}
