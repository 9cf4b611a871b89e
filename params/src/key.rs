//! A circuit's keys in memory, checked against its matrices.

use std::sync::Arc;

use ark_bn254::Bn254;
use ark_groth16::ProvingKey;
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use plimsoll_circuits::{field::F, statement::CircuitId};
use plimsoll_verifier::{LintError, PreparedVerifyingKey, Takes, VerifyingKey};

use crate::{CircuitShape, KeySource, ProvingKeyHash, VerifyingKeyHash};

/// Everything that proving with one circuit needs: matrices, proving key, verifying key.
#[derive(Clone)]
pub struct CircuitKey {
    shape: Arc<CircuitShape>,
    source: KeySource,
    hash: ProvingKeyHash,
    proving_key: ProvingKey<Bn254>,
    verifying_key: PreparedVerifyingKey,
}

/// Why a proving key does not belong to a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyDefect {
    /// A part of the key has another length than the circuit asks for.
    #[error("the key's {part} has {found} points where the circuit needs {needed}")]
    Length {
        /// The part.
        part: &'static str,
        /// What the circuit's matrices ask for.
        needed: usize,
        /// What the key has.
        found: usize,
    },
    /// The circuit has more constraints than the field has roots of unity for.
    #[error("a circuit of {constraints} constraints is too big for BN254")]
    TooBig {
        /// Its constraints.
        constraints: usize,
    },
    /// Proofs under the verifying key could be forged by anyone.
    #[error("the verifying key is unsafe: {0}")]
    Lint(#[from] LintError),
}

impl CircuitKey {
    /// Puts matrices and key together. `hash` is that of the key's bytes.
    pub(crate) fn assemble(
        shape: Arc<CircuitShape>,
        proving_key: ProvingKey<Bn254>,
        source: KeySource,
        hash: ProvingKeyHash,
    ) -> Result<Self, KeyDefect> {
        let counts = shape.counts();
        let domain = Radix2EvaluationDomain::<F>::new(counts.constraints + counts.instance)
            .ok_or(KeyDefect::TooBig { constraints: counts.constraints })?;
        for (part, found, needed) in [
            ("a_query", proving_key.a_query.len(), shape.columns()),
            ("b_g1_query", proving_key.b_g1_query.len(), shape.columns()),
            ("b_g2_query", proving_key.b_g2_query.len(), shape.columns()),
            ("l_query", proving_key.l_query.len(), counts.witness),
            ("h_query", proving_key.h_query.len(), domain.size() - 1),
            ("gamma_abc_g1", proving_key.vk.gamma_abc_g1.len(), counts.instance),
        ] {
            if found != needed {
                return Err(KeyDefect::Length { part, needed, found });
            }
        }
        let verifying_key =
            PreparedVerifyingKey::new(verifying_key_of(&proving_key), Takes::posted(shape.circuit()))?;
        Ok(Self { shape, source, hash, proving_key, verifying_key })
    }

    /// The circuit.
    #[must_use]
    pub fn circuit(&self) -> CircuitId {
        self.shape.circuit()
    }

    /// The circuit's matrices.
    #[must_use]
    pub fn shape(&self) -> &CircuitShape {
        &self.shape
    }

    /// Where the key comes from.
    #[must_use]
    pub const fn source(&self) -> KeySource {
        self.source
    }

    /// The hash of the proving key's bytes.
    #[must_use]
    pub const fn hash(&self) -> ProvingKeyHash {
        self.hash
    }

    /// The proving key.
    #[must_use]
    pub const fn proving_key(&self) -> &ProvingKey<Bn254> {
        &self.proving_key
    }

    /// The verifying key, linted and ready to verify.
    #[must_use]
    pub const fn verifying_key(&self) -> &PreparedVerifyingKey {
        &self.verifying_key
    }

    /// The verifying key's pin.
    #[must_use]
    pub const fn verifying_key_hash(&self) -> VerifyingKeyHash {
        VerifyingKeyHash::from_bytes(self.verifying_key.hash())
    }
}

impl std::fmt::Debug for CircuitKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CircuitKey")
            .field("shape", &self.shape)
            .field("source", &self.source)
            .field("hash", &self.hash)
            .finish_non_exhaustive()
    }
}

/// The verifying key within a proving key, as the verifier writes it.
fn verifying_key_of(key: &ProvingKey<Bn254>) -> VerifyingKey {
    VerifyingKey {
        alpha_g1: key.vk.alpha_g1,
        beta_g2: key.vk.beta_g2,
        gamma_g2: key.vk.gamma_g2,
        delta_g2: key.vk.delta_g2,
        ic: key.vk.gamma_abc_g1.clone(),
    }
}
