//! A party's wallet: the notes that are its own, found again from the ledger alone.
//!
//! Its file has what lives; what is spent lies in an archive beside it, which a sync adds to and [`Wallet::history`] reads. Both are
//! a cache, encrypted to the party's own keys. They can be lost: [`Wallet::sync`] finds everything again by trying to decrypt each memo
//! on the ledger. What was seen of the ledger itself lies beside them ([`LedgerSeen`]).

mod archive;
mod book;
mod dossier;
mod held;
mod ordered;
mod papers;
mod recover;
mod releases;
mod seen;
mod state;
mod sync;
mod view;
mod watch;

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod tests;

pub use book::{Book, Pledge};
pub use dossier::{Dossier, DossierError};
pub use held::{Held, NoteId};
pub use recover::{OpenedEntry, RecoverError, Recovered};
pub use seen::{Difference, LedgerSeen};
pub use sync::SyncReport;
pub use view::LotView;

use crate::{party::Party, services::LedgerError};
use archive::Archive;
use plimsoll_circuits::note::{Kind, Lot};
use state::{State, currencies};
use std::{collections::HashSet, path::PathBuf};

/// The wallet of a party.
pub struct Wallet {
    path: PathBuf,
    key: crate::party::StorageKey,
    archive: Archive,
    state: State,
    seen: Option<LedgerSeen>,
}

fn path(party: &Party) -> PathBuf {
    party.home().join("wallet.sealed")
}

/// Why a wallet could not be read, written or brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum WalletError {
    /// Its file is damaged or not this party's.
    #[error(
        "{0} is damaged; rebuild the wallet: everything in it is found again on the ledger, but notes that openings recovered; recover those again"
    )]
    Damaged(PathBuf),
    /// What was seen of the ledger cannot be read.
    #[error("{0} is damaged, which says what you saw of the ledger; restore it from a copy")]
    SeenDamaged(PathBuf),
    /// The ledger is another than before, or went back.
    #[error(
        "this is not the ledger that you saw: {0}; find out why before you go on, and keep both as evidence"
    )]
    OtherLedger(Difference),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The file system refuses.
    #[error("cannot read or write the wallet {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl Wallet {
    /// The wallet in the party's folder; an empty one if there is none yet.
    ///
    /// # Errors
    /// [`WalletError::Damaged`], [`WalletError::SeenDamaged`], [`WalletError::Io`].
    pub fn open(party: &Party) -> Result<Self, WalletError> {
        let path = path(party);
        let key = party.storage_key("wallet");
        let state = State::load(&path, &key)?;
        let seen = LedgerSeen::load(party.home())?;
        Ok(Self { path, key, archive: Archive::of(party), state, seen })
    }

    /// Puts the wallet's file and the archive aside, so that the next [`Wallet::sync`] reads the ledger from its beginning. What was
    /// seen of the ledger still holds. Where the old ones are kept is the answer.
    ///
    /// # Errors
    /// [`WalletError::Io`].
    pub fn set_aside(party: &Party) -> Result<Vec<PathBuf>, WalletError> {
        // In this order: an archive without the wallet's file is found again, a file whose archive is gone would miss it.
        let file = seen::set_aside(&path(party))?;
        Ok(file.into_iter().chain(seen::set_aside(&Archive::path(party))?).collect())
    }

    /// Puts aside what was seen of the ledger, too: the next [`Wallet::sync`] takes any ledger for the party's own. Where the
    /// old files are kept is the answer.
    ///
    /// # Errors
    /// [`WalletError::Io`].
    pub fn accept_other_ledger(party: &Party) -> Result<Vec<PathBuf>, WalletError> {
        let seen = seen::set_aside(&LedgerSeen::path(party.home()))?;
        Ok(seen.into_iter().chain(Self::set_aside(party)?).collect())
    }

    /// The height up to which the ledger was read.
    #[must_use]
    pub const fn height(&self) -> u64 {
        self.state.height
    }

    /// All notes that ever came, spent ones too, in the ledger's order. It reads the whole archive.
    ///
    /// # Errors
    /// [`WalletError::Damaged`], [`WalletError::Io`].
    pub fn history(&self) -> Result<Vec<Held>, WalletError> {
        Ok(once(self.state.notes.clone(), self.archive.all()?))
    }

    /// All notes of these lots that ever came, in the ledger's order.
    fn history_of(&self, lots: &HashSet<Lot>) -> Result<Vec<Held>, WalletError> {
        let here = self.state.notes.iter().filter(|held| lots.contains(&held.lot())).cloned();
        let mut archived = Vec::new();
        for lot in lots {
            archived.extend(self.archive.lot(*lot)?);
        }
        Ok(once(here.collect(), archived))
    }

    /// Takes a state for the wallet's own, and saves it after what of it is spent went into the archive: interrupted between the two,
    /// the notes stand in both.
    fn keep(&mut self, mut state: State) -> Result<(), WalletError> {
        if state != self.state {
            self.archive.add(&state.take_spent())?;
            state.save(&self.path, &self.key)?;
            self.state = state;
        }
        Ok(())
    }

    fn unspent(&self) -> impl Iterator<Item = &Held> {
        self.state.notes.iter().filter(|n| n.spent_at.is_none())
    }

    /// Unspent notes. A release belongs to its lot: it counts as long as the lot's title is here.
    pub fn notes(&self) -> impl Iterator<Item = &Held> {
        let titles = self.unspent().filter(|n| n.kind() == Kind::Title);
        let titled: HashSet<_> = titles.map(Held::lot).collect();
        self.unspent().filter(move |n| n.kind() != Kind::Release || titled.contains(&n.lot()))
    }

    /// Unspent titles.
    pub fn titles(&self) -> impl Iterator<Item = &Held> {
        self.notes().filter(|n| n.kind() == Kind::Title)
    }

    /// Unspent liens.
    pub fn liens(&self) -> impl Iterator<Item = &Held> {
        self.notes().filter(|n| n.kind() == Kind::Lien)
    }

    /// Unspent releases.
    pub fn releases(&self) -> impl Iterator<Item = &Held> {
        self.notes().filter(|n| n.kind() == Kind::Release)
    }

    /// The living title of a lot.
    #[must_use]
    pub fn title(&self, lot: Lot) -> Option<&Held> {
        self.unspent().filter(|n| n.kind() == Kind::Title).find(|n| n.lot() == lot)
    }

    /// The unspent note of an id.
    #[must_use]
    pub fn note(&self, id: NoteId) -> Option<&Held> {
        self.notes().find(|n| n.id() == id)
    }

    /// The unspent note of an id in hexadecimal, or of the beginning of one (six digits or more) that fits one note only.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Held> {
        let digits = id.trim().trim_start_matches("0x").to_ascii_lowercase();
        let mut fitting = self.notes().filter(|n| n.id().to_string()[2..].starts_with(&digits));
        fitting.next().filter(|_| digits.len() >= 6 && fitting.next().is_none())
    }

    /// The lot of this beginning (six hexadecimal digits or more) of which the party has or had something. It reads the whole archive.
    ///
    /// # Errors
    /// As [`history`](Self::history).
    pub fn find_lot(&self, id: &str) -> Result<Option<Lot>, WalletError> {
        let digits = id.trim().trim_start_matches("0x").to_ascii_lowercase();
        let fits = |lot: &Lot| plimsoll_circuits::field::to_hex(&lot.0)[2..].starts_with(&digits);
        let mut lots: Vec<_> = self.history()?.iter().map(Held::lot).filter(fits).collect();
        lots.sort_unstable();
        lots.dedup();
        Ok(match lots[..] {
            [lot] if digits.len() >= 6 => Some(lot),
            _ => None,
        })
    }
}

/// What is here and what is archived, each note once, in the ledger's order. Of a note that is in both, what is here counts.
fn once(mut notes: Vec<Held>, archived: Vec<Held>) -> Vec<Held> {
    let mut known: HashSet<_> = notes.iter().map(|held| held.nullifier).collect();
    notes.extend(archived.into_iter().filter(|held| known.insert(held.nullifier)));
    currencies(&mut notes);
    notes.sort_by_cached_key(|held| (held.height, held.id()));
    notes
}
