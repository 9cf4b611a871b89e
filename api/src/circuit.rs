//! What can be proven here, and under which keys.

use crate::encoding;
use plimsoll_circuits::statement::CircuitId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A circuit and its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Circuit {
    /// Its name.
    #[schema(schema_with = encoding::circuit)]
    pub circuit: CircuitId,
    /// Its version.
    pub version: u32,
    /// How many public inputs it has.
    pub posted: usize,
    /// Where its keys come from: `ceremony`, or `insecure-development` (anybody can forge proofs).
    pub source: String,
    /// Hash of the proving key, hexadecimal; the key lies at `/v1/keys/{hash}`.
    pub proving_key: String,
    /// Hash of the verifying key, hexadecimal.
    pub verifying_key: String,
}

/// All circuits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Circuits {
    /// The circuits.
    pub circuits: Vec<Circuit>,
}

/// The key to which witnesses may be sealed (HPKE, RFC 9180: X25519, HKDF-SHA256, ChaCha20Poly1305).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WitnessKey {
    /// Names the key: the first 8 bytes of its SHA-256, hexadecimal.
    pub id: String,
    /// The public key: 32 bytes, hexadecimal with `0x`.
    pub public_key: String,
}
