//! Who is who: a signed file beside the ledger. The ledger itself knows addresses and roles only.

mod seen;

pub use seen::SeenDirectories;

use crate::{
    clock::UnixTime,
    files::{self, Access},
    party::{Lei, PublicParty, PublicPartyError, name},
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
use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
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
    #[error(
        "the directory is edition {got}, but edition {seen} has been seen: it was put back; keep it as evidence, find out who did \
         that, and put the newest one, {}, in its place", copy.display()
    )]
    Outdated {
        /// The edition given.
        got: u64,
        /// The newest one seen.
        seen: u64,
        /// Where the newest one seen is kept.
        copy: PathBuf,
    },
    /// Two editions of one number.
    #[error(
        "the directory is another edition {edition} than the one that has been seen, and both are signed; keep it and {} as \
         evidence, and ask the member administration which is right", copy.display()
    )]
    Forked {
        /// The number.
        edition: u64,
        /// Where the one that was seen before is kept.
        copy: PathBuf,
    },
    /// Not what was written.
    #[error("the directory cannot be read: {0}")]
    Malformed(String),
    /// An LEI or address stands for several.
    #[error("the directory is inconsistent: {0}")]
    Inconsistent(String),
    /// Two names, or a name and an LEI or address, that people take for one another.
    #[error(
        "the name `{name}` looks like `{other}`, which is another member's; let it take a name that nobody mistakes"
    )]
    Alike {
        /// The one.
        name: String,
        /// The other.
        other: String,
    },
    /// An entry is not the party's own word.
    #[error(transparent)]
    Party(#[from] PublicPartyError),
    /// The file system refuses.
    #[error("cannot read or write the directory: {0}")]
    Io(#[from] io::Error),
    /// Nobody has this name.
    #[error("the directory knows no `{0}`; see its list of members")]
    Unknown(String),
    /// Nobody has this name, but somebody one that looks like it.
    #[error(
        "the directory knows no `{given}`; `{member}`, which looks like it, is written with other letters: see who is meant"
    )]
    LooksLike {
        /// The name that was asked for.
        given: String,
        /// The member's.
        member: String,
    },
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
    /// [`DirectoryError::Alike`] if two names look alike, [`DirectoryError::Inconsistent`] if two entries share an LEI or an
    /// address, [`DirectoryError::Party`] if an entry is not signed by its party.
    pub fn sign(
        admin: &SigningKey,
        genesis: Hash32,
        edition: u64,
        entries: Vec<DirectoryEntry>,
    ) -> Result<Self, DirectoryError> {
        let content = Content { genesis, edition, entries };
        content.entries.iter().try_for_each(|entry| entry.party.check())?;
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

    /// The entry of a legal name (letter case and spaces aside), an LEI or an address in hexadecimal, whether or not it is valid.
    ///
    /// # Errors
    /// [`DirectoryError::Unknown`], [`DirectoryError::LooksLike`].
    pub fn named(&self, name: &str) -> Result<&DirectoryEntry, DirectoryError> {
        let id = name.trim();
        let named = |e: &&DirectoryEntry| {
            name::same(&e.party.name, name)
                || e.party.lei.as_ref().map(Lei::to_string).is_some_and(|lei| lei == id)
                || plimsoll_circuits::field::to_hex(&e.party.address.0).eq_ignore_ascii_case(id)
        };
        self.content.entries.iter().find(named).ok_or_else(|| self.unknown(name))
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
        let mut names: HashMap<String, &str> = HashMap::new();
        let mut ids = HashSet::new();
        for DirectoryEntry { party, .. } in &self.entries {
            name::check(&party.name).map_err(PublicPartyError::from)?;
            for look in name::looks(&party.name) {
                if let Some(other) = names.insert(look, &party.name) {
                    return Err(DirectoryError::Alike { name: party.name.clone(), other: other.to_owned() });
                }
            }
            let address = plimsoll_circuits::field::to_hex(&party.address.0);
            for id in party.lei.as_ref().map(Lei::to_string).into_iter().chain([address]) {
                if !ids.insert(id.clone()) {
                    return Err(DirectoryError::Inconsistent(format!("`{id}` stands for two members")));
                }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::party::PartyKeys;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    fn entry(name: &str, seed: u64) -> DirectoryEntry {
        entry_with(name, None, seed)
    }

    pub(super) fn one_entry() -> Vec<DirectoryEntry> {
        vec![entry("Bank A", 1)]
    }

    fn entry_with(name: &str, lei: Option<Lei>, seed: u64) -> DirectoryEntry {
        let keys = PartyKeys::random(&mut ChaCha20Rng::seed_from_u64(seed));
        let party = PublicParty::new(name, lei, &keys).unwrap();
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

        let mut mixed = entries.clone();
        mixed[0].party.nkc = mixed[1].party.nkc;
        let mixed = Directory::sign(&admin, genesis, 1, mixed);
        assert!(matches!(mixed, Err(DirectoryError::Party(PublicPartyError::Address(_)))));
        let twice = Directory::sign(&admin, genesis, 1, [&entries[..], &entries[..1]].concat());
        assert!(matches!(twice, Err(DirectoryError::Alike { .. })));
    }

    #[test]
    fn what_a_party_did_not_sign_is_not_passed_on() {
        let admin = SigningKey::from_bytes([7; 32]);
        let genesis = Hash32([5; 32]);
        let (bank, other) = (entry("Bank A", 1), entry("Bank B", 2));
        let lei: Lei = "ZZZZ00COPPER00000065".parse().unwrap();
        let swapped = |change: &dyn Fn(&mut PublicParty)| {
            let mut entry = bank.clone();
            change(&mut entry.party);
            entry
        };
        for entry in [
            swapped(&|party| party.encryption_key = other.party.encryption_key),
            swapped(&|party| party.name = "Bank C".to_owned()),
            swapped(&|party| party.lei = Some(lei.clone())),
            swapped(&|party| party.signature = other.party.signature),
        ] {
            let refused = Directory::sign(&admin, genesis, 1, vec![entry.clone()]);
            assert!(matches!(refused, Err(DirectoryError::Party(PublicPartyError::Signature(_)))));
            // Nor does anybody use it whom the administration hands it.
            let content = Content { genesis, edition: 1, entries: vec![entry.clone()] };
            let signature = admin.sign(content.message().unwrap());
            let json = serde_json::to_vec(&Directory { content, signature }).unwrap();
            let directory = Directory::from_json(&json, &admin.public(), genesis).unwrap();
            let found = directory.find(&entry.party.name, UnixTime(15 * 86_400));
            assert!(matches!(found, Err(DirectoryError::Party(PublicPartyError::Signature(_)))));
        }
    }

    #[test]
    fn no_two_members_can_be_mistaken_for_one_another() {
        let admin = SigningKey::from_bytes([7; 32]);
        let genesis = Hash32([5; 32]);
        let lei: Lei = "ZZZZ00COPPER00000065".parse().unwrap();
        let signed = |entries: Vec<DirectoryEntry>| Directory::sign(&admin, genesis, 1, entries);
        for name in ["bank a", "BankA", "Bank-A.", "Bank \u{410}", "BANK \u{391}"] {
            let both = signed(vec![entry("Bank A", 1), entry(name, 2)]);
            assert!(matches!(both, Err(DirectoryError::Alike { .. })), "{name}");
        }
        // A name that is somebody else's LEI or address.
        let copper = entry_with("Fictional Copper Trading Ltd", Some(lei.clone()), 1);
        let address = plimsoll_circuits::field::to_hex(&copper.party.address.0);
        for name in [lei.to_string(), lei.to_string().to_lowercase(), address] {
            let both = signed(vec![entry(&name, 2), copper.clone()]);
            assert!(matches!(both, Err(DirectoryError::Alike { .. })), "{name}");
        }
        let twice = signed(vec![entry_with("One", Some(lei.clone()), 1), entry_with("Two", Some(lei), 2)]);
        assert!(matches!(twice, Err(DirectoryError::Inconsistent(_))));
        let honest = ["虚构银行", "示例银行", "بنك مثال", "Caf\u{e9} Bank", "Bank B", "Пример"];
        signed(honest.iter().zip(1..).map(|(name, seed)| entry(name, seed)).collect()).unwrap();
        // An entry that does not keep to it is refused by those who read it, too.
        let mut hidden = entry("Bank A", 1);
        hidden.party.name = "Bank\u{200b} A".to_owned();
        let content = Content { genesis, edition: 1, entries: vec![hidden] };
        let signature = admin.sign(content.message().unwrap());
        let json = serde_json::to_vec(&Directory { content, signature }).unwrap();
        let read = Directory::from_json(&json, &admin.public(), genesis);
        assert!(matches!(read, Err(DirectoryError::Party(PublicPartyError::Name(_)))));
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
        for name in ["Bank\u{a0}A", "BANK  A", "Ｂank A"] {
            assert_eq!(directory.find(name, on(15)).unwrap(), &one);
        }
        for name in ["Bank \u{410}", "B\u{430}nk A", "Bank\u{200b} A", "Bank-A", "Bank A\u{2800}"] {
            let found = directory.find(name, on(15));
            assert!(matches!(found, Err(DirectoryError::LooksLike { .. })), "{name:?}");
        }
        assert_eq!(directory.name_of(one.party.address), "Bank A");
    }
}
