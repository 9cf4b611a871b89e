//! Those whom a party has dealt with, as they were then.

use super::{Difference, Party, PartyError, PublicParty, StorageKey};
use crate::{
    directory::Directory,
    files::{self, Access},
};
use std::{fs, io, path::PathBuf};

/// What a party knew of others when it gave them something or issued something to them: so that a change of theirs is noticed. Its
/// file is encrypted to the party's own key.
pub struct Dealings {
    path: PathBuf,
    key: StorageKey,
    parties: Vec<PublicParty>,
}

impl Dealings {
    /// Those of a party; none at first.
    ///
    /// # Errors
    /// If its file cannot be read or is damaged.
    pub fn of(party: &Party) -> Result<Self, PartyError> {
        let (path, key) = (party.home().join("dealings.sealed"), party.storage_key("dealings"));
        let damaged = |why: &str| PartyError::Damaged { path: path.clone(), why: why.to_owned() };
        let parties = match fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(source) => return Err(PartyError::Io { path, source }),
            Ok(sealed) => {
                let json = key.open(&sealed).ok_or_else(|| damaged("it is not of this party: without a backup, delete it, and lose no more than warnings"))?;
                serde_json::from_slice(&json).map_err(|e| damaged(&e.to_string()))?
            }
        };
        Ok(Self { path, key, parties })
    }

    /// Who of them is another now than then, by a directory, and in what.
    #[must_use]
    pub fn changed(&self, directory: &Directory) -> Vec<(&PublicParty, Vec<Difference>)> {
        let differences = |then: &PublicParty| {
            let now = directory.by_address(then.address)?;
            Some(then.differences(&now.party)).filter(|differences| !differences.is_empty())
        };
        self.parties.iter().filter_map(|then| Some((then, differences(then)?))).collect()
    }

    /// Writes down that the party has dealt with these, as they are now.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn remember(&mut self, parties: &[PublicParty]) -> Result<(), PartyError> {
        let mut all = self.parties.clone();
        for party in parties {
            all.retain(|known| known.address != party.address);
            all.push(party.clone());
        }
        if all != self.parties {
            let io = |source| PartyError::Io { path: self.path.clone(), source };
            let json = serde_json::to_vec(&all).map_err(|e| io(e.into()))?;
            files::replace(&self.path, &self.key.seal(&json), Access::Secret).map_err(io)?;
            self.parties = all;
        }
        Ok(())
    }
}
