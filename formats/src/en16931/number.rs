//! Decimal numbers as XML has them, exactly.

/// A number of so many units of 10^-`places`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Number {
    units: i128,
    places: u32,
}

/// Digits that are still a number here; invoices have fewer.
const MAX_DIGITS: usize = 18;

impl Number {
    /// Reads an `xs:decimal`; `None` if it is none, or has more than 18 digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || all.len() > MAX_DIGITS || !all.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let units: i128 = all.parse().ok()?;
        let places = u32::try_from(fraction.len()).ok()?;
        Some(Self { units: if negative { -units } else { units }, places })
    }

    pub(super) const fn is_zero(self) -> bool {
        self.units == 0
    }

    /// The sum, if it is no longer than a number may be.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let places = self.places.max(other.places);
        let units = self.at(places)?.checked_add(other.at(places)?)?;
        Some(Self { units, places })
    }

    /// This through `base`, with `places` places; `None` if that is not exact.
    pub(super) fn over(self, base: Self, places: u32) -> Option<Self> {
        let numerator = self.units.checked_mul(10i128.checked_pow(base.places.checked_add(places)?)?)?;
        let denominator = base.units.checked_mul(10i128.checked_pow(self.places)?)?;
        (base.units > 0 && numerator % denominator == 0)
            .then(|| Self { units: numerator / denominator, places })
    }

    /// Whether both are the same, however many places they are written with.
    pub(super) fn equals(self, other: Self) -> bool {
        let places = self.places.max(other.places);
        self.at(places).is_some_and(|units| other.at(places) == Some(units))
    }

    fn at(self, places: u32) -> Option<i128> {
        self.units.checked_mul(10i128.checked_pow(places.checked_sub(self.places)?)?)
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let width = self.places as usize + 1;
        let digits = format!("{:0>width$}", self.units.unsigned_abs());
        let (whole, fraction) = digits.split_at(digits.len() - self.places as usize);
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

/// A number as JSON documents write it; what is none stays as it is, and the document's reader says so.
pub(super) fn plain(text: &str) -> String {
    Number::parse(text).map_or_else(|| text.to_owned(), |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_and_written_plainly() {
        for (text, expected) in [
            ("12.50", "12.50"),
            ("+007", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0.10", "-0.10"),
            ("0", "0"),
            ("1e3", "1e3"),
            ("1,5", "1,5"),
            ("1234567890123456789", "1234567890123456789"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn sums_and_quotients_are_exact_or_none() {
        let number = |text| Number::parse(text).unwrap();
        assert_eq!(number("1.5").plus(number("2.25")).unwrap().to_string(), "3.75");
        assert_eq!(number("185.00").over(number("20"), 4).unwrap().to_string(), "9.2500");
        assert_eq!(number("1").over(number("3"), 4), None);
        assert_eq!(number("1").over(number("0"), 4), None);
        assert_eq!(number("1").over(number("0.5"), 4).unwrap().to_string(), "2.0000");
        assert!(number("1.50").equals(number("1.5")));
        assert!(!number("1.50").equals(number("1.51")));
    }
}
