//! Curve points from bytes and coordinates, always checked.

use ark_bn254::{Fq, G1Affine, G2Affine};
use ark_ec::{
    AffineRepr,
    short_weierstrass::{Affine, SWCurveConfig},
};
use ark_ff::{BigInt, PrimeField, Zero};
use ark_serialize::CanonicalDeserialize;

use crate::{DecodeError, Element};

/// Bytes of a compressed point of G1.
pub(crate) const G1_BYTES: usize = 32;
/// Bytes of a compressed point of G2.
pub(crate) const G2_BYTES: usize = 64;

const SIGN_BIT: u8 = 0x80;
const INFINITY_BIT: u8 = 0x40;

/// A point of G1 from its 32 compressed bytes; the identity only in its one encoding.
pub(crate) fn g1(bytes: &[u8], element: Element) -> Result<G1Affine, DecodeError> {
    compressed(bytes, G1_BYTES, element)
}

/// A point of G2 from its 64 compressed bytes; the identity only in its one encoding.
pub(crate) fn g2(bytes: &[u8], element: Element) -> Result<G2Affine, DecodeError> {
    compressed(bytes, G2_BYTES, element)
}

/// `point` unless it is the identity.
pub(crate) fn not_identity<P: SWCurveConfig>(
    point: Affine<P>,
    element: Element,
) -> Result<Affine<P>, DecodeError> {
    if point.is_zero() { Err(DecodeError::Identity(element)) } else { Ok(point) }
}

/// `point` if it is on the curve and in the subgroup.
pub(crate) fn checked<P: SWCurveConfig>(
    point: Affine<P>,
    element: Element,
) -> Result<Affine<P>, DecodeError> {
    if !point.is_on_curve() {
        return Err(DecodeError::OffCurve(element));
    }
    if !point.is_in_correct_subgroup_assuming_on_curve() {
        return Err(DecodeError::OffSubgroup(element));
    }
    Ok(point)
}

/// A point from affine coordinates.
///
/// arkworks writes the identity of these curves as (0, 0), which is not a point of either: as coordinates it is off the curve.
#[cfg(feature = "std")]
pub(crate) fn affine<P: SWCurveConfig>(
    x: P::BaseField,
    y: P::BaseField,
    element: Element,
) -> Result<Affine<P>, DecodeError> {
    if x.is_zero() && y.is_zero() {
        return Err(DecodeError::OffCurve(element));
    }
    checked(Affine::new_unchecked(x, y), element)
}

/// arkworks answers every refusal with the same error, and takes any x beside the infinity bit. So flags and
/// coordinates are looked at first, and what it then refuses can only be an x without a y.
fn compressed<P: SWCurveConfig>(
    bytes: &[u8],
    length: usize,
    element: Element,
) -> Result<Affine<P>, DecodeError> {
    let wrong_length = DecodeError::Length { expected: length, got: bytes.len() };
    let Some((last, _)) = bytes.split_last().filter(|_| bytes.len() == length) else {
        return Err(wrong_length);
    };
    if last & SIGN_BIT != 0 && last & INFINITY_BIT != 0 {
        return Err(DecodeError::Flags(element));
    }
    let infinity = last & INFINITY_BIT != 0;
    let (coordinates, _) = bytes.as_chunks::<32>();
    for (i, coordinate) in coordinates.iter().enumerate() {
        let mut coordinate = *coordinate;
        if 32 * (i + 1) == length {
            coordinate[31] &= !(SIGN_BIT | INFINITY_BIT);
        }
        let value = Fq::from_bigint(le_limbs(&coordinate)).ok_or(DecodeError::NotCanonical(element))?;
        if infinity && !value.is_zero() {
            return Err(DecodeError::NotCanonical(element));
        }
    }
    if infinity {
        return Ok(Affine::identity());
    }
    let point =
        Affine::<P>::deserialize_compressed_unchecked(bytes).map_err(|_| DecodeError::OffCurve(element))?;
    checked(point, element)
}

fn le_limbs(bytes: &[u8; 32]) -> BigInt<4> {
    let mut limbs = [0u64; 4];
    let (chunks, _) = bytes.as_chunks::<8>();
    for (limb, chunk) in limbs.iter_mut().zip(chunks) {
        *limb = u64::from_le_bytes(*chunk);
    }
    BigInt(limbs)
}
