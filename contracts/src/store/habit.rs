//! When a ledger flushes: a habit of whoever writes it, and no rule.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// When what waits enters the trees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlushHabit {
    /// With every entry that nobody of this process waits behind; else after 64 entries, or after a second.
    #[default]
    WhenIdle,
    /// After so many entries, whoever waits.
    Every(u64),
}

/// Entries behind a flush at which the next is due, however many wait.
const ENTRIES: u64 = 64;
/// Seconds behind a flush at which the next is due.
const SECONDS: u64 = 1;

impl FlushHabit {
    /// Whether a flush is due so many entries and seconds behind the last, while others wait for their turn or not.
    pub(super) const fn is_due(self, entries: u64, seconds: u64, others_wait: bool) -> bool {
        match self {
            Self::WhenIdle => !others_wait || entries >= ENTRIES || seconds >= SECONDS,
            Self::Every(n) => entries >= n,
        }
    }
}

/// Who of this process waits to write, and whether somebody left the flush to the next.
#[derive(Default)]
pub(super) struct Turns {
    waiting: AtomicUsize,
    /// The newest height that was left to the next to flush; 0 is none.
    owed: AtomicU64,
}

/// A turn that is waited for, then had.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    waits: bool,
}

impl Turns {
    pub(super) fn wait(&self) -> Turn<'_> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        Turn { turns: self, waits: true }
    }
}

impl Turn<'_> {
    /// The turn has come: its owner waits no longer. Called while nobody else has one.
    pub(super) fn begin(&mut self) {
        if std::mem::take(&mut self.waits) {
            self.turns.waiting.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// Whether others wait for theirs.
    pub(super) fn others_wait(&self) -> bool {
        self.turns.waiting.load(Ordering::SeqCst) > usize::from(self.waits)
    }

    /// Leaves the flush of what was entered up to a height to whoever comes next. Called while nobody else has a turn.
    pub(super) fn owe(&self, height: u64) {
        self.turns.owed.fetch_max(height, Ordering::SeqCst);
    }

    /// Everything up to a height is flushed, and that is committed.
    pub(super) fn settle(&self, flushed: u64) {
        let up_to = |owed| (owed <= flushed).then_some(0);
        // What was left since is still owed.
        let _ = self.turns.owed.fetch_update(Ordering::SeqCst, Ordering::SeqCst, up_to);
    }

    /// Whether a flush was left to this turn, and nobody comes after it.
    pub(super) fn must_flush(&self) -> bool {
        !self.others_wait() && self.turns.owed.load(Ordering::SeqCst) > 0
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.begin();
    }
}
