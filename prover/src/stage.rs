//! How far a proof is.

use std::{
    fmt,
    sync::atomic::{AtomicU8, Ordering},
};

/// How far a proof is. Stages come in this order; with more than one thread the check and the witness go on side by side,
/// and either may begin first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Stage {
    /// It has not begun.
    Waiting,
    /// The native check.
    Checking,
    /// Witness generation.
    Witness,
    /// The proof's computation, which takes nearly all of the time.
    Proving,
    /// Verification of the proof.
    Verifying,
    /// There is a proof, or an error that says why not.
    Ended,
}

impl Stage {
    /// All stages in their order.
    pub const ALL: [Stage; 6] =
        [Self::Waiting, Self::Checking, Self::Witness, Self::Proving, Self::Verifying, Self::Ended];

    /// The name in logs and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Checking => "checking",
            Self::Witness => "witness",
            Self::Proving => "proving",
            Self::Verifying => "verifying",
            Self::Ended => "ended",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The latest stage, for others to read.
#[derive(Debug, Default)]
pub(crate) struct Latest(AtomicU8);

impl Latest {
    /// A stage has begun. It never goes back: of two that began side by side, the later one stays.
    pub(crate) fn reach(&self, stage: Stage) {
        self.0.fetch_max(stage as u8, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> Stage {
        Stage::ALL[usize::from(self.0.load(Ordering::Relaxed))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_read_as_they_were_reached() {
        for (number, stage) in (0u8..).zip(Stage::ALL) {
            assert_eq!(stage as u8, number);
            let latest = Latest::default();
            latest.reach(stage);
            latest.reach(Stage::Waiting);
            assert_eq!(latest.get(), stage);
        }
    }
}
