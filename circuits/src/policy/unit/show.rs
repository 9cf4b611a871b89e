//! Values as people read them.

use super::Unit;
use crate::{
    currency::Currency,
    day::Day,
    field::{F, to_bytes, to_u64},
};

impl Unit {
    /// Places behind the point.
    const fn fixed_places(self) -> u32 {
        match self {
            Self::Weight | Self::Thousandths | Self::Measure => 3,
            Self::Volume => 6,
            Self::Price => 4,
            _ => 0,
        }
    }

    pub(super) fn places(self, currency: Option<Currency>) -> u32 {
        if self == Self::Money { currency.map_or(2, |c| c.places()) } else { self.fixed_places() }
    }

    /// A value as people read it.
    #[must_use]
    pub fn show(self, value: F, currency: Option<Currency>) -> String {
        match self {
            Self::Flag => return if value == F::from(0u64) { "false" } else { "true" }.to_owned(),
            Self::Day => {
                let day = to_u64(&value).and_then(|day| u32::try_from(day).ok());
                return day.map_or_else(|| "no day".to_owned(), |day| Day(day).to_string());
            }
            _ => {}
        }
        match to_u64(&value) {
            Some(number) if self.is_number() => self.show_wide(u128::from(number), currency),
            _ => show_text(value),
        }
    }

    const fn is_number(self) -> bool {
        self.is_ordered() || matches!(self, Self::Id | Self::Hs | Self::Imo)
    }

    /// A number of this unit as people read it: a sum can be beyond 64 bits.
    #[must_use]
    pub(in crate::policy) fn show_wide(self, number: u128, currency: Option<Currency>) -> String {
        let scaled = |places: u32, trim: bool| {
            let scale = 10u128.pow(places);
            let mut out = grouped(number / scale);
            if places > 0 {
                let fraction = format!("{:0>width$}", number % scale, width = places as usize);
                let fraction = if trim { fraction.trim_end_matches('0') } else { &fraction };
                if !fraction.is_empty() {
                    out.push('.');
                    out.push_str(fraction);
                }
            }
            out
        };
        let money = |amount: String| match currency {
            Some(currency) => format!("{currency} {amount}"),
            None => amount,
        };
        match self {
            Self::Weight => format!("{} kg", scaled(3, true)),
            Self::Volume => format!("{} m3", scaled(6, true)),
            Self::Money => money(scaled(self.places(currency), false)),
            Self::Thousandths | Self::Price => money(scaled(self.fixed_places(), false)),
            Self::Measure => scaled(3, true),
            Self::Hs => {
                let digits = format!("{number:0>12}");
                let kept = digits.trim_end_matches('0').len().max(6);
                digits[..kept].to_owned()
            }
            Self::Imo | Self::Year | Self::Id => number.to_string(),
            Self::Day => {
                u32::try_from(number).map_or_else(|_| "no day".to_owned(), |day| Day(day).to_string())
            }
            _ => grouped(number),
        }
    }
}

/// Digits in groups of three.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A short text back from its integer; a long one is known by its hash only.
fn show_text(value: F) -> String {
    let bytes = to_bytes(&value);
    let start = bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len());
    match std::str::from_utf8(&bytes[start..]) {
        Ok(text)
            if start > 0 && !text.is_empty() && !text.contains(|c: char| c.is_control() && c != '\n') =>
        {
            format!("{:?}", text)
        }
        _ => "a text of more than 31 bytes".to_owned(),
    }
}
