//! From polynomials over a table's cells to rows over the classes of cells.
//!
//! In a row of the table the fixed cells are numbers. What is left of a polynomial then is written with a column for each product that it
//! has. A polynomial of one cell that has just the roots 0, 1, 2 and 3 says that the cell is a digit: two bits.

use super::{Classes, Layout, value::Value};
use crate::claims::netlist::{boolean, sum, zero};
use plimsoll_circuits::{
    field::F,
    soundness::{Row, Synthesized},
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A column before columns have numbers, in the order in which they get them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Column {
    One,
    Public(usize),
    Private(usize),
    Bit(usize),
    Class(usize),
    Product(usize),
}

type Form = Vec<(Column, F)>;

struct Writer<'a> {
    classes: &'a Classes,
    private: HashSet<usize>,
    constants: HashSet<usize>,
    public: usize,
    rows: Vec<[Form; 3]>,
    /// The first of the two bits of each class that is a digit.
    digits: HashMap<usize, usize>,
    products: HashMap<(Form, Form), usize>,
}

/// The rows of a layout's polynomials, and the column of each class.
pub(super) fn system(layout: &Layout, classes: &Classes) -> (Synthesized, HashMap<usize, usize>) {
    let classes_of = |wires: &[usize]| {
        let cells = wires.iter().filter_map(|wire| layout.wires[*wire].first());
        cells.map(|cell| classes.class(*cell)).collect()
    };
    let mut writer = Writer {
        classes,
        private: classes_of(&layout.private),
        constants: classes_of(&layout.constants),
        public: layout.public.len(),
        rows: Vec::new(),
        digits: HashMap::new(),
        products: HashMap::new(),
    };
    layout.values(|value| writer.digit(&value));
    layout.values(|value| writer.write(&value));
    writer.finish()
}

impl Writer<'_> {
    fn column(&self, class: usize) -> Column {
        // Public inputs are the first cells, and lead their classes.
        match class {
            public if public < self.public => Column::Public(class),
            private if self.private.contains(&private) => Column::Private(class),
            _ => Column::Class(class),
        }
    }

    /// Two bits for a digit. Everything else speaks of them in its place.
    fn digit(&mut self, value: &Value) {
        let Some(class) = value.digit().map(|cell| self.classes.class(cell)) else { return };
        let first = 2 * self.digits.len();
        if self.digits.insert(class, first).is_none() {
            let bits = [first, first + 1].map(Column::Bit);
            let columns = [Column::One, bits[0], bits[1], self.column(class)];
            let rows = [boolean(1), boolean(2), zero(sum([1, 2], &[(3, -F::from(1u64))]))];
            self.rows.extend(rows.map(|row| named(row, &columns)));
        }
    }

    fn write(&mut self, value: &Value) {
        let one = F::from(1u64);
        if value.digit().is_some() || self.is_requirement(value) {
            return;
        }
        let mut linear = self.linear_part(value);
        let mut products = value.products.iter();
        let first = products.next();
        for (factor, left, right) in products {
            let column = self.product(left, right);
            linear.push((column, *factor));
        }
        let row = match first {
            None => [vec![(Column::One, one)], linear, Vec::new()],
            Some((factor, left, right)) => {
                let (left, right) = (self.form(left), self.form(right));
                let negated = linear.into_iter().map(|(column, value)| (column, -value)).collect();
                [left.into_iter().map(|(column, value)| (column, value * factor)).collect(), right, negated]
            }
        };
        self.rows.push(row);
    }

    /// Whether it asks only that a wire has one value other than 0, as that a predicate's verdict is 1, and the wire is no constant. Such rows are
    /// left out: a verdict is to be determined by what it is made of, and not by its being required.
    fn is_requirement(&self, value: &Value) -> bool {
        let form = if value.products.is_empty() { self.linear_part(value) } else { return false };
        matches!(form[..], [(Column::One, _), (Column::Class(class), _)] if !self.constants.contains(&class))
    }

    fn linear_part(&self, value: &Value) -> Form {
        let mut form: BTreeMap<Column, F> = BTreeMap::from([(Column::One, value.constant)]);
        for (cell, factor) in &value.linear {
            let class = self.classes.class(*cell);
            let terms = match self.digits.get(&class) {
                Some(bit) => vec![(Column::Bit(*bit), *factor), (Column::Bit(bit + 1), *factor + factor)],
                None => vec![(self.column(class), *factor)],
            };
            terms.into_iter().for_each(|(column, factor)| *form.entry(column).or_default() += factor);
        }
        form.into_iter().filter(|(_, value)| *value != F::from(0u64)).collect()
    }

    fn form(&mut self, value: &Value) -> Form {
        let mut form = self.linear_part(value);
        for (factor, left, right) in &value.products {
            let column = self.product(left, right);
            form.push((column, *factor));
        }
        form
    }

    /// The column of a product, with its row if it is new.
    fn product(&mut self, left: &Value, right: &Value) -> Column {
        let factors = (self.form(left), self.form(right));
        let next = self.products.len();
        let found = *self.products.entry(factors.clone()).or_insert(next);
        if found == next {
            self.rows.push([factors.0, factors.1, vec![(Column::Product(next), F::from(1u64))]]);
        }
        Column::Product(found)
    }

    fn finish(self) -> (Synthesized, HashMap<usize, usize>) {
        let classes = self.classes.all().map(|class| self.column(class));
        let bits = (0..2 * self.digits.len()).map(Column::Bit);
        let products = (0..self.products.len()).map(Column::Product);
        let mut columns: Vec<Column> =
            std::iter::once(Column::One).chain(classes).chain(bits).chain(products).collect();
        columns.sort_unstable();
        let numbers: HashMap<Column, usize> = columns.iter().copied().zip(0..).collect();
        let row = |form: Form| -> Row {
            form.into_iter().map(|(column, value)| (numbers[&column], value)).collect()
        };
        let rows = self.rows.into_iter().map(|forms| forms.map(&row)).collect();
        let private = columns.iter().zip(0..).filter(|(column, _)| matches!(column, Column::Private(_)));
        let private = private.map(|(_, number)| number).collect();
        let system = Synthesized::from_rows(rows, columns.len(), 1 + self.public, private);
        let classes = columns.iter().zip(0..).filter_map(|(column, number)| match column {
            Column::Public(class) | Column::Private(class) | Column::Class(class) => Some((*class, number)),
            _ => None,
        });
        (system, classes.collect())
    }
}

/// A row over numbers as one over the columns of these positions.
fn named(row: [Row; 3], columns: &[Column]) -> [Form; 3] {
    row.map(|form| form.into_iter().map(|(i, value)| (columns[i], value)).collect())
}
