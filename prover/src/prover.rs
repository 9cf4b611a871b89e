//! From a statement's public inputs and witness to a verified proof.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use plimsoll_circuits::statement::{CircuitId, Refusal, Statement};
use plimsoll_params::{CircuitKey, KeyError, KeyStore, Progress, Silent};
use plimsoll_verifier::{VerifyError, verify};

use crate::{
    Assignment, AssignmentError, Blinding, ConcurrentEngine, Engine, EngineError, Proven, RandomnessError,
    Timings,
};

/// Proves statements. Share it as `Arc<Prover>`: keys are made ready once, and any number of threads may prove.
pub struct Prover {
    keys: Arc<KeyStore>,
    engine: Box<dyn Engine>,
    progress: Box<dyn Progress>,
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// The statement is not true of this witness: the check that fails, and why. Nothing was computed.
    #[error("{circuit} cannot be proven: {refusal}")]
    Refused {
        /// The circuit.
        circuit: CircuitId,
        /// The native check's answer.
        refusal: Refusal,
    },
    /// There is no key to prove with.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The circuit gives no assignment.
    #[error("{circuit}: {cause}")]
    Assignment {
        /// The circuit.
        circuit: CircuitId,
        /// Why.
        cause: AssignmentError,
    },
    /// There is no randomness to blind the proof with.
    #[error(transparent)]
    Randomness(#[from] RandomnessError),
    /// The engine failed.
    #[error("{circuit}: {cause}")]
    Engine {
        /// The circuit.
        circuit: CircuitId,
        /// Why.
        cause: EngineError,
    },
    /// The witness passes the native check and breaks the circuit, which is a fault of one of them.
    #[error(
        "{circuit}: the native check accepts what constraint {constraint} of the circuit refuses. Report it"
    )]
    Disagreement {
        /// The circuit.
        circuit: CircuitId,
        /// The first constraint that is broken, counted from 0.
        constraint: usize,
    },
    /// The circuit is satisfied and the proof is not accepted: key or engine is faulty.
    #[error(
        "{circuit}: the proof fails verification ({cause}), so it is withheld. Delete the cached key and try again"
    )]
    Unverified {
        /// The circuit.
        circuit: CircuitId,
        /// The verifier's answer.
        cause: VerifyError,
    },
}

impl Prover {
    /// A prover with the keys of this store and the [`ConcurrentEngine`].
    #[must_use]
    pub fn new(keys: Arc<KeyStore>) -> Self {
        Self { keys, engine: Box::new(ConcurrentEngine), progress: Box::new(Silent) }
    }

    /// The same with another engine.
    #[must_use]
    pub fn with_engine(self, engine: impl Engine + 'static) -> Self {
        Self { engine: Box::new(engine), ..self }
    }

    /// The same, telling `progress` what happens while keys are made ready.
    #[must_use]
    pub fn with_progress(self, progress: impl Progress + 'static) -> Self {
        Self { progress: Box::new(progress), ..self }
    }

    /// The engine's name.
    #[must_use]
    pub fn engine_name(&self) -> &'static str {
        self.engine.name()
    }

    /// Makes the statement's key ready, so that the first proof does not wait for it.
    ///
    /// # Errors
    /// As [`KeyStore::key`].
    pub fn warm_up<S: Statement>(&self) -> Result<Arc<CircuitKey>, KeyError> {
        self.keys.key::<S>(&*self.progress)
    }

    /// Proves the statement: the native check, the key, the witness, the proof with fresh randomness, and its
    /// verification. Two proofs of one statement differ. Memory that held the assignment is overwritten; copies inside
    /// `ark-groth16` are freed without that.
    ///
    /// # Errors
    /// [`ProveError::Refused`] if the witness does not satisfy the statement; others say what is wrong with the
    /// installation. No proof leaves that the verifier refuses.
    pub fn prove<S: Statement>(
        &self,
        public: &S::Public,
        witness: &S::Witness,
    ) -> Result<Proven, ProveError> {
        let circuit = S::CIRCUIT;
        let (checked, check) = timed(|| S::check(public, witness));
        checked.map_err(|refusal| ProveError::Refused { circuit, refusal })?;

        let key = self.warm_up::<S>()?;
        let (assignment, generate) = timed(|| Assignment::generate::<S>(key.shape(), public, witness));
        let assignment = assignment.map_err(|cause| ProveError::Assignment { circuit, cause })?;

        let blinding = Blinding::fresh()?;
        let (proof, prove) = timed(|| self.engine.prove(&key, &assignment, blinding));
        let proof = proof.map_err(|cause| ProveError::Engine { circuit, cause })?;

        let (verified, verifying) = timed(|| verify(key.verifying_key(), assignment.public_inputs(), &proof));
        match verified {
            Ok(()) => Ok(Proven::new(proof, Timings { check, witness: generate, prove, verify: verifying })),
            Err(cause) => Err(match key.shape().first_broken(assignment.values()) {
                Some(constraint) => ProveError::Disagreement { circuit, constraint },
                None => ProveError::Unverified { circuit, cause },
            }),
        }
    }
}

impl std::fmt::Debug for Prover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prover").field("engine", &self.engine.name()).field("keys", &self.keys).finish()
    }
}

/// The result, and how long it took.
fn timed<T>(f: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = f();
    (result, started.elapsed())
}
