//! A policy after it was read and type-checked: what the native evaluator evaluates and what the circuit is compiled from.
//!
//! Everything here has a meaning of its own, so that evaluator and circuit can be written apart and compared:
//!
//! - A field's value is what its leaf commits to. A field of a document that the bundle does not have, is 0.
//! - A field is *present* if its document is there and either its value is not 0 or 0 is one of its values
//!   ([`Field::zero_is_a_value`]: counts, flags, charges).
//! - [`Condition::Compare`], [`Condition::Equal`], [`Condition::SameHeading`] and [`Condition::InList`] are false if a field that they name is not present.

use crate::{
    document::{
        ClauseField, ContainerField, FieldKind, GoodsField, HeaderField, InsuranceField, InvoiceField,
        ItemField, LegField, LineField, PackedField, PackingListField, PartyField, PlaceField, Records,
        bundle::MAX_INVOICES, dossier::IDS, tree::MAX_RECORDS,
    },
    field::F,
    merkle::ARITY,
};

/// The greatest factor of a [`Term`]: below 2^32.
pub const MAX_FACTOR: u64 = u32::MAX as u64;

/// How many records of each table a circuit has room for: documents with more cannot be proven under the policy. A table that no predicate
/// names costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes([usize; Table::ALL.len()]);

impl Sizes {
    /// How much room there can be for records that a document lists.
    pub const ROOMS: [usize; 5] = [8, 16, 32, 64, 128];

    /// How many records of a table there is room for.
    #[must_use]
    pub const fn of(&self, table: Table) -> usize {
        self.0[table as usize]
    }

    /// The same with room for so many records of a table, at most [`Table::most`].
    #[must_use]
    pub fn with(mut self, table: Table, room: usize) -> Self {
        self.0[table as usize] = room.min(table.most());
        self
    }
}

impl Default for Sizes {
    fn default() -> Self {
        Self(Table::ALL.map(|table| match table {
            Table::Invoices => 3,
            Table::Containers
            | Table::Items
            | Table::Packed
            | Table::Lines
            | Table::Parties
            | Table::Places => 32,
            Table::Goods | Table::Clauses => 16,
            Table::Legs => 8,
            Table::Codes => MAX_CODES,
            Table::Ids => IDS,
        }))
    }
}

/// Decimal digits of a padded HS code.
pub const HS_DIGITS: u8 = 12;

/// HS codes that goods can have.
pub const MAX_CODES: usize = 8;

/// What a condition can be quantified over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// The invoices.
    Invoices,
    /// The lines of the invoice at hand: inside [`Table::Invoices`] only.
    Lines,
    /// The bill's containers.
    Containers,
    /// The bill's cargo items.
    Items,
    /// The bill's goods.
    Goods,
    /// The HS codes of the goods at hand, those that are not 0: inside [`Table::Goods`] only.
    Codes,
    /// The packing list's containers.
    Packed,
    /// The parties of all documents.
    Parties,
    /// The ids of the party at hand, those that are not 0: inside [`Table::Parties`] only.
    Ids,
    /// The places and countries of all documents.
    Places,
    /// The legs of the voyage.
    Legs,
    /// The clauses of all documents.
    Clauses,
}

impl Table {
    /// The most records that documents can have of it.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Invoices => MAX_INVOICES,
            Self::Codes => MAX_CODES,
            Self::Ids => IDS,
            _ => MAX_RECORDS,
        }
    }

    /// The list that its records are of; of columns that of the records that have them, and none of invoices.
    #[must_use]
    pub const fn records(self) -> Option<Records> {
        Some(match self {
            Self::Invoices => return None,
            Self::Lines => Records::Lines,
            Self::Containers => Records::Containers,
            Self::Items => Records::Items,
            Self::Goods | Self::Codes => Records::Goods,
            Self::Packed => Records::Packed,
            Self::Parties | Self::Ids => Records::Parties,
            Self::Places => Records::Places,
            Self::Legs => Records::Legs,
            Self::Clauses => Records::Clauses,
        })
    }

    /// How many fields a record of it has; none of invoices, and of columns.
    #[must_use]
    pub const fn width(self) -> Option<usize> {
        Some(match self {
            Self::Invoices | Self::Codes | Self::Ids => return None,
            Self::Lines => LineField::ALL.len(),
            Self::Containers => ContainerField::ALL.len(),
            Self::Items => ItemField::ALL.len(),
            Self::Goods => GoodsField::ALL.len(),
            Self::Packed => PackedField::ALL.len(),
            Self::Parties => PartyField::ALL.len(),
            Self::Places => PlaceField::ALL.len(),
            Self::Legs => LegField::ALL.len(),
            Self::Clauses => ClauseField::ALL.len(),
        })
    }

    /// The field whose value says whether a place of it is taken, of tables that are columns of others' records.
    #[must_use]
    pub const fn column(self) -> Option<Field> {
        match self {
            Self::Codes => Some(Field::Code),
            Self::Ids => Some(Field::Id),
            _ => None,
        }
    }
}

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

/// The position of an operand in [`Plan::operands`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperandId(pub usize);

/// The position of a list in [`Plan::lists`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListId(pub usize);

/// A value that the policy names: a public input, so that another value needs no other key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operand {
    /// The value: below 2^64 where it is compared, any code or text where it is tested for equality.
    pub value: F,
    /// As the policy wrote it.
    pub shown: String,
}

/// A whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// A field of kind Number or Day; below 2^64.
    Field(Field),
    /// The sum of a field over all records of a table, of those within the record at hand of its outer table; absent values count 0. Present
    /// if there is a record.
    Sum(Table, Field),
    /// The same over the records of an inner table within all records of its outer table. Present if there is a record of the inner one.
    Total(Table, Field),
    /// How many records a table has. Always present.
    Count(Table),
    /// An operand below 2^64.
    Operand(OperandId),
    /// The day of the request, which the ledger accepts as today.
    Today,
}

/// A quantity with what it is multiplied with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// The quantity.
    pub quantity: Quantity,
    /// A number that the key depends on, at most [`MAX_FACTOR`].
    pub scale: u64,
    /// An operand of at most [`MAX_FACTOR`].
    pub times: Option<OperandId>,
}

impl Term {
    /// A quantity as it is.
    #[must_use]
    pub const fn of(quantity: Quantity) -> Self {
        Self { quantity, scale: 1, times: None }
    }

    /// The same multiplied with a number.
    #[must_use]
    pub const fn scaled(self, scale: u64) -> Self {
        Self { scale, ..self }
    }

    /// The same multiplied with an operand.
    #[must_use]
    pub const fn times(self, operand: OperandId) -> Self {
        Self { times: Some(operand), ..self }
    }
}

/// One side of a comparison: the sum of at most [`MAX_TERMS`] terms; of none it is 0. It is absent if a quantity in it is.
pub type Side = Vec<Term>;

/// The most terms of a [`Side`].
pub const MAX_TERMS: usize = 8;

/// How the two sides of a comparison relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// left <= right
    AtMost,
    /// left < right
    Below,
    /// left = right
    Same,
}

/// What a field is tested for equality with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Another field.
    Field(Field),
    /// An operand.
    Operand(OperandId),
}

/// What a predicate is made of. All of them are decided: each is true or false of every bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of them hold; at least one.
    All(Vec<Condition>),
    /// One of them holds; at least one.
    Any(Vec<Condition>),
    /// None of them holds; at least one.
    None(Vec<Condition>),
    /// It holds for every record of the table; true if there is none.
    Every(Table, Box<Condition>),
    /// It holds for some record of the table; false if there is none.
    Some(Table, Box<Condition>),
    /// The field is present.
    Present(Field),
    /// The two numbers relate so.
    Compare(Side, Relation, Side),
    /// The field has this value.
    Equal(Field, Value),
    /// Two HS codes are of one heading: so many of their first digits are the same.
    SameHeading(Field, Field, u8),
    /// The field's value is in the list.
    InList {
        /// Which field.
        field: Field,
        /// Which list.
        list: ListId,
        /// What of an HS code must be in it.
        lookup: Lookup,
    },
}

/// What of an HS code must be in a list of prefixes: such a code stands for all that begin with the digits that it has for certain
/// ([`last_of`](super::list_tree::last_of)). Of the values of other lists both say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// All that it stands for, by one entry.
    Covered,
    /// One of them at least.
    Met,
}

/// How values of a list are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListWidth {
    /// Values below 2^64: numbers, codes of at most eight characters.
    Narrow,
    /// Any field element: party ids, texts.
    Wide,
    /// Values below 2^64 by what they begin with: HS codes.
    Prefixes,
}

/// A list that a policy looks values up in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListUse {
    /// The list's name.
    pub name: String,
    /// How its values are compared.
    pub width: ListWidth,
    /// Depth of its four-ary tree: the circuit depends on it, not on how many entries there are today.
    pub depth: usize,
}

impl ListUse {
    /// The most entries that fit a tree of this depth: sentinels need up to four places.
    #[must_use]
    pub const fn room(depth: usize) -> usize {
        ARITY.pow(depth as u32) - 4
    }
}

/// One named predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// Its name, unique in the policy.
    pub name: String,
    /// What must hold.
    pub condition: Condition,
}

/// A policy in the form that is evaluated and compiled. It holds if all its predicates do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Room for records.
    pub sizes: Sizes,
    /// The values that it names.
    pub operands: Vec<Operand>,
    /// The lists that it looks values up in.
    pub lists: Vec<ListUse>,
    /// Its predicates; at least one.
    pub predicates: Vec<Predicate>,
}
