//! Days as dates of the calendar.

use super::Day;
use std::fmt;
use time::{Date, Month};

/// The first day as the `time` crate counts them.
const EPOCH: Date = match Date::from_calendar_date(1970, Month::January, 1) {
    Ok(date) => date,
    Err(_) => Date::MIN,
};

impl Day {
    /// Reads `YYYY-MM-DD`; `None` if it is anything else, no day of the calendar, or outside 1970 to 2199.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            let digits = text.get(range)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u16>().ok())?
        };
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        if !(1970..2200).contains(&year) {
            return None;
        }
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        let date = Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()?;
        u32::try_from(date.to_julian_day() - EPOCH.to_julian_day()).ok().map(Self)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> u32 {
        self.date().map_or(0, |date| date.year().unsigned_abs())
    }

    fn date(self) -> Option<Date> {
        Date::from_julian_day(EPOCH.to_julian_day().checked_add(i32::try_from(self.0).ok()?)?).ok()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(date) => write!(f, "{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day()),
            None => write!(f, "day {}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_real_days_only() {
        assert_eq!(Day::parse("1970-01-01"), Some(Day(0)));
        assert_eq!(Day::parse("2026-03-05").map(|d| d.0), Some(20517));
        assert_eq!(Day::parse("2024-02-29").map(|d| d.to_string()).as_deref(), Some("2024-02-29"));
        assert_eq!(Day::parse("2026-12-31").map(Day::year), Some(2026));
        for bad in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "1969-12-31",
            "2200-01-01",
            "2026-1-01",
            "2026-01-01Z",
            "+026-01-01",
            "2026/01/01",
            "２026-01-1",
        ] {
            assert_eq!(Day::parse(bad), None, "{bad}");
        }
    }
}
