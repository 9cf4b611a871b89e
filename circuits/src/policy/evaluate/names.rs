//! What a plan names: tables, fields, and whether each stands where it can.

use crate::policy::plan::{Condition, Field, MAX_TERMS, Plan, Quantity, Side, Sizes, Table, Value};
use std::collections::BTreeSet;

impl Plan {
    /// How many tests the circuit makes: each condition, and each term of a sum, once for every record there is room for.
    #[must_use]
    pub fn tests(&self) -> u64 {
        self.predicates.iter().fold(0, |sum, p| sum.saturating_add(p.condition.tests(&self.sizes)))
    }

    /// The tables that conditions go through, add up or count; others cost nothing.
    #[must_use]
    pub fn tables(&self) -> BTreeSet<Table> {
        let mut tables = BTreeSet::new();
        self.visit(&mut |named| {
            if let Named::Table(table) = named {
                tables.insert(table);
            }
        });
        tables
    }

    /// The fields that conditions name.
    #[must_use]
    pub fn fields(&self) -> BTreeSet<Field> {
        let mut fields = BTreeSet::new();
        self.visit(&mut |named| {
            if let Named::Field(field) = named {
                fields.insert(field);
            }
        });
        fields
    }

    fn visit(&self, see: &mut impl FnMut(Named)) {
        self.predicates.iter().for_each(|predicate| predicate.condition.visit(see));
    }
}

/// What a condition names.
enum Named {
    Table(Table),
    Field(Field),
}

impl Quantity {
    /// The table whose records it adds up or counts.
    const fn over(self) -> Option<Table> {
        match self {
            Self::Sum(table, _) | Self::Total(table, _) | Self::Count(table) => Some(table),
            Self::Field(_) | Self::Operand(_) | Self::Today => None,
        }
    }

    /// The field whose values it is made of.
    const fn field(self) -> Option<Field> {
        match self {
            Self::Field(field) | Self::Sum(_, field) | Self::Total(_, field) => Some(field),
            Self::Count(_) | Self::Operand(_) | Self::Today => None,
        }
    }

    fn tests(self, sizes: &Sizes) -> u64 {
        let own = self.over().map_or(1, |table| sizes.of(table) as u64);
        match self {
            Self::Total(table, _) => table.outer().map_or(own, |outer| own * sizes.of(outer) as u64),
            _ => own,
        }
    }
}

impl Condition {
    fn tests(&self, sizes: &Sizes) -> u64 {
        let of_side = |side: &Side| side.iter().map(|term| term.quantity.tests(sizes)).sum::<u64>();
        match self {
            Self::All(inner) | Self::Any(inner) | Self::None(inner) => {
                inner.iter().fold(0, |sum, condition| sum.saturating_add(condition.tests(sizes)))
            }
            Self::Every(table, inner) | Self::Some(table, inner) => {
                (sizes.of(*table) as u64).saturating_mul(inner.tests(sizes))
            }
            Self::Compare(left, _, right) => of_side(left) + of_side(right),
            Self::Present(_) | Self::Equal(..) | Self::SameHeading(..) | Self::InList { .. } => 1,
        }
    }

    fn visit(&self, see: &mut impl FnMut(Named)) {
        match self {
            Self::All(inner) | Self::Any(inner) | Self::None(inner) => {
                inner.iter().for_each(|condition| condition.visit(see));
            }
            Self::Every(table, inner) | Self::Some(table, inner) => {
                see(Named::Table(*table));
                inner.visit(see);
            }
            Self::Compare(left, _, right) => {
                for quantity in left.iter().chain(right).map(|term| term.quantity) {
                    if let Some(table) = quantity.over() {
                        see(Named::Table(table));
                    }
                    if let (Quantity::Total(..), Some(outer)) =
                        (quantity, quantity.over().and_then(Table::outer))
                    {
                        see(Named::Table(outer));
                    }
                    if let Some(field) = quantity.field() {
                        see(Named::Field(field));
                    }
                }
            }
            Self::Present(field) | Self::InList { field, .. } | Self::Equal(field, Value::Operand(_)) => {
                see(Named::Field(*field));
            }
            Self::Equal(field, Value::Field(other)) | Self::SameHeading(field, other, _) => {
                [*field, *other].into_iter().for_each(|field| see(Named::Field(field)));
            }
        }
    }

    /// Whether all that it names is of records at hand, and no table is gone through twice at once.
    #[must_use]
    pub fn is_closed(&self, open: &[Table]) -> bool {
        let field = |field: &Field| field.table().is_none_or(|table| open.contains(&table));
        let within = |table: Table| table.outer().is_none_or(|outer| open.contains(&outer));
        let quantity = |quantity: Quantity| match quantity {
            Quantity::Field(f) => field(&f),
            Quantity::Sum(table, f) => f.table() == Some(table) && within(table),
            // Inside of the outer table it would go through that twice.
            Quantity::Total(table, f) => {
                f.table() == Some(table) && table.outer().is_some() && !within(table)
            }
            Quantity::Count(table) => within(table),
            Quantity::Operand(_) | Quantity::Today => true,
        };
        let side = |side: &Side| side.len() <= MAX_TERMS && side.iter().all(|term| quantity(term.quantity));
        match self {
            Self::All(inner) | Self::Any(inner) | Self::None(inner) => {
                !inner.is_empty() && inner.iter().all(|condition| condition.is_closed(open))
            }
            Self::Every(table, inner) | Self::Some(table, inner) => {
                within(*table) && !open.contains(table) && inner.is_closed(&[open, &[*table]].concat())
            }
            Self::Present(f) | Self::InList { field: f, .. } | Self::Equal(f, Value::Operand(_)) => field(f),
            Self::Compare(left, _, right) => side(left) && side(right),
            Self::Equal(f, Value::Field(other)) | Self::SameHeading(f, other, _) => field(f) && field(other),
        }
    }
}
