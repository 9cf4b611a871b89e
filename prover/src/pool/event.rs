//! What happens in a pool, for logs and measurements.

use std::num::NonZeroUsize;

use plimsoll_circuits::statement::CircuitId;

use crate::Stage;

/// Something happened to an order. Orders are named by [`Ticket::number`](super::Ticket::number).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolEvent {
    /// The order.
    pub order: u64,
    /// Its circuit.
    pub circuit: CircuitId,
    /// What happened.
    pub what: Happened,
}

/// What happened to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happened {
    /// Its computation starts on so many threads.
    Started(NonZeroUsize),
    /// It has reached this stage.
    Reached(Stage),
    /// It has ended, with a proof or without. Who ordered it is told next.
    Ended {
        /// Whether there is a proof.
        proven: bool,
    },
}
