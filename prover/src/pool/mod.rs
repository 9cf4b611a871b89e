//! Many proofs on one machine: a pool of threads and of memory, which orders share.
//!
//! - **Threads.** An order that is alone gets all of them. With as many orders as threads, each is computed on one thread,
//!   since threads that share a proof wait for one another: the most proofs per second. In between they are shared out.
//! - **Memory.** An order starts when its proof and the key of its circuit fit in what running ones leave of the budget. What
//!   would never fit is refused. Smaller orders pass a bigger one that waits for memory, but not for ever.
//! - **Priorities.** Interactive orders go before batch orders, but for one pick in eight.
//! - **Tenants.** Within a priority tenants are served equal costs ([`Fair`]), whatever they ask for.
//! - **Deadlines.** Of a tenant's orders of one priority, the one with the earliest deadline goes first, and those without
//!   come last. An order ends when its deadline passes, whether it waits or runs.
//!
//! Every order that is accepted ends exactly once, and who ordered is told.

mod event;
mod fair;
mod needs;
mod order;
mod queue;
mod ticket;
mod work;

#[cfg(test)]
mod tests;

pub use event::{Happened, PoolEvent};
pub use fair::{Fair, Tags, tags};
pub use order::{NotProven, Order, Priority, Refused};
pub use ticket::Ticket;

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

use crate::{Proven, Prover, ThreadsError};
use work::Work;

/// What a pool may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolOptions {
    /// Threads for proofs: as many as there are cores for them.
    pub threads: NonZeroUsize,
    /// Bytes for keys and for what computations need. Keys are in files that are mapped, so that what is not in use can be
    /// given back to the system; they are counted while proofs of their circuits run.
    pub memory: u64,
    /// Orders that may wait; 0 takes none.
    pub queue: usize,
}

/// How busy a pool is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Orders that wait.
    pub waiting: usize,
    /// Orders that are being computed.
    pub running: usize,
    /// Threads without work.
    pub threads_free: usize,
    /// Bytes that running proofs need, with their keys.
    pub memory_in_use: u64,
    /// Bytes that there are for them.
    pub memory_budget: u64,
}

/// Computes proofs for many. Dropping it cancels everything and waits for its threads.
pub struct Pool {
    work: Arc<Work>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Pool {
    /// A pool that proves with this prover's keys.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(prover: Arc<Prover>, options: PoolOptions) -> Result<Self, ThreadsError> {
        Self::observed(prover, options, |_| {})
    }

    /// The same, telling `observer` what happens: on the threads that do it, so it must be quick, and must not call the pool.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn observed(
        prover: Arc<Prover>,
        options: PoolOptions,
        observer: impl Fn(&PoolEvent) + Send + Sync + 'static,
    ) -> Result<Self, ThreadsError> {
        let PoolOptions { threads, memory, queue } = options;
        let work = Arc::new(Work::new(prover, Box::new(observer), threads, memory, queue));
        // If a thread is refused, those before it end when this is dropped.
        let pool = Self { work, threads: Mutex::default() };
        pool.spawn("plimsoll-deadlines".to_owned(), Work::keep_deadlines)?;
        for number in 0..threads.get() {
            pool.spawn(format!("plimsoll-proof-{number}"), Work::carry_out)?;
        }
        Ok(pool)
    }

    fn spawn(&self, name: String, what: fn(&Work)) -> Result<(), ThreadsError> {
        let work = self.work.clone();
        let thread = thread::Builder::new().name(name).spawn(move || what(&work))?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }

    /// Takes an order. What comes of it is told to `done`, exactly once, on a thread of the pool or on the one that cancels
    /// it: `done` must be quick, and may call the pool. Before that, the order's witness is overwritten.
    ///
    /// The first order of a circuit waits here until its key is ready. [`Prover::warm_up`] at the start spares it that.
    ///
    /// # Errors
    /// [`Refused`]; then `done` is not called.
    pub fn submit(
        &self,
        order: Order,
        done: impl FnOnce(Result<Proven, NotProven>) + Send + 'static,
    ) -> Result<Ticket, Refused> {
        let handle = self.work.submit(order, Box::new(done))?;
        Ok(Ticket { handle, work: Arc::downgrade(&self.work) })
    }

    /// How busy it is.
    #[must_use]
    pub fn load(&self) -> Load {
        self.work.load()
    }

    /// Takes no more orders. Those that it has taken are carried out; then its threads end. [`Self::wait`] waits for it.
    pub fn close(&self) {
        self.work.close();
    }

    /// Takes no more orders and cancels those that it has taken: what waits ends here and now, what runs within
    /// milliseconds.
    pub fn stop(&self) {
        self.work.stop();
    }

    /// Waits until there is no order that has not ended. Who is told the end of an order must not wait for it.
    pub fn wait(&self) {
        self.work.wait();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.stop();
        let threads = self.threads.get_mut().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.drain(..) {
            // Where an order's end drops the pool, its thread ends by itself.
            if thread.thread().id() != thread::current().id() {
                // Its panics were caught; there is nothing to learn here.
                let _ = thread.join();
            }
        }
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("load", &self.load()).finish_non_exhaustive()
    }
}
