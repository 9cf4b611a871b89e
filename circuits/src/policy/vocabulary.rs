//! The names by which policies speak of fields, tables and sums, and the unit that each field has.

mod units;

use super::{
    plan::{Field, Table, ValuationField},
    unit::Unit,
};
use crate::document::{
    ContainerField, HeaderField, InsuranceField, InvoiceField, ItemField, LineField, PackedField,
    PackingListField, VesselField,
};

impl Table {
    /// All tables.
    pub const ALL: [Self; 6] =
        [Self::Invoices, Self::Lines, Self::Containers, Self::Items, Self::Codes, Self::Packed];

    /// The name by which policies speak of it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoices => "invoices",
            Self::Lines => "invoices.lines",
            Self::Containers => "containers",
            Self::Items => "items",
            Self::Codes => "items.hsCodes",
            Self::Packed => "packingList.containers",
        }
    }

    /// The table whose records each have one of this kind.
    #[must_use]
    pub const fn outer(self) -> Option<Self> {
        match self {
            Self::Lines => Some(Self::Invoices),
            Self::Codes => Some(Self::Items),
            _ => None,
        }
    }

    /// The table of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }
}

impl ValuationField {
    /// All fields.
    pub const ALL: [Self; 3] = [Self::Value, Self::Currency, Self::ValuedAt];

    /// The name by which policies speak of it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Currency => "currency",
            Self::ValuedAt => "valuedAt",
        }
    }
}

/// Applies `$do` to every kind of field that has a list of its own.
macro_rules! kinds {
    ($do:ident) => {
        $do! {
            "bill." Bill HeaderField, "packingList." PackingList PackingListField, "insurance." Insurance InsuranceField,
            "vessel." Vessel VesselField, "valuation." Valuation ValuationField, "invoices." Invoice InvoiceField,
            "invoices.lines." Line LineField, "containers." Container ContainerField, "items." Item ItemField,
            "packingList.containers." Packed PackedField
        }
    };
}

impl Field {
    /// All fields that a policy can name.
    #[must_use]
    pub fn all() -> Vec<Self> {
        macro_rules! list {
            ($($prefix:literal $kind:ident $enum:ident),*) => {{
                let mut all = Vec::new();
                $(all.extend($enum::ALL.iter().map(|field| Field::$kind(*field)));)*
                all.push(Field::Code);
                all
            }};
        }
        kinds!(list)
    }

    /// The name by which policies speak of it.
    #[must_use]
    pub fn name(self) -> String {
        macro_rules! name {
            ($($prefix:literal $kind:ident $enum:ident),*) => {
                match self {
                    $(Field::$kind(field) => format!("{}{}", $prefix, field.name()),)*
                    Field::Code => Table::Codes.name().to_owned(),
                }
            };
        }
        kinds!(name)
    }

    /// The field of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|field| field.name() == name)
    }

    /// The table whose record at hand it is of.
    #[must_use]
    pub const fn table(self) -> Option<Table> {
        match self {
            Self::Bill(_)
            | Self::PackingList(_)
            | Self::Insurance(_)
            | Self::Vessel(_)
            | Self::Valuation(_) => None,
            Self::Invoice(_) => Some(Table::Invoices),
            Self::Line(_) => Some(Table::Lines),
            Self::Container(_) => Some(Table::Containers),
            Self::Item(_) => Some(Table::Items),
            Self::Code => Some(Table::Codes),
            Self::Packed(_) => Some(Table::Packed),
        }
    }

    /// Where the currency of an amount stands.
    #[must_use]
    pub const fn currency(self) -> Option<Self> {
        match self {
            Self::Bill(HeaderField::DeclaredValue) => Some(Self::Bill(HeaderField::DeclaredValueCurrency)),
            Self::Insurance(InsuranceField::Sum) => Some(Self::Insurance(InsuranceField::Currency)),
            Self::Valuation(ValuationField::Value) => Some(Self::Valuation(ValuationField::Currency)),
            Self::Invoice(InvoiceField::Total | InvoiceField::Charges | InvoiceField::Allowances)
            | Self::Line(LineField::UnitPrice | LineField::Amount) => {
                Some(Self::Invoice(InvoiceField::Currency))
            }
            _ => None,
        }
    }

    /// What its values are.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Bill(field) => units::bill(field),
            Self::PackingList(field) => units::packing_list(field),
            Self::Insurance(field) => units::insurance(field),
            Self::Vessel(field) => units::vessel(field),
            Self::Valuation(ValuationField::Value) => Unit::Money,
            Self::Valuation(ValuationField::Currency) => Unit::Currency,
            Self::Valuation(ValuationField::ValuedAt) => Unit::Day,
            Self::Invoice(field) => units::invoice(field),
            Self::Line(field) => units::line(field),
            Self::Container(field) => units::container(field),
            Self::Item(field) => units::item(field),
            Self::Code => Unit::Hs,
            Self::Packed(field) => units::packed(field),
        }
    }
}
