//! On which threads proofs are computed.

use std::{
    io,
    sync::{Mutex, PoisonError},
    thread,
};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// The threads of a prover.
pub(crate) enum Threads {
    /// Those of the caller's rayon pool.
    Current,
    /// So many for each proof, of its own. Pools of proofs that are done wait for the next.
    OfItsOwn { count: usize, idle: Mutex<Vec<ThreadPool>> },
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
    pub(crate) const fn of_its_own(count: usize) -> Self {
        Self::OfItsOwn { count, idle: Mutex::new(Vec::new()) }
    }

    /// Computes a proof. Many may run at a time, so `f` must not wait for what another one holds.
    pub(crate) fn run<T: Send>(&self, f: impl FnOnce() -> T + Send) -> Result<T, ThreadsError> {
        let Self::OfItsOwn { count, idle } = self else { return Ok(f()) };
        let waiting = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = match waiting {
            Some(pool) => pool,
            None => pool(*count)?,
        };
        let result = pool.install(f);
        idle.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        Ok(result)
    }

    /// Does what others wait for, on threads that do nothing else: a thread of a pool that waits takes other work meanwhile,
    /// and if that waits for what is being done here, neither ends.
    pub(crate) fn apart<T: Send>(&self, f: impl FnOnce() -> T + Send) -> Result<T, ThreadsError> {
        let pool = pool(match self {
            Self::Current => rayon::current_num_threads(),
            Self::OfItsOwn { count, .. } => *count,
        })?;
        let done = thread::scope(|scope| {
            Ok::<_, ThreadsError>(thread::Builder::new().spawn_scoped(scope, || pool.install(f))?.join())
        })?;
        done.or_else(|panic| std::panic::resume_unwind(panic))
    }
}

fn pool(threads: usize) -> Result<ThreadPool, ThreadsError> {
    Ok(ThreadPoolBuilder::new().num_threads(threads.max(1)).build()?)
}
