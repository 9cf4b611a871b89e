//! What a plan names: tables, fields, and whether each stands where it can.

use crate::policy::plan::{Condition, Field, Plan, Quantity, Side, Sizes, Table, Value};
use std::collections::BTreeSet;

impl Plan {
    /// How many tests the circuit makes: each condition, and each term of a sum, once for every record there is room for.
    #[must_use]
    pub fn tests(&self) -> u64 {
        self.predicates.iter().fold(0, |sum, p| sum.saturating_add(p.condition.tests(&self.sizes)))
    }

    /// The tables that conditions go through, add up or count; others cost nothing.
    #[must_use]
    pub fn tables(&self) -> Vec<Table> {
        let mut tables = Vec::new();
        for predicate in &self.predicates {
            predicate.condition.add_tables(&mut tables);
        }
        tables.sort_unstable();
        tables.dedup();
        tables
    }

    /// The fields that conditions name.
    #[must_use]
    pub fn fields(&self) -> BTreeSet<Field> {
        let mut fields = BTreeSet::new();
        for predicate in &self.predicates {
            predicate.condition.add_fields(&mut fields);
        }
        fields
    }
}

impl Condition {
    fn tests(&self, sizes: &Sizes) -> u64 {
        let over = |table: Table| sizes.of(table) as u64;
        let of_side = |side: &Side| match side.quantity {
            Quantity::Sum(table, _) | Quantity::Count(table) => over(table),
            _ => 1,
        };
        match self {
            Self::All(inner) | Self::Any(inner) | Self::None(inner) => {
                inner.iter().fold(0, |sum, condition| sum.saturating_add(condition.tests(sizes)))
            }
            Self::Every(table, inner) | Self::Some(table, inner) => {
                over(*table).saturating_mul(inner.tests(sizes))
            }
            Self::Compare(left, _, right) => of_side(left) + of_side(right),
            Self::Present(_) | Self::Equal(..) | Self::InList { .. } => 1,
        }
    }

    fn add_tables(&self, tables: &mut Vec<Table>) {
        match self {
            Self::All(inner) | Self::Any(inner) | Self::None(inner) => {
                inner.iter().for_each(|condition| condition.add_tables(tables));
            }
            Self::Every(table, inner) | Self::Some(table, inner) => {
                tables.push(*table);
                inner.add_tables(tables);
            }
            Self::Compare(left, _, right) => {
                for side in [left, right] {
                    if let Quantity::Sum(table, _) | Quantity::Count(table) = side.quantity {
                        tables.push(table);
                    }
                }
            }
            Self::Present(_) | Self::Equal(..) | Self::InList { .. } => {}
        }
    }

    fn add_fields(&self, fields: &mut BTreeSet<Field>) {
        match self {
            Self::All(inner) | Self::Any(inner) | Self::None(inner) => {
                inner.iter().for_each(|condition| condition.add_fields(fields));
            }
            Self::Every(_, inner) | Self::Some(_, inner) => inner.add_fields(fields),
            Self::Compare(left, _, right) => {
                for side in [left, right] {
                    if let Quantity::Sum(_, field) | Quantity::Field(field) = side.quantity {
                        fields.insert(field);
                    }
                }
            }
            Self::Present(field) | Self::InList { field, .. } | Self::Equal(field, Value::Operand(_)) => {
                fields.insert(*field);
            }
            Self::Equal(field, Value::Field(other)) => fields.extend([*field, *other]),
        }
    }

    /// Whether all that it names is of records at hand, and no table is gone through twice at once.
    #[must_use]
    pub fn is_closed(&self, open: &[Table]) -> bool {
        let field = |field: &Field| field.table().is_none_or(|table| open.contains(&table));
        let side = |side: &Side| match side.quantity {
            Quantity::Field(f) => field(&f),
            Quantity::Sum(table, f) => {
                f.table() == Some(table) && table.outer().is_none_or(|o| open.contains(&o))
            }
            Quantity::Count(table) => table.outer().is_none_or(|outer| open.contains(&outer)),
            Quantity::Operand(_) | Quantity::Today => true,
        };
        match self {
            Self::All(inner) | Self::Any(inner) | Self::None(inner) => {
                !inner.is_empty() && inner.iter().all(|condition| condition.is_closed(open))
            }
            Self::Every(table, inner) | Self::Some(table, inner) => {
                let nested = table.outer().is_none_or(|outer| open.contains(&outer));
                nested && !open.contains(table) && inner.is_closed(&[open, &[*table]].concat())
            }
            Self::Present(f) | Self::InList { field: f, .. } => field(f),
            Self::Compare(left, _, right) => side(left) && side(right),
            Self::Equal(f, Value::Field(other)) => field(f) && field(other),
            Self::Equal(f, Value::Operand(_)) => field(f),
        }
    }
}
