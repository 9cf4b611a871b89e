use super::{
    Counts, Expected, ReplayError, Seen,
    in_order::in_order,
    prepared::{BATCH, Prepared, prepare},
};
use crate::{
    entry::{Action, Entry, Snapshot},
    genesis::Genesis,
    keys::Keys,
    rules::{RuleError, State as _, accept_flush, accept_order, accept_transition},
    store::{MemoryState, memory::MemoryError},
    time::CLOCK_TOLERANCE,
};

/// What a replay found, when it found no fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// The ledger after the last entry.
    pub newest: Snapshot,
    /// What its entries do.
    pub counts: Counts,
    /// Notes posted.
    pub notes: u64,
    /// Those of them that wait for a flush.
    pub waiting: u64,
    /// Members now.
    pub members: u64,
}

/// Replays a log: the chain of hashes, every rule by the logged times, every proof (in batches that give exactly the single
/// verdicts), and the roots of every flush. Proofs are verified on all processors. In memory are the state that the log leads
/// to, once more while its tables are hashed, and a few batches of entries, however long the log is. `progress` is told each height that was found sound.
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
pub(super) fn walk<'a, E>(
    genesis: &'a Genesis,
    keys: &Keys,
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
    let mut replay = Replay { genesis, expected, state, counts: Counts::default() };
    replay.compare()?;
    let mut unread = None;
    let mut log = log.into_iter();
    let batches = std::iter::from_fn(|| {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH && unread.is_none() {
            match log.next() {
                Some(Ok(entry)) => batch.push(entry),
                Some(Err(why)) => unread = Some(why),
                None => break,
            }
        }
        (!batch.is_empty()).then_some(batch)
    });
    in_order(
        batches,
        |entries| prepare(genesis, keys, entries),
        |entries| {
            entries.into_iter().try_for_each(|prepared| {
                let height = prepared.entry.height;
                replay.entry(prepared).map(|()| progress(height))
            })
        },
    )?;
    let newest = replay.newest().height;
    if let Some(why) = unread {
        return Err(ReplayError::Log { height: newest, why });
    }
    match expected.seen.iter().filter(|seen| seen.height > newest).min_by_key(|seen| seen.height) {
        Some(&Seen { height, entry_hash: expected }) => {
            Err(ReplayError::Missing { height, expected, newest })
        }
        None => Ok(replay),
    }
}

/// A state as far as the log was walked.
pub(super) struct Replay<'a> {
    genesis: &'a Genesis,
    expected: &'a Expected,
    state: MemoryState,
    counts: Counts,
}

impl Replay<'_> {
    pub(super) const fn state(&self) -> &MemoryState {
        &self.state
    }

    pub(super) const fn newest(&self) -> Snapshot {
        self.state.newest()
    }

    fn entry<E>(&mut self, prepared: Prepared) -> Result<(), ReplayError<E>> {
        let Prepared { entry, facts } = prepared;
        let (before, height, time) = (self.newest(), entry.height, entry.time);
        if height != before.height + 1 {
            return Err(ReplayError::Height { expected: before.height + 1, got: height });
        }
        if entry.previous != before.entry_hash {
            return Err(ReplayError::Chain(height));
        }
        if time < before.time {
            return Err(ReplayError::Time(height));
        }
        let fault = |why| ReplayError::State { height, why };
        match &entry.action {
            Action::Transition(t) => {
                let refused = |rejection| ReplayError::Refused { height, rejection };
                let facts = facts.unwrap_or_else(|| Err(crate::keys::no_verdict())).map_err(refused)?;
                let checked = facts.of(t);
                self.is_new(height, checked.id())?;
                accept_transition(self.genesis, &mut self.state, &checked, time)
                    .map_err(|e| why(e, refused, fault))?;
            }
            Action::Order(o) => {
                self.is_new(height, o.id(self.genesis.domain()))?;
                accept_order(self.genesis, &mut self.state, o, time)
                    .map_err(|e| why(e, |why| ReplayError::RefusedOrder { height, why }, fault))?;
            }
            Action::Flush(f) => {
                accept_flush(&mut self.state, f, time)
                    .map_err(|e| why(e, |why| ReplayError::RefusedFlush { height, why }, fault))?;
            }
        }
        self.counts.add(&entry.action);
        self.compare()
    }

    fn is_new<E>(&self, height: u64, id: crate::EntryId) -> Result<(), ReplayError<E>> {
        let first = self.state.entry_of(id).map_err(|why| ReplayError::State { height, why })?;
        first.map_or(Ok(()), |first| Err(ReplayError::Repeated { height, first: first.height }))
    }

    /// Compares the newest entry with what was seen at its height.
    fn compare<E>(&self) -> Result<(), ReplayError<E>> {
        let Snapshot { height, time, entry_hash: got, .. } = self.newest();
        if let Some(now) = self.expected.now.filter(|now| time.seconds_since(*now) > CLOCK_TOLERANCE) {
            return Err(ReplayError::Future { height, time, now });
        }
        match self.expected.seen.iter().find(|seen| seen.height == height && seen.entry_hash != got) {
            Some(seen) => Err(ReplayError::Rewritten { height, got, expected: seen.entry_hash }),
            None => Ok(()),
        }
    }

    pub(super) fn report(&self) -> Report {
        let control = self.state.control;
        Report {
            newest: self.newest(),
            counts: self.counts,
            notes: control.notes,
            waiting: control.waiting(),
            members: self.state.current_members() as u64,
        }
    }
}

fn why<R, E>(
    e: RuleError<R, MemoryError>,
    refused: impl FnOnce(R) -> ReplayError<E>,
    fault: impl FnOnce(MemoryError) -> ReplayError<E>,
) -> ReplayError<E> {
    match e {
        RuleError::Refused(r) => refused(r),
        RuleError::State(e) => fault(e),
    }
}
