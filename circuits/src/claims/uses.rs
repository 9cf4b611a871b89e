//! Which committed values a plan speaks of: all others stay closed and cost nothing.

use super::opening::Wanted;
use crate::policy::plan::{Field, Plan, Table};
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
        Self { fields: plan.fields(), tables: plan.tables() }
    }

    /// What is to be opened of a document whose header has the fields that `is_header` picks, and which has these tables.
    pub(super) fn wanted(&self, plan: &Plan, is_header: impl Fn(&Field) -> bool, tables: &[Table]) -> Wanted {
        let named = tables.iter().filter(|table| self.table(**table));
        let list = |table: &Table| Some((table.records()?, plan.sizes.of(*table), table.width()?));
        Wanted {
            header: self
                .fields
                .iter()
                .filter(|field| is_header(field))
                .map(|field| field.position(0))
                .collect(),
            lists: named.filter_map(list).collect(),
        }
    }

    /// Whether a table is named.
    pub(super) fn table(&self, table: Table) -> bool {
        self.tables.contains(&table)
    }
}
