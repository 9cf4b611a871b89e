//! Keys, signatures and the audit scalar.

use crate::encoding::{Expected, FieldElement};
use ark_ff::PrimeField;
use plimsoll_circuits::{
    audit,
    field::{F, Point, Scalar, point},
    signature,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A point of Baby Jubjub in affine coordinates.
#[derive(Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Coordinates {
    /// Coordinate x.
    x: FieldElement,
    /// Coordinate y.
    y: FieldElement,
}

impl Coordinates {
    fn new(point: Point) -> Self {
        Self { x: FieldElement(point.x), y: FieldElement(point.y) }
    }
}

/// A signing key's public half: a point of Baby Jubjub's prime-order subgroup that is not the identity.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Coordinates", into = "Coordinates")]
#[schema(value_type = Coordinates)]
pub struct PublicKey(pub signature::PublicKey);

impl TryFrom<Coordinates> for PublicKey {
    type Error = Expected;

    fn try_from(from: Coordinates) -> Result<Self, Expected> {
        const EXPECTED: Expected = Expected("a point of the prime-order subgroup other than the identity");
        point(from.x.0, from.y.0).and_then(signature::PublicKey::new).map(Self).ok_or(EXPECTED)
    }
}

impl From<PublicKey> for Coordinates {
    fn from(key: PublicKey) -> Self {
        Self::new(key.0.point())
    }
}

impl Zeroize for PublicKey {
    fn zeroize(&mut self) {
        self.0 = signature::NOBODY;
        // Makes the write seen, so that it is not left out as one to memory that nobody reads again.
        std::hint::black_box(self);
    }
}

/// A signature's nonce point `R`: a point of Baby Jubjub.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize)]
#[serde(try_from = "Coordinates", into = "Coordinates")]
#[schema(value_type = Coordinates)]
pub struct NoncePoint(Point);

impl TryFrom<Coordinates> for NoncePoint {
    type Error = Expected;

    fn try_from(from: Coordinates) -> Result<Self, Expected> {
        let point = Point::new_unchecked(from.x.0, from.y.0);
        point.is_on_curve().then_some(Self(point)).ok_or(Expected("a point of the curve"))
    }
}

impl From<NoncePoint> for Coordinates {
    fn from(nonce: NoncePoint) -> Self {
        Self::new(nonce.0)
    }
}

/// The scalar of the curve's subgroup that a field element stands for; `None` if it is not below the subgroup's order.
fn scalar(from: FieldElement) -> Option<Scalar> {
    Scalar::from_bigint(from.0.into_bigint())
}

/// The field element that a scalar is written as: the same number, for the subgroup's order is below the field's.
fn element(scalar: Scalar) -> FieldElement {
    FieldElement(F::new(scalar.into_bigint()))
}

/// A signature's scalar `S`: below the order of the curve's subgroup, written as a field element.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize)]
#[serde(try_from = "FieldElement", into = "FieldElement")]
#[schema(value_type = FieldElement)]
pub struct SignatureScalar(Scalar);

impl TryFrom<FieldElement> for SignatureScalar {
    type Error = Expected;

    fn try_from(from: FieldElement) -> Result<Self, Expected> {
        scalar(from).map(Self).ok_or(Expected("a scalar below the order of the curve's subgroup"))
    }
}

impl From<SignatureScalar> for FieldElement {
    fn from(scalar: SignatureScalar) -> Self {
        element(scalar.0)
    }
}

/// The audit scalar: not 0, below 2^250, written as a field element.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize)]
#[serde(try_from = "FieldElement", into = "FieldElement")]
#[schema(value_type = FieldElement)]
pub struct AuditScalar(pub audit::AuditScalar);

impl TryFrom<FieldElement> for AuditScalar {
    type Error = Expected;

    fn try_from(from: FieldElement) -> Result<Self, Expected> {
        let scalar = scalar(from).and_then(audit::AuditScalar::new);
        scalar.map(Self).ok_or(Expected("a number from 1 to 2^250 - 1"))
    }
}

impl From<AuditScalar> for FieldElement {
    fn from(scalar: AuditScalar) -> Self {
        Self(scalar.0.to_field())
    }
}

/// A signature over Baby Jubjub with Poseidon2 (protocol, section 3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The nonce point `R`.
    pub r: NoncePoint,
    /// The scalar `S`.
    pub s: SignatureScalar,
}

impl From<&signature::Signature> for Signature {
    fn from(from: &signature::Signature) -> Self {
        Self { r: NoncePoint(from.r), s: SignatureScalar(from.s) }
    }
}

impl From<&Signature> for signature::Signature {
    fn from(from: &Signature) -> Self {
        Self { r: from.r.0, s: from.s.0 }
    }
}
