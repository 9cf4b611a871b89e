//! The audit ciphertext that every transition carries: readable by a threshold of guardians, by nobody else (protocol,
//! section 10).
//!
//! ElGamal under the guardians' audit key `A`: `R = e B8`, `S = e A`, `c_i = m_i + lane_i` of one permutation of
//! `[tag, S.x, S.y, 0, ..]`.

#[cfg(feature = "r1cs")]
pub mod gadget;

use crate::{
    field::{F, Point, Scalar},
    member::NullifierKey,
    poseidon2::{hash, mask},
    tag::Tag,
};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{BigInteger, PrimeField};

/// Messages that one ciphertext carries; unused ones are 0.
pub const MESSAGES: usize = 8;

/// Bits of the audit scalar.
pub const SCALAR_BITS: usize = 250;

/// Which transition a ciphertext belongs to; it selects the tag of the mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditOf {
    /// A Register.
    Register,
    /// A Move.
    Move,
    /// An Amend.
    Amend,
}

impl AuditOf {
    /// The mask's tag.
    #[must_use]
    pub const fn tag(self) -> Tag {
        match self {
            AuditOf::Register => Tag::AuditRegister,
            AuditOf::Move => Tag::AuditMove,
            AuditOf::Amend => Tag::AuditAmend,
        }
    }
}

/// A sealed audit record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditCiphertext {
    /// The ephemeral point `R = e B8`.
    pub ephemeral: Point,
    /// The masked messages.
    pub masked: [F; MESSAGES],
}

impl AuditCiphertext {
    /// A ciphertext of zeros: what fills the place of one that is not there yet.
    #[must_use]
    pub fn blank() -> Self {
        Self { ephemeral: Point::generator(), masked: [F::from(0u64); MESSAGES] }
    }

    /// The messages, given the shared point `S = e A` (which any threshold of guardians can compute from `R`).
    #[must_use]
    pub fn open(&self, of: AuditOf, shared: Point) -> [F; MESSAGES] {
        let lanes = mask(of.tag(), shared.x, shared.y);
        std::array::from_fn(|i| self.masked[i] - lanes[i])
    }
}

/// The ephemeral scalar `e`: not 0, below 2^250.
#[derive(Clone, Copy, PartialEq, Eq, zeroize::Zeroize)]
pub struct AuditScalar(Scalar);

impl AuditScalar {
    /// The low 250 bits of `H(audit_e; nk, source, cm_0, cm_1, r)`, where `source` is nf_0 or F_DOC and `r` is fresh, so
    /// that nothing repeats even on a retry; `None` in the negligible case that they are all 0.
    #[must_use]
    pub fn derive(nk: &NullifierKey, source: F, cm: [F; 2], r: F) -> Option<Self> {
        let digest = hash(Tag::AuditScalar, &[nk.expose(), source, cm[0], cm[1], r]);
        let mut limbs = digest.into_bigint().0;
        limbs[3] &= (1 << (SCALAR_BITS - 192)) - 1;
        Scalar::from_bigint(ark_ff::BigInt(limbs)).and_then(Self::new)
    }

    /// The scalar of this value; `None` if it is 0 or has more than 250 bits.
    #[must_use]
    pub fn new(e: Scalar) -> Option<Self> {
        let bits = e.into_bigint().num_bits() as usize;
        (1..=SCALAR_BITS).contains(&bits).then_some(Self(e))
    }

    /// A scalar for a place that is not filled yet: 1.
    #[must_use]
    pub fn blank() -> Self {
        Self(Scalar::from(1u64))
    }

    /// The value.
    #[must_use]
    pub const fn expose(&self) -> Scalar {
        self.0
    }

    /// The value as an element of `F`, as circuits hold it.
    #[must_use]
    pub fn to_field(&self) -> F {
        F::new(self.0.into_bigint())
    }

    /// Seals `messages` for the holders of `key`'s shares.
    #[must_use]
    pub fn seal(&self, of: AuditOf, key: Point, messages: &[F; MESSAGES]) -> AuditCiphertext {
        let ephemeral = (Point::generator() * self.0).into_affine();
        let shared = (key * self.0).into_affine();
        let lanes = mask(of.tag(), shared.x, shared.y);
        AuditCiphertext { ephemeral, masked: std::array::from_fn(|i| messages[i] + lanes[i]) }
    }
}
