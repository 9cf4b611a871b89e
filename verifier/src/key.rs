//! A verifying key: its bytes and the hash that pins it.

use alloc::vec::Vec;

use ark_bn254::{G1Affine, G2Affine};
use ark_serialize::CanonicalSerialize;
use sha2::{Digest, Sha256};

use crate::{
    DecodeError, Element,
    point::{self, G1_BYTES, G2_BYTES},
};

/// Bytes before the IC points: alpha, beta, gamma, delta, and the number of IC points as a little-endian u64.
const HEAD_BYTES: usize = G1_BYTES + 3 * G2_BYTES + 8;

/// A Groth16 verifying key over BN254.
///
/// As data it may still be unsafe to use; only a [`PreparedVerifyingKey`](crate::PreparedVerifyingKey),
/// which exists for linted keys alone, verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    /// alpha in G1.
    pub alpha_g1: G1Affine,
    /// beta in G2.
    pub beta_g2: G2Affine,
    /// gamma in G2.
    pub gamma_g2: G2Affine,
    /// delta in G2.
    pub delta_g2: G2Affine,
    /// One point for the constant one, then one for each public input.
    pub ic: Vec<G1Affine>,
}

impl VerifyingKey {
    /// How many public inputs a proof under this key has.
    #[must_use]
    pub fn input_count(&self) -> usize {
        self.ic.len().saturating_sub(1)
    }

    /// Reads a key from its canonical bytes: alpha (32), beta, gamma, delta (64 each), the number of IC points
    /// (little-endian u64), the IC points (32 each), all compressed; the bytes arkworks writes for a compressed key.
    ///
    /// # Errors
    /// Any length but the one the count asks for, a number not below its modulus, a point off curve or subgroup.
    /// The identity is let through here in its one encoding and refused by name in [`lint`](Self::lint).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let short = DecodeError::KeyLength { got: bytes.len() };
        let (head, tail) = bytes.split_at_checked(HEAD_BYTES).ok_or(short)?;
        let (alpha, head) = head.split_at(G1_BYTES);
        let (beta, head) = head.split_at(G2_BYTES);
        let (gamma, head) = head.split_at(G2_BYTES);
        let (delta, count) = head.split_at(G2_BYTES);

        let (points, rest) = tail.as_chunks::<G1_BYTES>();
        let written = count.iter().rev().fold(0u64, |n, byte| n << 8 | u64::from(*byte));
        if !rest.is_empty() || u64::try_from(points.len()) != Ok(written) {
            return Err(short);
        }
        Ok(Self {
            alpha_g1: point::g1(alpha, Element::Alpha)?,
            beta_g2: point::g2(beta, Element::Beta)?,
            gamma_g2: point::g2(gamma, Element::Gamma)?,
            delta_g2: point::g2(delta, Element::Delta)?,
            ic: points
                .iter()
                .enumerate()
                .map(|(i, ic)| point::g1(ic, Element::Ic(i)))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The canonical bytes, as [`from_bytes`](Self::from_bytes) reads them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD_BYTES + G1_BYTES * self.ic.len());
        // Writing to a vector does not fail.
        let _ = self.alpha_g1.serialize_compressed(&mut bytes);
        let _ = self.beta_g2.serialize_compressed(&mut bytes);
        let _ = self.gamma_g2.serialize_compressed(&mut bytes);
        let _ = self.delta_g2.serialize_compressed(&mut bytes);
        let _ = self.ic.serialize_compressed(&mut bytes);
        bytes
    }

    /// The pin of this key: SHA-256 of its canonical bytes, so `sha256sum` of a native key file shows the same.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.to_bytes()).into()
    }
}
