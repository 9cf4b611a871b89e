use super::{
    keys::{EncryptionPublicKey, PartyKeys},
    name::{self, NameError},
};
use plimsoll_circuits::{
    document::codes,
    field::{F, serde_hex, to_hex},
    member::{Address, Org, Roles},
    signature::{PublicKey, Signature},
    statement::external_hash,
};
use plimsoll_contracts::{ControlAddress, ControlSignature, Day, Order};
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

/// What others need to know of a party: to name it, to give it notes, and to send it their openings. The party itself signs
/// it, so that nobody can put another key, name or LEI beside its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicParty {
    /// Legal name, as [`name::normalised`] writes it.
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
    /// The control key of its organisation.
    pub control_key: ControlAddress,
    /// The party's own, over all of the above.
    pub signature: Signature,
}

/// Why what is said of a party is not the party's word.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicPartyError {
    /// The name is none that others could tell from another.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The address is of other keys.
    #[error(
        "the address of {0} does not follow from its keys; ask the party for its file again, by another way"
    )]
    Address(String),
    /// The party did not sign this.
    #[error(
        "name, LEI, encryption key and control key of {0} are not signed with its own signing key: somebody changed them; ask the party \
         for its file again, by another way"
    )]
    Signature(String),
}

/// What a party says of itself at one time and at another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What differs: `name`, `lei`, `encryption_key` or `control_key`.
    pub what: &'static str,
    /// What it was; none if there was none.
    pub was: Option<String>,
    /// What it is.
    pub now: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [was, now] = [&self.was, &self.now].map(|text| text.as_deref().unwrap_or("none"));
        write!(f, "{}: {was}, now {now}", self.what.replace('_', " "))
    }
}

impl PublicParty {
    /// What a party with these keys says of itself, and of its organisation's control key.
    ///
    /// # Errors
    /// [`NameError`].
    pub fn new(
        name: &str,
        lei: Option<Lei>,
        control_key: ControlAddress,
        keys: &PartyKeys,
    ) -> Result<Self, NameError> {
        let mut party = Self {
            name: name::normalised(name)?,
            lei,
            ak: keys.signing.public(),
            nkc: keys.nkc(),
            address: keys.address(),
            encryption_key: keys.encryption.public(),
            control_key,
            signature: Signature::blank(),
        };
        party.signature = keys.signing.sign(party.message());
        Ok(party)
    }

    /// Whether it is what the party of this address says of itself, under a name that can be told from others.
    ///
    /// # Errors
    /// [`PublicPartyError`].
    pub fn check(&self) -> Result<(), PublicPartyError> {
        if self.address != Address::new(&self.ak, self.nkc) {
            return Err(PublicPartyError::Address(self.name.clone()));
        }
        if !self.ak.verify(self.message(), &self.signature) {
            return Err(PublicPartyError::Signature(self.name.clone()));
        }
        Ok(name::check(&self.name)?)
    }

    /// The order that admits it to a ledger, with its organisation's consent if that has an address there already; `until` is the
    /// last day, day 0 none, and `change` counts the orders on its address that came before.
    #[must_use]
    pub fn admission(
        &self,
        roles: Roles,
        until: Day,
        change: u64,
        consent: Option<ControlSignature>,
    ) -> Order {
        let (ak, nkc, org, control) = (self.ak, self.nkc, self.org(), self.control_key);
        Order::Admit { ak, nkc, roles, org, control, until, change, consent }
    }

    /// Its organisation: by its LEI, or, if it has none, by its address, as an organisation of its own.
    #[must_use]
    pub fn org(&self) -> Org {
        match &self.lei {
            Some(lei) => Org::new("LEI", &lei.0),
            None => Org::new("address", &to_hex(&self.address.0)),
        }
    }

    /// What the same party says otherwise in `now`.
    #[must_use]
    pub fn differences(&self, now: &Self) -> Vec<Difference> {
        let lei = |party: &Self| party.lei.as_ref().map(Lei::to_string);
        let key = |party: &Self| Some(format!("{:?}", party.encryption_key));
        let name = |party: &Self| Some(party.name.clone());
        let control = |party: &Self| Some(party.control_key.to_string());
        let pairs = [
            ("name", name(self), name(now)),
            ("lei", lei(self), lei(now)),
            ("encryption_key", key(self), key(now)),
            ("control_key", control(self), control(now)),
        ];
        let differing = pairs.into_iter().filter(|(_, was, now)| was != now);
        differing.map(|(what, was, now)| Difference { what, was, now }).collect()
    }

    /// 248 bits of Keccak-256 over a fixed name and the parts with their lengths: no other message of any signer is made so.
    fn message(&self) -> F {
        let lei = self.lei.as_ref().map(Lei::to_string).unwrap_or_default();
        let [address, key] = [to_hex(&self.address.0), format!("{:?}", self.encryption_key)];
        let control = self.control_key.to_string();
        let parts = [&self.name, &lei, &address, &key, &control].map(String::as_bytes);
        external_hash(&[&[b"plimsoll.party".as_slice()][..], &parts].concat())
    }
}
