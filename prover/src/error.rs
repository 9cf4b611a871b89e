//! Why there is no proof.

use plimsoll_circuits::statement::{CircuitId, Refusal};
use plimsoll_params::KeyError;
use plimsoll_verifier::VerifyError;

use crate::{AssignmentError, EngineError, RandomnessError, ReadyError, ThreadsError};

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
    Key(KeyError),
    /// There is a key, and it is not ready to prove with.
    #[error(transparent)]
    NotReady(ReadyError),
    /// There are no threads to prove on.
    #[error(transparent)]
    Threads(#[from] ThreadsError),
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
    /// It was asked to stop before there was a proof.
    #[error("{0} was asked to stop before there was a proof. Ask again for one")]
    Stopped(CircuitId),
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
    /// The circuit is satisfied and the proof is not accepted, though the key is whole: engine or machine is faulty.
    #[error(
        "{circuit}: the proof fails verification ({cause}), so it is withheld. The key's file is whole: start the program \
         again, and report it if this stays"
    )]
    Unverified {
        /// The circuit.
        circuit: CircuitId,
        /// The verifier's answer.
        cause: VerifyError,
    },
}

impl From<KeyError> for ProveError {
    fn from(cause: KeyError) -> Self {
        Self::Key(cause)
    }
}

impl From<ReadyError> for ProveError {
    fn from(cause: ReadyError) -> Self {
        match cause {
            ReadyError::Key(cause) => Self::Key(cause),
            ReadyError::Threads(cause) => Self::Threads(cause),
            cause => Self::NotReady(cause),
        }
    }
}
