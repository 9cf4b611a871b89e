//! What a regulator does: everything again, from nothing but the genesis, the keys and the log.

use crate::{
    entry::{Action, Entry, Roots, Snapshot},
    genesis::{Genesis, GenesisError},
    keys::{Keys, PendingProof},
    rules::{OrderRefusal, RuleError, State as _, accept_order, accept_transition, stateless},
    store::{Ledger, MemoryState, StoreError, memory::MemoryError},
    transition::{Posting, Transition},
    verdict::Rejection,
};

/// Proofs that are verified together.
pub const BATCH: usize = 64;

/// What a replay found, when it found no fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// The ledger after the last entry.
    pub newest: Snapshot,
    /// Bills registered.
    pub registers: u64,
    /// Moves.
    pub moves: u64,
    /// Orders of the member administration.
    pub orders: u64,
    /// Notes in the tree.
    pub notes: u64,
    /// Members now.
    pub members: u64,
}

/// The first fault of a log: at which height, and what.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError<E> {
    /// No ledger can start from this genesis.
    #[error(transparent)]
    Genesis(#[from] GenesisError),
    /// The keys belong to another genesis.
    #[error("the keys are not those that the genesis pins")]
    OtherKeys,
    /// The log could not be read to its end.
    #[error("the log cannot be read behind height {height}: {why}")]
    Log {
        /// The last height that was read.
        height: u64,
        /// Why it went no further.
        why: E,
    },
    /// An entry is missing, or stands at another's place.
    #[error("the entry for height {expected} says it is of height {got}")]
    Height {
        /// The height it should have.
        expected: u64,
        /// The height it has.
        got: u64,
    },
    /// The entry does not name the hash of the entry before it.
    #[error("height {0}: the hash of the entry before it is another")]
    Chain(u64),
    /// The entry is dated before the entry before it.
    #[error("height {0}: it is dated before the entry before it")]
    Time(u64),
    /// The entry was accepted before: it should have got the old receipt.
    #[error("height {height}: the same was accepted at height {first}")]
    Repeated {
        /// The second time.
        height: u64,
        /// The first time.
        first: u64,
    },
    /// The ledger should have refused a transition.
    #[error("height {height}: should have been refused with {rejection}")]
    Refused {
        /// Where.
        height: u64,
        /// Why.
        rejection: Rejection,
    },
    /// The ledger should have refused an order.
    #[error("height {height}: should have been refused: {why}")]
    RefusedOrder {
        /// Where.
        height: u64,
        /// Why.
        why: OrderRefusal,
    },
    /// A logged root is not the one that the entries lead to.
    #[error("height {height}: the logged {tree} root is not the one that the log leads to")]
    Root {
        /// Where.
        height: u64,
        /// Of which tree.
        tree: &'static str,
    },
    /// What the store keeps beside the log differs from it.
    #[error("height {height}: the store's {what} differs from its log")]
    Store {
        /// Where.
        height: u64,
        /// What differs.
        what: &'static str,
    },
    /// A tree refused what the rules let through.
    #[error("height {height}: {why}")]
    State {
        /// Where.
        height: u64,
        /// Why.
        why: MemoryError,
    },
}

/// Replays a log: the chain of hashes, every rule by the logged times, every proof (in batches that give exactly the single
/// verdicts), and the roots at every height. `progress` is told each height that was read.
///
/// # Errors
/// The first fault, by height.
pub fn replay<E>(
    genesis: &Genesis,
    keys: &Keys,
    log: impl IntoIterator<Item = Result<Entry, E>>,
    mut progress: impl FnMut(u64),
) -> Result<Report, ReplayError<E>> {
    genesis.check()?;
    if keys.genesis() != genesis.hash() {
        return Err(ReplayError::OtherKeys);
    }
    let state = MemoryState::new(genesis).map_err(|why| ReplayError::State { height: 0, why })?;
    let mut replay = Replay { genesis, keys, state, pending: Vec::new(), registers: 0, moves: 0, orders: 0 };
    for entry in log {
        let height = replay.state.newest().height;
        let result = entry
            .map_err(|why| ReplayError::Log { height, why })
            .and_then(|entry| replay.entry(&entry).map(|()| progress(entry.height)));
        // A bad proof that waits stands before this fault.
        if result.is_err() || replay.pending.len() >= BATCH {
            replay.settle()?;
        }
        result?;
    }
    replay.settle()?;
    Ok(replay.report())
}

struct Replay<'a> {
    genesis: &'a Genesis,
    keys: &'a Keys,
    state: MemoryState,
    pending: Vec<(u64, PendingProof)>,
    registers: u64,
    moves: u64,
    orders: u64,
}

impl Replay<'_> {
    fn entry<E>(&mut self, entry: &Entry) -> Result<(), ReplayError<E>> {
        let (before, height) = (self.state.newest(), entry.height);
        let fault = |why| ReplayError::State { height, why };
        if height != before.height + 1 {
            return Err(ReplayError::Height { expected: before.height + 1, got: height });
        }
        if entry.previous != before.entry_hash {
            return Err(ReplayError::Chain(height));
        }
        if entry.time < before.time {
            return Err(ReplayError::Time(height));
        }
        let id = entry.action.id(self.genesis.domain());
        if let Some(first) = self.state.entry_of(id).map_err(fault)? {
            return Err(ReplayError::Repeated { height, first: first.height });
        }
        let receipt = match &entry.action {
            Action::Transition(t) => {
                let checked = self.shape(height, t)?;
                accept_transition(self.genesis, &mut self.state, &checked, t, entry.time).map_err(
                    |e| match e {
                        RuleError::Refused(rejection) => ReplayError::Refused { height, rejection },
                        RuleError::State(why) => fault(why),
                    },
                )?
            }
            Action::Order(o) => {
                self.orders += 1;
                accept_order(self.genesis, &mut self.state, o, entry.time).map_err(|e| match e {
                    RuleError::Refused(why) => ReplayError::RefusedOrder { height, why },
                    RuleError::State(why) => fault(why),
                })?
            }
        };
        differing(&receipt.roots, &entry.roots).map_or(Ok(()), |tree| Err(ReplayError::Root { height, tree }))
    }

    fn shape<E>(&mut self, height: u64, t: &Transition) -> Result<crate::rules::Checked, ReplayError<E>> {
        let shaped = stateless::shape(self.genesis, t)
            .map_err(|rejection| ReplayError::Refused { height, rejection })?;
        let (checked, pending) = shaped.defer();
        self.pending.push((height, pending));
        match checked.posting() {
            Posting::Register(_) => self.registers += 1,
            Posting::Move(_) => self.moves += 1,
        }
        Ok(checked)
    }

    /// Verifies the proofs that wait.
    fn settle<E>(&mut self) -> Result<(), ReplayError<E>> {
        let (heights, proofs): (Vec<_>, Vec<_>) = std::mem::take(&mut self.pending).into_iter().unzip();
        for (height, verdict) in heights.into_iter().zip(self.keys.verify_many(&proofs)) {
            verdict.map_err(|rejection| ReplayError::Refused { height, rejection })?;
        }
        Ok(())
    }

    fn report(&self) -> Report {
        Report {
            newest: self.state.newest(),
            registers: self.registers,
            moves: self.moves,
            orders: self.orders,
            notes: self.state.notes(),
            members: self.state.current_members() as u64,
        }
    }
}

/// The first tree whose roots differ.
fn differing(a: &Roots, b: &Roots) -> Option<&'static str> {
    [
        ("notes", a.notes == b.notes),
        ("nullifiers", a.nullifiers == b.nullifiers),
        ("members", a.members == b.members),
        ("frozen", a.frozen == b.frozen),
    ]
    .into_iter()
    .find_map(|(tree, same)| (!same).then_some(tree))
}

impl Ledger {
    /// Replays the ledger's own log, and compares what the store keeps beside it: the snapshot at every height, and the trees
    /// at the newest.
    ///
    /// # Errors
    /// The first fault, by height.
    pub fn replay(&self, keys: &Keys, progress: impl FnMut(u64)) -> Result<Report, ReplayError<StoreError>> {
        let unread = |height| move |why| ReplayError::Log { height, why };
        let view = self.view().map_err(unread(0))?;
        let log = view.entries_since(0).map_err(unread(0))?;
        let report = replay(self.genesis(), keys, log, progress)?;
        for entry in view.entries_since(0).map_err(unread(0))? {
            let entry = entry.map_err(unread(0))?;
            let height = entry.height;
            if view.snapshot_at(height).map_err(unread(height))? != Some(entry.snapshot()) {
                return Err(ReplayError::Store { height, what: "snapshot" });
            }
        }
        let newest = view.latest().map_err(unread(report.newest.height))?;
        let height = newest.height;
        if newest != report.newest {
            return Err(ReplayError::Store { height, what: "newest snapshot" });
        }
        let stored = view.stored_roots().map_err(unread(height))?;
        match differing(&stored, &newest.roots) {
            Some(_) => Err(ReplayError::Store { height, what: "trees" }),
            None => Ok(report),
        }
    }
}
