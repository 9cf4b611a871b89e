//! What is ordered, and what comes of it.

use std::{sync::Arc, time::Instant};

use crate::{Job, ProveError, ReadyError};

/// A proof that somebody wants.
#[derive(Debug)]
pub struct Order {
    /// What to prove.
    pub job: Job,
    /// For whom: within a priority, tenants get equal shares.
    pub tenant: Arc<str>,
    /// Who goes first.
    pub priority: Priority,
    /// When it is of no use any more. Of one tenant's orders, the earliest goes first.
    pub deadline: Option<Instant>,
}

/// Which orders go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Priority {
    /// Somebody waits for it: before all of [`Self::Batch`].
    Interactive,
    /// Nobody waits for it. It gets every eighth pick, and all that is left.
    Batch,
}

/// Why an order is not accepted. It was dropped, and its witness overwritten.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// Its proof needs more memory than there will ever be.
    #[error(
        "the proof needs {needed} bytes with its key, and the pool may use {budget}: give it more memory, or its keys less"
    )]
    TooBig {
        /// Bytes of its key and of its computation on one thread.
        needed: u64,
        /// Bytes that the pool may use.
        budget: u64,
    },
    /// As many orders are waiting as may.
    #[error("{0} orders are waiting already: try again later")]
    Full(usize),
    /// The pool takes no more orders.
    #[error("the pool is closed")]
    Closed,
    /// Its circuit has no key, so nothing is known of its size.
    #[error(transparent)]
    NotReady(#[from] ReadyError),
}

/// Why there is no proof for an order that was accepted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotProven {
    /// It was cancelled, alone or because the pool was stopped.
    #[error("the order was cancelled")]
    Cancelled,
    /// Its deadline passed. If it was still waiting, nothing was computed.
    #[error("the deadline passed before there was a proof")]
    DeadlinePassed,
    /// The prover gives none.
    #[error(transparent)]
    Failed(#[from] ProveError),
    /// The computation panicked, which is a fault of the program. Other orders are not affected.
    #[error("the prover panicked: {0}. Report it")]
    Panicked(String),
}
