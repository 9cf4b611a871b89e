//! What happens while a key is made ready, for whoever wants to show or log it.

use std::{error::Error, path::Path, time::Duration};

use plimsoll_circuits::statement::CircuitId;

/// One step of making a key ready.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum KeyEvent<'a> {
    /// The circuit's matrices were read off.
    CircuitRead {
        /// The circuit.
        circuit: CircuitId,
        /// Its constraints.
        constraints: usize,
        /// How long it took.
        took: Duration,
    },
    /// A key file is unusable and will be made again: a warning. Somebody or something changed it.
    Discarded {
        /// The file.
        path: &'a Path,
        /// What is wrong with it.
        defect: &'a dyn Error,
    },
    /// Another process makes the same key; this one waits for it.
    Waiting {
        /// The lock file.
        path: &'a Path,
    },
    /// Insecure development keys are being made, which takes many seconds.
    GeneratingInsecure {
        /// The circuit.
        circuit: CircuitId,
        /// Its constraints.
        constraints: usize,
    },
    /// Insecure development keys were made and written.
    GeneratedInsecure {
        /// The circuit.
        circuit: CircuitId,
        /// The file, for the next time.
        path: &'a Path,
        /// Its size in bytes.
        bytes: usize,
        /// How long it took.
        took: Duration,
    },
    /// The prover's form of a key is being made, which takes seconds.
    Preparing {
        /// The circuit.
        circuit: CircuitId,
    },
    /// The prover's form of a key was made and written.
    Prepared {
        /// The circuit.
        circuit: CircuitId,
        /// The file, for the next time.
        path: &'a Path,
        /// Its size in bytes.
        bytes: u64,
        /// How long it took.
        took: Duration,
    },
    /// The prover's form of a key was found in its file.
    Opened {
        /// The circuit.
        circuit: CircuitId,
        /// The file.
        path: &'a Path,
        /// How long it took, hashing included if the file is new here.
        took: Duration,
    },
    /// The key was read from its file.
    Loaded {
        /// The circuit.
        circuit: CircuitId,
        /// The file.
        path: &'a Path,
        /// Its size in bytes.
        bytes: usize,
        /// How long reading, hashing and decoding took.
        took: Duration,
    },
}

/// Whoever is told of [`KeyEvent`]s. Closures `Fn(&KeyEvent)` are.
pub trait Progress: Send + Sync {
    /// Takes note of an event.
    fn note(&self, event: &KeyEvent<'_>);
}

impl<T: Fn(&KeyEvent<'_>) + Send + Sync> Progress for T {
    fn note(&self, event: &KeyEvent<'_>) {
        self(event);
    }
}

/// Takes no note of anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn note(&self, _: &KeyEvent<'_>) {}
}
