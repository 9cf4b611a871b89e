//! What values are, how policies write them, and how they are shown to people.

mod show;

use super::source::{Node, Value};
use crate::{
    currency::Currency,
    day::Day,
    document::{codes, decimal, name_key, text},
    field::{F, from_short_bytes},
};

/// What the values of a field are. Only values of one unit compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Grams.
    Weight,
    /// Cubic centimetres.
    Volume,
    /// Minor units of a currency.
    Money,
    /// Thousandths of a currency's unit.
    Thousandths,
    /// 10^-4 of a currency's unit.
    Price,
    /// Thousandths of a unit that the document names.
    Measure,
    /// How many there are.
    Count,
    /// A year.
    Year,
    /// A number that only names something.
    Id,
    /// An HS code, padded to 12 digits.
    Hs,
    /// A ship's IMO number.
    Imo,
    /// A day.
    Day,
    /// True or false.
    Flag,
    /// A UN/LOCODE.
    Port,
    /// ISO 3166-1 alpha-2.
    Country,
    /// ISO 4217.
    Currency,
    /// ISO 6346.
    Container,
    /// A normalised document number.
    Reference,
    /// A code; one of these, if there are any.
    Code(&'static [&'static str]),
    /// Half of a SHA-256.
    Digest,
    /// Any text.
    Text,
    /// A canonical party id.
    Party,
    /// The key of a party's name.
    NameKey,
}

/// A literal: its value, and the currency that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub value: F,
    pub currency: Option<Currency>,
    pub shown: String,
}

/// Units of weight and volume, in the smallest one.
const WEIGHTS: [(&str, u32); 3] = [("t", 6), ("kg", 3), ("g", 0)];
const VOLUMES: [(&str, u32); 3] = [("m3", 6), ("l", 3), ("cm3", 0)];

impl Unit {
    /// The unit in words, behind "is".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Weight => "a weight",
            Self::Volume => "a volume",
            Self::Money => "an amount in minor units",
            Self::Thousandths => "an amount in thousandths",
            Self::Price => "a unit price",
            Self::Measure => "a quantity",
            Self::Count => "a number",
            Self::Year => "a year",
            Self::Id => "a number that names something",
            Self::Hs => "an HS code",
            Self::Imo => "an IMO number",
            Self::Day => "a day",
            Self::Flag => "true or false",
            Self::Port => "a UN/LOCODE",
            Self::Country => "a country",
            Self::Currency => "a currency",
            Self::Container => "a container reference",
            Self::Reference => "a document number",
            Self::Code(_) => "a code",
            Self::Digest => "half a checksum",
            Self::Text => "a text",
            Self::Party => "a party id",
            Self::NameKey => "a party's name",
        }
    }

    /// How its literals are written.
    #[must_use]
    pub fn example(self) -> String {
        let fixed = match self {
            Self::Weight => "a weight such as \"25 t\", \"1200.5 kg\" or \"500 g\"",
            Self::Volume => "a volume such as \"33.2 m3\", \"200 l\" or \"500 cm3\"",
            Self::Money => "an amount with its currency such as \"USD 1000000.00\"",
            Self::Thousandths => "an amount with its currency such as \"USD 1000.000\"",
            Self::Price => "a price of one unit with its currency such as \"USD 9250.0000\"",
            Self::Measure => "a quantity such as \"40.5\"",
            Self::Count => "a whole number such as 12",
            Self::Year => "a year such as 2010",
            Self::Id => "a whole number such as 60001",
            Self::Hs => "an HS code of 6 to 12 digits in quotes such as \"740311\"",
            Self::Imo => "an IMO number of seven digits, the last its check digit, such as \"9999008\"",
            Self::Day => "a day of the calendar such as \"2026-11-20\"",
            Self::Flag => "true or false",
            Self::Port => "a UN/LOCODE such as \"NLRTM\"",
            Self::Country => "two letters such as \"NL\"",
            Self::Currency => "an active ISO 4217 code such as \"USD\"",
            Self::Container => "a container reference with its check digit such as \"ZZZU1000015\"",
            Self::Reference => "a number of letters and digits such as \"FCT-2026/0417\"",
            Self::Code([]) => "a code of at most 31 letters and digits such as \"CIF\"",
            Self::Code(choices) => return format!("one of {}", choices.join(", ")),
            Self::Digest => "32 hexadecimal digits in quotes",
            Self::Text => "a text of at least one character in quotes",
            Self::NameKey => {
                "a name such as \"Fictional Copper Trading Ltd\"; spelling, order and legal form do not count"
            }
            Self::Party => {
                "a party id such as \"LEI:ZZZZ00METALS00000006\"; the schemes are LEI, USCC, TAX, DID and CODE"
            }
        };
        fixed.to_owned()
    }

    /// Whether more and less mean something.
    #[must_use]
    pub const fn is_ordered(self) -> bool {
        matches!(
            self,
            Self::Weight
                | Self::Volume
                | Self::Money
                | Self::Thousandths
                | Self::Price
                | Self::Measure
                | Self::Count
                | Self::Year
                | Self::Day
        )
    }

    /// Whether its values add up to something.
    #[must_use]
    pub const fn is_summable(self) -> bool {
        self.is_ordered() && !matches!(self, Self::Day | Self::Year | Self::Price)
    }

    /// What a value of this unit may be divided by, with how many of the smallest unit each has; nothing if it divides nothing.
    pub(super) const fn divisors(self) -> &'static [(&'static str, u64)] {
        match self {
            Self::Weight => &[("kg", 1_000), ("t", 1_000_000), ("g", 1)],
            Self::Volume => &[("m3", 1_000_000), ("l", 1_000), ("cm3", 1)],
            Self::Measure => &[("unit", 1_000)],
            Self::Count => &[("one", 1), ("package", 1)],
            _ => &[],
        }
    }

    /// A value of it, as policies write it.
    pub(super) const fn sample(self) -> &'static str {
        match self {
            Self::Weight => "25 kg",
            Self::Volume => "2 m3",
            Self::Money => "USD 8.50",
            Self::Thousandths => "USD 8.500",
            _ => "12",
        }
    }

    /// Whether values of the two compare with each other.
    #[must_use]
    pub fn agrees(self, other: Self) -> bool {
        match (self, other) {
            (Self::Code(_), Self::Code(_)) => true,
            _ => self == other,
        }
    }

    /// The value that a policy writes; `None` if it is none of this unit.
    pub(super) fn literal(self, node: &Node) -> Option<Literal> {
        let plain = |value: F| Some(Literal { value, currency: None, shown: self.show(value, None) });
        if let Value::Bool(b) = node.value {
            return (self == Self::Flag).then(|| plain(F::from(b)))?;
        }
        let written = match &node.value {
            Value::Number(n) => n,
            Value::Text(t) => t,
            _ => return None,
        };
        let is_text = matches!(node.value, Value::Text(_));
        match self {
            Self::Weight => plain(F::from(measured(written, &WEIGHTS)?)),
            Self::Volume => plain(F::from(measured(written, &VOLUMES)?)),
            Self::Money | Self::Thousandths | Self::Price => {
                // The currency stands in front or behind.
                let (one, other) = written.split_once(' ')?;
                let (currency, amount) = match one.parse::<Currency>() {
                    Ok(currency) => (currency, other),
                    Err(_) => (other.parse().ok()?, one),
                };
                let value = F::from(decimal::parse(amount, self.places(Some(currency)))?);
                Some(Literal { value, currency: Some(currency), shown: self.show(value, Some(currency)) })
            }
            Self::Measure => plain(F::from(decimal::parse(written, 3)?)),
            Self::Count | Self::Id => plain(F::from(decimal::parse(written, 0)?)),
            Self::Year => plain(F::from(decimal::parse(written, 0).filter(|y| (1000..10_000).contains(y))?)),
            Self::Imo => codes::is_imo(written).then(|| plain(F::from(written.parse::<u64>().ok()?)))?,
            // What remains is text; a number would have lost the zeros in front.
            _ if !is_text => None,
            Self::Day => plain(F::from(Day::parse(written)?.0)),
            _ => self.value(written).and_then(plain),
        }
    }

    /// The value of a code, text or number as lists hold it; `None` if it is none of this unit.
    #[must_use]
    pub fn value(self, written: &str) -> Option<F> {
        let code = |fits: bool| fits.then(|| text::value(written));
        match self {
            Self::Hs => Some(F::from(padded(written)?)),
            Self::Imo => codes::is_imo(written).then(|| written.parse::<u64>().ok().map(F::from))?,
            Self::Port => code(codes::is_unlocode(written)),
            Self::Country => code(codes::is_country(written)),
            Self::Currency => Some(written.parse::<Currency>().ok()?.value()),
            Self::Container => code(codes::container(written).is_ok()),
            Self::Reference => Some(text::value(&text::normalise(written)?)),
            Self::Code(choices) if !choices.is_empty() => code(choices.contains(&written)),
            Self::Code(_) => code(
                (1..=text::CHUNK).contains(&written.len()) && written.bytes().all(|b| b.is_ascii_graphic()),
            ),
            Self::Digest => {
                let bytes = hex::decode(written).ok().filter(|bytes| bytes.len() == 16)?;
                Some(from_short_bytes(&bytes))
            }
            Self::Text => code(!written.is_empty() && !written.chars().any(|c| c.is_control() && c != '\n')),
            Self::Party => code(is_party(written)),
            Self::NameKey => name_key(written).map(|key| text::value(&key)),
            _ => None,
        }
    }
}

/// An HS code of 6 to 12 digits with zeros behind.
fn padded(written: &str) -> Option<u64> {
    let fits = (6..=12).contains(&written.len()) && written.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| format!("{written:0<12}").parse().ok())?
}

/// The number that the digits in front make, with zeros behind to 12: where the codes that begin so start.
pub(super) fn heading(written: &str) -> Option<(u64, u64)> {
    let fits = (1..=12).contains(&written.len()) && written.bytes().all(|b| b.is_ascii_digit());
    let number: u64 = fits.then(|| written.parse().ok())??;
    let scale = 10u64.pow(12 - u32::try_from(written.len()).ok()?);
    Some((number * scale, number * scale + (scale - 1)))
}

fn measured(written: &str, units: &[(&str, u32)]) -> Option<u64> {
    let (number, unit) = written.split_once(' ')?;
    let (_, places) = units.iter().find(|(name, _)| *name == unit)?;
    decimal::parse(number, *places)
}

/// Whether this has the form of a canonical party id.
fn is_party(written: &str) -> bool {
    let Some((scheme, id)) = written.split_once(':') else { return false };
    match scheme {
        "LEI" => codes::is_lei(id),
        "USCC" => codes::is_uscc(id),
        "TAX" => {
            let parts: Vec<_> = id.split(':').collect();
            let plain = |part: &str| text::normalise(part).as_deref() == Some(part);
            parts.len() == 3 && codes::is_country(parts[0]) && plain(parts[1]) && plain(parts[2])
        }
        "CODE" => id.split_once(':').is_some_and(|(provider, code)| !provider.is_empty() && !code.is_empty()),
        "DID" => !id.is_empty(),
        _ => false,
    }
}
