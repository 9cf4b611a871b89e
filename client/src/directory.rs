//! Who is who, and which carrier a code stands for: a signed file beside the ledger. The ledger itself knows addresses and roles
//! only.

mod error;
mod seen;
#[cfg(test)]
mod tests;

pub use error::DirectoryError;
pub use seen::SeenDirectories;

use crate::{
    clock::UnixTime,
    files::{self, Access},
    party::{Lei, PublicParty, PublicPartyError, name},
};
use plimsoll_circuits::{
    credential::Day,
    document::CarrierTable,
    field::F,
    member::{Address, Roles},
    signature::{PublicKey, Signature, SigningKey},
    statement::external_hash,
};
use plimsoll_contracts::Hash32;
use serde::{Deserialize, Serialize};
use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
};

/// One member as the directory has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryEntry {
    /// Name, keys and address.
    pub party: PublicParty,
    /// What the member may do.
    pub roles: Roles,
    /// The first day of the entry.
    pub valid_from: Day,
    /// Its last day.
    pub valid_until: Day,
}

/// What the member administration signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    /// Of the ledger: the administration vouches for its verifying keys, too.
    genesis: Hash32,
    /// Rises with every edition.
    edition: u64,
    entries: Vec<DirectoryEntry>,
    /// By which all members know bills again.
    carriers: CarrierTable,
}

/// The directory of one ledger, whose signature has been checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Directory {
    content: Content,
    signature: Signature,
}

/// How a directory is read, before anything is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    content: Content,
    signature: Signature,
}

impl Directory {
    /// Signs an edition of the directory.
    ///
    /// # Errors
    /// [`DirectoryError::Alike`] if two names of members or of carriers look alike, [`DirectoryError::Inconsistent`] if two entries share
    /// an address, or an LEI and no control key, [`DirectoryError::Party`] if an entry is not signed by its party, or a name is none.
    pub fn sign(
        admin: &SigningKey,
        genesis: Hash32,
        edition: u64,
        entries: Vec<DirectoryEntry>,
        carriers: CarrierTable,
    ) -> Result<Self, DirectoryError> {
        let content = Content { genesis, edition, entries, carriers };
        content.entries.iter().try_for_each(|entry| entry.party.check())?;
        content.check()?;
        let signature = admin.sign(content.message()?);
        Ok(Self { content, signature })
    }

    /// Signs the edition after this one.
    ///
    /// # Errors
    /// As [`sign`](Self::sign); [`DirectoryError::Carriers`] if a bill that is read by this edition would get another fingerprint.
    pub fn next(
        &self,
        admin: &SigningKey,
        entries: Vec<DirectoryEntry>,
        carriers: CarrierTable,
    ) -> Result<Self, DirectoryError> {
        carriers.continues(self.carriers())?;
        Self::sign(admin, self.content.genesis, self.edition() + 1, entries, carriers)
    }

    /// Reads a directory and checks its signature.
    ///
    /// # Errors
    /// If it is malformed, of another ledger, or not signed by `admin`.
    pub fn from_json(json: &[u8], admin: &PublicKey, genesis: Hash32) -> Result<Self, DirectoryError> {
        let Unchecked { content, signature } =
            serde_json::from_slice(json).map_err(|e| DirectoryError::Malformed(e.to_string()))?;
        if !admin.verify(content.message()?, &signature) {
            return Err(DirectoryError::Signature);
        }
        if content.genesis != genesis {
            return Err(DirectoryError::Domain);
        }
        content.check()?;
        Ok(Self { content, signature })
    }

    /// Reads the directory's file.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json), or if the file cannot be read.
    pub fn load(path: impl AsRef<Path>, admin: &PublicKey, genesis: Hash32) -> Result<Self, DirectoryError> {
        Self::from_json(&fs::read(path)?, admin, genesis)
    }

    /// Writes the directory's file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), DirectoryError> {
        let mut json =
            serde_json::to_vec_pretty(self).map_err(|e| DirectoryError::Malformed(e.to_string()))?;
        json.push(b'\n');
        Ok(files::replace(path.as_ref(), &json, Access::Public)?)
    }

    /// The edition.
    #[must_use]
    pub const fn edition(&self) -> u64 {
        self.content.edition
    }

    /// All entries.
    #[must_use]
    pub fn entries(&self) -> &[DirectoryEntry] {
        &self.content.entries
    }

    /// Carriers and their codes: the table that all members of the ledger use.
    #[must_use]
    pub const fn carriers(&self) -> &CarrierTable {
        &self.content.carriers
    }

    /// The entry of an address.
    #[must_use]
    pub fn by_address(&self, address: Address) -> Option<&DirectoryEntry> {
        self.content.entries.iter().find(|e| e.party.address == address)
    }

    /// The entry of a legal name (letter case and spaces aside), an LEI or an address in hexadecimal, whether or not it is valid.
    ///
    /// # Errors
    /// [`DirectoryError::Unknown`], [`DirectoryError::LooksLike`], [`DirectoryError::Several`].
    pub fn named(&self, name: &str) -> Result<&DirectoryEntry, DirectoryError> {
        let id = name.trim();
        let own = |e: &&DirectoryEntry| {
            name::same(&e.party.name, name)
                || plimsoll_circuits::field::to_hex(&e.party.address.0).eq_ignore_ascii_case(id)
        };
        if let Some(entry) = self.content.entries.iter().find(own) {
            return Ok(entry);
        }
        let lei = |e: &&DirectoryEntry| e.party.lei.as_ref().is_some_and(|lei| lei.to_string() == id);
        let of_lei: Vec<_> = self.content.entries.iter().filter(lei).collect();
        match of_lei[..] {
            [] => Err(self.unknown(name)),
            [entry] => Ok(entry),
            _ => {
                let names: Vec<_> = of_lei.iter().map(|e| format!("`{}`", e.party.name)).collect();
                Err(DirectoryError::Several { lei: id.to_owned(), names: names.join(", ") })
            }
        }
    }

    /// The entry that is [`named`](Self::named) so, to deal with its party.
    ///
    /// # Errors
    /// As [`named`](Self::named); [`DirectoryError::Party`] if the entry is not its party's own word; [`DirectoryError::Expired`]
    /// if it is not valid at `now`.
    pub fn find(&self, name: &str, now: UnixTime) -> Result<&DirectoryEntry, DirectoryError> {
        let entry = self.named(name)?;
        entry.party.check()?;
        let today = now.day();
        if entry.valid_from <= today && today <= entry.valid_until {
            Ok(entry)
        } else {
            Err(DirectoryError::Expired { name: entry.party.name.clone() })
        }
    }

    fn unknown(&self, name: &str) -> DirectoryError {
        let given = name.to_owned();
        let looks = name::looks(name);
        let mut names = self.content.entries.iter().map(|e| &e.party.name);
        match names.find(|member| !name::looks(member).is_disjoint(&looks)) {
            Some(member) => DirectoryError::LooksLike { given, member: member.clone() },
            None => DirectoryError::Unknown(given),
        }
    }

    /// The name behind an address, or the address itself.
    #[must_use]
    pub fn name_of(&self, address: Address) -> String {
        let named = self.by_address(address).map(|e| e.party.name.clone());
        named.unwrap_or_else(|| plimsoll_circuits::field::to_hex(&address.0))
    }
}

impl Content {
    /// 248 bits of Keccak-256 over a fixed name and the entries' JSON: no other message of any signer is made that way.
    fn message(&self) -> Result<F, DirectoryError> {
        let json = serde_json::to_vec(self).map_err(|e| DirectoryError::Malformed(e.to_string()))?;
        Ok(external_hash(&[b"plimsoll.directory", &json]))
    }

    fn check(&self) -> Result<(), DirectoryError> {
        told_apart(self.carriers.carriers().iter().map(|carrier| &*carrier.name))?;
        let names = told_apart(self.entries.iter().map(|entry| &*entry.party.name))?;
        let (mut ids, mut orgs) = (HashSet::new(), HashMap::new());
        for DirectoryEntry { party, .. } in &self.entries {
            let address = plimsoll_circuits::field::to_hex(&party.address.0);
            if !ids.insert(address.clone()) {
                return Err(DirectoryError::Inconsistent(format!("`{address}` stands for two members")));
            }
            // Several addresses may be of one organisation, which has one control key.
            if let Some(lei) = party.lei.as_ref().map(Lei::to_string) {
                if orgs.insert(lei.clone(), party.control_key).is_some_and(|known| known != party.control_key)
                {
                    let why = format!("`{lei}` stands for two members that name different control keys");
                    return Err(DirectoryError::Inconsistent(why));
                }
                ids.insert(lei);
            }
        }
        for id in ids {
            if let Some(name) = name::looks(&id).iter().find_map(|look| names.get(look)) {
                return Err(DirectoryError::Alike { name: (*name).to_owned(), other: id });
            }
        }
        Ok(())
    }
}

/// What each of these names looks like, if they are names, and no two look alike.
fn told_apart<'n>(names: impl Iterator<Item = &'n str>) -> Result<HashMap<String, &'n str>, DirectoryError> {
    let mut known: HashMap<String, &str> = HashMap::new();
    for name in names {
        name::check(name).map_err(PublicPartyError::from)?;
        for look in name::looks(name) {
            if let Some(other) = known.insert(look, name) {
                return Err(DirectoryError::Alike { name: name.to_owned(), other: other.to_owned() });
            }
        }
    }
    Ok(known)
}
