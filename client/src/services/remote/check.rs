//! No proof is handed out that was not verified here.

use plimsoll_circuits::{field::F, statement::CircuitId};
use plimsoll_params::{CommittedKeyError, KeyPolicy, verifying_key};
use plimsoll_verifier::{PROOF_BYTES, PreparedVerifyingKey, Proof, Takes, verify};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Verifies proofs under the keys that this program was built with.
#[derive(Debug)]
pub struct ProofCheck {
    policy: KeyPolicy,
    keys: Mutex<HashMap<CircuitId, Arc<PreparedVerifyingKey>>>,
}

/// Why a proof is not handed out.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// There is no key to verify with.
    #[error(transparent)]
    Key(#[from] CommittedKeyError),
    /// The bytes are no proof, or not of this statement under this key.
    #[error(
        "what the proving service calls a proof of {circuit} is none ({why}), so it is thrown away; see that the service \
         proves under the keys of this version (`GET /v1/circuits`), and tell whoever runs it"
    )]
    NoProof {
        /// The circuit.
        circuit: CircuitId,
        /// The verifier's answer.
        why: String,
    },
}

impl ProofCheck {
    /// With the keys that this policy admits.
    #[must_use]
    pub fn new(policy: KeyPolicy) -> Self {
        Self { policy, keys: Mutex::default() }
    }

    /// Fails if no proof of the circuit could be verified.
    ///
    /// # Errors
    /// [`CheckError::Key`].
    pub fn ready(&self, circuit: CircuitId) -> Result<(), CheckError> {
        self.key(circuit).map(drop)
    }

    /// Verifies a proof.
    ///
    /// # Errors
    /// See [`CheckError`].
    pub fn verify(
        &self,
        circuit: CircuitId,
        inputs: &[F],
        proof: &[u8; PROOF_BYTES],
    ) -> Result<(), CheckError> {
        let key = self.key(circuit)?;
        let no_proof = |why: String| CheckError::NoProof { circuit, why };
        let proof = Proof::from_bytes(proof).map_err(|e| no_proof(e.to_string()))?;
        verify(&key, inputs, &proof).map_err(|e| no_proof(e.to_string()))
    }

    fn key(&self, circuit: CircuitId) -> Result<Arc<PreparedVerifyingKey>, CheckError> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = keys.get(&circuit) {
            return Ok(key.clone());
        }
        let key = PreparedVerifyingKey::new(verifying_key(circuit, self.policy)?, Takes::posted(circuit))
            .map_err(|cause| CommittedKeyError::Lint { file: circuit.name().to_owned(), cause })?;
        let key = Arc::new(key);
        keys.insert(circuit, key.clone());
        Ok(key)
    }
}
