//! The names by which policies speak of fields, tables and sums, and the unit that each field has.

mod units;

use super::{
    plan::{Field, Table, ValuationField},
    unit::Unit,
};
use crate::document::{
    ClauseField, ContainerField, GoodsField, HeaderField, InsuranceField, InvoiceField, ItemField, LegField,
    LineField, PackedField, PackingListField, PartyField, PlaceField, party::SCHEMES,
};

impl Table {
    /// All tables.
    pub const ALL: [Self; 12] = [
        Self::Invoices,
        Self::Lines,
        Self::Containers,
        Self::Items,
        Self::Goods,
        Self::Codes,
        Self::Packed,
        Self::Parties,
        Self::Ids,
        Self::Places,
        Self::Legs,
        Self::Clauses,
    ];

    /// The name by which policies speak of it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoices => "invoices",
            Self::Lines => "invoices.lines",
            Self::Containers => "containers",
            Self::Items => "items",
            Self::Goods => "goods",
            Self::Codes => "goods.hsCodes",
            Self::Packed => "packingList.containers",
            Self::Parties => "parties",
            Self::Ids => "parties.ids",
            Self::Places => "places",
            Self::Legs => "legs",
            Self::Clauses => "clauses",
        }
    }

    /// The table whose records each have one of this kind.
    #[must_use]
    pub const fn outer(self) -> Option<Self> {
        match self {
            Self::Lines => Some(Self::Invoices),
            Self::Codes => Some(Self::Goods),
            Self::Ids => Some(Self::Parties),
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
            "valuation." Valuation ValuationField, "invoices." Invoice InvoiceField,
            "invoices.lines." Line LineField, "containers." Container ContainerField, "items." Item ItemField,
            "goods." Goods GoodsField, "packingList.containers." Packed PackedField, "parties." Party PartyField,
            "places." Place PlaceField, "legs." Leg LegField, "clauses." Clause ClauseField
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
                all.retain(|field| !field.is_column());
                all.extend([Field::Code, Field::Id, Field::IdScheme]);
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
                    Field::Id => Table::Ids.name().to_owned(),
                    Field::IdScheme => format!("{}.scheme", Table::Ids.name()),
                }
            };
        }
        kinds!(name)
    }

    /// Whether it is one of the columns that a table of their own goes through: which of them a value stands in says nothing.
    const fn is_column(self) -> bool {
        let (first, last, at) = match self {
            Self::Goods(field) => (GoodsField::HsCode0.index(), GoodsField::HsCode7.index(), field.index()),
            Self::Party(field) => (PartyField::Id0.index(), PartyField::Scheme3.index(), field.index()),
            _ => return false,
        };
        first <= at && at <= last
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
            Self::Bill(_) | Self::PackingList(_) | Self::Insurance(_) | Self::Valuation(_) => None,
            Self::Invoice(_) => Some(Table::Invoices),
            Self::Line(_) => Some(Table::Lines),
            Self::Container(_) => Some(Table::Containers),
            Self::Item(_) => Some(Table::Items),
            Self::Goods(_) => Some(Table::Goods),
            Self::Code => Some(Table::Codes),
            Self::Packed(_) => Some(Table::Packed),
            Self::Party(_) => Some(Table::Parties),
            Self::Id | Self::IdScheme => Some(Table::Ids),
            Self::Place(_) => Some(Table::Places),
            Self::Leg(_) => Some(Table::Legs),
            Self::Clause(_) => Some(Table::Clauses),
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
            | Self::Line(LineField::UnitPrice | LineField::Amount | LineField::Priced) => {
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
            Self::Valuation(ValuationField::Value) => Unit::Money,
            Self::Valuation(ValuationField::Currency) => Unit::Currency,
            Self::Valuation(ValuationField::ValuedAt) => Unit::Day,
            Self::Invoice(field) => units::invoice(field),
            Self::Line(field) => units::line(field),
            Self::Container(field) => units::container(field),
            Self::Item(field) => units::item(field),
            Self::Goods(field) => units::goods(field),
            Self::Code => Unit::Hs,
            Self::Packed(field) => units::packed(field),
            Self::Party(field) => units::party(field),
            Self::Id => Unit::Party,
            Self::IdScheme => Unit::Code(&SCHEMES),
            Self::Place(field) => units::place(field),
            Self::Leg(field) => units::leg(field),
            Self::Clause(_) => Unit::Text,
        }
    }
}
