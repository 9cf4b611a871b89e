//! Which committed values a plan speaks of: all others stay closed and cost nothing.

use crate::policy::plan::{Condition, Field, Plan, Quantity, Side, Table, Value};
use std::collections::BTreeSet;

/// The fields and tables that a plan names.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    fields: BTreeSet<Field>,
    tables: BTreeSet<Table>,
}

impl Uses {
    /// What this plan names.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut uses = Self::default();
        plan.predicates.iter().for_each(|predicate| uses.condition(&predicate.condition));
        uses
    }

    /// The positions of the fields that `position` picks.
    pub(super) fn positions(&self, position: impl Fn(Field) -> Option<usize>) -> BTreeSet<usize> {
        self.fields.iter().filter_map(|field| position(*field)).collect()
    }

    /// Whether a table is named.
    pub(super) fn table(&self, table: Table) -> bool {
        self.tables.contains(&table)
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
                parts.iter().for_each(|part| self.condition(part));
            }
            Condition::Every(table, inner) | Condition::Some(table, inner) => {
                self.tables.insert(*table);
                self.condition(inner);
            }
            Condition::Present(field) | Condition::InList { field, .. } => self.field(*field),
            Condition::Compare(left, _, right) => {
                self.side(left);
                self.side(right);
            }
            Condition::Equal(field, value) => {
                self.field(*field);
                if let Value::Field(field) = value {
                    self.field(*field);
                }
            }
        }
    }

    fn side(&mut self, side: &Side) {
        match side.quantity {
            Quantity::Field(field) => self.field(field),
            Quantity::Sum(table, field) => {
                self.tables.insert(table);
                self.field(field);
            }
            Quantity::Count(table) => {
                self.tables.insert(table);
            }
            Quantity::Operand(_) | Quantity::Today => {}
        }
    }

    fn field(&mut self, field: Field) {
        self.fields.insert(field);
    }
}
