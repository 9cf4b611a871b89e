//! The transition that a party is about to submit, in its folder until the ledger's verdict on it is known: so that a
//! command which is interrupted in between is not taken for one that did nothing, and carried out twice.

use super::Intent;
use crate::{
    files::{self, Access},
    party::Party,
};
use plimsoll_contracts::Transition;
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const VERSION: u32 = 1;

/// Why the file of a pending transition could not be used.
#[derive(Debug, thiserror::Error)]
pub enum PendingError {
    /// It is not what was written.
    #[error(
        "{0}, which says what an interrupted command submitted, is damaged; sync the wallet, see whether that command took \
         place, and delete the file"
    )]
    Damaged(PathBuf),
    /// Another command wrote it in the meantime.
    #[error("another command of this party is at work ({0}); wait for its end, then repeat this one")]
    Busy(PathBuf),
    /// The file system refuses.
    #[error("cannot read, write or delete {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A transition whose verdict is not known, and what it is for. It holds nothing that the ledger does not get but the intent.
pub(super) struct Pending {
    pub(super) intent: Intent,
    pub(super) transition: Transition,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    version: u32,
    intent: Intent,
    transition: String,
}

fn path(party: &Party) -> PathBuf {
    party.home().join("pending")
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> PendingError {
    |source| PendingError::Io { path: path.to_owned(), source }
}

impl Pending {
    /// What an earlier command left, if it was interrupted.
    pub(super) fn load(party: &Party) -> Result<Option<Self>, PendingError> {
        let path = path(party);
        let bytes = match fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(failed(&path))?,
        };
        Self::decode(&bytes).map(Some).ok_or(PendingError::Damaged(path))
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let text: Text = serde_json::from_slice(bytes).ok()?;
        let transition = Transition::from_bytes(&hex::decode(text.transition).ok()?).ok()?;
        (text.version == VERSION).then_some(Self { intent: text.intent, transition })
    }

    /// Writes it down. It must be on disk before the ledger gets the transition.
    pub(super) fn store(party: &Party, intent: Intent, transition: &Transition) -> Result<(), PendingError> {
        let path = path(party);
        let text = Text { version: VERSION, intent, transition: hex::encode(transition.to_bytes()) };
        let json = serde_json::to_vec(&text).map_err(|e| failed(&path)(e.into()))?;
        match files::create(&path, &json, Access::Secret) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(PendingError::Busy(path)),
            created => created.map_err(failed(&path)),
        }
    }

    /// Forgets it: the verdict is known.
    pub(super) fn clear(party: &Party) -> Result<(), PendingError> {
        let path = path(party);
        files::remove(&path).map_err(failed(&path))
    }
}
