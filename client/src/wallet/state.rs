//! The wallet's file.

use super::{Held, LedgerSeen, WalletError, watch::Watch};
use crate::{
    files::{self, Access},
    party::StorageKey,
};
use plimsoll_circuits::note::Kind;
use plimsoll_contracts::{Hash32, Seen};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, fs, io, path::Path};
use zeroize::Zeroizing;

const VERSION: u32 = 5;

/// What a wallet has to know, which is what lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    version: u32,
    /// The ledger's genesis; none before the first sync.
    pub(super) genesis: Option<Hash32>,
    /// The height up to which it was read ..
    pub(super) height: u64,
    /// .. and the hash of that entry, so that another ledger is noticed.
    pub(super) entry_hash: Option<Hash32>,
    /// In the ledger's order: what is not spent, and what was recovered and is spent above the height.
    pub(super) notes: Vec<Held>,
    /// Lots of which something is held, with what is alike to them.
    pub(super) watches: Vec<Watch>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: VERSION,
            genesis: None,
            height: 0,
            entry_hash: None,
            notes: Vec::new(),
            watches: Vec::new(),
        }
    }
}

/// Fills in currencies that notes do not say themselves, from notes of one lot.
pub(super) fn currencies(notes: &mut [Held]) {
    let known: HashMap<_, _> = notes.iter().filter_map(|n| Some((n.lot(), n.currency?))).collect();
    for held in notes.iter_mut().filter(|n| n.currency.is_none() && n.kind() != Kind::Retired) {
        held.currency = known.get(&held.lot()).copied();
    }
}

impl State {
    /// What it says of the ledger that it was read from.
    pub(super) fn seen(&self) -> Option<LedgerSeen> {
        let genesis = self.genesis?;
        let entry_hash = self.entry_hash.unwrap_or(genesis);
        Some(LedgerSeen::new(genesis, Seen { height: self.height, entry_hash }))
    }

    /// Takes out what was spent up to the height, which is all that any sync can find spent.
    pub(super) fn take_spent(&mut self) -> Vec<Held> {
        let height = self.height;
        let notes = std::mem::take(&mut self.notes);
        let gone = |held: &Held| held.spent_at.is_some_and(|spent_at| spent_at <= height);
        let (spent, living) = notes.into_iter().partition(gone);
        self.notes = living;
        spent
    }

    pub(super) fn load(path: &Path, key: &StorageKey) -> Result<Self, WalletError> {
        let sealed = match fs::read(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            read => read.map_err(|source| WalletError::Io { path: path.to_owned(), source })?,
        };
        let damaged = || WalletError::Damaged(path.to_owned());
        let json = key.open(&sealed).ok_or_else(damaged)?;
        let state: Self = serde_json::from_slice(&json).map_err(|_| damaged())?;
        if state.version == VERSION { Ok(state) } else { Err(damaged()) }
    }

    pub(super) fn save(&self, path: &Path, key: &StorageKey) -> Result<(), WalletError> {
        let io = |source| WalletError::Io { path: path.to_owned(), source };
        let json = Zeroizing::new(serde_json::to_vec(self).map_err(|e| io(e.into()))?);
        files::replace(path, &key.seal(&json), Access::Secret).map_err(io)
    }
}
