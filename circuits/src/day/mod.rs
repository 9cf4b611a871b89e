//! Days, as documents, credentials and the ledger count them.

#[cfg(feature = "documents")]
mod calendar;

use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroize;

/// A day, counted from 1970-01-01 (UTC). Documents hold days up to the year 2199.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Zeroize,
)]
#[serde(transparent)]
pub struct Day(pub u32);

impl Day {
    /// Bits of a day.
    pub const BITS: usize = 32;

    /// 9999-12-31, the last that is written as a date.
    pub(crate) const LAST: Self = Self(2_932_896);

    /// Year, month and day of the month in the Gregorian calendar; `None` after the year 9999.
    pub(crate) fn date(self) -> Option<(u32, u32, u32)> {
        if self > Self::LAST {
            return None;
        }
        // Counted from 0000-03-01, so that a leap day ends its year; 146,097 days are 400 years.
        let days = self.0 + 719_468;
        let (era, day) = (days / 146_097, days % 146_097);
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
        Some((400 * era + year + u32::from(month <= 2), month, day))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some((year, month, day)) => write!(f, "{year:04}-{month:02}-{day:02}"),
            None => write!(f, "day {}", self.0),
        }
    }
}
