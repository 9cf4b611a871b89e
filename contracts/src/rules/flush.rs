//! A flush: what waits enters the trees, and the roots stand on the log.

use super::{Control, Flushed, RuleError, StateMut, accept::enter};
use crate::{
    UnixTime,
    entry::{Action, Flush, Roots, Snapshot},
};

/// Why a flush on a log is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlushRefusal {
    /// It adds notes that nobody posted.
    #[error("it adds {got} notes to the tree, and only {waiting} wait")]
    TooManyLeaves {
        /// Notes that wait.
        waiting: u64,
        /// Notes that it adds.
        got: u64,
    },
    /// Another root than the one that the log leads to.
    #[error("its {tree} root is not the one that the log leads to")]
    WrongRoot {
        /// Of which tree.
        tree: &'static str,
    },
    /// Another hash of the tables, none where one belongs, or one where none does.
    #[error(
        "its hash of all tables is not the one that the log leads to; the first flush of each day has one, and no other"
    )]
    WrongTables,
}

impl FlushRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooManyLeaves { .. } => "TooManyLeaves",
            Self::WrongRoot { .. } => "WrongRoot",
            Self::WrongTables => "WrongTables",
        }
    }
}

/// Flushes everything that waits. There is nothing that could refuse it: also during a pause, and when nothing waits.
///
/// # Errors
/// The state's own error; what `state` was told before then must be undone.
pub fn flush<S: StateMut>(state: &mut S, time: UnixTime) -> Result<Snapshot, S::Error> {
    let control = state.control()?;
    let flush = perform(state, &control, control.waiting(), time)?;
    log(state, flush, time)
}

/// Repeats a flush that stands on a log.
///
/// # Errors
/// How it differs from what the log leads to, or the state's own error; what `state` was told before then must be undone.
pub fn accept_flush<S: StateMut>(
    state: &mut S,
    claimed: &Flush,
    time: UnixTime,
) -> Result<Snapshot, RuleError<FlushRefusal, S::Error>> {
    let control = state.control().map_err(RuleError::state)?;
    let (waiting, got) = (control.waiting(), claimed.leaves);
    if got > waiting {
        return Err(RuleError::Refused(FlushRefusal::TooManyLeaves { waiting, got }));
    }
    let flush = perform(state, &control, got, time).map_err(RuleError::state)?;
    if let Some(tree) = differing(&flush.roots, &claimed.roots) {
        return Err(RuleError::Refused(FlushRefusal::WrongRoot { tree }));
    }
    if flush.tables != claimed.tables {
        return Err(RuleError::Refused(FlushRefusal::WrongTables));
    }
    log(state, flush, time).map_err(RuleError::state)
}

fn perform<S: StateMut>(
    state: &mut S,
    before: &Control,
    leaves: u64,
    time: UnixTime,
) -> Result<Flush, S::Error> {
    let height = state.snapshot()?.height + 1;
    let flushed = Flushed { height, at: time, notes: before.flushed.notes + leaves };
    let roots = state.flush(&Control { flushed, ..*before })?;
    let is_first_of_its_day = before.flushed.height == 0 || before.flushed.at.day() != time.day();
    let tables = is_first_of_its_day.then(|| state.tables_hash()).transpose()?;
    Ok(Flush { leaves, roots, tables })
}

fn log<S: StateMut>(state: &mut S, flush: Flush, time: UnixTime) -> Result<Snapshot, S::Error> {
    enter(state, Action::Flush(flush), None, time, |_, _| Ok(flush.roots))
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
