//! What can go wrong, and what to do about it.

use plimsoll_params::CacheError;

/// Why there are no parameters.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParametersError {
    /// No circuit is that large.
    #[error("a circuit of 2^{k} rows is larger than this crate's largest, 2^{max}: split the policy", max = crate::MAX_K)]
    TooLarge {
        /// The size asked for.
        k: u32,
    },
    /// What was derived is not what this crate was built for.
    #[error(
        "the parameters derived for 2^{k} rows are not those this version was built for: the build is damaged"
    )]
    Mismatch {
        /// The size.
        k: u32,
    },
    /// The directory for files.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The parameters are for another number of rows.
    #[error("this circuit needs parameters for 2^{needed} rows, not for 2^{found}: load those")]
    WrongParameters {
        /// What the circuit needs.
        needed: u32,
        /// What was given.
        found: u32,
    },
    /// Parameters are missing.
    #[error(transparent)]
    Parameters(#[from] ParametersError),
    /// halo2 refuses the circuit.
    #[error("halo2 refuses the circuit: {0}")]
    Halo2(halo2_proofs::plonk::Error),
}

/// Why a claim is not proven, or a proof not accepted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimError {
    /// The documents do not meet the policy.
    #[error("the documents do not meet `{scope}`: nothing to prove")]
    Violated {
        /// The part of the statement.
        scope: String,
    },
    /// The key belongs to another netlist.
    #[error("the key is for another policy: derive it from this one")]
    OtherKey,
    /// The values are not one per wire.
    #[error("{found} values for {expected} wires: build netlist and values together")]
    Values {
        /// Wires.
        expected: usize,
        /// Values.
        found: usize,
    },
    /// The key cannot prove.
    #[error("this key only verifies: derive it with ClaimKey::new to prove")]
    VerifyingOnly,
    /// halo2 could not make the proof.
    #[error("halo2 could not make the proof: {0}")]
    Halo2(halo2_proofs::plonk::Error),
    /// Too few or too many public inputs.
    #[error("{found} public inputs, the policy has {expected}")]
    PublicInputs {
        /// What the policy has.
        expected: usize,
        /// What was given.
        found: usize,
    },
    /// The proof is not one for these public inputs under this key.
    #[error("the proof does not hold for this policy and these public inputs: ask for another")]
    Refused,
}

/// Why a batch has no verdicts at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// Nothing to verify.
    #[error("the batch is empty, and nothing is no proof: leave the call out")]
    Empty,
}
