//! Development keys: made from a public seed, so insecure, and the same for everybody.

use std::sync::Arc;

use ark_bn254::Bn254;
use ark_groth16::{Groth16, ProvingKey, r1cs_to_qap::LibsnarkReduction};
use ark_relations::gr1cs::SynthesisError;
use ark_serialize::{CanonicalSerialize, SerializationError};
use plimsoll_circuits::statement::{CircuitId, Instance, Statement};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use crate::{CircuitKey, CircuitShape, KeyDefect, KeySource, ProvingKeyHash};

/// Under this context BLAKE3 derives development seeds and nothing else.
const SEED_CONTEXT: &str = "plimsoll insecure development keys v1";

/// Insecure development keys of one circuit: anybody can make the same and forge proofs under them.
#[derive(Clone)]
pub struct DevelopmentKeys {
    key: CircuitKey,
    bytes: Vec<u8>,
}

/// Why development keys could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DevelopmentKeyError {
    /// The circuit failed during key generation: correct the circuit.
    #[error("key generation for {circuit} failed: {cause}")]
    Synthesis {
        /// The circuit.
        circuit: CircuitId,
        /// What failed.
        cause: SynthesisError,
    },
    /// The generated key is not one for the circuit's matrices: the circuit changes from one reading to the next.
    #[error("the key generated for {circuit} is unusable: {cause}")]
    Defect {
        /// The circuit.
        circuit: CircuitId,
        /// What is wrong.
        cause: KeyDefect,
    },
    /// The key could not be written to memory.
    #[error("the key generated for {circuit} could not be encoded: {cause}")]
    Encoding {
        /// The circuit.
        circuit: CircuitId,
        /// Why.
        cause: SerializationError,
    },
}

impl DevelopmentKeys {
    /// Makes the keys; takes many seconds for a big circuit. The generator is ChaCha20 with the seed
    /// `blake3::derive_key("plimsoll insecure development keys v1", name || 0 || version || matrix hash)`, the version
    /// as a little-endian `u32`. The same circuit always gives the same keys, whatever the number of threads.
    ///
    /// # Errors
    /// See [`DevelopmentKeyError`].
    pub fn generate<S: Statement>(shape: Arc<CircuitShape>) -> Result<Self, DevelopmentKeyError> {
        let circuit = S::CIRCUIT;
        let mut rng = ChaCha20Rng::from_seed(seed(&shape));
        let (public, witness) = S::blank();
        let instance = Instance::<S> { public: &public, witness: &witness };
        let proving_key = Groth16::<Bn254, LibsnarkReduction>::generate_random_parameters_with_reduction(
            instance, &mut rng,
        )
        .map_err(|cause| DevelopmentKeyError::Synthesis { circuit, cause })?;
        let bytes = encode(&proving_key).map_err(|cause| DevelopmentKeyError::Encoding { circuit, cause })?;
        let hash = ProvingKeyHash::from_bytes(*blake3::hash(&bytes).as_bytes());
        let key = CircuitKey::assemble(shape, proving_key, KeySource::InsecureDevelopment, hash)
            .map_err(|cause| DevelopmentKeyError::Defect { circuit, cause })?;
        Ok(Self { key, bytes })
    }

    /// The keys.
    #[must_use]
    pub const fn key(&self) -> &CircuitKey {
        &self.key
    }

    /// The proving key's bytes, as they stand in its file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The keys alone.
    #[must_use]
    pub fn into_key(self) -> CircuitKey {
        self.key
    }
}

impl std::fmt::Debug for DevelopmentKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DevelopmentKeys").field("key", &self.key).finish_non_exhaustive()
    }
}

fn seed(shape: &CircuitShape) -> [u8; 32] {
    let mut input = shape.circuit().name().as_bytes().to_vec();
    input.push(0);
    input.extend(shape.version().to_le_bytes());
    input.extend(shape.hash().as_bytes());
    blake3::derive_key(SEED_CONTEXT, &input)
}

fn encode(key: &ProvingKey<Bn254>) -> Result<Vec<u8>, SerializationError> {
    let mut bytes = Vec::with_capacity(key.uncompressed_size());
    key.serialize_uncompressed(&mut bytes)?;
    Ok(bytes)
}
