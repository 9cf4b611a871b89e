//! What a policy is applied to, and the values of fields by their records.

use crate::{
    credential::Bill,
    day::Day,
    document::{Committed, DocumentTree},
    field::{F, to_u64},
    policy::{
        ListTree,
        plan::{Field, Quantity, Table, ValuationField},
    },
};

/// What a policy is applied to.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The documents.
    pub documents: &'a Committed,
    /// The bill, which holds the valuation.
    pub bill: &'a Bill,
    /// The day of the request.
    pub today: Day,
    /// The lists, in the order of the plan's and of the depth that it names.
    pub lists: &'a [&'a ListTree],
}

/// The records at hand, by their positions in each table.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::policy) struct Here([Option<usize>; Table::ALL.len()]);

impl Here {
    /// The position in a table.
    pub const fn of(&self, table: Table) -> Option<usize> {
        self.0[table as usize]
    }

    /// The same with a record of a table at hand.
    pub const fn with(mut self, table: Table, position: usize) -> Self {
        self.0[table as usize] = Some(position);
        self
    }
}

impl Facts<'_> {
    /// The value of a field; `None` if it is absent.
    pub(in crate::policy) fn value(&self, field: Field, at: &Here) -> Option<F> {
        let value = self.committed(field, at)?;
        (value != F::from(0u64) || field.zero_is_a_value()).then_some(value)
    }

    /// What the field's leaf commits to; `None` if the document or record is not there.
    fn committed(&self, field: Field, at: &Here) -> Option<F> {
        let header = |tree: Option<&DocumentTree>| tree?.layout().header.get(field.position(0)).copied();
        let Some(table) = field.table() else {
            return match field {
                Field::PackingList(_) => header(self.documents.packing_list.as_ref()),
                Field::Insurance(_) => header(self.documents.insurance.as_ref()),
                Field::Valuation(ValuationField::Value) => Some(F::from(self.bill.value)),
                Field::Valuation(ValuationField::Currency) => Some(self.bill.currency.value()),
                Field::Valuation(ValuationField::ValuedAt) => Some(F::from(self.bill.valued_at.0)),
                _ => header(Some(&self.documents.bill)),
            };
        };
        if table == Table::Invoices {
            return header(self.documents.invoices.get(at.of(table)?));
        }
        // Columns stand in the records of the table around them.
        let (of, column) = match table.column() {
            Some(_) => (table.outer()?, at.of(table)?),
            None => (table, 0),
        };
        self.list(of, at).get(at.of(of)?)?.get(field.position(column)).copied()
    }

    /// The records of a table that is no column of another and not of invoices.
    fn list(&self, table: Table, at: &Here) -> &[Vec<F>] {
        let tree = match table {
            Table::Lines => at.of(Table::Invoices).and_then(|i| self.documents.invoices.get(i)),
            Table::Packed => self.documents.packing_list.as_ref(),
            Table::Containers | Table::Items | Table::Goods => Some(&self.documents.bill),
            _ => Some(&self.documents.dossier),
        };
        table.records().zip(tree).map_or(&[], |(records, tree)| tree.layout().list(records))
    }

    /// A quantity of the documents; `None` if it is absent.
    pub(in crate::policy) fn quantity(&self, quantity: Quantity, at: &Here) -> Option<u128> {
        match quantity {
            Quantity::Field(field) => to_u64(&self.value(field, at)?).map(u128::from),
            Quantity::Sum(table, field) => {
                let value = |at: Here| to_u64(&self.value(field, &at)?);
                let mut values =
                    self.records(table, at).map(|at| u128::from(value(at).unwrap_or(0))).peekable();
                values.peek()?;
                Some(values.sum())
            }
            Quantity::Total(table, field) => {
                let parts = self
                    .records(table.outer()?, at)
                    .filter_map(|at| self.quantity(Quantity::Sum(table, field), &at));
                let mut parts = parts.peekable();
                parts.peek()?;
                Some(parts.sum())
            }
            Quantity::Count(table) => Some(self.records(table, at).count() as u128),
            Quantity::Today => Some(u128::from(self.today.0)),
            Quantity::Operand(_) => None,
        }
    }

    /// The records of a table, each at hand beside those that are already.
    pub(in crate::policy) fn records(&self, table: Table, at: &Here) -> impl Iterator<Item = Here> {
        let outer = *at;
        // A column that is 0 is none, wherever it stands.
        let taken = |at: &Here| table.column().is_none_or(|column| self.value(column, at).is_some());
        let there: Vec<_> = (0..self.count(table, at)).map(|i| outer.with(table, i)).filter(taken).collect();
        there.into_iter()
    }

    fn count(&self, table: Table, at: &Here) -> usize {
        match table {
            Table::Invoices => self.documents.invoices.len(),
            _ if table.column().is_some() => table.most(),
            _ => self.list(table, at).len(),
        }
    }

    /// The most records of a table that any one of its outer records has: of columns, the last that is taken.
    pub(super) fn most(&self, table: Table) -> usize {
        let none = Here::default();
        let of = |at: &Here| match table.column() {
            Some(_) => self.records(table, at).filter_map(|at| at.of(table)).max().map_or(0, |last| last + 1),
            None => self.count(table, at),
        };
        match table.outer() {
            None => of(&none),
            Some(outer) => self.records(outer, &none).map(|at| of(&at)).max().unwrap_or(0),
        }
    }
}
