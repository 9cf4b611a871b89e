//! Amounts of money: minor units and their currency, read and shown with the places that ISO 4217 gives it.

use plimsoll_circuits::currency::{Currency, CurrencyError};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// An amount in minor units of a currency: cents, whole yen, Kuwaiti fils.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units.
    pub minor: u64,
    /// The currency.
    pub currency: Currency,
}

/// A text is no amount of money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not of the form.
    #[error("{0:?} is no amount; write a number and a currency, such as `30000.00 USD`")]
    Form(String),
    /// Not an active ISO 4217 code.
    #[error(transparent)]
    Currency(#[from] CurrencyError),
    /// More places than the currency has.
    #[error("{currency} has {places} decimal places; {text:?} has more")]
    Places {
        /// What was written.
        text: String,
        /// The currency.
        currency: Currency,
        /// Its places.
        places: u32,
    },
    /// Above 2^64 - 1 minor units.
    #[error("{0:?} is more than the ledger can hold")]
    TooLarge(String),
}

impl Money {
    /// So many minor units.
    #[must_use]
    pub const fn new(minor: u64, currency: Currency) -> Self {
        Self { minor, currency }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = self.currency.places();
        let unit = 10u64.pow(places);
        let whole = (self.minor / unit).to_string();
        // Thousands are set apart; reading takes the commas back.
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        if places > 0 {
            write!(f, ".{:0width$}", self.minor % unit, width = places as usize)?;
        }
        write!(f, " {}", self.currency)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let form = || MoneyError::Form(text.to_owned());
        // Banks write the code on either side.
        let (number, code) = match text.trim().split_once(char::is_whitespace) {
            Some((code, number)) if code.starts_with(|c: char| c.is_ascii_alphabetic()) => (number, code),
            _ => text.trim().rsplit_once(char::is_whitespace).ok_or_else(form)?,
        };
        let currency: Currency = code.parse()?;
        let (whole, fraction) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        // Commas only where they set thousands apart: "1,5" is not read as 15.
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        let grouped = whole.contains(',');
        let well_grouped = !first.is_empty() && digits(first) && (!grouped || first.len() <= 3);
        if !well_grouped || !groups.all(|g| g.len() == 3 && digits(g)) || !digits(fraction) {
            return Err(form());
        }
        if number.contains('.') && fraction.is_empty() {
            return Err(form());
        }
        let places = currency.places();
        if fraction.len() > places as usize {
            return Err(MoneyError::Places { text: text.to_owned(), currency, places });
        }
        let plain = format!("{}{fraction:0<width$}", whole.replace(',', ""), width = places as usize);
        let minor = plain.parse().map_err(|_| MoneyError::TooLarge(text.to_owned()))?;
        Ok(Self { minor, currency })
    }
}

impl Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_and_read_back() {
        for (text, minor, shown) in [
            ("30000.00 USD", 3_000_000, "30,000.00 USD"),
            ("USD 30,000", 3_000_000, "30,000.00 USD"),
            ("30,000 USD", 3_000_000, "30,000.00 USD"),
            ("0.5 EUR", 50, "0.50 EUR"),
            ("1234567 JPY", 1_234_567, "1,234,567 JPY"),
            ("1.234 KWD", 1_234, "1.234 KWD"),
            ("184467440737095516.15 USD", u64::MAX, "184,467,440,737,095,516.15 USD"),
        ] {
            let money: Money = text.parse().unwrap();
            assert_eq!((money.minor, money.to_string().as_str()), (minor, shown));
            assert_eq!(shown.parse(), Ok(money));
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for bad in [
            "", "USD", "30000", "-1 USD", "1,5 USD", "1. USD", ".5 USD", "1 usd", "1 XXX", "1e3 USD",
            "1 2 USD", "1.5 JPY",
        ] {
            assert!(bad.parse::<Money>().is_err(), "{bad}");
        }
        assert!(matches!("184467440737095516.16 USD".parse::<Money>(), Err(MoneyError::TooLarge(_))));
        assert!(matches!("1.234 USD".parse::<Money>(), Err(MoneyError::Places { places: 2, .. })));
    }
}
