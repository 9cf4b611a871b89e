//! What the pool's threads do.

use std::{
    any::Any,
    collections::HashMap,
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use super::{
    Happened, Load, NotProven, Order, PoolEvent, Refused,
    needs::{Needs, Room},
    queue::{Number, Queue, Start},
    ticket::Handle,
};
use crate::{Job, ProveError, ProveOptions, Proven, Prover, Stage};

/// Who is told what came of an order.
pub(super) type Done = Box<dyn FnOnce(Result<Proven, NotProven>) + Send>;

/// An order on its way.
pub(super) struct Task {
    handle: Arc<Handle>,
    job: Job,
    done: Done,
}

/// What the threads share. Whoever takes a [`Task`] out of the queue ends it, so each ends exactly once.
pub(crate) struct Work {
    prover: Arc<Prover>,
    observer: Box<dyn Fn(&PoolEvent) + Send + Sync>,
    threads: NonZeroUsize,
    most_waiting: usize,
    state: Mutex<State>,
    /// Something may start or expire, or the pool is closed.
    changed: Condvar,
    /// An order was ended.
    ended: Condvar,
}

struct State {
    queue: Queue<Task>,
    room: Room,
    running: HashMap<Number, Arc<Handle>>,
    closed: bool,
    /// Accepted orders whose end is not told yet.
    open: usize,
}

impl Work {
    pub(super) fn new(
        prover: Arc<Prover>,
        observer: Box<dyn Fn(&PoolEvent) + Send + Sync>,
        threads: NonZeroUsize,
        memory: u64,
        most_waiting: usize,
    ) -> Self {
        let state = State {
            queue: Queue::new(),
            room: Room::new(threads, memory),
            running: HashMap::new(),
            closed: false,
            open: 0,
        };
        Self {
            prover,
            observer,
            threads,
            most_waiting,
            state: Mutex::new(state),
            changed: Condvar::new(),
            ended: Condvar::new(),
        }
    }

    pub(super) fn submit(&self, order: Order, done: Done) -> Result<Arc<Handle>, Refused> {
        self.open(&self.lock())?;
        let Order { job, tenant, priority, deadline } = order;
        let circuit = job.circuit();
        // Off the lock: the first time it takes a while.
        let needs = Needs::of(circuit, &*self.prover.warm_up_for(&job)?, self.threads);
        let mut state = self.lock();
        self.open(&state)?;
        let (needed, budget) = (needs.least(), state.room.budget());
        if needed > budget {
            return Err(Refused::TooBig { needed, budget });
        }
        let mut made = None;
        state.queue.push(&tenant, priority, deadline, needs, |number| {
            let handle = Arc::new(Handle::new(number, circuit, deadline));
            made = Some(handle.clone());
            Task { handle, job, done }
        });
        state.open += 1;
        drop(state);
        self.changed.notify_all();
        made.ok_or(Refused::Closed)
    }

    /// Whether an order can be taken.
    fn open(&self, state: &State) -> Result<(), Refused> {
        if state.closed {
            return Err(Refused::Closed);
        }
        if state.queue.len() >= self.most_waiting {
            return Err(Refused::Full(state.queue.len()));
        }
        Ok(())
    }

    /// Ends an order if it waits.
    pub(super) fn withdraw(&self, number: Number) {
        let task = self.lock().queue.remove(number);
        if let Some(task) = task {
            // It may have been in another one's way.
            self.changed.notify_all();
            self.end(task, Err(NotProven::Cancelled));
        }
    }

    pub(super) fn load(&self) -> Load {
        let state = self.lock();
        Load {
            waiting: state.queue.len(),
            running: state.room.running(),
            threads_free: state.room.threads_free(),
            memory_in_use: state.room.memory_in_use(),
            memory_budget: state.room.budget(),
        }
    }

    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    pub(super) fn stop(&self) {
        let mut state = self.lock();
        state.closed = true;
        let waiting = state.queue.take_all();
        for handle in state.running.values() {
            handle.cancel();
        }
        drop(state);
        self.changed.notify_all();
        for task in waiting {
            task.handle.cancel();
            self.end(task, Err(NotProven::Cancelled));
        }
    }

    /// Waits until all accepted orders have ended and that was told.
    pub(super) fn wait(&self) {
        let mut state = self.lock();
        while state.open != 0 {
            state = self.ended.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Carries out one order after another, until the pool is closed and none waits.
    pub(super) fn carry_out(&self) {
        while let Some(Start { what: task, needs, threads }) = self.next() {
            self.tell(&task.handle, Happened::Started(threads));
            let result = self.prove(&task, threads);
            let mut state = self.lock();
            state.room.give_back(&needs, threads);
            state.running.remove(&task.handle.number);
            drop(state);
            self.changed.notify_all();
            self.end(task, result);
        }
    }

    fn next(&self) -> Option<Start<Task>> {
        let mut state = self.lock();
        loop {
            let State { queue, room, running, .. } = &mut *state;
            if let Some(start) = queue.start(room) {
                running.insert(start.what.handle.number, start.what.handle.clone());
                return Some(start);
            }
            if state.closed && state.queue.len() == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn prove(&self, task: &Task, threads: NonZeroUsize) -> Result<Proven, NotProven> {
        let handle = &task.handle;
        let tell = |stage| {
            handle.stage.reach(stage);
            self.tell(handle, Happened::Reached(stage));
        };
        let options = ProveOptions::default().on(threads).until(&handle.stop).telling(&tell);
        // What a panic leaves half done is dropped with it; the prover's locks do not mind.
        match catch_unwind(AssertUnwindSafe(|| self.prover.prove_job(&task.job, &options))) {
            Ok(Ok(proven)) => Ok(proven),
            Ok(Err(ProveError::Stopped(_))) => Err(handle.why_stopped()),
            Ok(Err(error)) => Err(NotProven::Failed(error)),
            Err(panic) => Err(NotProven::Panicked(text_of(&*panic))),
        }
    }

    /// Ends waiting orders at their deadlines, until the pool is closed and none waits.
    pub(super) fn keep_deadlines(&self) {
        let mut state = self.lock();
        while !(state.closed && state.queue.len() == 0) {
            let now = Instant::now();
            let expired = state.queue.take_expired(now);
            if !expired.is_empty() {
                drop(state);
                self.changed.notify_all();
                for task in expired {
                    self.end(task, Err(NotProven::DeadlinePassed));
                }
                state = self.lock();
                continue;
            }
            state = match state.queue.next_deadline() {
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(now);
                    self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Tells what came of an order, off the lock, with the witness gone.
    fn end(&self, task: Task, result: Result<Proven, NotProven>) {
        let Task { handle, job, done } = task;
        drop(job);
        handle.stage.reach(Stage::Ended);
        self.tell(&handle, Happened::Ended { proven: result.is_ok() });
        // If who ordered panics, that is no harm to others.
        let _ = catch_unwind(AssertUnwindSafe(|| done(result)));
        self.lock().open -= 1;
        self.ended.notify_all();
    }

    /// Tells the observer, whose panics are its own.
    fn tell(&self, handle: &Handle, what: Happened) {
        let event = PoolEvent { order: handle.number, circuit: handle.circuit, what };
        let _ = catch_unwind(AssertUnwindSafe(|| (self.observer)(&event)));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a panic says.
fn text_of(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "it does not say why".to_owned(),
    }
}
