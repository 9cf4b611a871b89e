//! A proof: three points, 128 bytes.

use alloc::vec::Vec;

use ark_bn254::{G1Affine, G2Affine};
use ark_serialize::CanonicalSerialize;

use crate::{
    DecodeError, Element,
    point::{self, G1_BYTES, G2_BYTES},
};

/// Bytes of a proof: A (32), B (64), C (32), each point compressed as arkworks does.
pub const PROOF_BYTES: usize = 2 * G1_BYTES + G2_BYTES;

/// A Groth16 proof whose points are known to be in their groups and not the identity.
///
/// Anyone who holds a proof can make others of the same statement from it, so its bytes must never
/// serve as an identity; the hash of a transition's public inputs does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    a: G1Affine,
    b: G2Affine,
    c: G1Affine,
}

impl Proof {
    /// A proof from its points.
    ///
    /// # Errors
    /// A point that is off its curve, off the subgroup, or the identity.
    pub fn new(a: G1Affine, b: G2Affine, c: G1Affine) -> Result<Self, DecodeError> {
        Ok(Self {
            a: point::not_identity(point::checked(a, Element::ProofA)?, Element::ProofA)?,
            b: point::not_identity(point::checked(b, Element::ProofB)?, Element::ProofB)?,
            c: point::not_identity(point::checked(c, Element::ProofC)?, Element::ProofC)?,
        })
    }

    /// Reads a proof from exactly [`PROOF_BYTES`] bytes.
    ///
    /// # Errors
    /// - [`DecodeError::Length`]: truncated or padded bytes,
    /// - [`DecodeError::NotCanonical`]: a coordinate not below the base field's modulus,
    /// - [`DecodeError::Flags`], [`OffCurve`](DecodeError::OffCurve), [`OffSubgroup`](DecodeError::OffSubgroup),
    ///   [`Identity`](DecodeError::Identity): no point of the group, or the identity.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() != PROOF_BYTES {
            return Err(DecodeError::Length { expected: PROOF_BYTES, got: bytes.len() });
        }
        let (a, rest) = bytes.split_at(G1_BYTES);
        let (b, c) = rest.split_at(G2_BYTES);
        Ok(Self {
            a: point::not_identity(point::g1(a, Element::ProofA)?, Element::ProofA)?,
            b: point::not_identity(point::g2(b, Element::ProofB)?, Element::ProofB)?,
            c: point::not_identity(point::g1(c, Element::ProofC)?, Element::ProofC)?,
        })
    }

    /// Writes the proof as [`from_bytes`](Self::from_bytes) reads it.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; PROOF_BYTES] {
        let mut buffer = Vec::with_capacity(PROOF_BYTES);
        // Writing to a vector does not fail.
        let _ = self.a.serialize_compressed(&mut buffer);
        let _ = self.b.serialize_compressed(&mut buffer);
        let _ = self.c.serialize_compressed(&mut buffer);
        let mut bytes = [0; PROOF_BYTES];
        bytes.copy_from_slice(&buffer);
        bytes
    }

    /// Point A, in G1.
    pub const fn a(&self) -> &G1Affine {
        &self.a
    }

    /// Point B, in G2.
    pub const fn b(&self) -> &G2Affine {
        &self.b
    }

    /// Point C, in G1.
    pub const fn c(&self) -> &G1Affine {
        &self.c
    }
}
