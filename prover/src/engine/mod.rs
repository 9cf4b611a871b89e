//! What computes the proof from an assignment. Callers never see it.

mod ark;
mod prepared;

#[cfg(test)]
mod tests;

pub use ark::ArkEngine;
pub use prepared::{MEMORY_VARIABLE, PreparedEngine};

use std::{path::Path, sync::Arc};

use ark_relations::gr1cs::SynthesisError;
use plimsoll_engine::{FileError, Stop, Stopped};
use plimsoll_params::{CircuitKey, KeyError, KeyIdentity, Progress};
use plimsoll_verifier::{DecodeError, Proof};

use crate::{Assignment, Blinding, ReadyError};

/// Makes keys ready to compute Groth16 proofs with.
pub trait Engine: Send + Sync {
    /// Its name in logs and measurements.
    fn name(&self) -> &'static str;

    /// Makes a key ready. Called once for each key and [`Prover`](crate::Prover).
    ///
    /// # Errors
    /// See [`ReadyError`].
    fn make_ready(&self, wanted: &Wanted<'_>) -> Result<Box<dyn EngineKey>, ReadyError>;
}

/// A key that is ready. Any number of threads may prove with it.
pub trait EngineKey: Send + Sync {
    /// How many values an assignment has.
    fn columns(&self) -> usize;

    /// How many bytes the key takes, about.
    fn bytes(&self) -> usize;

    /// The size of the domain, a power of two: what a proof costs grows with it.
    fn domain(&self) -> usize;

    /// How many bytes one proof on so many threads takes while it is computed, beside key and assignment: no fewer, for
    /// witnesses as circuits have them.
    fn working_set(&self, threads: usize) -> usize;

    /// Whether the key is still what was made ready: asked when a proof fails. If not, its engine makes it ready anew.
    ///
    /// # Errors
    /// What is wrong with it.
    fn recheck(&self) -> Result<(), FileError> {
        Ok(())
    }

    /// The proof: assignment and blinding in, three points out. Deterministic in both. Whether the assignment satisfies the
    /// circuit is not the engine's business.
    ///
    /// It ends within milliseconds once it is asked to stop.
    ///
    /// # Errors
    /// See [`EngineError`].
    fn prove(&self, assignment: &Assignment, blinding: &Blinding, stop: &Stop) -> Result<Proof, EngineError>;
}

/// The key that an engine is to make ready.
pub struct Wanted<'a> {
    pub(crate) identity: &'a KeyIdentity,
    pub(crate) directory: &'a Path,
    pub(crate) standard: &'a (dyn Fn() -> Result<Arc<CircuitKey>, KeyError> + Sync),
    pub(crate) progress: &'a dyn Progress,
}

impl Wanted<'_> {
    /// Which key it is.
    #[must_use]
    pub const fn identity(&self) -> &KeyIdentity {
        self.identity
    }

    /// The directory for files about keys. It may not exist yet.
    #[must_use]
    pub const fn directory(&self) -> &Path {
        self.directory
    }

    /// The standard key and the circuit's matrices: read, or made, when first asked for.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn standard(&self) -> Result<Arc<CircuitKey>, KeyError> {
        (self.standard)()
    }

    /// Who is to be told what happens.
    #[must_use]
    pub const fn progress(&self) -> &dyn Progress {
        self.progress
    }
}

/// Why an engine gives no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The computation failed.
    #[error("the proof could not be computed: {0}")]
    Computation(SynthesisError),
    /// A point of the proof is the identity or none at all: the key or the engine is faulty.
    #[error("the computed proof is no proof: {0}")]
    Degenerate(#[from] DecodeError),
    /// It was asked to stop before it was done.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}
