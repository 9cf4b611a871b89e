//! What a party saw of its ledger: which genesis, and the newest entry, whose hash chains to all before it.
//!
//! It lies beside the wallet, in the open, since nothing in it is secret, and outlives the wallet's file: an older copy of a
//! ledger, or one with other keys, is noticed by whoever has it. `plimsoll ledger verify` compares it without a passphrase.

use super::WalletError;
use crate::files::{self, Access};
use plimsoll_contracts::{Hash32, Seen, Snapshot};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const VERSION: u32 = 1;

/// What was seen of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerSeen {
    version: u32,
    /// What it starts from: both names, every party's keys and the verifying keys' hashes.
    pub genesis: Hash32,
    /// The newest entry; at height 0 the genesis.
    pub newest: Seen,
}

/// How a ledger differs from the one that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// It starts from something else.
    #[error("its genesis is {got}, yours is {seen}: another ledger, or one with other verifying keys")]
    Genesis {
        /// What was seen.
        seen: Hash32,
        /// What it is.
        got: Hash32,
    },
    /// It has fewer entries.
    #[error("it ends before height {}, where you saw the entry {}: accepted entries are gone", .seen.height, .seen.entry_hash)]
    Shorter {
        /// What was seen.
        seen: Seen,
    },
    /// It has other entries.
    #[error("at height {} it has the entry {got}, where you saw {}: accepted entries were replaced", .seen.height, .seen.entry_hash)]
    Other {
        /// What was seen.
        seen: Seen,
        /// What stands there.
        got: Hash32,
    },
    /// Its entries are no chain.
    #[error(
        "what it gives at height {height} does not follow on the entry before it: entries were changed or left out"
    )]
    Broken {
        /// Where.
        height: u64,
    },
}

impl LedgerSeen {
    /// What was seen when this was the newest entry.
    #[must_use]
    pub const fn new(genesis: Hash32, newest: Seen) -> Self {
        Self { version: VERSION, genesis, newest }
    }

    /// Where it lies in a party's folder.
    #[must_use]
    pub fn path(home: &Path) -> PathBuf {
        home.join("seen.json")
    }

    /// What the party of a folder saw; `None` if it never read a ledger.
    ///
    /// # Errors
    /// [`WalletError::SeenDamaged`], [`WalletError::Io`].
    pub fn load(home: &Path) -> Result<Option<Self>, WalletError> {
        let path = Self::path(home);
        let bytes = match fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|source| WalletError::Io { path: path.clone(), source })?,
        };
        match serde_json::from_slice::<Self>(&bytes) {
            Ok(seen) if seen.version == VERSION => Ok(Some(seen)),
            _ => Err(WalletError::SeenDamaged(path)),
        }
    }

    pub(super) fn save(&self, home: &Path) -> Result<(), WalletError> {
        let path = Self::path(home);
        let io = |source| WalletError::Io { path: path.clone(), source };
        let mut json = serde_json::to_vec_pretty(self).map_err(|e| io(e.into()))?;
        json.push(b'\n');
        files::replace(&path, &json, Access::Secret).map_err(io)
    }

    /// Whether a ledger is still the one that was seen, `at` being what it has at a height.
    ///
    /// # Errors
    /// How it differs, or why `at` could not be said.
    pub fn compare<E>(
        &self,
        genesis: Hash32,
        at: impl FnOnce(u64) -> Result<Option<Snapshot>, E>,
    ) -> Result<Result<(), Difference>, E> {
        let seen = self.newest;
        if genesis != self.genesis {
            return Ok(Err(Difference::Genesis { seen: self.genesis, got: genesis }));
        }
        Ok(match at(seen.height)? {
            None => Err(Difference::Shorter { seen }),
            Some(at) if at.entry_hash != seen.entry_hash => {
                Err(Difference::Other { seen, got: at.entry_hash })
            }
            Some(_) => Ok(()),
        })
    }
}

/// Renames a file so that another can take its place; where to, or `None` if there is none.
pub(super) fn set_aside(path: &Path) -> Result<Option<PathBuf>, WalletError> {
    let io = |source| WalletError::Io { path: path.to_owned(), source };
    let free = (1..u32::MAX).map(|n| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".kept-{n}"));
        path.with_file_name(name)
    });
    let aside = free.into_iter().find(|aside| !aside.exists());
    let aside = aside.ok_or_else(|| io(io::ErrorKind::AlreadyExists.into()))?;
    match fs::rename(path, &aside) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        renamed => renamed.map(|()| Some(aside)).map_err(io),
    }
}
