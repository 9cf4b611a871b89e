//! What a regulator does: everything again, from nothing but the genesis, the keys and the log.

mod error;
mod in_order;
mod prepared;
mod walk;

pub use error::ReplayError;
pub use walk::{Report, replay};

use crate::{
    UnixTime,
    bytes::Hash32,
    entry::{Action, Snapshot},
    keys::Keys,
    store::{Ledger, StoreError, differing_table},
    transition::Posting,
};
use serde::{Deserialize, Serialize};

/// How many entries do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Bills registered.
    pub registers: u64,
    /// Moves.
    pub moves: u64,
    /// Titles that got other documents.
    pub amends: u64,
    /// Titles that got another value.
    pub revalues: u64,
    /// Orders of the member administration.
    pub orders: u64,
    /// Flushes.
    pub flushes: u64,
}

impl Counts {
    fn add(&mut self, action: &Action) {
        match action {
            Action::Order(_) => self.orders += 1,
            Action::Flush(_) => self.flushes += 1,
            Action::Transition(t) => match t.posting() {
                Some(Posting::Register(_)) => self.registers += 1,
                Some(Posting::Move(_)) => self.moves += 1,
                Some(Posting::Amend(_)) => self.amends += 1,
                Some(Posting::Revalue(_)) => self.revalues += 1,
                None => {}
            },
        }
    }
}

/// What a log is held against besides its rules: what somebody knows of it from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// The genesis that everybody pinned.
    pub genesis: Option<Hash32>,
    /// Entries that somebody saw, each by height and hash. Whoever puts an older copy of a ledger back, or rewrites it, cannot
    /// show them.
    pub seen: Vec<Seen>,
    /// What time it is: no entry is dated later.
    pub now: Option<UnixTime>,
}

/// An entry that somebody saw on a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Its height; 0 is the genesis.
    pub height: u64,
    /// Its hash, which chains to every entry before it.
    pub entry_hash: Hash32,
}

impl From<Snapshot> for Seen {
    fn from(at: Snapshot) -> Self {
        Self { height: at.height, entry_hash: at.entry_hash }
    }
}

impl Ledger {
    /// Replays the ledger's own log, and compares every table that the store keeps beside it with what the log leads to.
    ///
    /// # Errors
    /// The first fault, by height.
    pub fn replay(&self, keys: &Keys, progress: impl FnMut(u64)) -> Result<Report, ReplayError<StoreError>> {
        self.verify(keys, &Expected::default(), progress)
    }

    /// As [`replay`](Self::replay), and holds the log against what somebody knows of it.
    ///
    /// # Errors
    /// The first fault, by height.
    pub fn verify(
        &self,
        keys: &Keys,
        expected: &Expected,
        mut progress: impl FnMut(u64),
    ) -> Result<Report, ReplayError<StoreError>> {
        let unread = |height| move |why| ReplayError::Log { height, why };
        let view = self.view().map_err(unread(0))?;
        let log = view.entries_since(0).map_err(unread(0))?;
        let replayed = walk::walk(self.genesis(), keys, log, expected, &mut progress)?;
        let height = replayed.newest().height;
        match differing_table(&view, self.genesis(), replayed.state()) {
            Ok(None) => Ok(replayed.report()),
            Ok(Some(what)) => Err(ReplayError::Store { height, what }),
            Err(why) => Err(ReplayError::Tables { height, why }),
        }
    }
}
