//! The audit ciphertext that every transition carries: readable by a threshold of guardians, by nobody else (protocol,
//! section 10).
//!
//! ElGamal under the guardians' audit key `A`: `R = e B8`, `S = e A`, `c_i = m_i + lane_i` of one permutation of
//! `[tag, S.x, S.y, 0, ..]`. Two further lanes are the blindings of the notes that the transition makes, so that whoever opens it has
//! these notes, too, and nobody can wedge a title with a memo that its new owner cannot read.

#[cfg(feature = "r1cs")]
pub mod gadget;

use crate::{
    field::{F, Point, Scalar, from_short_bytes},
    member::{Address, NullifierKey},
    note::Content,
    poseidon2::{MASK, hash, mask, sponge},
    tag::Tag,
};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{BigInteger, PrimeField};

/// Messages that one ciphertext carries; unused ones are 0.
pub const MESSAGES: usize = 8;

/// Notes that one transition makes at most: each takes its blinding from the mask.
pub const BLINDINGS: usize = MASK - MESSAGES;

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
    /// A Revalue.
    Revalue,
}

impl AuditOf {
    /// The mask's tag.
    #[must_use]
    pub const fn tag(self) -> Tag {
        match self {
            AuditOf::Register => Tag::AuditRegister,
            AuditOf::Move => Tag::AuditMove,
            AuditOf::Amend => Tag::AuditAmend,
            AuditOf::Revalue => Tag::AuditRevalue,
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

    /// What it says, given the shared point `S = e A` (which any threshold of guardians can compute from `R`).
    #[must_use]
    pub fn open(&self, of: AuditOf, shared: Point) -> Unsealed {
        let lanes = mask(of.tag(), shared.x, shared.y);
        Unsealed {
            messages: std::array::from_fn(|i| self.masked[i] - lanes[i]),
            blindings: blindings(&lanes),
        }
    }
}

/// What a ciphertext says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsealed {
    /// The messages.
    pub messages: [F; MESSAGES],
    /// The blindings of the notes that the transition makes, in their order.
    pub blindings: [F; BLINDINGS],
}

fn blindings(lanes: &[F; MASK]) -> [F; BLINDINGS] {
    std::array::from_fn(|i| lanes[MESSAGES + i])
}

/// What a scalar makes under a key: the ephemeral point, and the mask. It is made once for each attempt at a transition.
#[derive(Clone, Copy)]
pub struct Sealing {
    ephemeral: Point,
    lanes: [F; MASK],
}

impl Sealing {
    /// The blindings of the notes that the transition makes, in their order.
    #[must_use]
    pub fn blindings(&self) -> [F; BLINDINGS] {
        blindings(&self.lanes)
    }

    /// Seals messages.
    #[must_use]
    pub fn seal(&self, messages: &[F; MESSAGES]) -> AuditCiphertext {
        let masked = std::array::from_fn(|i| messages[i] + self.lanes[i]);
        AuditCiphertext { ephemeral: self.ephemeral, masked }
    }
}

/// Whose output a transition makes, and what it holds: what the audit scalar depends on.
pub type Made = (Content, Address);

/// The ephemeral scalar `e`: not 0, below 2^250.
#[derive(Clone, Copy, PartialEq, Eq, zeroize::Zeroize)]
pub struct AuditScalar(Scalar);

impl AuditScalar {
    /// The low 250 bits of `H(audit_e; nk, source, digest, fresh)`: `source` is nf_0 or F_DOC, the digest is of the outputs' contents
    /// and owners, and `fresh` are 32 random bytes of this attempt, in two elements. Two attempts under one scalar would be a
    /// two-time pad; `None` in the negligible case that all bits are 0.
    ///
    /// # Panics
    /// If there are no outputs.
    #[must_use]
    pub fn derive(nk: &NullifierKey, source: F, outputs: &[Made], fresh: &[u8; 32]) -> Option<Self> {
        let outputs: Vec<F> =
            outputs.iter().flat_map(|(c, owner)| [c.packed(), c.lot.0, c.bill, c.made, owner.0]).collect();
        let digest = sponge(Tag::AuditOutputs, &outputs);
        let [high, low] = [&fresh[..16], &fresh[16..]].map(from_short_bytes);
        let digest = hash(Tag::AuditScalar, &[nk.expose(), source, digest, high, low]);
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

    /// What it makes under the key whose shares the guardians hold.
    #[must_use]
    pub fn under(&self, of: AuditOf, key: Point) -> Sealing {
        let ephemeral = (Point::generator() * self.0).into_affine();
        let shared = (key * self.0).into_affine();
        Sealing { ephemeral, lanes: mask(of.tag(), shared.x, shared.y) }
    }
}
