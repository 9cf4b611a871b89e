//! What computes the proof from an assignment. Callers never see it.

mod buckets;
mod concurrent;

pub use concurrent::ConcurrentEngine;

use ark_bn254::Bn254;
use ark_groth16::{Groth16, r1cs_to_qap::LibsnarkReduction};
use ark_relations::gr1cs::SynthesisError;
use plimsoll_params::CircuitKey;
use plimsoll_verifier::{DecodeError, Proof};

use crate::{Assignment, Blinding};

/// Computes Groth16 proofs: key, assignment and blinding in, three points out. Deterministic in all of them.
pub trait Engine: Send + Sync {
    /// Its name in logs and measurements.
    fn name(&self) -> &'static str;

    /// The proof. The assignment has a value for each of the key's columns; whether it satisfies the circuit is not the
    /// engine's business.
    ///
    /// # Errors
    /// See [`EngineError`].
    fn prove(
        &self,
        key: &CircuitKey,
        assignment: &Assignment,
        blinding: Blinding,
    ) -> Result<Proof, EngineError>;
}

/// Why an engine gives no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The computation failed.
    #[error("the proof could not be computed: {0}")]
    Computation(SynthesisError),
    /// A point of the proof is the identity. With fresh blinding this does not happen: try again.
    #[error("the computed proof is no proof: {0}. Try again")]
    Degenerate(#[from] DecodeError),
}

/// The engine of `ark-groth16`, with the matrices of the key instead of reading them off the circuit each time.
#[derive(Clone, Copy, Debug, Default)]
pub struct ArkEngine;

impl Engine for ArkEngine {
    fn name(&self) -> &'static str {
        "ark-groth16"
    }

    fn prove(
        &self,
        key: &CircuitKey,
        assignment: &Assignment,
        blinding: Blinding,
    ) -> Result<Proof, EngineError> {
        let shape = key.shape();
        let proof = Groth16::<Bn254, LibsnarkReduction>::create_proof_with_reduction_and_matrices(
            key.proving_key(),
            *blinding.r(),
            *blinding.s(),
            shape.matrices(),
            assignment.instance_len(),
            shape.counts().constraints,
            assignment.values(),
        )
        .map_err(EngineError::Computation)?;
        Ok(Proof::new(proof.a, proof.b, proof.c)?)
    }
}
