//! The two fields and the curve every other module speaks of (protocol, section 3).

use ark_ff::{BigInteger, PrimeField};

/// The scalar field of BN254, which is also the base field of Baby Jubjub. All commitments live here.
pub type F = ark_bn254::Fr;

/// The scalar field of Baby Jubjub's prime-order subgroup, of order `l` (251 bits).
pub type Scalar = ark_babyjubjub::Fr;

/// A point of Baby Jubjub in circomlib's twisted Edwards form (a = 168700, d = 168696).
pub type Point = ark_babyjubjub::EdwardsAffine;

/// A point of Baby Jubjub in projective coordinates.
pub type PointProjective = ark_babyjubjub::EdwardsProjective;

/// The 32 bytes of `x`, big endian: the one form in which a field element is written to files, logs and hashes.
#[must_use]
pub fn to_bytes(x: &F) -> [u8; 32] {
    let mut out = [0u8; 32];
    out.copy_from_slice(&x.into_bigint().to_bytes_be());
    out
}

/// The field element of 32 big-endian bytes; `None` if they are not below the modulus (nothing is ever reduced).
#[must_use]
pub fn from_bytes(bytes: &[u8; 32]) -> Option<F> {
    let mut limbs = [0u64; 4];
    for (limb, chunk) in limbs.iter_mut().rev().zip(bytes.chunks_exact(8)) {
        let mut word = [0u8; 8];
        word.copy_from_slice(chunk);
        *limb = u64::from_be_bytes(word);
    }
    F::from_bigint(ark_ff::BigInt(limbs))
}

/// The field element of at most 31 bytes read as one big-endian integer, which is always below the modulus.
///
/// # Panics
/// If there are more than 31 bytes.
#[must_use]
pub fn from_short_bytes(bytes: &[u8]) -> F {
    assert!(bytes.len() <= 31, "at most 31 bytes fit below the modulus");
    F::from_be_bytes_mod_order(bytes)
}

/// `x` as an unsigned 64-bit integer; `None` if it is larger.
#[must_use]
pub fn to_u64(x: &F) -> Option<u64> {
    let limbs = x.into_bigint().0;
    (limbs[1..] == [0, 0, 0]).then_some(limbs[0])
}

/// Whether `b - a` has no more than `bits` bits, which of two numbers of so many bits says that a <= b. As a circuit asks it: of
/// elements that are no such numbers it may be so, too, as of -1 and 0.
#[must_use]
pub fn at_most(a: &F, b: &F, bits: usize) -> bool {
    (*b - a).into_bigint().num_bits() as usize <= bits
}

/// `0x` and 64 hexadecimal digits: how field elements are shown to people and written to JSON.
#[must_use]
pub fn to_hex(x: &F) -> String {
    format!("0x{}", hex::encode(to_bytes(x)))
}

/// Reads what [`to_hex`] writes; `None` if it is anything else.
#[must_use]
pub fn from_hex(text: &str) -> Option<F> {
    let mut bytes = [0u8; 32];
    hex::decode_to_slice(text.strip_prefix("0x")?, &mut bytes).ok()?;
    from_bytes(&bytes)
}

/// Serde for one field element as [`to_hex`] text: `#[serde(with = "field::serde_hex")]`.
pub mod serde_hex {
    use super::{F, from_hex, to_hex};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes the element as text.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    pub fn serialize<S: Serializer>(x: &F, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&to_hex(x))
    }

    /// Reads the element from text.
    ///
    /// # Errors
    /// If the text is not `0x` and 64 digits of a number below the modulus.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<F, D::Error> {
        let text = String::deserialize(d)?;
        from_hex(&text)
            .ok_or_else(|| D::Error::custom("expected 0x and 64 hexadecimal digits below the field modulus"))
    }
}

/// Serde for a list of field elements as text: `#[serde(with = "field::serde_hex_vec")]`.
pub mod serde_hex_vec {
    use super::{F, from_hex, to_hex};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    /// Writes the elements as a list of texts.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    pub fn serialize<S: Serializer>(xs: &[F], s: S) -> Result<S::Ok, S::Error> {
        xs.iter().map(to_hex).collect::<Vec<_>>().serialize(s)
    }

    /// Reads the elements from a list of texts.
    ///
    /// # Errors
    /// If one of them is not a field element.
    pub fn deserialize<'de, T: TryFrom<Vec<F>>, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
        let texts = Vec::<String>::deserialize(d)?;
        let xs = texts
            .iter()
            .map(|t| {
                from_hex(t).ok_or_else(|| {
                    D::Error::custom("expected 0x and 64 hexadecimal digits below the field modulus")
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        T::try_from(xs).map_err(|_| D::Error::custom("wrong number of field elements"))
    }
}

/// Serde for a curve point as `[x, y]`; refuses points off the curve or outside the prime-order subgroup.
pub mod serde_point {
    use super::{F, Point};
    use serde::{Deserializer, Serializer, de::Error};

    /// Writes the two coordinates.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    pub fn serialize<S: Serializer>(p: &Point, s: S) -> Result<S::Ok, S::Error> {
        super::serde_hex_vec::serialize(&[p.x, p.y], s)
    }

    /// Reads and checks the point.
    ///
    /// # Errors
    /// If it is not two coordinates of a point of the prime-order subgroup.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Point, D::Error> {
        let [x, y]: [F; 2] = super::serde_hex_vec::deserialize(d)?;
        super::point(x, y)
            .ok_or_else(|| D::Error::custom("not a point of Baby Jubjub's prime-order subgroup"))
    }
}

/// The point with these coordinates, if it lies on the curve and in the prime-order subgroup (the identity does).
#[must_use]
pub fn point(x: F, y: F) -> Option<Point> {
    let p = Point::new_unchecked(x, y);
    (p.is_on_curve() && p.is_in_correct_subgroup_assuming_on_curve()).then_some(p)
}
