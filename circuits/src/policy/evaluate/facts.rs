//! What a policy is applied to, and the values of fields by their records.

use crate::{
    credential::Bill,
    day::Day,
    document::{Committed, DocumentTree, ItemField},
    field::{F, to_u64},
    policy::{
        ListTree,
        plan::{Field, MAX_CODES, Quantity, Table, ValuationField},
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

/// The records at hand, by their positions.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::policy) struct Records {
    pub invoice: Option<usize>,
    pub line: Option<usize>,
    pub container: Option<usize>,
    pub item: Option<usize>,
    pub code: Option<usize>,
    pub packed: Option<usize>,
}

impl Facts<'_> {
    /// The value of a field; `None` if it is absent.
    pub(in crate::policy) fn value(&self, field: Field, at: &Records) -> Option<F> {
        let value = self.committed(field, at)?;
        (value != F::from(0u64) || field.zero_is_a_value()).then_some(value)
    }

    /// What the field's leaf commits to; `None` if the document or record is not there.
    fn committed(&self, field: Field, at: &Records) -> Option<F> {
        let header =
            |tree: Option<&DocumentTree>, position: usize| tree?.layout().header.get(position).copied();
        let record = |records: Option<&Vec<Vec<F>>>, at: Option<usize>, position: usize| {
            records?.get(at?)?.get(position).copied()
        };
        let invoice = || self.documents.invoices.get(at.invoice?);
        let bill = self.documents.bill.layout();
        match field {
            Field::Bill(f) => bill.header.get(f.index()).copied(),
            Field::PackingList(f) => header(self.documents.packing_list.as_ref(), f.index()),
            Field::Insurance(f) => header(self.documents.insurance.as_ref(), f.index()),
            Field::Vessel(f) => header(self.documents.vessel.as_ref(), f.index()),
            Field::Valuation(ValuationField::Value) => Some(F::from(self.bill.value)),
            Field::Valuation(ValuationField::Currency) => Some(self.bill.currency.value()),
            Field::Valuation(ValuationField::ValuedAt) => Some(F::from(self.bill.valued_at.0)),
            Field::Invoice(f) => header(invoice(), f.index()),
            Field::Line(f) => record(invoice().map(|i| &i.layout().first), at.line, f.index()),
            Field::Container(f) => record(Some(&bill.first), at.container, f.index()),
            Field::Item(f) => record(Some(&bill.second), at.item, f.index()),
            Field::Code => record(Some(&bill.second), at.item, ItemField::HsCode0.index() + at.code?),
            Field::Packed(f) => {
                let list = self.documents.packing_list.as_ref();
                record(list.map(|list| &list.layout().first), at.packed, f.index())
            }
        }
    }

    /// A quantity of the documents; `None` if it is absent.
    pub(in crate::policy) fn quantity(&self, quantity: Quantity, at: &Records) -> Option<u128> {
        match quantity {
            Quantity::Field(field) => to_u64(&self.value(field, at)?).map(u128::from),
            Quantity::Sum(table, field) => {
                let value = |at: Records| to_u64(&self.value(field, &at)?);
                let mut values =
                    self.records(table, at).map(|at| u128::from(value(at).unwrap_or(0))).peekable();
                values.peek()?;
                Some(values.sum())
            }
            Quantity::Count(table) => Some(self.records(table, at).count() as u128),
            Quantity::Today => Some(u128::from(self.today.0)),
            Quantity::Operand(_) => None,
        }
    }

    /// The records of a table, each at hand beside those that are already.
    pub(in crate::policy) fn records(&self, table: Table, at: &Records) -> impl Iterator<Item = Records> {
        let outer = *at;
        let place = move |i: usize| match table {
            Table::Invoices => Records { invoice: Some(i), ..outer },
            Table::Lines => Records { line: Some(i), ..outer },
            Table::Containers => Records { container: Some(i), ..outer },
            Table::Items => Records { item: Some(i), ..outer },
            Table::Codes => Records { code: Some(i), ..outer },
            Table::Packed => Records { packed: Some(i), ..outer },
        };
        // A code that is 0 is none, wherever it stands.
        let there: Vec<_> = (0..self.count(table, at))
            .map(place)
            .filter(|at| table != Table::Codes || self.value(Field::Code, at).is_some())
            .collect();
        there.into_iter()
    }

    fn count(&self, table: Table, at: &Records) -> usize {
        let bill = self.documents.bill.layout();
        let lines = || Some(self.documents.invoices.get(at.invoice?)?.layout().first.len());
        match table {
            Table::Invoices => self.documents.invoices.len(),
            Table::Lines => lines().unwrap_or(0),
            Table::Containers => bill.first.len(),
            Table::Items => bill.second.len(),
            Table::Codes => MAX_CODES,
            Table::Packed => self.documents.packing_list.as_ref().map_or(0, |list| list.layout().first.len()),
        }
    }

    /// The most records of a table that any one of its outer records has.
    pub(super) fn most(&self, table: Table) -> usize {
        let none = Records::default();
        match table {
            Table::Lines => self.documents.invoices.iter().map(|i| i.layout().first.len()).max().unwrap_or(0),
            Table::Codes => {
                let last = |item| {
                    let at = Records { item: Some(item), ..none };
                    self.records(Table::Codes, &at).filter_map(|at| at.code).max()
                };
                (0..self.count(Table::Items, &none)).filter_map(last).max().map_or(0, |last| last + 1)
            }
            other => self.count(other, &none),
        }
    }
}
