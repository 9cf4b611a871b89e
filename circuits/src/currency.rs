//! Currencies (ISO 4217) and how many places their minor unit has.

use crate::field::F;
use serde::{Deserialize, Serialize, de::Error};
use std::{fmt, str::FromStr};
use zeroize::Zeroize;

/// Active currencies whose minor unit is a hundredth.
const HUNDREDTHS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC \
    CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW \
    KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR \
    PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS \
    VED VES WST XCD XCG YER ZAR ZMW ZWG";

/// Active currencies without a minor unit.
const WHOLE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

/// Active currencies whose minor unit is a thousandth.
const THOUSANDTHS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// A currency: its three letters. As a field element, the big-endian integer of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Zeroize)]
pub struct Currency([u8; 3]);

/// A text is no active ISO 4217 code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no active ISO 4217 currency code; write three capital letters such as USD")]
pub struct CurrencyError(pub String);

impl Currency {
    /// No currency: what fills a place that a statement ignores. It has no letters and is not read back.
    pub(crate) const BLANK: Self = Self([0; 3]);

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> String {
        self.0.iter().copied().map(char::from).collect()
    }

    /// Places of the minor unit: 2 for most.
    #[must_use]
    pub fn places(&self) -> u32 {
        let code = self.code();
        let within = |list: &str| list.split(' ').any(|c| c == code);
        if within(WHOLE) {
            0
        } else if within(THOUSANDTHS) {
            3
        } else {
            2
        }
    }

    /// The three letters as one big-endian integer.
    #[must_use]
    pub const fn number(self) -> u32 {
        let [a, b, c] = self.0;
        u32::from_be_bytes([0, a, b, c])
    }

    /// The currency of a number.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        let [0, letters @ ..] = number.to_be_bytes() else { return None };
        std::str::from_utf8(&letters).ok()?.parse().ok()
    }

    /// The field element that stands for it in leaves, bills and statements.
    #[must_use]
    pub fn value(&self) -> F {
        F::from(self.number())
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        let known =
            [HUNDREDTHS, WHOLE, THOUSANDTHS].iter().any(|list| list.split_whitespace().any(|c| c == text));
        match text.as_bytes().try_into() {
            Ok(letters) if known => Ok(Self(letters)),
            _ => Err(CurrencyError(text.to_owned())),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_values() {
        for (code, places) in [("USD", 2), ("JPY", 0), ("KWD", 3), ("CNY", 2)] {
            let currency: Currency = code.parse().unwrap();
            assert_eq!(currency.places(), places, "{code}");
            assert_eq!(Currency::from_number(currency.number()), Some(currency));
        }
        assert_eq!("USD".parse::<Currency>().unwrap().value(), F::from(0x55_53_44u64));
        for bad in ["usd", "US", "USDX", "XXX", "DEM", ""] {
            assert!(bad.parse::<Currency>().is_err(), "{bad}");
        }
        for bad in [0, 1, 0x01_55_53_44, 0x58_58_58] {
            assert_eq!(Currency::from_number(bad), None, "{bad}");
        }
        assert_eq!(Currency::BLANK.value(), F::from(0u64));
    }
}
