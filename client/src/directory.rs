//! Who is who: a signed file beside the ledger. The ledger itself knows addresses and roles only.

use crate::{
    clock::UnixTime,
    files::{self, Access},
    party::{Lei, PublicParty},
};
use plimsoll_circuits::{
    credential::Day,
    field::F,
    member::{Address, Roles},
    signature::{PublicKey, Signature, SigningKey},
    statement::external_hash,
};
use plimsoll_contracts::Hash32;
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

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

/// Why there is no directory, or why it does not help.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Not signed by the member administration.
    #[error(
        "the directory is not signed by this ledger's member administration; do not use it, fetch it again"
    )]
    Signature,
    /// Of another ledger.
    #[error("the directory is of another ledger; fetch this one's")]
    Domain,
    /// An older edition than one seen before.
    #[error("the directory is edition {got}, but edition {seen} has been seen; fetch the newest")]
    Outdated {
        /// The edition given.
        got: u64,
        /// The newest one seen.
        seen: u64,
    },
    /// Not what was written.
    #[error("the directory cannot be read: {0}")]
    Malformed(String),
    /// A name or address stands for several, or an address is not of its keys.
    #[error("the directory is inconsistent: {0}")]
    Inconsistent(String),
    /// The file system refuses.
    #[error("cannot read or write the directory: {0}")]
    Io(#[from] io::Error),
    /// Nobody has this name.
    #[error("the directory knows no `{0}`; see its list of members")]
    Unknown(String),
    /// The entry is not valid now.
    #[error("the entry of `{name}` is not valid on this day; ask the member administration")]
    Expired {
        /// The member's name.
        name: String,
    },
}

impl Directory {
    /// Signs an edition of the directory.
    ///
    /// # Errors
    /// [`DirectoryError::Inconsistent`] if two entries share a name or an address, or an address is not of its keys.
    pub fn sign(
        admin: &SigningKey,
        genesis: Hash32,
        edition: u64,
        entries: Vec<DirectoryEntry>,
    ) -> Result<Self, DirectoryError> {
        let content = Content { genesis, edition, entries };
        content.check()?;
        let signature = admin.sign(content.message()?);
        Ok(Self { content, signature })
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

    /// This directory, unless a later edition has been seen before.
    ///
    /// # Errors
    /// [`DirectoryError::Outdated`].
    pub fn not_before(self, seen: u64) -> Result<Self, DirectoryError> {
        let got = self.content.edition;
        if got < seen { Err(DirectoryError::Outdated { got, seen }) } else { Ok(self) }
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

    /// The entry of an address.
    #[must_use]
    pub fn by_address(&self, address: Address) -> Option<&DirectoryEntry> {
        self.content.entries.iter().find(|e| e.party.address == address)
    }

    /// The entry of a legal name (letter case aside), an LEI or an address in hexadecimal.
    ///
    /// # Errors
    /// [`DirectoryError::Unknown`]; [`DirectoryError::Expired`] if it is not valid at `now`.
    pub fn find(&self, name: &str, now: UnixTime) -> Result<&DirectoryEntry, DirectoryError> {
        let wanted = folded(name);
        let named = |e: &&DirectoryEntry| {
            folded(&e.party.name) == wanted
                || e.party.lei.as_ref().map(Lei::to_string).is_some_and(|lei| lei == name.trim())
                || plimsoll_circuits::field::to_hex(&e.party.address.0) == wanted
        };
        let entry = self.content.entries.iter().find(named);
        let entry = entry.ok_or_else(|| DirectoryError::Unknown(name.to_owned()))?;
        let today = now.day();
        if entry.valid_from <= today && today <= entry.valid_until {
            Ok(entry)
        } else {
            Err(DirectoryError::Expired { name: entry.party.name.clone() })
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
        let mut seen = std::collections::HashSet::new();
        for DirectoryEntry { party, .. } in &self.entries {
            if !party.is_consistent() {
                return Err(DirectoryError::Inconsistent(format!(
                    "the address of {} is not of its keys",
                    party.name
                )));
            }
            let keys = [folded(&party.name), plimsoll_circuits::field::to_hex(&party.address.0)];
            let keys = keys.into_iter().chain(party.lei.as_ref().map(Lei::to_string));
            for key in keys {
                if !seen.insert(key.clone()) {
                    return Err(DirectoryError::Inconsistent(format!("`{key}` stands for two members")));
                }
            }
        }
        Ok(())
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::party::PartyKeys;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    fn entry(name: &str, seed: u64) -> DirectoryEntry {
        let keys = PartyKeys::random(&mut ChaCha20Rng::seed_from_u64(seed));
        let party = PublicParty {
            name: name.to_owned(),
            lei: None,
            ak: keys.signing.public(),
            nkc: keys.nkc(),
            address: keys.address(),
            encryption_key: keys.encryption.public(),
        };
        DirectoryEntry { party, roles: Roles::BANK, valid_from: Day(10), valid_until: Day(20) }
    }

    #[test]
    fn only_the_signed_file_is_read() {
        let admin = SigningKey::from_bytes([7; 32]);
        let genesis = Hash32([1; 32]);
        let entries = vec![entry("Bank A", 1), entry("Bank B", 2)];
        let directory = Directory::sign(&admin, genesis, 3, entries.clone()).unwrap();
        let json = serde_json::to_vec(&directory).unwrap();
        assert_eq!(Directory::from_json(&json, &admin.public(), genesis).unwrap(), directory);

        let other = SigningKey::from_bytes([8; 32]);
        assert!(matches!(
            Directory::from_json(&json, &other.public(), genesis),
            Err(DirectoryError::Signature)
        ));
        let elsewhere = Hash32([2; 32]);
        assert!(matches!(
            Directory::from_json(&json, &admin.public(), elsewhere),
            Err(DirectoryError::Domain)
        ));
        let forged = String::from_utf8(json).unwrap().replace("Bank A", "Bank C");
        let forged = Directory::from_json(forged.as_bytes(), &admin.public(), genesis);
        assert!(matches!(forged, Err(DirectoryError::Signature)));
        assert!(matches!(directory.clone().not_before(4), Err(DirectoryError::Outdated { .. })));

        let twice = vec![entry("Bank A", 1), entry("bank a", 2)];
        assert!(Directory::sign(&admin, genesis, 1, twice).is_err());
        let mut mixed = entries;
        mixed[0].party.nkc = mixed[1].party.nkc;
        assert!(Directory::sign(&admin, genesis, 1, mixed).is_err());
    }

    #[test]
    fn members_are_found_while_valid() {
        let admin = SigningKey::from_bytes([7; 32]);
        let one = entry("Bank A", 1);
        let directory = Directory::sign(&admin, Hash32([1; 32]), 1, vec![one.clone()]).unwrap();
        let on = |day: u64| UnixTime(day * 86_400);
        assert_eq!(directory.find(" bank a", on(15)).unwrap(), &one);
        let address = plimsoll_circuits::field::to_hex(&one.party.address.0);
        assert_eq!(directory.find(&address, on(20)).unwrap(), &one);
        assert!(matches!(directory.find("Bank A", on(21)), Err(DirectoryError::Expired { .. })));
        assert!(matches!(directory.find("Bank B", on(15)), Err(DirectoryError::Unknown(_))));
        assert_eq!(directory.name_of(one.party.address), "Bank A");
    }
}
