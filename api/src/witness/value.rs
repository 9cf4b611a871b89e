//! Numbers and codes.

use crate::encoding::text;
use plimsoll_circuits::{credential, currency};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};
use zeroize::{Zeroize, Zeroizing};

/// A number below 2^64 as decimal digits, for JSON's own numbers lose digits above 2^53 in many languages.
#[derive(Clone, Copy, PartialEq, Eq, Zeroize)]
pub struct Decimal(pub u64);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&Zeroizing::new(self.0.to_string()))
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        text(d, "a text of decimal digits, below 2^64, with no leading zeros", |text| {
            let canonical = text == "0" || !text.starts_with(['0', '+']);
            canonical.then(|| text.parse().ok()).flatten().map(Self)
        })
    }
}

impl PartialSchema for Decimal {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^(0|[1-9][0-9]{0,19})$"))
            .description(Some("A number below 2^64 as decimal digits, with no leading zeros"))
            .into()
    }
}
impl ToSchema for Decimal {}

/// A currency by its ISO 4217 code; `XXX`, the code of no currency, in a place that the statement ignores.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Currency(pub currency::Currency);

/// ISO 4217: "transactions where no currency is involved".
const NONE: &str = "XXX";

/// What a blank bill has.
fn none() -> currency::Currency {
    credential::Bill::blank().currency
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.0 == none() { s.serialize_str(NONE) } else { s.serialize_str(&Zeroizing::new(self.0.code())) }
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        text(d, "an active ISO 4217 currency code, such as USD, or XXX for none", |text| {
            if text == NONE { Some(Self(none())) } else { text.parse().ok().map(Self) }
        })
    }
}

impl Zeroize for Currency {
    fn zeroize(&mut self) {
        self.0 = none();
        // Makes the write seen, so that it is not left out as one to memory that nobody reads again.
        std::hint::black_box(self);
    }
}

impl PartialSchema for Currency {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^[A-Z]{3}$"))
            .description(Some("An active ISO 4217 currency code; XXX for none"))
            .into()
    }
}
impl ToSchema for Currency {}
