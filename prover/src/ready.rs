//! A statement's key, ready to prove with.

use plimsoll_circuits::statement::CircuitId;
use plimsoll_engine::{FileError, IsaError, PrepareError};
use plimsoll_params::{CACHE_VARIABLE, KeyError, KeyIdentity, Pin};
use plimsoll_verifier::PreparedVerifyingKey;

use std::num::NonZeroUsize;

use crate::{Assignment, EngineKey, ThreadsError, engine::MEMORY_VARIABLE};

/// What proving with one statement needs, made ready by the prover's engine.
pub struct ReadyKey {
    identity: KeyIdentity,
    key: Box<dyn EngineKey>,
}

/// Why a key is not ready.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadyError {
    /// There is no standard key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The kernels that were asked for cannot be used.
    #[error(transparent)]
    Isa(#[from] IsaError),
    /// The memory that a key may take is no number.
    #[error("{MEMORY_VARIABLE} is `{0}`: it is a number of MiB, or 0 for the least")]
    Memory(String),
    /// The circuit's matrices are not three.
    #[error("{0} is no rank one constraint system")]
    NotRankOne(CircuitId),
    /// The standard key cannot be made ready.
    #[error("the key of {circuit} cannot be made ready: {cause}")]
    Prepare {
        /// The circuit.
        circuit: CircuitId,
        /// Why.
        cause: PrepareError,
    },
    /// What was made ready cannot be kept.
    #[error("{0}. Free space there, or set {CACHE_VARIABLE} to another directory")]
    File(#[from] FileError),
    /// There are no threads to work on.
    #[error(transparent)]
    Threads(#[from] ThreadsError),
}

impl ReadyKey {
    pub(crate) const fn new(identity: KeyIdentity, key: Box<dyn EngineKey>) -> Self {
        Self { identity, key }
    }

    /// Circuit, version, source and hashes of the standard key.
    #[must_use]
    pub const fn pin(&self) -> &Pin {
        self.identity.pin()
    }

    /// The verifying key, linted and ready to verify.
    #[must_use]
    pub const fn verifying_key(&self) -> &PreparedVerifyingKey {
        self.identity.verifying_key()
    }

    /// How many bytes the engine's key takes, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.key.bytes()
    }

    /// The size of the circuit's domain, a power of two: what a proof costs grows with it.
    #[must_use]
    pub fn domain(&self) -> usize {
        self.key.domain()
    }

    /// How many bytes one proof on so many threads takes while it is computed, beside the key: no fewer, and on one thread
    /// less than twice as many.
    #[must_use]
    pub fn working_set(&self, threads: NonZeroUsize) -> usize {
        self.key.working_set(threads.get()) + Assignment::bytes(self.key.columns())
    }

    pub(crate) fn engine_key(&self) -> &dyn EngineKey {
        &*self.key
    }
}

impl std::fmt::Debug for ReadyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadyKey").field("identity", &self.identity).finish_non_exhaustive()
    }
}
