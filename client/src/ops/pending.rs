//! The transition that a party is about to submit, in its folder until it is known what became of it: so that a command which
//! is interrupted in between is not taken for one that did nothing, and carried out twice. It is never submitted again unasked.

use super::{Intent, OpError, Prepared};
use crate::{
    clock::UnixTime,
    files::{self, Access},
    party::Party,
    services::{LedgerAccess, LedgerError},
};
use plimsoll_circuits::note::Note;
use plimsoll_contracts::{Receipt, Transition};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

const VERSION: u32 = 1;

/// Why the file of a pending transition could not be used.
#[derive(Debug, thiserror::Error)]
pub enum PendingError {
    /// It is not what was written.
    #[error(
        "{0}, which says what an interrupted command submitted, is damaged; sync the wallet, see whether that command took \
         place, and forget the file with `plimsoll pending drop`"
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

/// A transition of which it is not known what became of it, with what it was for. Its file is encrypted to the party's own key.
#[derive(Clone, Debug)]
pub struct Pending {
    /// What it is for.
    pub intent: Intent,
    /// When it was about to be submitted.
    pub since: UnixTime,
    /// The notes that it makes.
    pub makes: Vec<Note>,
    /// What the ledger may have been given.
    pub transition: Transition,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    version: u32,
    intent: Intent,
    since: UnixTime,
    makes: Vec<Note>,
    transition: String,
}

fn path(party: &Party) -> PathBuf {
    party.home().join("pending")
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> PendingError {
    |source| PendingError::Io { path: path.to_owned(), source }
}

/// Held while a party acts: what is pending then is of a command that came to no end.
pub(super) struct Turn(#[expect(dead_code, reason = "the lock ends with it")] File);

impl Turn {
    /// Takes the turn.
    pub(super) fn take(party: &Party) -> Result<Self, PendingError> {
        let path = party.home().join("pending.lock");
        let file = File::options().create(true).append(true).open(&path).map_err(failed(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(PendingError::Busy(path)),
            Err(TryLockError::Error(e)) => Err(failed(&path)(e)),
        }
    }
}

impl Pending {
    /// Where it is kept.
    #[must_use]
    pub fn file(party: &Party) -> PathBuf {
        path(party)
    }

    /// What an earlier command left, if it was interrupted.
    ///
    /// # Errors
    /// [`PendingError::Damaged`], [`PendingError::Io`].
    pub fn load(party: &Party) -> Result<Option<Self>, PendingError> {
        let path = path(party);
        let sealed = match fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(failed(&path))?,
        };
        let json = party.storage_key("pending").open(&sealed);
        json.and_then(|json| Self::decode(&json)).map(Some).ok_or(PendingError::Damaged(path))
    }

    fn decode(json: &[u8]) -> Option<Self> {
        let Text { version, intent, since, makes, transition } = serde_json::from_slice(json).ok()?;
        let transition = Transition::from_bytes(&hex::decode(transition).ok()?).ok()?;
        (version == VERSION).then_some(Self { intent, since, makes, transition })
    }

    /// The receipt, if the ledger has accepted it.
    ///
    /// # Errors
    /// If the ledger does not answer: then nothing is known.
    pub fn receipt(&self, ledger: &dyn LedgerAccess) -> Result<Option<Receipt>, LedgerError> {
        ledger.receipt(self.transition.id())
    }

    /// Forgets what an interrupted command was about to submit, if the ledger does not have it: then that command did nothing, nor
    /// will it. What the ledger has, or what another command is about to submit now, stays.
    ///
    /// # Errors
    /// If the ledger does not answer, or the file cannot be used.
    pub fn forget_undone(party: &Party, ledger: &dyn LedgerAccess) -> Result<Option<Self>, OpError> {
        if !path(party).exists() {
            return Ok(None);
        }
        let _turn = match Turn::take(party) {
            Err(PendingError::Busy(_)) => return Ok(None),
            turn => turn?,
        };
        match Self::load(party)? {
            Some(pending) if pending.receipt(ledger)?.is_none() => {
                Self::clear(party)?;
                Ok(Some(pending))
            }
            _ => Ok(None),
        }
    }

    /// Writes it down. It must be on disk before the ledger gets the transition.
    pub(super) fn store(party: &Party, prepared: &Prepared, since: UnixTime) -> Result<(), PendingError> {
        let path = path(party);
        let text = Text {
            version: VERSION,
            intent: prepared.intent,
            since,
            makes: prepared.makes.clone(),
            transition: hex::encode(prepared.transition.to_bytes()),
        };
        let json = serde_json::to_vec(&text).map_err(|e| failed(&path)(e.into()))?;
        let sealed = party.storage_key("pending").seal(&zeroize::Zeroizing::new(json));
        match files::create(&path, &sealed, Access::Secret) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(PendingError::Busy(path)),
            created => created.map_err(failed(&path)),
        }
    }

    /// Forgets it, at the party's own wish; if there is none, nothing happens.
    ///
    /// # Errors
    /// [`PendingError::Busy`] while another command is at work; [`PendingError::Io`].
    pub fn forget(party: &Party) -> Result<(), PendingError> {
        let _turn = Turn::take(party)?;
        Self::clear(party)
    }

    /// Forgets it, since it is known what became of it.
    pub(super) fn clear(party: &Party) -> Result<(), PendingError> {
        let path = path(party);
        files::remove(&path).map_err(failed(&path))
    }
}
