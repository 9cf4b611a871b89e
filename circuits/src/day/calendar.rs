//! Days as dates of the calendar.

use super::Day;
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
        self.date().map_or(0, |(year, ..)| year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_the_calendar_s_up_to_the_year_9999() {
        for day in (0..=Day::LAST.0).step_by(53).chain(20_000..24_000).chain([Day::LAST.0]) {
            let date = Date::from_julian_day(EPOCH.to_julian_day() + i32::try_from(day).unwrap()).unwrap();
            assert_eq!(Day(day).to_string(), date.to_string());
        }
        assert_eq!(Day::LAST.to_string(), "9999-12-31");
        assert_eq!(Day(Day::LAST.0 + 1).to_string(), "day 2932897");
    }

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
