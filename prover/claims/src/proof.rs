//! A proof as bytes, and as text.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A proof. Its bytes are randomised: never an identity of what is proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimProof(Vec<u8>);

impl ClaimProof {
    /// These bytes, which may be anything: verifying tells.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// `0x` and hexadecimal digits.
impl Serialize for ClaimProof {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&format!("0x{}", hex::encode(&self.0)))
    }
}

impl<'de> Deserialize<'de> for ClaimProof {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let bytes = text.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok());
        bytes.map(Self).ok_or_else(|| D::Error::custom("a proof is 0x and hexadecimal digits"))
    }
}
