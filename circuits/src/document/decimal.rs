//! Decimal numbers, exactly: from their text to a whole number of the smallest unit, without floats.

/// `text` in units of 10^-`places`: `parse("12.5", 3)` is 12500. `None` if it is negative, has more places than that
/// (zeros behind do not count), or does not fit 64 bits. Accepts what JSON numbers may be, exponents included.
#[must_use]
pub fn parse(text: &str, places: u32) -> Option<u64> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    let dropped = i32::try_from(digits.len() - significant.len()).ok()?;
    let scale = exponent
        .checked_sub(i32::try_from(fraction.len()).ok()?)?
        .checked_add(dropped)?
        .checked_add(i32::try_from(places).ok()?)?;
    let scale = 10u64.checked_pow(u32::try_from(scale).ok()?)?;
    significant.parse::<u64>().ok()?.checked_mul(scale)
}

/// Whether `text` is digits with at most one point between them, and without needless zeros in front.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

/// `value` units of 10^-`places`, written out.
#[must_use]
pub fn show(value: u64, places: u32) -> String {
    if places == 0 {
        return value.to_string();
    }
    let digits = format!("{value:0>width$}", width = places as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places as usize);
    format!("{whole}.{fraction}")
}

/// Grams of `value` thousandths of the unit: kilograms as they are; pounds of exactly 0.45359237 kg, rounded half up.
pub(crate) fn grams(value: u64, pounds: bool) -> Option<u64> {
    convert(value, if pounds { 45_359_237 } else { 100_000_000 }, 100_000_000)
}

/// Cubic centimetres of `value` ten-thousandths of the unit: cubic metres times 100; cubic feet of exactly
/// 28,316.846592 cm3, rounded half up.
pub(crate) fn cubic_centimetres(value: u64, feet: bool) -> Option<u64> {
    if feet { convert(value, 28_316_846_592, 10_000_000_000) } else { value.checked_mul(100) }
}

fn convert(value: u64, numerator: u128, denominator: u128) -> Option<u64> {
    u64::try_from((u128::from(value) * numerator + denominator / 2) / denominator).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_exactly_or_not_at_all() {
        for (text, places, expected) in [
            ("12000.0", 3, Some(12_000_000)),
            ("0", 3, Some(0)),
            ("0.000", 0, Some(0)),
            ("0.0010", 3, Some(1)),
            ("0.0001", 3, None),
            ("1.5e3", 0, Some(1500)),
            ("15e-1", 0, None),
            ("15E-1", 1, Some(15)),
            ("-1", 3, None),
            ("", 0, None),
            (".5", 1, None),
            ("1e999999999", 0, None),
            ("1e-99999999999", 0, None),
            ("18446744073709551615", 0, Some(u64::MAX)),
            ("18446744073709551616", 0, None),
            ("0.1e1", 0, Some(1)),
        ] {
            assert_eq!(parse(text, places), expected, "{text} with {places} places");
        }
    }

    #[test]
    fn pounds_and_feet() {
        assert_eq!(grams(1_000, true), Some(454));
        assert_eq!(grams(1_000_000, true), Some(453_592));
        assert_eq!(grams(1_234, false), Some(1_234));
        assert_eq!(cubic_centimetres(10_000, true), Some(28_317));
        assert_eq!(cubic_centimetres(24_000, false), Some(2_400_000));
    }

    proptest! {
        #[test]
        fn shown_values_read_back(value in any::<u64>(), places in 0u32..5) {
            let text = show(value, places);
            prop_assert!(is_plain(&text));
            prop_assert_eq!(parse(&text, places), Some(value));
        }
    }
}
