//! Notes that are spent, apart from what lives: a sync costs no more for all that ever was.
//!
//! A folder for each lot, under a name that tells nothing, and in it a sealed file for each time that notes of the lot were
//! spent. Files are added and never changed. One is written before the wallet's own file forgets its notes: a note that stands in
//! both after an interruption, or in two files, is taken once.

use super::{Held, WalletError};
use crate::{
    blob::BlobHash,
    files::{self, Access},
    party::{Party, StorageKey},
};
use plimsoll_circuits::{field::to_bytes, note::Lot};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

const VERSION: u32 = 1;
const ENDING: &str = "sealed";

/// Where a party's spent notes lie.
pub(super) struct Archive {
    folder: PathBuf,
    key: StorageKey,
}

/// What one file holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch<N> {
    version: u32,
    notes: N,
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> WalletError {
    |source| WalletError::Io { path: path.to_owned(), source }
}

impl Archive {
    /// A party's archive, which is made when the first note is spent.
    pub(super) fn of(party: &Party) -> Self {
        Self { folder: Self::path(party), key: party.storage_key("wallet archive") }
    }

    /// Where it lies.
    pub(super) fn path(party: &Party) -> PathBuf {
        party.home().join("wallet.spent")
    }

    /// Adds notes, for good: what this returns from is on disk.
    pub(super) fn add(&self, spent: &[Held]) -> Result<(), WalletError> {
        let mut lots: BTreeMap<Lot, Vec<&Held>> = BTreeMap::new();
        for held in spent {
            lots.entry(held.lot()).or_default().push(held);
        }
        for (lot, notes) in lots {
            let folder = self.folder_of(lot);
            for made in [&self.folder, &folder] {
                files::secret_folder(made).map_err(failed(made))?;
            }
            let json = serde_json::to_vec(&Batch { version: VERSION, notes });
            let json = Zeroizing::new(json.map_err(|e| failed(&folder)(e.into()))?);
            let sealed = self.key.seal(&json);
            let path = folder.join(BlobHash::of(&sealed).to_string()).with_extension(ENDING);
            files::replace(&path, &sealed, Access::Secret).map_err(failed(&path))?;
        }
        Ok(())
    }

    /// The notes of one lot; one that stands in two files comes twice.
    pub(super) fn lot(&self, lot: Lot) -> Result<Vec<Held>, WalletError> {
        self.read(&self.folder_of(lot))
    }

    /// The notes of all lots; one that stands in two files comes twice.
    pub(super) fn all(&self) -> Result<Vec<Held>, WalletError> {
        let mut notes = Vec::new();
        for folder in entries(&self.folder)? {
            notes.extend(self.read(&folder)?);
        }
        Ok(notes)
    }

    fn folder_of(&self, lot: Lot) -> PathBuf {
        self.folder.join(self.key.name(&to_bytes(&lot.0)))
    }

    fn read(&self, folder: &Path) -> Result<Vec<Held>, WalletError> {
        let mut notes = Vec::new();
        // What an interrupted write left has no such ending.
        for path in entries(folder)?.iter().filter(|path| path.extension().is_some_and(|e| e == ENDING)) {
            let json = self.key.open(&fs::read(path).map_err(failed(path))?);
            let batch = json.and_then(|json| serde_json::from_slice::<Batch<Vec<Held>>>(&json).ok());
            let batch = batch.filter(|batch| batch.version == VERSION);
            notes.extend(batch.ok_or_else(|| WalletError::Damaged(path.clone()))?.notes);
        }
        Ok(notes)
    }
}

/// What lies in a folder, by name; nothing if there is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, WalletError> {
    let found = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        found => found.map_err(failed(folder))?,
    };
    let paths = found.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<_> = paths.collect::<Result<_, _>>().map_err(failed(folder))?;
    paths.sort_unstable();
    Ok(paths)
}
