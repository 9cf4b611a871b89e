//! On which threads proofs are computed.

use std::{
    collections::HashMap,
    io,
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
    thread,
};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// The threads of a prover.
#[derive(Default)]
pub(crate) struct Threads {
    /// How many a proof has if its caller does not say; without, those of the caller's rayon pool.
    usual: Option<NonZeroUsize>,
    /// Pools of proofs that are done, by their number of threads, wait for the next.
    idle: Mutex<HashMap<NonZeroUsize, Vec<ThreadPool>>>,
}

/// The system gives no threads.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no threads, so nothing can be computed: {0}")]
pub struct ThreadsError(String);

impl From<ThreadPoolBuildError> for ThreadsError {
    fn from(cause: ThreadPoolBuildError) -> Self {
        Self(cause.to_string())
    }
}

impl From<io::Error> for ThreadsError {
    fn from(cause: io::Error) -> Self {
        Self(cause.to_string())
    }
}

impl Threads {
    /// So many threads for each proof that does not say otherwise, of its own.
    pub(crate) fn of_its_own(usual: NonZeroUsize) -> Self {
        Self { usual: Some(usual), idle: Mutex::default() }
    }

    /// Computes a proof on so many threads, or the usual ones. Many may run at a time, so `f` must not wait for what
    /// another one holds.
    pub(crate) fn run<T: Send>(
        &self,
        threads: Option<NonZeroUsize>,
        f: impl FnOnce() -> T + Send,
    ) -> Result<T, ThreadsError> {
        let Some(count) = threads.or(self.usual) else { return Ok(f()) };
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = idle().get_mut(&count).and_then(Vec::pop);
        let pool = match waiting {
            Some(pool) => pool,
            None => pool(count.get())?,
        };
        let result = pool.install(f);
        idle().entry(count).or_default().push(pool);
        Ok(result)
    }

    /// Does what others wait for, on threads that do nothing else: a thread of a pool that waits takes other work meanwhile,
    /// and if that waits for what is being done here, neither ends.
    pub(crate) fn apart<T: Send>(&self, f: impl FnOnce() -> T + Send) -> Result<T, ThreadsError> {
        let pool = pool(self.usual.map_or_else(rayon::current_num_threads, NonZeroUsize::get))?;
        let done = thread::scope(|scope| {
            Ok::<_, ThreadsError>(thread::Builder::new().spawn_scoped(scope, || pool.install(f))?.join())
        })?;
        done.or_else(|panic| std::panic::resume_unwind(panic))
    }
}

fn pool(threads: usize) -> Result<ThreadPool, ThreadsError> {
    Ok(ThreadPoolBuilder::new().num_threads(threads).build()?)
}
