use super::keys::EncryptionPublicKey;
use plimsoll_circuits::{
    document::codes,
    field::{F, serde_hex},
    member::Address,
    signature::PublicKey,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A legal entity identifier (ISO 17442) whose check digits are right.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lei(String);

/// A text is no legal entity identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no legal entity identifier: 20 letters and digits that pass the ISO 17442 check")]
pub struct LeiError(String);

impl FromStr for Lei {
    type Err = LeiError;
    fn from_str(text: &str) -> Result<Self, LeiError> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for Lei {
    type Error = LeiError;
    fn try_from(text: String) -> Result<Self, LeiError> {
        if codes::is_lei(&text) { Ok(Self(text)) } else { Err(LeiError(text)) }
    }
}

impl From<Lei> for String {
    fn from(lei: Lei) -> String {
        lei.0
    }
}

impl fmt::Display for Lei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What others need to know of a party: to name it, to give it notes, and to send it their openings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicParty {
    /// Legal name.
    pub name: String,
    /// Legal entity identifier, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lei: Option<Lei>,
    /// Public signing key.
    pub ak: PublicKey,
    /// Public half of the nullifier key.
    #[serde(with = "serde_hex")]
    pub nkc: F,
    /// The address that follows from both.
    pub address: Address,
    /// Where memos for it are encrypted to.
    pub encryption_key: EncryptionPublicKey,
}

impl PublicParty {
    /// Whether the address follows from the keys beside it.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        self.address == Address::new(&self.ak, self.nkc)
    }
}
