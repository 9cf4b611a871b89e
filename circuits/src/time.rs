//! Moments, always given by the caller.

use crate::day::Day;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A moment: seconds since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnixTime(pub u64);

impl UnixTime {
    /// Seconds of a day.
    pub const DAY: u64 = 86_400;

    /// The day that it is then.
    #[must_use]
    pub fn day(self) -> Day {
        Day(u32::try_from(self.0 / Self::DAY).unwrap_or(u32::MAX))
    }

    /// So many seconds later.
    #[must_use]
    pub const fn after(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// So many seconds before, not before 1970.
    #[must_use]
    pub const fn before(self, seconds: u64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// Seconds from `earlier` to this moment; 0 if it is not earlier.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Seconds between the two, whichever is earlier.
    #[must_use]
    pub const fn distance(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }
}

/// As people read it: RFC 3339, UTC, such as `2026-03-05T14:30:00Z`.
impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, second) = (self.day(), self.0 % Self::DAY);
        if day > Day::LAST {
            return write!(f, "a time after the year 9999");
        }
        write!(f, "{day}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_rfc_3339() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (1_772_719_445, "2026-03-05T14:04:05Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (253_402_300_800, "a time after the year 9999"),
            (u64::MAX, "a time after the year 9999"),
        ] {
            assert_eq!(UnixTime(seconds).to_string(), text);
        }
    }
}
