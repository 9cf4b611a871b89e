//! Entries of lists: their canonical form, and how they stand in files.

use super::ListKind;
use crate::{
    document::{decimal, name_key, text},
    field::F,
    policy::unit::{Unit, heading},
};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, IgnoredAny, MapAccess, Visitor},
    ser::SerializeStruct,
};
use std::fmt;

/// Places behind the point of prices: they are in 10^-4 of a currency's unit.
const PRICE_PLACES: u32 = 4;

/// One entry: a text, or an object with a label or a price.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The value in its canonical form.
    pub value: String,
    /// What it is, for people: of a name, how it was written.
    pub label: Option<String>,
    /// The price of a kilogram, a decimal with at most four places, where the list has prices.
    pub price: Option<String>,
}

impl Entry {
    /// The price in 10^-4 of the currency's unit; else how prices are written.
    pub(super) fn priced(&self) -> Result<Option<u64>, String> {
        let Some(price) = &self.price else { return Ok(None) };
        let parsed = decimal::parse(price, PRICE_PLACES).filter(|n| *n > 0 && decimal::is_plain(price));
        parsed.map(Some).ok_or_else(|| {
            format!(
                "{price:?} is no price: write a decimal above 0 with at most four places, such as \"9.2500\""
            )
        })
    }
}

/// An entry in its canonical form, and its value, of a prefix the first of those that begin so; else how entries are written.
pub(super) fn canonical(kind: ListKind, written: &str) -> Result<(String, F), String> {
    let wrong = |help: &str| Err(help.to_owned());
    match kind {
        ListKind::Hs => {
            let code: String = written.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
            match heading(&code).filter(|_| code.len() >= 2) {
                Some((0, _)) => wrong("no HS code begins so: chapters are 01 to 99"),
                Some((low, _)) => Ok((code, F::from(low))),
                None => wrong("an HS code has 2 to 12 digits"),
            }
        }
        ListKind::Lei => match Unit::Party.value(&format!("LEI:{written}")) {
            Some(value) => Ok((written.to_owned(), value)),
            None => wrong("a legal entity identifier has 20 characters and passes the ISO 17442 check"),
        },
        ListKind::Carrier => match decimal::parse(written, 0).filter(|id| *id > 0) {
            Some(id) => Ok((id.to_string(), F::from(id))),
            None => wrong("a carrier is named by the whole number of the carrier table"),
        },
        ListKind::Reference => match text::normalise(written) {
            Some(normal) => Ok((normal.clone(), text::value(&normal))),
            None => wrong("a document number has letters A to Z and digits"),
        },
        ListKind::Name => match name_key(written) {
            Some(key) => Ok((key.clone(), text::value(&key))),
            None => wrong("a name has a letter or a digit"),
        },
        _ => match kind.unit().value(written) {
            Some(value) => Ok((written.to_owned(), value)),
            None => Err(format!("write {}", kind.unit().example())),
        },
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.label.is_none() && self.price.is_none() {
            return s.serialize_str(&self.value);
        }
        let mut entry = s.serialize_struct("Entry", 3)?;
        entry.serialize_field("value", &self.value)?;
        for (key, text) in [("label", &self.label), ("price", &self.price)] {
            match text {
                Some(text) => entry.serialize_field(key, text)?,
                None => entry.skip_field(key)?,
            }
        }
        entry.end()
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Form;

        impl<'de> Visitor<'de> for Form {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or an object with value, label and price")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Entry, E> {
                Ok(Entry { value: text.to_owned(), ..Entry::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
                let (mut value, mut label, mut price) = (None, None, None);
                while let Some(key) = map.next_key::<String>()? {
                    let place = match key.as_str() {
                        "value" => &mut value,
                        "label" => &mut label,
                        "price" => &mut price,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                            return Err(de::Error::unknown_field(&key, &["value", "label", "price"]));
                        }
                    };
                    if place.replace(map.next_value::<String>()?).is_some() {
                        return Err(de::Error::custom(format!("the key {key} is there twice")));
                    }
                }
                Ok(Entry { value: value.ok_or_else(|| de::Error::missing_field("value"))?, label, price })
            }
        }

        d.deserialize_any(Form)
    }
}
