//! What happens while parameters and keys are made ready.

use std::{path::Path, time::Duration};

/// One step of making parameters or a key ready.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum ClaimEvent<'a> {
    /// A file of parameters is unusable and will be made again: a warning. Somebody or something changed it.
    Discarded {
        /// The file.
        path: &'a Path,
    },
    /// Another process makes the same parameters; this one waits for it.
    Waiting {
        /// The lock file.
        path: &'a Path,
    },
    /// Parameters are being derived, which takes seconds.
    Deriving {
        /// For circuits of 2^k rows.
        k: u32,
    },
    /// Parameters were derived, and written to a file for the next time.
    Derived {
        /// The file.
        path: &'a Path,
        /// How long it took.
        took: Duration,
    },
    /// Parameters were read from their file.
    Loaded {
        /// The file.
        path: &'a Path,
        /// How long it took.
        took: Duration,
    },
    /// A key is being derived from a netlist.
    DerivingKey {
        /// The circuit has 2^k rows.
        k: u32,
        /// Of which gates take so many.
        rows: usize,
    },
    /// A key was derived.
    DerivedKey {
        /// How long it took.
        took: Duration,
    },
}

/// Whoever is told of [`ClaimEvent`]s. Closures `Fn(&ClaimEvent)` are.
pub trait ClaimProgress: Send + Sync {
    /// Takes note of an event.
    fn note(&self, event: &ClaimEvent<'_>);
}

impl<T: Fn(&ClaimEvent<'_>) + Send + Sync> ClaimProgress for T {
    fn note(&self, event: &ClaimEvent<'_>) {
        self(event);
    }
}
