//! What a worker proves with.

use plimsoll_circuits::statement::{CircuitId, Statement};
use plimsoll_params::{KeyError, KeyStore, Manifest, ManifestError, StatementVisitor, with_statement};
use plimsoll_prover::{Pool, PoolOptions, Prover, ReadyError, ThreadsError};
use std::{num::NonZeroUsize, sync::Arc};

/// What a worker may use.
#[derive(Clone, Copy, Debug)]
pub struct ProvingOptions {
    /// Threads for proofs.
    pub threads: NonZeroUsize,
    /// Bytes for keys and for what computations need.
    pub memory: u64,
    /// Jobs that may wait for a thread.
    pub waiting: usize,
}

/// Why a worker cannot prove.
#[derive(Debug, thiserror::Error)]
pub enum ProvingError {
    /// The list of pinned keys is damaged.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A key is not ready.
    #[error(transparent)]
    NotReady(#[from] ReadyError),
    /// A key cannot be kept.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No circuit fits.
    #[error("no circuit's key and working set fit into {0} bytes; give the worker more memory")]
    NothingFits(u64),
    /// The system gives no threads.
    #[error(transparent)]
    Threads(#[from] ThreadsError),
}

/// Keys that are ready, and the pool that proves with them.
pub struct Proving {
    pool: Pool,
    circuits: Vec<CircuitId>,
    threads: NonZeroUsize,
}

impl Proving {
    /// Makes the keys of all circuits ready that fit into the memory. Takes seconds the first time on a machine, so call it
    /// where blocking is allowed.
    ///
    /// # Errors
    /// See [`ProvingError`].
    pub fn new(prover: Arc<Prover>, options: ProvingOptions) -> Result<Self, ProvingError> {
        let mut circuits = Vec::new();
        for circuit in CircuitId::ALL {
            let Some(needed) = with_statement(circuit, Needed(&prover)) else { continue };
            let needed = needed?;
            if needed <= options.memory {
                circuits.push(circuit);
            } else {
                tracing::warn!(%circuit, needed, budget = options.memory, "the circuit is not proven here: it needs more memory than there is");
            }
        }
        if circuits.is_empty() {
            return Err(ProvingError::NothingFits(options.memory));
        }
        let ProvingOptions { threads, memory, waiting } = options;
        let pool = Pool::new(prover, PoolOptions { threads, memory, queue: waiting })?;
        Ok(Self { pool, circuits, threads })
    }

    /// The circuits that fit.
    #[must_use]
    pub fn circuits(&self) -> &[CircuitId] {
        &self.circuits
    }

    /// Threads for proofs.
    #[must_use]
    pub const fn threads(&self) -> NonZeroUsize {
        self.threads
    }

    pub(super) const fn pool(&self) -> &Pool {
        &self.pool
    }
}

/// Bytes of a circuit's key and of one proof on one thread.
struct Needed<'a>(&'a Prover);

impl StatementVisitor for Needed<'_> {
    type Output = Result<u64, ReadyError>;

    fn visit<S: Statement>(self) -> Self::Output {
        let key = self.0.warm_up::<S>()?;
        Ok((key.bytes() + key.working_set(NonZeroUsize::MIN)) as u64)
    }
}

/// The circuits whose standard keys are not on this machine, or damaged, with the hashes by which they are fetched.
pub(super) fn missing(keys: &KeyStore) -> Result<Vec<plimsoll_params::Pin>, ProvingError> {
    let manifest = Manifest::committed()?;
    let mut missing = Vec::new();
    for pin in CircuitId::ALL.into_iter().filter_map(|circuit| manifest.pin(circuit)) {
        if keys.standard_file(pin).map_err(KeyError::from)?.is_none() {
            missing.push(*pin);
        }
    }
    Ok(missing)
}
