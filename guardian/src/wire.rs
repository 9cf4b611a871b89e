//! Serde for what messages and files hold: scalars and lists of points, checked as they are read.

use ark_ff::{BigInteger, PrimeField};
use plimsoll_circuits::field::{self, Scalar};
use zeroize::Zeroizing;

/// `0x` and 64 hexadecimal digits.
#[must_use]
pub fn scalar_to_hex(x: &Scalar) -> Zeroizing<String> {
    let bytes = Zeroizing::new(x.into_bigint().to_bytes_be());
    let digits = Zeroizing::new(hex::encode(&*bytes));
    Zeroizing::new(format!("0x{}", *digits))
}

/// Reads what [`scalar_to_hex`] writes; `None` if it is anything else or not below the group order.
#[must_use]
pub fn scalar_from_hex(text: &str) -> Option<Scalar> {
    let wide = field::from_hex(text)?;
    Scalar::from_bigint(wide.into_bigint())
}

/// Serde for one scalar as text: `#[serde(with = "wire::serde_scalar")]`.
pub mod serde_scalar {
    use super::{Scalar, scalar_from_hex, scalar_to_hex};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use zeroize::Zeroizing;

    /// Writes the scalar.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    pub fn serialize<S: Serializer>(x: &Scalar, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&scalar_to_hex(x))
    }

    /// Reads the scalar.
    ///
    /// # Errors
    /// If it is not the text of a number below the group order.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Scalar, D::Error> {
        let text = Zeroizing::new(String::deserialize(d)?);
        scalar_from_hex(&text).ok_or_else(|| D::Error::custom("expected a scalar below the group order"))
    }
}

/// Serde for a list of points as `[[x, y], ..]`: `#[serde(with = "wire::serde_points")]`.
pub mod serde_points {
    use plimsoll_circuits::field::{Point, serde_point};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct One(#[serde(with = "serde_point")] Point);

    /// Writes the points.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    pub fn serialize<S: Serializer>(points: &[Point], s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(points.iter().map(|p| One(*p)))
    }

    /// Reads the points.
    ///
    /// # Errors
    /// If one of them is not in the prime-order subgroup.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Point>, D::Error> {
        Ok(Vec::<One>::deserialize(d)?.into_iter().map(|One(p)| p).collect())
    }
}
