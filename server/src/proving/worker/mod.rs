//! Workers: they lease jobs, prove them, and bring the results.
//!
//! A worker holds no credentials of a database and keeps nothing but proving keys. Whatever happens to it, its jobs go back to
//! the queue when their leases run out, and what it brings afterwards counts for nothing.

mod held;
mod keys;
mod prove;
mod remote;
mod source;

pub use keys::{Proving, ProvingError, ProvingOptions};
pub use remote::{FetchError, RemoteError, RemoteOptions, RemoteSource};
pub use source::{Source, SourceError};

use crate::shutdown::Shutdown;
use held::{Held, Taken};
use plimsoll_api::{Done, Heartbeat, Held as Told, LeaseAnswer, LeaseRequest, ResultsRequest, WitnessKeys};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Notify, mpsc},
    task::JoinSet,
    time::{Instant, sleep},
};

/// How a worker behaves.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// Its name, in logs and metrics.
    pub name: String,
    /// While more jobs wait than it can start, it takes so many beforehand, so that no thread waits for the next.
    pub prefetch: usize,
    /// When it is told to end, running proofs may take so long; then they are given back.
    pub grace: Duration,
}

/// A worker. Share it as `Arc<Worker>`.
pub struct Worker {
    source: Arc<dyn Source>,
    proving: Proving,
    keys: Arc<WitnessKeys>,
    options: WorkerOptions,
    held: Held,
    freed: Notify,
}

/// A worker that hears nothing waits so long for work in one request.
const WAIT: Duration = Duration::from_secs(10);

/// No request speaks of more jobs.
const MOST: usize = 256;

/// How long to wait before the same is tried again: longer each time, up to a bound.
fn backoff(failures: u32) -> Duration {
    Duration::from_millis(100 << failures.min(6))
}

impl Worker {
    /// A worker that takes jobs from here and opens their witnesses with these keys.
    #[must_use]
    pub fn new(
        source: Arc<dyn Source>,
        proving: Proving,
        keys: Arc<WitnessKeys>,
        options: WorkerOptions,
    ) -> Self {
        Self { source, proving, keys, options, held: Held::default(), freed: Notify::new() }
    }

    /// Works until it is told to shut down. Then it takes no more jobs, gives back those that wait, lets running proofs
    /// finish for as long as the grace lasts, and brings what it has.
    ///
    /// # Errors
    /// [`SourceError::Refused`] if the coordinator gives it no work: its credentials were revoked, say. Then it ends likewise.
    pub async fn run(self: Arc<Self>, shutdown: Shutdown) -> Result<(), SourceError> {
        let (done, results) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        tasks.spawn(self.clone().keep_leases());
        let bringing = tokio::spawn(self.clone().bring(results));
        let refused = self.take_jobs(&done, &shutdown).await;
        tracing::info!(worker = self.options.name, held = self.held.len(), "the worker ends");
        self.held.give_back_waiting();
        let end = Instant::now() + self.options.grace;
        while self.held.len() > 0 && Instant::now() < end {
            let _ = tokio::time::timeout_at(end, self.freed.notified()).await;
        }
        self.held.give_back_all();
        // What was cancelled is told within milliseconds; a coordinator that is gone is not waited for.
        let end = Instant::now() + Duration::from_secs(5);
        while self.held.len() > 0 && Instant::now() < end {
            let _ = tokio::time::timeout_at(end, self.freed.notified()).await;
        }
        drop(done);
        bringing.abort();
        tasks.shutdown().await;
        refused
    }

    /// Takes as many jobs as there are threads for, until it is time to end or the coordinator refuses.
    async fn take_jobs(
        self: &Arc<Self>,
        done: &mpsc::UnboundedSender<(Taken, Done)>,
        shutdown: &Shutdown,
    ) -> Result<(), SourceError> {
        let (mut failures, mut waiting) = (0, 0);
        while !shutdown.is_asked() {
            let freed = self.freed.notified();
            let prefetch = if waiting > 0 { self.options.prefetch } else { 0 };
            let room = (self.proving.threads().get() + prefetch).saturating_sub(self.held.len());
            if room == 0 {
                tokio::select! {
                    () = freed => {}
                    () = shutdown.asked() => {}
                }
                continue;
            }
            match self.ask(room, shutdown).await {
                Some(Ok(answer)) => {
                    failures = 0;
                    waiting = answer.waiting;
                    self.held.lasts(Duration::from_millis(answer.lease_ms));
                    for lease in answer.leases {
                        self.start(lease, done);
                    }
                }
                Some(Err(refused @ SourceError::Refused(_))) => return Err(refused),
                Some(Err(error)) => {
                    tracing::warn!(worker = self.options.name, %error, "no jobs can be taken");
                    tokio::select! {
                        () = sleep(backoff(failures)) => {}
                        () = shutdown.asked() => {}
                    }
                    failures += 1;
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Asks for so many jobs. A request that is under way when it is time to end is not dropped at once: what it leases would
    /// be lost until the lease runs out.
    async fn ask(&self, room: usize, shutdown: &Shutdown) -> Option<Result<LeaseAnswer, SourceError>> {
        let request = LeaseRequest {
            worker: self.options.name.clone(),
            circuits: self.proving.circuits().to_vec(),
            witness_keys: self.keys.names().map(str::to_owned).collect(),
            max: u32::try_from(room.min(MOST)).unwrap_or(u32::MAX),
            wait_ms: u64::try_from(WAIT.as_millis()).unwrap_or(0),
        };
        let answer = self.source.lease(&request);
        tokio::pin!(answer);
        tokio::select! {
            answer = &mut answer => Some(answer),
            () = shutdown.asked() => tokio::time::timeout(Duration::from_secs(1), answer).await.ok(),
        }
    }

    /// Says every now and then which jobs are still worked on, and stops those that are lost.
    async fn keep_leases(self: Arc<Self>) {
        loop {
            sleep(self.held.beat()).await;
            let held = self.held.beating();
            for held in held.chunks(MOST) {
                self.beat(held.to_vec()).await;
            }
        }
    }

    async fn beat(&self, held: Vec<Told>) {
        let beat = Heartbeat { worker: self.options.name.clone(), held };
        match self.source.heartbeat(&beat).await {
            Ok(answer) => {
                self.held.lasts(Duration::from_millis(answer.lease_ms));
                for held in beat.held.iter().filter(|held| answer.lost.contains(&held.job)) {
                    if self.held.lose(Taken { job: held.job, fence: held.fence }) {
                        tracing::info!(job = %held.job, worker = self.options.name, "the job is no longer this worker's; its work is stopped");
                    }
                }
            }
            Err(error) => tracing::warn!(worker = self.options.name, %error, "a heartbeat is not heard"),
        }
    }

    /// Brings results until the coordinator has taken them.
    async fn bring(self: Arc<Self>, mut results: mpsc::UnboundedReceiver<(Taken, Done)>) {
        let mut ready = Vec::new();
        while results.recv_many(&mut ready, 64).await > 0 {
            let (taken, mut done): (Vec<_>, Vec<_>) = ready.drain(..).unzip();
            let mut failures = 0;
            // A result whose job was lost meanwhile counts for nothing.
            done.retain(|done: &Done| !self.held.is_lost(done.job, done.fence));
            while !done.is_empty() {
                let request = ResultsRequest { worker: self.options.name.clone(), results: done.clone() };
                match self.source.results(&request).await {
                    Ok(_) => break,
                    Err(error) => {
                        tracing::warn!(worker = self.options.name, %error, "results cannot be brought");
                        if matches!(error, SourceError::Refused(_)) {
                            break;
                        }
                        sleep(backoff(failures)).await;
                        failures += 1;
                        done.retain(|done| !self.held.is_lost(done.job, done.fence));
                    }
                }
            }
            for taken in taken {
                self.held.end(taken);
            }
            self.freed.notify_one();
        }
    }
}
