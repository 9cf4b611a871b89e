//! The ledger's clock, which is always a parameter.

use plimsoll_circuits::{day::Day, time::UnixTime};

/// Whether the ledger accepts `stated` as its date on the day `today`: the day itself or the one before.
#[must_use]
pub const fn accepts(today: Day, stated: Day) -> bool {
    stated.0 <= today.0 && today.0 - stated.0 <= 1
}

/// How many seconds a clock may lie behind the newest entry: then the entry gets that entry's time, so that time on the log
/// never runs backwards.
pub const CLOCK_TOLERANCE: u64 = 300;

/// A clock that lies too far behind the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the clock says {now}, but the newest entry is of {newest} (seconds since 1970): set the clock right"
)]
pub struct ClockBehind {
    /// What the clock says.
    pub now: u64,
    /// The newest entry's time.
    pub newest: u64,
}

/// The time of an entry that is accepted `now` behind an entry of `newest`.
///
/// # Errors
/// [`ClockBehind`], if the clock lies further behind than [`CLOCK_TOLERANCE`].
pub const fn entry_time(newest: UnixTime, now: UnixTime) -> Result<UnixTime, ClockBehind> {
    if now.0 >= newest.0 {
        Ok(now)
    } else if newest.0 - now.0 <= CLOCK_TOLERANCE {
        Ok(newest)
    } else {
        Err(ClockBehind { now: now.0, newest: newest.0 })
    }
}
