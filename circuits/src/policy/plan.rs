//! A policy after it was read and type-checked: what the native evaluator evaluates and what the circuit is compiled from.
//!
//! Everything here has a meaning of its own, so that evaluator and circuit can be written apart and compared:
//!
//! - A field's value is what its leaf commits to. A field of a document that the bundle does not have, is 0.
//! - A field is *present* if its document is there and either its value is not 0 or 0 is one of its values
//!   ([`Field::zero_is_a_value`]: counts, flags, charges).
//! - [`Condition::Compare`], [`Condition::Equal`] and [`Condition::InList`] are false if a field that they name is not present.

use crate::{
    document::{
        ContainerField, FieldKind, HeaderField, InsuranceField, InvoiceField, ItemField, LineField,
        PackedField, PackingListField, VesselField,
    },
    field::F,
    merkle::ARITY,
};

/// The greatest factor of a [`Side`]: below 2^32.
pub const MAX_FACTOR: u64 = u32::MAX as u64;

/// How many records of a table a circuit has room for: a bill with more cannot be proven under the policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SizeClass {
    /// Up to 8.
    Small,
    /// Up to 32.
    #[default]
    Medium,
    /// Up to 128.
    Large,
}

impl SizeClass {
    /// All classes, smallest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// How many records it has room for.
    #[must_use]
    pub const fn records(self) -> usize {
        match self {
            Self::Small => 8,
            Self::Medium => 32,
            Self::Large => 128,
        }
    }
}

/// Room for the records of each table. A table that no predicate names costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Containers of the bill.
    pub containers: SizeClass,
    /// Cargo items of the bill.
    pub items: SizeClass,
    /// Containers of the packing list.
    pub packed: SizeClass,
    /// Lines of each invoice.
    pub lines: SizeClass,
    /// HS codes of each cargo item: 1 to [`MAX_CODES`]. Every one of them costs a look-up for every item there is room for.
    pub codes: usize,
}

/// HS codes that a cargo item can have.
pub const MAX_CODES: usize = 8;

impl Default for Sizes {
    fn default() -> Self {
        let class = SizeClass::default();
        Self { containers: class, items: class, packed: class, lines: class, codes: MAX_CODES }
    }
}

/// What a condition can be quantified over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// The invoices, at most three.
    Invoices,
    /// The lines of the invoice at hand: inside [`Table::Invoices`] only.
    Lines,
    /// The bill's containers.
    Containers,
    /// The bill's cargo items.
    Items,
    /// The HS codes of the cargo item at hand, those that are not 0: inside [`Table::Items`] only.
    Codes,
    /// The packing list's containers.
    Packed,
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

/// A committed value. Fields of invoices, lines, containers, items, codes and packed containers are those of the record at
/// hand: they stand inside a quantifier over their table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Of the bill's header.
    Bill(HeaderField),
    /// Of the packing list's header.
    PackingList(PackingListField),
    /// Of the insurance certificate.
    Insurance(InsuranceField),
    /// Of the vessel's particulars.
    Vessel(VesselField),
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
    /// The HS code at hand, 12 digits.
    Code,
    /// Of the packing list's container at hand.
    Packed(PackedField),
}

impl Field {
    /// How its value is to be read.
    #[must_use]
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Bill(f) => f.kind(),
            Self::PackingList(f) => f.kind(),
            Self::Insurance(f) => f.kind(),
            Self::Vessel(f) => f.kind(),
            Self::Valuation(ValuationField::Value) | Self::Code => FieldKind::Number,
            Self::Valuation(ValuationField::Currency) => FieldKind::Code,
            Self::Valuation(ValuationField::ValuedAt) => FieldKind::Day,
            Self::Invoice(f) => f.kind(),
            Self::Line(f) => f.kind(),
            Self::Container(f) => f.kind(),
            Self::Item(f) => f.kind(),
            Self::Packed(f) => f.kind(),
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
                    | Self::Item(ItemField::DangerousGoods | ItemField::ConsignmentItem)
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

/// A factor of a [`Side`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Factor {
    /// A number that the key depends on, at most [`MAX_FACTOR`].
    Constant(u64),
    /// An operand, at most [`MAX_FACTOR`].
    Operand(OperandId),
}

/// A whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// A field of kind Number or Day; below 2^64.
    Field(Field),
    /// The sum of a field over all records of a table; absent values count 0. Present if there is a record.
    Sum(Table, Field),
    /// How many records a table has. Always present.
    Count(Table),
    /// An operand below 2^64.
    Operand(OperandId),
    /// The day of the request, which the ledger accepts as today.
    Today,
}

/// One side of a comparison: `(quantity + plus) times`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Side {
    /// The quantity.
    pub quantity: Quantity,
    /// What is added to it, below 2^64.
    pub plus: Option<OperandId>,
    /// What the sum is multiplied with.
    pub times: Option<Factor>,
}

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
    /// The field's value, or the number that its first so many of 12 digits make, is in the list.
    InList {
        /// Which field.
        field: Field,
        /// Which list.
        list: ListId,
        /// For HS codes, how many leading digits are looked up.
        digits: Option<u8>,
    },
}

/// How values of a list are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListWidth {
    /// Values below 2^64: numbers, HS codes, codes of at most eight characters.
    Narrow,
    /// Any field element: party ids, texts.
    Wide,
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
