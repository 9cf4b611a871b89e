//! Points that others send, and scalars made of hashes.

use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::PrimeField;
use plimsoll_circuits::field::{self, F, Point, Scalar};

/// Whether the point lies on the curve, in the prime-order subgroup, and is not the identity.
pub(crate) fn is_sound(p: &Point) -> bool {
    !p.is_zero() && field::point(p.x, p.y).is_some()
}

/// `x B8`.
pub(crate) fn base(x: Scalar) -> Point {
    (Point::generator() * x).into_affine()
}

/// `sum_k coefficient_k at^k`: the value of a polynomial in the exponent (Feldman, "A practical scheme for non-interactive
/// verifiable secret sharing", 1987).
pub(crate) fn evaluate(coefficients: &[Point], at: Scalar) -> Point {
    let mut sum = field::PointProjective::default();
    for c in coefficients.iter().rev() {
        sum = sum * at + c;
    }
    sum.into_affine()
}

/// `sum_i coefficient_i point_i`.
pub(crate) fn combine(points: &[Point], coefficients: &[Scalar]) -> Point {
    points
        .iter()
        .zip(coefficients)
        .fold(field::PointProjective::default(), |sum, (p, c)| sum + *p * *c)
        .into_affine()
}

/// A hash as a scalar: reduced modulo the group order, as Baby Jubjub's Schnorr-like proofs do with their challenges.
pub(crate) fn to_scalar(x: F) -> Scalar {
    Scalar::from_be_bytes_mod_order(&field::to_bytes(&x))
}
