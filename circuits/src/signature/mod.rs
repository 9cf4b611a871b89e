//! EdDSA over Baby Jubjub with Poseidon2 (crate `taceo-eddsa-babyjubjub`), the message being one field element made with
//! its own tag.
//!
//! The equation is cofactored, `8 S B = 8 R + 8 c A`; keys lie in the prime-order subgroup and are not the identity; `R`
//! is only on the curve. The circuit twin checks the same equation.

#[cfg(feature = "r1cs")]
pub mod gadget;
#[cfg(all(test, feature = "r1cs"))]
mod gadget_tests;
mod nobody;

pub use nobody::NOBODY;

use crate::{
    field::{F, Point, Scalar, serde_point},
    point::combination,
};
use ark_ff::{AdditiveGroup, Zero};
use serde::{Deserialize, Serialize};
use taceo_eddsa_babyjubjub::{EdDSAPrivateKey, EdDSASignature, challenge_hash, convert_base_to_scalar};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A signing key. Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SigningKey([u8; 32]);

impl SigningKey {
    /// The key of 32 secret bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A fresh key.
    pub fn random<R: rand::RngCore + rand::CryptoRng>(rng: &mut R) -> Self {
        let mut bytes = [0u8; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The secret bytes, to be stored encrypted.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public key `ak`.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(EdDSAPrivateKey::from_bytes(self.0).public().pk)
    }

    /// Signs one field element, which must have been made with the tag of its statement.
    #[must_use]
    pub fn sign(&self, message: F) -> Signature {
        let EdDSASignature { r, s, .. } = EdDSAPrivateKey::from_bytes(self.0).sign(message);
        Signature { r, s }
    }
}

/// A public key: a point of the prime-order subgroup that is not the identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Zeroize)]
pub struct PublicKey(Point);

impl PublicKey {
    /// The key at this point; `None` for the identity and for points outside the prime-order subgroup.
    #[must_use]
    pub fn new(point: Point) -> Option<Self> {
        use ark_ec::AffineRepr;
        (!point.is_zero() && crate::field::point(point.x, point.y).is_some()).then_some(Self(point))
    }

    /// Fills a place that a statement ignores: the generator, whose secret everybody knows.
    #[must_use]
    pub fn blank() -> Self {
        use ark_ec::AffineRepr;
        Self(Point::generator())
    }

    /// The point.
    pub const fn point(&self) -> Point {
        self.0
    }

    /// Whether `signature` is this key's over `message`.
    #[must_use]
    pub fn verify(&self, message: F, signature: &Signature) -> bool {
        // That the key lies in the subgroup and is not the identity, its type says.
        if !signature.r.is_on_curve() {
            return false;
        }
        let challenge = convert_base_to_scalar(challenge_hash(message, signature.r, self.0));
        let difference = combination(&signature.s, &-challenge, &self.0) - signature.r;
        difference.double().double().double().is_zero()
    }
}

impl Serialize for PublicKey {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        serde_point::serialize(&self.0, s)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let point = serde_point::deserialize(d)?;
        Self::new(point).ok_or_else(|| serde::de::Error::custom("the identity is no public key"))
    }
}

/// A signature: the nonce point, on the curve, and a scalar below `l`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Zeroize)]
pub struct Signature {
    /// The nonce point `R`.
    pub r: Point,
    /// The scalar `S`.
    pub s: Scalar,
}

impl Signature {
    /// A well-formed signature of nothing: what fills a place that a statement ignores. It has the generator for `R`.
    #[must_use]
    pub fn blank() -> Self {
        use ark_ec::AffineRepr;
        Self { r: Point::generator(), s: Scalar::from(0u64) }
    }
}

/// How a signature is written: `R`'s coordinates and `S`, each as text.
#[derive(Serialize, Deserialize)]
struct SignatureText {
    #[serde(with = "crate::field::serde_hex_vec")]
    r: [F; 2],
    s: String,
}

impl Serialize for Signature {
    fn serialize<Ser: serde::Serializer>(&self, s: Ser) -> Result<Ser::Ok, Ser::Error> {
        use ark_ff::{BigInteger, PrimeField};
        let text = format!("0x{}", hex::encode(self.s.into_bigint().to_bytes_be()));
        SignatureText { r: [self.r.x, self.r.y], s: text }.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let text = SignatureText::deserialize(d)?;
        let r = Point::new_unchecked(text.r[0], text.r[1]);
        if !r.is_on_curve() {
            return Err(D::Error::custom("the signature's nonce point is not on the curve"));
        }
        // The scalar's modulus is below the base field's: read it there, then demand that it is canonical.
        let s = crate::field::from_hex(&text.s)
            .and_then(|wide| {
                use ark_ff::PrimeField;
                Scalar::from_bigint(wide.into_bigint())
            })
            .ok_or_else(|| D::Error::custom("the signature's scalar is not below the group order"))?;
        Ok(Self { r, s })
    }
}
