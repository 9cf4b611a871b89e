//! Kinds of operations: what may be done with lots, notes and members.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A kind of operation: a statement, a Move by its intent; an order; or time that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the protocol's own names")]
pub enum Kind {
    Register,
    Endorse,
    Pledge,
    Surrender,
    Merge,
    Assign,
    Join,
    Split,
    Repay,
    Discharge,
    Idle,
    Amend,
    Revalue,
    Attest,
    Wait,
    Freeze,
    Lift,
    LapseFreeze,
    Close,
    Reopen,
    Recover,
    Waive,
    Pause,
    Resume,
    LapsePause,
    Admit,
    SetRoles,
    Remove,
    Expire,
    ControlKey,
}

impl Kind {
    /// All of them, each at its number.
    pub const ALL: [Self; 30] = [
        Self::Register,
        Self::Endorse,
        Self::Pledge,
        Self::Surrender,
        Self::Merge,
        Self::Assign,
        Self::Join,
        Self::Split,
        Self::Repay,
        Self::Discharge,
        Self::Idle,
        Self::Amend,
        Self::Revalue,
        Self::Attest,
        Self::Wait,
        Self::Freeze,
        Self::Lift,
        Self::LapseFreeze,
        Self::Close,
        Self::Reopen,
        Self::Recover,
        Self::Waive,
        Self::Pause,
        Self::Resume,
        Self::LapsePause,
        Self::Admit,
        Self::SetRoles,
        Self::Remove,
        Self::Expire,
        Self::ControlKey,
    ];

    /// Its place in a set of kinds.
    #[must_use]
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Whether the ledger takes it behind a proof.
    #[must_use]
    pub const fn is_posted(self) -> bool {
        (self as u32) < (Self::Attest as u32)
    }

    /// Why `next` never directly follows `self`; `None` if it may.
    #[must_use]
    pub fn never_before(self, next: Self) -> Option<&'static str> {
        use Kind::{LapsePause, Pause, Resume};
        let ends = |kind| matches!(kind, Resume | LapsePause);
        if self == Pause && next.is_posted() {
            Some("a paused ledger takes no statement")
        } else if self.is_posted() && ends(next) {
            Some("a ledger that took a statement is not paused")
        } else if ends(self) && ends(next) {
            Some("a pause ends once")
        } else if self == Pause && next == LapsePause {
            Some("a pause has not lapsed when it begins")
        } else {
            None
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
