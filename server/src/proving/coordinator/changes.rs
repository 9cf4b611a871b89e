//! Who waits for what.

use plimsoll_api::JobId;
use std::{future::Future, time::Duration};
use tokio::{
    sync::{Notify, broadcast},
    time::{Instant, sleep_until, timeout_at},
};

/// Another coordinator of the same database may change a job: so often a waiting one looks for itself.
const LOOK: Duration = Duration::from_secs(1);

/// Wakes those who wait for a job to change, or for work.
pub(super) struct Changes {
    jobs: broadcast::Sender<Option<JobId>>,
    work: Notify,
}

impl Default for Changes {
    fn default() -> Self {
        Self { jobs: broadcast::channel(1024).0, work: Notify::new() }
    }
}

impl Changes {
    /// A job changed.
    pub(super) fn job(&self, id: JobId) {
        // Nobody may be waiting.
        let _ = self.jobs.send(Some(id));
    }

    /// Everybody is to look.
    pub(super) fn everything(&self) {
        let _ = self.jobs.send(None);
        self.work.notify_waiters();
    }

    /// There is work.
    pub(super) fn work(&self) {
        self.work.notify_waiters();
    }

    /// Looks again whenever the job may have changed, until `look` gives something or the time is up.
    pub(super) async fn watch<T, E, L: Future<Output = Result<Option<T>, E>>>(
        &self,
        id: JobId,
        until: Instant,
        mut look: impl FnMut() -> L,
    ) -> Result<Option<T>, E> {
        let mut changes = self.jobs.subscribe();
        loop {
            if let Some(found) = look().await? {
                return Ok(Some(found));
            }
            if Instant::now() >= until {
                return Ok(None);
            }
            let next = until.min(Instant::now() + LOOK);
            // Until something is said about this job, or about all, or too much was said to be heard.
            let heard = async {
                while changes.recv().await.is_ok_and(|changed| changed.is_some_and(|job| job != id)) {}
            };
            // If nothing is heard, it is time to look all the same.
            let _ = timeout_at(next, heard).await;
        }
    }

    /// Looks for work whenever there may be some, until `look` gives some or the time is up.
    pub(super) async fn work_for<T, E, L: Future<Output = Result<Option<T>, E>>>(
        &self,
        until: Instant,
        mut look: impl FnMut() -> L,
    ) -> Result<Option<T>, E> {
        loop {
            let told = self.work.notified();
            tokio::pin!(told);
            // Counts from here on: what comes while looking is not missed.
            told.as_mut().enable();
            if let Some(found) = look().await? {
                return Ok(Some(found));
            }
            if Instant::now() >= until {
                return Ok(None);
            }
            let next = until.min(Instant::now() + LOOK);
            tokio::select! {
                () = told => {}
                () = sleep_until(next) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        convert::Infallible,
        sync::{
            Arc,
            atomic::{AtomicU32, Ordering},
        },
    };
    use uuid::Uuid;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(3600)
    }

    /// Gives something at the `nth` look, and counts them.
    fn nth(
        nth: u32,
        looks: &Arc<AtomicU32>,
    ) -> impl Future<Output = Result<Option<u32>, Infallible>> + use<> {
        let look = looks.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok((look >= nth).then_some(look)) }
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_a_job_looks_when_it_changes_and_every_second() {
        let (changes, looks) = (Changes::default(), Arc::new(AtomicU32::new(0)));
        let (job, other) = (JobId(Uuid::now_v7()), JobId(Uuid::now_v7()));
        let started = Instant::now();
        let watched = changes.watch(job, soon(), || nth(2, &looks));
        let told = async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            changes.job(other);
            tokio::time::sleep(Duration::from_millis(10)).await;
            assert_eq!(looks.load(Ordering::SeqCst), 1, "another job is of no interest");
            changes.job(job);
        };
        let (found, ()) = tokio::join!(watched, told);
        assert_eq!((found, started.elapsed() < LOOK), (Ok(Some(2)), true));
        // Nobody says anything.
        assert_eq!(changes.watch(job, soon(), || nth(4, &looks)).await, Ok(Some(4)));
        assert!(started.elapsed() >= LOOK);
    }

    #[tokio::test(start_paused = true)]
    async fn too_many_changes_to_be_heard_are_a_change() {
        let (changes, looks) = (Changes::default(), Arc::new(AtomicU32::new(0)));
        let started = Instant::now();
        let watched = changes.watch(JobId(Uuid::now_v7()), soon(), || nth(2, &looks));
        let flood = async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            for _ in 0..5000 {
                changes.job(JobId(Uuid::now_v7()));
            }
        };
        let (found, ()) = tokio::join!(watched, flood);
        assert_eq!((found, started.elapsed() < LOOK), (Ok(Some(2)), true));
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_ends_with_the_time() {
        let (changes, looks) = (Changes::default(), Arc::new(AtomicU32::new(0)));
        let until = Instant::now() + Duration::from_millis(2500);
        assert_eq!(changes.watch(JobId(Uuid::now_v7()), until, || nth(100, &looks)).await, Ok(None));
        assert_eq!(changes.work_for(until, || nth(100, &looks)).await, Ok(None));
        assert!(Instant::now() >= until && looks.load(Ordering::SeqCst) < 8);
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_comes_while_somebody_looks_is_not_missed() {
        let (changes, looks) = (Changes::default(), Arc::new(AtomicU32::new(0)));
        let started = Instant::now();
        let found = changes.work_for(soon(), || {
            // As if a job had been added right after the store was read.
            changes.work();
            nth(2, &looks)
        });
        assert_eq!((found.await, started.elapsed() < LOOK), (Ok(Some(2)), true));
    }
}
