//! HS codes: twelve digits with zeros behind, whichever of a document's lists they stand in.

use super::{fault::Rule, reader::At};
use std::ops::RangeInclusive;

/// Digits of a code as it is kept.
pub const DIGITS: u8 = 12;

/// Most codes of goods: as many as their record has places for.
pub const MOST: usize = 8;

/// National commodity codes that begin with an HS code, by DCSA's names of their nomenclatures.
const NATIONAL: [&str; 5] = ["NCM", "HTS", "SCHEDULE_B", "TARIC", "CN"];

/// Reads a code of so many digits, padded to twelve. Its chapter, the first two, is 01 to 99.
pub(crate) fn read(at: &At<'_>, digits: RangeInclusive<usize>) -> Option<u64> {
    at.code(Rule::HsCode, |text| digits.contains(&text.len()) && padded(text).is_some()).and_then(padded)
}

/// The national commodity codes of an object that begin with an HS code, padded to twelve digits; dots and blanks in them aside. Others, of
/// other nomenclatures or no numbers, are left out.
pub(crate) fn national(at: &At<'_>) -> Vec<u64> {
    let lists = ["nationalCommodityCodes", "extendedNationalCommodityCodes"];
    let entries = lists.into_iter().filter_map(|key| at.opt(key)?.list(0, usize::MAX)).flatten();
    let known = |at: &At<'_>| {
        let kind = at.json.get("type").and_then(|kind| kind.as_text());
        kind.is_some_and(|kind| NATIONAL.contains(&kind))
    };
    let values = entries.filter(known).filter_map(|at| at.opt("values")?.list(0, usize::MAX)).flatten();
    let code = |at: At<'_>| {
        let text: String = at.json.as_text()?.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        ((6..=12).contains(&text.len())).then(|| padded(&text))?
    };
    values.filter_map(code).collect()
}

fn padded(text: &str) -> Option<u64> {
    let is_code = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with("00");
    is_code.then(|| format!("{text:0<12}").parse().ok())?
}

/// Codes without those that another one says more precisely, and none twice.
pub(crate) fn most_precise(codes: &[u64]) -> Vec<u64> {
    let mut kept: Vec<u64> = Vec::new();
    for code in codes {
        let said = |other: &u64| *other == *code || extends(*other, *code);
        if !codes.iter().any(|other| extends(*other, *code)) && !kept.iter().any(said) {
            kept.push(*code);
        }
    }
    kept
}

/// Whether one code is the other with further digits.
fn extends(long: u64, short: u64) -> bool {
    let scale = 10u64.pow(12 - digits(short));
    long != short && long / scale == short / scale
}

/// How many digits a code has that say something: zeros behind count as not given, in pairs, down to six.
#[must_use]
pub fn digits(code: u64) -> u32 {
    [6, 8, 10].into_iter().find(|digits| code.is_multiple_of(10u64.pow(12 - digits))).unwrap_or(12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_more_replaces_what_says_less() {
        let copper = 740_311_000_000;
        assert_eq!(most_precise(&[copper, copper]), [copper]);
        assert_eq!(most_precise(&[854_231_000_000, 854_231_100_000]), [854_231_100_000]);
        assert_eq!(most_precise(&[854_231_101_000, 854_231_000_000]), [854_231_101_000]);
        // Two of other goods stay two.
        assert_eq!(most_precise(&[copper, 710_812_000_000]), [copper, 710_812_000_000]);
        assert_eq!(most_precise(&[854_231_100_000, 854_231_900_000]).len(), 2);
    }

    #[test]
    fn zeros_behind_are_not_given() {
        for (code, count) in [(740_311_000_000, 6), (740_311_100_000, 8), (740_311_000_100, 10), (1, 12)] {
            assert_eq!(digits(code), count, "{code}");
        }
    }
}
