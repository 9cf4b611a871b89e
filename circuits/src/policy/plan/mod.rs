//! A policy after it was read and type-checked: what the native evaluator evaluates and what the circuit is compiled from.
//!
//! Everything here has a meaning of its own, so that evaluator and circuit can be written apart and compared:
//!
//! - A field's value is what its leaf commits to. A field of a document that the bundle does not have, is 0.
//! - A field is *present* if its document is there and either its value is not 0 or 0 is one of its values
//!   ([`Field::zero_is_a_value`]: counts, flags, charges).
//! - [`Condition::Compare`], [`Condition::Equal`], [`Condition::SameHeading`] and [`Condition::InList`] are false if a field that they name is not present.
mod field;
mod table;

pub use field::{Field, ValuationField};
pub use table::{Sizes, Table};

use crate::{field::F, merkle::ARITY};

/// The greatest factor of a [`Term`]: below 2^32.
pub const MAX_FACTOR: u64 = u32::MAX as u64;
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
