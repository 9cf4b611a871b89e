//! The reference.

use std::sync::Arc;

use ark_bn254::Bn254;
use ark_groth16::{Groth16, r1cs_to_qap::LibsnarkReduction};
use plimsoll_engine::Stop;
use plimsoll_params::CircuitKey;
use plimsoll_verifier::Proof;

use super::{Engine, EngineError, EngineKey, Wanted};
use crate::{Assignment, Blinding, ReadyError};

/// The engine of `ark-groth16`, with the matrices of the key instead of reading them off the circuit each time.
#[derive(Clone, Copy, Debug, Default)]
pub struct ArkEngine;

impl Engine for ArkEngine {
    fn name(&self) -> &'static str {
        "ark-groth16"
    }

    fn make_ready(&self, wanted: &Wanted<'_>) -> Result<Box<dyn EngineKey>, ReadyError> {
        Ok(Box::new(wanted.standard()?))
    }
}

impl EngineKey for Arc<CircuitKey> {
    fn columns(&self) -> usize {
        self.shape().columns()
    }

    fn bytes(&self) -> usize {
        let key = self.proving_key();
        let g1 = key.a_query.len() + key.b_g1_query.len() + key.h_query.len() + key.l_query.len();
        size_of_val(&key.a_query[..1]) * g1 + size_of_val(&key.b_g2_query[..])
    }

    fn domain(&self) -> usize {
        let counts = self.shape().counts();
        (counts.constraints + counts.instance).next_power_of_two()
    }

    /// Its multiplications keep the scalars, their windows' digits and a set of buckets for each window; the transforms, three
    /// polynomials. It says nothing of it, so this is generous.
    fn working_set(&self, threads: usize) -> usize {
        const EACH: usize = 512;
        const FOR_EACH_THREAD: usize = 2 << 20;
        (self.columns() + 2 * self.domain()) * EACH + threads * FOR_EACH_THREAD
    }

    /// Asked to stop once it has begun, it goes on: `ark-groth16` cannot be stopped.
    fn prove(&self, assignment: &Assignment, blinding: &Blinding, stop: &Stop) -> Result<Proof, EngineError> {
        stop.check()?;
        let shape = self.shape();
        let proof = Groth16::<Bn254, LibsnarkReduction>::create_proof_with_reduction_and_matrices(
            self.proving_key(),
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
