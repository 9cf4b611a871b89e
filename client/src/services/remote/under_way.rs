//! The jobs that this process waits for, so that they can be called off if it ends.

use super::Client;
use plimsoll_api::JobId;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How long calling off may take: somebody waits for the program to end.
const FAREWELL: Duration = Duration::from_secs(3);

/// The jobs that a [`RemoteProver`](super::RemoteProver) waits for. A clone may call them off from another thread.
#[derive(Clone, Debug)]
pub struct UnderWay {
    client: Client,
    jobs: Arc<Mutex<BTreeSet<JobId>>>,
}

impl UnderWay {
    pub(super) fn new(client: Client) -> Self {
        Self { client, jobs: Arc::default() }
    }

    /// The job is under way until what is given back is dropped.
    pub(super) fn mark(&self, id: JobId) -> Mark<'_> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        Mark { all: self, id }
    }

    /// Calls a job off if the service listens; it ends by itself if not.
    pub(super) fn call_off(&self, id: JobId) {
        // There is nobody left to whom a failure would mean anything.
        let _ = self.client.within(FAREWELL).cancel(id);
    }

    /// Calls off all jobs under way, as well as it can be done in a few seconds.
    pub fn cancel_all(&self) {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let client = self.client.within(FAREWELL);
        for id in jobs {
            let _ = client.cancel(id);
        }
    }
}

/// A job that is waited for.
pub(super) struct Mark<'a> {
    all: &'a UnderWay,
    id: JobId,
}

impl Drop for Mark<'_> {
    fn drop(&mut self) {
        self.all.jobs.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}
