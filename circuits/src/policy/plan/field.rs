//! The committed values that conditions name.

use crate::document::{
    ClauseField, ContainerField, FieldKind, GoodsField, HeaderField, InsuranceField, InvoiceField, ItemField,
    LegField, LineField, PackedField, PackingListField, PartyField, PlaceField,
};

/// The valuation's values, which the bill's commitment opens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValuationField {
    /// The value, minor units.
    Value,
    /// Its currency.
    Currency,
    /// The day of the valuation.
    ValuedAt,
}

/// A committed value. Fields of tables are those of the record at hand: they stand inside a quantifier over their table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Of the bill's header.
    Bill(HeaderField),
    /// Of the packing list's header.
    PackingList(PackingListField),
    /// Of the insurance certificate.
    Insurance(InsuranceField),
    /// Of the valuation: always there.
    Valuation(ValuationField),
    /// Of the invoice at hand.
    Invoice(InvoiceField),
    /// Of the invoice line at hand.
    Line(LineField),
    /// Of the container at hand.
    Container(ContainerField),
    /// Of the cargo item at hand.
    Item(ItemField),
    /// Of the goods at hand.
    Goods(GoodsField),
    /// The HS code at hand, 12 digits.
    Code,
    /// Of the packing list's container at hand.
    Packed(PackedField),
    /// Of the party at hand.
    Party(PartyField),
    /// The id at hand.
    Id,
    /// The scheme of the id at hand.
    IdScheme,
    /// Of the place at hand.
    Place(PlaceField),
    /// Of the leg at hand.
    Leg(LegField),
    /// Of the clause at hand.
    Clause(ClauseField),
}

impl Field {
    /// Where in its document's header or in its record it stands, with `here` at hand of a table of columns.
    #[must_use]
    pub const fn position(self, here: usize) -> usize {
        match self {
            Self::Bill(f) => f.index(),
            Self::PackingList(f) => f.index(),
            Self::Insurance(f) => f.index(),
            Self::Valuation(f) => f as usize,
            Self::Invoice(f) => f.index(),
            Self::Line(f) => f.index(),
            Self::Container(f) => f.index(),
            Self::Item(f) => f.index(),
            Self::Goods(f) => f.index(),
            Self::Code => GoodsField::HsCode0.index() + here,
            Self::Packed(f) => f.index(),
            Self::Party(f) => f.index(),
            Self::Id => PartyField::Id0.index() + here,
            Self::IdScheme => PartyField::Scheme0.index() + here,
            Self::Place(f) => f.index(),
            Self::Leg(f) => f.index(),
            Self::Clause(f) => f.index(),
        }
    }

    /// How its value is to be read.
    #[must_use]
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Bill(f) => f.kind(),
            Self::PackingList(f) => f.kind(),
            Self::Insurance(f) => f.kind(),
            Self::Valuation(ValuationField::Value) | Self::Code => FieldKind::Number,
            Self::Valuation(ValuationField::Currency) => FieldKind::Code,
            Self::Valuation(ValuationField::ValuedAt) => FieldKind::Day,
            Self::Invoice(f) => f.kind(),
            Self::Line(f) => f.kind(),
            Self::Container(f) => f.kind(),
            Self::Item(f) => f.kind(),
            Self::Goods(f) => f.kind(),
            Self::Packed(f) => f.kind(),
            Self::Party(f) => f.kind(),
            Self::Id => FieldKind::Party,
            Self::IdScheme => FieldKind::Code,
            Self::Place(f) => f.kind(),
            Self::Leg(f) => f.kind(),
            Self::Clause(f) => f.kind(),
        }
    }

    /// Whether 0 is one of its values rather than the mark of an absent one: flags, counts, charges and allowances.
    #[must_use]
    pub const fn zero_is_a_value(self) -> bool {
        matches!(self.kind(), FieldKind::Flag)
            || matches!(
                self,
                Self::Bill(HeaderField::DangerousGoods)
                    | Self::Invoice(InvoiceField::Charges | InvoiceField::Allowances)
                    | Self::Container(ContainerField::SealCount | ContainerField::DangerousGoods)
                    | Self::Item(ItemField::DangerousGoods | ItemField::Goods)
            )
    }
}
