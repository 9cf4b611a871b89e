//! How numbers and bytes are written: hexadecimal with `0x`, one way only.

use plimsoll_circuits::field::{F, from_hex, to_hex};
use plimsoll_verifier::PROOF_BYTES;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};
use zeroize::{Zeroize, Zeroizing};

/// An element of the scalar field of BN254: `0x` and 64 lowercase hexadecimal digits, below the field's order, never
/// reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Zeroize)]
pub struct FieldElement(pub F);

impl Serialize for FieldElement {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&Zeroizing::new(to_hex(&self.0)))
    }
}

impl<'de> Deserialize<'de> for FieldElement {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        const EXPECTED: &str = "0x and 64 lowercase hexadecimal digits of a number below the field's order";
        text(d, EXPECTED, |text| {
            digits(text)?;
            from_hex(text).map(Self)
        })
    }
}

/// What a value should have been: the only thing that is said of a value that is refused.
#[derive(Debug, thiserror::Error)]
#[error("invalid value, expected {0}")]
pub struct Expected(pub(crate) &'static str);

/// Reads a text without a copy of it, and says of another value only what it should have been.
pub(crate) fn text<'de, D: Deserializer<'de>, T>(
    d: D,
    expected: &'static str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    struct Text<R>(&'static str, R);

    impl<T, R: FnOnce(&str) -> Option<T>> Visitor<'_> for Text<R> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            (self.1)(text).ok_or_else(|| E::custom(Expected(self.0)))
        }
    }

    d.deserialize_str(Text(expected, read))
}

/// What stands behind `0x`; `None` if there is no `0x`, or a capital letter.
pub(crate) fn digits(text: &str) -> Option<&str> {
    text.strip_prefix("0x").filter(|digits| !digits.bytes().any(|b| b.is_ascii_uppercase()))
}

/// A proof as the ledger takes it: 128 bytes, compressed A, B, C (see the protocol, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofHex(pub [u8; PROOF_BYTES]);

impl Serialize for ProofHex {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&format!("0x{}", hex::encode(self.0)))
    }
}

impl<'de> Deserialize<'de> for ProofHex {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        text(d, "0x and 256 lowercase hexadecimal digits of a proof", |text| {
            let mut bytes = [0; PROOF_BYTES];
            hex::decode_to_slice(digits(text)?, &mut bytes).ok()?;
            Some(Self(bytes))
        })
    }
}

fn hexadecimal(bytes: usize, description: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(format!("^0x[0-9a-f]{{{}}}$", 2 * bytes)))
        .description(Some(description))
        .into()
}

impl PartialSchema for FieldElement {
    fn schema() -> RefOr<Schema> {
        hexadecimal(32, "An element of the scalar field of BN254, big-endian, below the field's order")
    }
}
impl ToSchema for FieldElement {}

impl PartialSchema for ProofHex {
    fn schema() -> RefOr<Schema> {
        hexadecimal(PROOF_BYTES, "A Groth16 proof: compressed A, B and C")
    }
}
impl ToSchema for ProofHex {}

/// The schema of a circuit's name.
pub(crate) fn circuit() -> RefOr<Schema> {
    use plimsoll_circuits::statement::CircuitId;
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(CircuitId::ALL.map(CircuitId::name)))
        .description(Some("A circuit, by its name"))
        .into()
}

/// The schema of a list of circuits.
pub(crate) fn circuits() -> RefOr<Schema> {
    utoipa::openapi::ArrayBuilder::new().items(circuit()).into()
}

/// What may be left out, and is not `null` when it is there.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}
