//! What who ordered a proof holds.

use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use plimsoll_circuits::statement::CircuitId;
use plimsoll_engine::Stop;

use super::{NotProven, queue::Number, work::Work};
use crate::{Stage, stage::Latest};

/// An accepted order. Dropping it cancels nothing.
pub struct Ticket {
    pub(super) handle: Arc<Handle>,
    /// The pool may be gone before its tickets are.
    pub(super) work: Weak<Work>,
}

/// What an order's ticket shares with who carries it out.
pub(crate) struct Handle {
    pub(super) number: Number,
    pub(super) circuit: CircuitId,
    pub(super) stop: Stop,
    pub(super) stage: Latest,
    cancelled: AtomicBool,
}

impl Ticket {
    /// Takes the order back. If it waits, it ends here and now; if it is being computed, within milliseconds. If it has ended
    /// or there is a proof already, nothing changes. What comes of it is told to who ordered, as always: exactly once.
    pub fn cancel(&self) {
        self.handle.cancel();
        if let Some(work) = self.work.upgrade() {
            work.withdraw(self.handle.number);
        }
    }

    /// How far it is.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.handle.stage.get()
    }

    /// The order's number in this pool, by which [events](super::PoolEvent) name it.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.handle.number
    }

    /// The circuit.
    #[must_use]
    pub fn circuit(&self) -> CircuitId {
        self.handle.circuit
    }
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ticket")
            .field("number", &self.number())
            .field("circuit", &self.circuit())
            .field("stage", &self.stage())
            .finish_non_exhaustive()
    }
}

impl Handle {
    pub(super) fn new(number: Number, circuit: CircuitId, deadline: Option<Instant>) -> Self {
        let stop = deadline.map_or_else(Stop::new, Stop::with_deadline);
        Self { number, circuit, stop, stage: Latest::default(), cancelled: AtomicBool::new(false) }
    }

    /// Asks its computation to stop, now or as soon as it begins.
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
        self.stop.ask();
    }

    /// Why its computation was asked to stop: nobody but [`Self::cancel`] and the deadline does.
    pub(super) fn why_stopped(&self) -> NotProven {
        if self.cancelled.load(Ordering::SeqCst) { NotProven::Cancelled } else { NotProven::DeadlinePassed }
    }
}
