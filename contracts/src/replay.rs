//! What a regulator does: everything again, from nothing but the genesis, the keys and the log.

use crate::{
    UnixTime,
    bytes::Hash32,
    entry::{Action, Entry, Roots, Snapshot},
    genesis::{Genesis, GenesisError},
    keys::{Keys, PendingProof, no_verdict},
    rules::{OrderRefusal, RuleError, State as _, accept_order, accept_transition, stateless},
    store::{Ledger, MemoryState, StoreError, differing_table, memory::MemoryError},
    time::CLOCK_TOLERANCE,
    transition::{Posting, Transition},
    verdict::Rejection,
};
use serde::{Deserialize, Serialize};

/// Proofs that are verified together.
pub const BATCH: usize = 64;

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
}

/// What a replay found, when it found no fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// The ledger after the last entry.
    pub newest: Snapshot,
    /// What its entries do.
    pub counts: Counts,
    /// Notes in the tree.
    pub notes: u64,
    /// Members now.
    pub members: u64,
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
    /// The entry is dated later than now.
    #[error(
        "height {height}: it is dated {time}, but now it is {now}: the clock of whoever wrote it was ahead"
    )]
    Future {
        /// Where.
        height: u64,
        /// Its time.
        time: UnixTime,
        /// The verifier's.
        now: UnixTime,
    },
    /// It starts from another genesis than the pinned one.
    #[error("its genesis is {got}, you expect {expected}: it is another ledger, or has other keys")]
    OtherGenesis {
        /// Its genesis.
        got: Hash32,
        /// The pinned one.
        expected: Hash32,
    },
    /// Another entry stands where one was seen.
    #[error(
        "height {height}: the entry's hash is {got}, but {expected} was seen there: the log was rewritten"
    )]
    Rewritten {
        /// Where.
        height: u64,
        /// What stands there.
        got: Hash32,
        /// What was seen there.
        expected: Hash32,
    },
    /// The log ends before an entry that was seen.
    #[error(
        "the log ends at height {newest}, but {expected} was seen at height {height}: entries are gone, as when an older copy is put back"
    )]
    Missing {
        /// Where the entry was seen.
        height: u64,
        /// Its hash.
        expected: Hash32,
        /// Where the log ends.
        newest: u64,
    },
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
    #[error("the store's table {what} differs from its log, which is sound up to height {height}")]
    Store {
        /// Up to where the log is sound.
        height: u64,
        /// The table.
        what: String,
    },
    /// What the store keeps beside the log cannot be read.
    #[error("the store's tables beside its log, which is sound up to height {height}, cannot be read: {why}")]
    Tables {
        /// Up to where the log is sound.
        height: u64,
        /// Why they cannot be read.
        why: E,
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

impl<E> ReplayError<E> {
    /// The newest height up to which the log is sound; `None` if nothing was said about the log.
    #[must_use]
    pub const fn sound_up_to(&self) -> Option<u64> {
        match self {
            Self::OtherKeys | Self::OtherGenesis { .. } => None,
            Self::Genesis(_) => Some(0),
            Self::Log { height, .. }
            | Self::Store { height, .. }
            | Self::Tables { height, .. }
            | Self::Missing { newest: height, .. } => Some(*height),
            Self::Height { expected: height, .. }
            | Self::Chain(height)
            | Self::Time(height)
            | Self::Future { height, .. }
            | Self::Rewritten { height, .. }
            | Self::Repeated { height, .. }
            | Self::Refused { height, .. }
            | Self::RefusedOrder { height, .. }
            | Self::Root { height, .. }
            | Self::State { height, .. } => Some(height.saturating_sub(1)),
        }
    }
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
    Ok(walk(genesis, keys, log, &Expected::default(), &mut progress)?.report())
}

/// Replays a log as [`replay`] does, and holds it against what somebody knows of it.
fn walk<'a, E>(
    genesis: &'a Genesis,
    keys: &'a Keys,
    log: impl IntoIterator<Item = Result<Entry, E>>,
    expected: &'a Expected,
    progress: &mut impl FnMut(u64),
) -> Result<Replay<'a>, ReplayError<E>> {
    genesis.check()?;
    if keys.genesis() != genesis.hash() {
        return Err(ReplayError::OtherKeys);
    }
    if let Some(expected) = expected.genesis.filter(|expected| *expected != genesis.hash()) {
        return Err(ReplayError::OtherGenesis { got: genesis.hash(), expected });
    }
    let state = MemoryState::new(genesis).map_err(|why| ReplayError::State { height: 0, why })?;
    let pending = Vec::new();
    let counts = Counts::default();
    let mut replay = Replay { genesis, keys, expected, state, pending, counts };
    replay.compare()?;
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
    let newest = replay.state.newest().height;
    match expected.seen.iter().filter(|seen| seen.height > newest).min_by_key(|seen| seen.height) {
        Some(&Seen { height, entry_hash: expected }) => {
            Err(ReplayError::Missing { height, expected, newest })
        }
        None => Ok(replay),
    }
}

struct Replay<'a> {
    genesis: &'a Genesis,
    keys: &'a Keys,
    expected: &'a Expected,
    state: MemoryState,
    pending: Vec<(u64, PendingProof)>,
    counts: Counts,
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
                self.counts.orders += 1;
                accept_order(self.genesis, &mut self.state, o, entry.time).map_err(|e| match e {
                    RuleError::Refused(why) => ReplayError::RefusedOrder { height, why },
                    RuleError::State(why) => fault(why),
                })?
            }
        };
        match differing(&receipt.roots, &entry.roots) {
            Some(tree) => Err(ReplayError::Root { height, tree }),
            None => self.compare(),
        }
    }

    /// Compares the newest entry with what was seen at its height.
    fn compare<E>(&self) -> Result<(), ReplayError<E>> {
        let Snapshot { height, time, entry_hash: got, .. } = self.state.newest();
        if let Some(now) = self.expected.now.filter(|now| time.seconds_since(*now) > CLOCK_TOLERANCE) {
            return Err(ReplayError::Future { height, time, now });
        }
        match self.expected.seen.iter().find(|seen| seen.height == height && seen.entry_hash != got) {
            Some(seen) => Err(ReplayError::Rewritten { height, got, expected: seen.entry_hash }),
            None => Ok(()),
        }
    }

    fn shape<E>(&mut self, height: u64, t: &Transition) -> Result<crate::rules::Checked, ReplayError<E>> {
        let shaped = stateless::shape(self.genesis, t)
            .map_err(|rejection| ReplayError::Refused { height, rejection })?;
        let (checked, pending) = shaped.defer();
        self.pending.push((height, pending));
        match checked.posting() {
            Posting::Register(_) => self.counts.registers += 1,
            Posting::Move(_) => self.counts.moves += 1,
            Posting::Amend(_) => self.counts.amends += 1,
            Posting::Revalue(_) => self.counts.revalues += 1,
        }
        Ok(checked)
    }

    /// Verifies the proofs that wait.
    fn settle<E>(&mut self) -> Result<(), ReplayError<E>> {
        let (heights, proofs): (Vec<_>, Vec<_>) = std::mem::take(&mut self.pending).into_iter().unzip();
        let mut verdicts = self.keys.verify_many(&proofs).into_iter();
        for height in heights {
            // Nothing is valid that was not said to be.
            let verdict = verdicts.next().unwrap_or_else(|| Err(no_verdict()));
            verdict.map_err(|rejection| ReplayError::Refused { height, rejection })?;
        }
        Ok(())
    }

    fn report(&self) -> Report {
        Report {
            newest: self.state.newest(),
            counts: self.counts,
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
        let replayed = walk(self.genesis(), keys, log, expected, &mut progress)?;
        let height = replayed.state.newest().height;
        match differing_table(&view, self.genesis(), &replayed.state) {
            Ok(None) => Ok(replayed.report()),
            Ok(Some(what)) => Err(ReplayError::Store { height, what }),
            Err(why) => Err(ReplayError::Tables { height, why }),
        }
    }
}
