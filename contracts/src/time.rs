//! The ledger's clock, which is always a parameter, and what bounds it.
//!
//! A ledger in one file has no clock but those of its writers. What it can hold one against is the newest entry: time never
//! runs backwards, and it leaps by a week at most unless whoever writes confirms the date. So a clock that is fast by more
//! than a week is stopped before it writes, one that is slow before it proves; a smaller error costs others at most that
//! week, and [`replay`](mod@crate::replay) names every entry that is later than now.

use plimsoll_circuits::{day::Day, time::UnixTime};

/// Whether the ledger accepts `stated` as its date on the day `today`: the day itself or the one before.
#[must_use]
pub const fn accepts(today: Day, stated: Day) -> bool {
    stated.0 <= today.0 && today.0 - stated.0 <= 1
}

/// How many seconds two clocks may differ. One that lies so far behind the newest entry writes with that entry's time, so that
/// time on the log never runs backwards; an entry so far ahead of a verifier's clock is none of the future.
pub const CLOCK_TOLERANCE: u64 = 300;

/// How many seconds after the newest entry the next one may be dated without a confirmed date: a week.
pub const CLOCK_LEAP: u64 = 7 * UnixTime::DAY;

/// A clock that does not fit to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// It lies further behind the newest entry than [`CLOCK_TOLERANCE`].
    #[error(
        "this clock says {now}, the ledger's newest entry is dated {newest}: the entry is ahead of the clock by {}; set the clock right \
         if it is slow; if it is right, the entry was written by a clock that was fast",
        Span(newest.seconds_since(*now))
    )]
    Behind {
        /// What the clock says.
        now: UnixTime,
        /// The newest entry's time.
        newest: UnixTime,
    },
    /// It lies further ahead of the newest entry than [`CLOCK_LEAP`], and nobody confirmed the date.
    #[error(
        "this clock says {now}, the ledger's newest entry is dated {newest}: the clock is ahead of the entry by {}, more than a week; \
         confirm today's date if the ledger was quiet, or set the clock right if it is fast: an entry with a wrong time would \
         keep everybody out until then",
        Span(now.seconds_since(*newest))
    )]
    Leap {
        /// What the clock says.
        now: UnixTime,
        /// The newest entry's time.
        newest: UnixTime,
    },
    /// The date that was confirmed is not the clock's.
    #[error(
        "this clock says {now}, you say that today is {stated}; set the clock right, or give today's date"
    )]
    OtherDate {
        /// What the clock says.
        now: UnixTime,
        /// What was said.
        stated: Day,
    },
}

/// The time of an entry that is accepted `now` behind an entry of `newest`, where somebody may have `confirmed` the date. A
/// confirmed date may differ from the clock's by a day, for whoever lives in another time zone.
///
/// # Errors
/// [`ClockError`].
pub fn entry_time(newest: UnixTime, now: UnixTime, confirmed: Option<Day>) -> Result<UnixTime, ClockError> {
    if let Some(stated) = confirmed
        && stated.0.abs_diff(now.day().0) > 1
    {
        return Err(ClockError::OtherDate { now, stated });
    }
    if newest.seconds_since(now) > CLOCK_TOLERANCE {
        return Err(ClockError::Behind { now, newest });
    }
    if now.seconds_since(newest) > CLOCK_LEAP && confirmed.is_none() {
        return Err(ClockError::Leap { now, newest });
    }
    Ok(now.max(newest))
}

/// Seconds as a person says them.
struct Span(u64);

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (n, unit) = match self.0 {
            s if s >= 2 * UnixTime::DAY => (s / UnixTime::DAY, "days"),
            s if s >= 2 * 3600 => (s / 3600, "hours"),
            s => (s / 60, "minutes"),
        };
        write!(f, "{n} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(20_000 * UnixTime::DAY);

    #[test]
    fn an_entry_gets_the_clocks_time_or_that_of_the_one_before() {
        assert_eq!(entry_time(NOW, NOW.after(CLOCK_LEAP), None), Ok(NOW.after(CLOCK_LEAP)));
        assert_eq!(entry_time(NOW, NOW.before(CLOCK_TOLERANCE), None), Ok(NOW));
        assert_eq!(entry_time(UnixTime(0), UnixTime(u64::MAX), Some(Day(u32::MAX))), Ok(UnixTime(u64::MAX)));
    }

    #[test]
    fn a_clock_that_does_not_fit_is_told_both_times_and_who_is_ahead() {
        let late = NOW.after(200 * UnixTime::DAY);
        let behind = entry_time(late, NOW, None).unwrap_err();
        assert_eq!(behind, ClockError::Behind { now: NOW, newest: late });
        let said = behind.to_string();
        for part in
            ["2024-10-04T00:00:00Z", "2025-04-22T00:00:00Z", "the entry is ahead of the clock by 200 days"]
        {
            assert!(said.contains(part), "{said}");
        }
        let leap = entry_time(NOW, late, None).unwrap_err();
        assert_eq!(leap, ClockError::Leap { now: late, newest: NOW });
        let said = leap.to_string();
        for part in
            ["2024-10-04T00:00:00Z", "2025-04-22T00:00:00Z", "the clock is ahead of the entry by 200 days"]
        {
            assert!(said.contains(part), "{said}");
        }
        assert!(entry_time(NOW, NOW.after(CLOCK_LEAP + 1), None).is_err());
        assert!(entry_time(NOW, NOW.before(CLOCK_TOLERANCE + 1), Some(NOW.day())).is_err());
    }

    #[test]
    fn a_confirmed_date_lets_a_quiet_ledger_go_on_and_a_wrong_clock_not() {
        let late = NOW.after(200 * UnixTime::DAY);
        assert_eq!(entry_time(NOW, late, Some(late.day())), Ok(late));
        let elsewhere = Day(late.day().0 + 1);
        assert_eq!(entry_time(NOW, late, Some(elsewhere)), Ok(late));
        let stated = NOW.day();
        assert_eq!(entry_time(NOW, late, Some(stated)), Err(ClockError::OtherDate { now: late, stated }));
    }
}
