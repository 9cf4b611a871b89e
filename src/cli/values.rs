//! How values are written on the command line: dates, durations, percentages, names of notes.

use plimsoll_circuits::{
    document::Day,
    field::{self, F},
    member::Roles,
    statement::CircuitId,
    time::UnixTime,
};
use plimsoll_client::{Clock, SystemClock};
use plimsoll_contracts::{ControlSignature, EntryId, Hash32, Seen, order::MAX_KEYS};
use plimsoll_guardian::GuardianId;
use serde::Serialize;
use std::{fmt, path::PathBuf, str::FromStr, time::Duration};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// A day written YYYY-MM-DD.
pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write a day of the calendar as YYYY-MM-DD, such as 2026-12-31".to_owned())
}

/// A day to come: YYYY-MM-DD, or how many days from today, such as 90d.
pub(super) fn coming_day(text: &str) -> Result<Day, String> {
    let ahead = text.strip_suffix('d').and_then(|days| days.parse::<u32>().ok());
    let today = SystemClock.now().day();
    match ahead.map(|days| today.0.checked_add(days)) {
        Some(Some(day)) => Ok(Day(day)),
        _ => day(text).map_err(|e| format!("{e}, or a number of days from today, such as 90d")),
    }
}

/// A moment written in RFC 3339, whole seconds.
pub(super) fn moment(text: &str) -> Result<UnixTime, String> {
    let read = OffsetDateTime::parse(text, &Rfc3339).ok().filter(|at| at.nanosecond() == 0);
    let seconds = read.and_then(|at| u64::try_from(at.unix_timestamp()).ok());
    seconds.map(UnixTime).ok_or_else(|| "write a moment such as 2026-11-20T09:30:00Z".to_owned())
}

/// A length of time such as 90s, 10m, 2h or 1d.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "write a number and s, m, h or d, such as 10m".to_owned();
    let unit = text.chars().next_back().ok_or_else(wrong)?;
    let seconds: u64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(wrong()),
    };
    let number = &text[..text.len() - unit.len_utf8()];
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(seconds).filter(|s| *s > 0).map(Duration::from_secs).ok_or_else(wrong)
}

/// A circuit by its name.
pub(super) fn circuit(text: &str) -> Result<CircuitId, String> {
    CircuitId::from_name(text).ok_or_else(|| {
        let names: Vec<_> = CircuitId::ALL.iter().map(|c| c.name()).collect();
        format!("the circuits are {}", names.join(", "))
    })
}

/// A name as it is kept: NFKC, single spaces, nothing that is not seen.
pub(super) fn name(text: &str) -> Result<String, String> {
    plimsoll_client::party::name::normalised(text).map_err(|e| e.to_string())
}

/// An entry's identity in hexadecimal, with or without `0x`, all 64 digits.
pub(super) fn identity(text: &str) -> Result<EntryId, String> {
    let digits = text.strip_prefix("0x").unwrap_or(text).to_ascii_lowercase();
    EntryId::from_hex(&format!("0x{digits}"))
        .ok_or_else(|| "write all 64 hexadecimal digits of it".to_owned())
}

/// Roles, separated by commas.
pub(super) fn roles(text: &str) -> Result<Roles, String> {
    text.split(',').try_fold(Roles::default(), |all, name| {
        let found = Roles::NAMES.iter().find(|(known, _)| *known == name.trim());
        found.map(|(_, role)| all.union(*role)).ok_or_else(|| {
            format!(
                "{:?} is no role; the roles are issuer, valuer, holder and bank, separated by commas, or leaving alone",
                name.trim()
            )
        })
    })
}

/// A hash: 64 hexadecimal digits, with or without `0x`.
pub(super) fn hash(text: &str) -> Result<Hash32, String> {
    let mut bytes = [0; 32];
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let read = hex::decode_to_slice(digits, &mut bytes);
    read.map(|()| Hash32(bytes)).map_err(|_| "write 64 hexadecimal digits, with or without 0x".to_owned())
}

/// An entry that was seen, written `HEIGHT:HASH`.
pub(super) fn seen(text: &str) -> Result<Seen, String> {
    let parts = text.split_once(':').and_then(|(height, digits)| Some((height.parse().ok()?, digits)));
    let (height, digits) = parts.ok_or("write height and hash of an entry, such as 12:0x5f0c..")?;
    Ok(Seen { height, entry_hash: hash(digits)? })
}

/// Guardians' numbers, separated by commas.
pub(super) fn guardians(text: &str) -> Result<Guardians, String> {
    let number = |n: &str| n.trim().parse().ok().and_then(GuardianId::new);
    let ids = text.split(',').map(number).collect::<Option<Vec<_>>>();
    let ids = ids.ok_or("write guardians' numbers separated by commas, such as 1,3,5")?;
    let twice = ids.iter().enumerate().find(|(i, id)| ids[..*i].contains(id));
    twice.map_or(Ok(Guardians(ids.clone())), |(_, id)| {
        Err(format!("{id} is there twice; name each guardian once"))
    })
}

/// Guardians that are to act together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardians(pub(super) Vec<GuardianId>);

/// A file of one guardian, written `N=FILE`.
pub(super) fn guardian_file(text: &str) -> Result<(GuardianId, PathBuf), String> {
    let wrong =
        || "write a guardian's number, an equals sign and a file, such as 3=guardian-3.txt".to_owned();
    let (number, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or_else(wrong)?;
    let id = number.trim().parse().ok().and_then(GuardianId::new).ok_or_else(wrong)?;
    Ok((id, file.into()))
}

/// A governor's number.
pub(super) fn governor(text: &str) -> Result<u16, String> {
    let number = text.trim().parse().ok().filter(|n| (1..=MAX_KEYS).contains(&usize::from(*n)));
    number.ok_or_else(|| format!("write a governor's number, 1 to {MAX_KEYS}"))
}

/// A file of one governor, written `N=FILE`.
pub(super) fn governor_file(text: &str) -> Result<(u16, PathBuf), String> {
    let wrong =
        || "write a governor's number, an equals sign and a file, such as 2=governor-2.txt".to_owned();
    let (number, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or_else(wrong)?;
    Ok((governor(number).map_err(|_| wrong())?, file.into()))
}

/// A fingerprint or another field element: 64 hexadecimal digits behind `0x`.
pub(super) fn element(text: &str) -> Result<F, String> {
    field::from_hex(text).ok_or_else(|| {
        "write 0x and 64 hexadecimal digits, as `plimsoll bill check` and `plimsoll lot sheet` print them"
            .to_owned()
    })
}

/// A control key's signature: r, s and v, 130 hexadecimal digits behind `0x`.
pub(super) fn signature(text: &str) -> Result<ControlSignature, String> {
    serde_json::from_value(text.into()).map_err(|e| e.to_string())
}

/// A file under a name, written `NAME=FILE`.
pub(super) fn named_file(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => Ok((name.to_owned(), file.into())),
        _ => Err("write a name, an equals sign and a file, such as WAVE=wave.jwks.json".to_owned()),
    }
}

/// A share of 100 in hundredths of a percent, written `80%` or `72.5%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(pub(super) u16);

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%');
        number
            .and_then(|n| plimsoll_circuits::document::decimal::parse(n, 2))
            .and_then(|bps| u16::try_from(bps).ok())
            .filter(|bps| *bps <= 10_000)
            .map(Self)
            .ok_or_else(|| "write a percentage of at most 100 with its sign, such as 80% or 72.5%".to_owned())
    }
}

/// The beginning of a lot's or a note's name in hexadecimal, as `wallet show` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Prefix(String);

impl Prefix {
    /// Whether a name in hexadecimal begins so.
    pub(super) fn begins(&self, name: &str) -> bool {
        name.strip_prefix("0x").unwrap_or(name).starts_with(&self.0)
    }
}

impl FromStr for Prefix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix("0x").unwrap_or(text).to_ascii_lowercase();
        if (1..=64).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Self(digits))
        } else {
            Err("write the first hexadecimal digits of it, as `plimsoll wallet show` prints them".to_owned())
        }
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_percentages() {
        for (text, seconds) in [("90s", 90), ("10m", 600), ("2h", 7_200), ("1d", 86_400)] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)));
        }
        for bad in ["", "10", "m", "-1m", "0m", "1.5h", "10分", "99999999999999999999d"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
        for (text, bps) in [("80%", 8_000), ("72.5%", 7_250), ("0.01%", 1), ("100%", 10_000)] {
            assert_eq!(text.parse(), Ok(Percent(bps)));
        }
        for bad in ["80", "100.01%", "-1%", "1.234%", "%"] {
            assert!(bad.parse::<Percent>().is_err(), "{bad}");
        }
    }

    #[test]
    fn moments_are_read_as_they_are_written() {
        for text in ["2026-11-20T09:30:00Z", "1970-01-01T00:00:00Z"] {
            assert_eq!(moment(text).unwrap().to_string(), text);
        }
        assert_eq!(moment("2026-11-20T11:30:00+02:00"), moment("2026-11-20T09:30:00Z"));
        for bad in ["2026-11-20", "2026-11-20T09:30:00.5Z", "1969-12-31T23:59:59Z", "soon"] {
            assert!(moment(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn prefixes_and_days() {
        let prefix: Prefix = "0x3FA".parse().unwrap();
        assert!(prefix.begins("0x3fa9") && prefix.begins("3fa9") && !prefix.begins("3f"));
        assert!("".parse::<Prefix>().is_err() && "xyz".parse::<Prefix>().is_err());
        assert!(day("2026-02-28").is_ok() && day("2026-02-30").is_err());
    }
}
