//! What a polynomial is in one row of the table, where fixed cells are numbers.

use super::{Cell, Layout, Polynomial};
use plimsoll_circuits::field::F;
use std::collections::BTreeMap;

/// What a polynomial is in one row: a linear form of cells, with a constant, and products of such.
#[derive(Clone, Debug, Default)]
pub(super) struct Value {
    pub constant: F,
    pub linear: BTreeMap<Cell, F>,
    pub products: Vec<(F, Value, Value)>,
}

impl Value {
    fn number(constant: F) -> Self {
        Self { constant, ..Self::default() }
    }

    fn as_number(&self) -> Option<F> {
        (self.linear.is_empty() && self.products.is_empty()).then_some(self.constant)
    }

    fn is_zero(&self) -> bool {
        self.as_number() == Some(F::from(0u64))
    }

    fn scaled(mut self, by: F) -> Self {
        if by == F::from(0u64) {
            return Self::default();
        }
        self.constant *= by;
        self.linear.values_mut().for_each(|value| *value *= by);
        self.products.iter_mut().for_each(|(factor, ..)| *factor *= by);
        self
    }

    fn plus(mut self, other: Self) -> Self {
        self.constant += other.constant;
        for (cell, value) in other.linear {
            let sum = self.linear.entry(cell).or_default();
            *sum += value;
            if *sum == F::from(0u64) {
                self.linear.remove(&cell);
            }
        }
        self.products.extend(other.products);
        self
    }

    fn times(self, other: Self) -> Self {
        match (self.as_number(), other.as_number()) {
            (Some(number), _) => other.scaled(number),
            (_, Some(number)) => self.scaled(number),
            _ => Self { products: vec![(F::from(1u64), self, other)], ..Self::default() },
        }
    }

    /// The cells that it speaks of.
    fn cells(&self, found: &mut impl FnMut(Cell)) {
        self.linear.keys().for_each(|cell| found(*cell));
        for (_, left, right) in &self.products {
            left.cells(found);
            right.cells(found);
        }
    }

    /// What it is for these cells.
    fn at(&self, cell: &impl Fn(Cell) -> F) -> F {
        let linear: F = self.linear.iter().map(|(at, value)| *value * cell(*at)).sum();
        let products: F = self.products.iter().map(|(k, a, b)| *k * a.at(cell) * b.at(cell)).sum();
        self.constant + linear + products
    }

    fn degree(&self) -> usize {
        let products = self.products.iter().map(|(_, left, right)| left.degree() + right.degree()).max();
        products.unwrap_or(0).max(usize::from(!self.linear.is_empty()))
    }

    /// The one cell that must be 0, 1, 2 or 3: of degree 4 at most and with four roots, it has no other unless it is 0 everywhere.
    pub fn digit(&self) -> Option<Cell> {
        let mut cells = Vec::new();
        self.cells(&mut |cell| cells.push(cell));
        cells.dedup();
        let [cell] = cells[..] else { return None };
        let value = |x: u64| self.at(&|_| F::from(x));
        let zero = F::from(0u64);
        (self.degree() == 4 && (0..4).all(|x| value(x) == zero) && value(4) != zero).then_some(cell)
    }
}

impl Polynomial {
    fn in_row(&self, layout: &Layout, row: usize) -> Value {
        let at = |rotation: i32| layout.turned(row, rotation);
        match self {
            Self::Constant(number) => Value::number(*number),
            Self::Fixed(column, rotation) => {
                Value::number(layout.fixed.get(&(*column, at(*rotation))).copied().unwrap_or_default())
            }
            Self::Advice(column, rotation) => {
                let cell = Cell::Advice(*column, at(*rotation));
                Value { linear: BTreeMap::from([(cell, F::from(1u64))]), ..Value::default() }
            }
            Self::Negated(other) => other.in_row(layout, row).scaled(-F::from(1u64)),
            Self::Scaled(other, by) => other.in_row(layout, row).scaled(*by),
            Self::Sum(left, right) => left.in_row(layout, row).plus(right.in_row(layout, row)),
            Self::Product(left, right) => {
                let left = left.in_row(layout, row);
                if left.is_zero() { left } else { left.times(right.in_row(layout, row)) }
            }
        }
    }
}

impl Layout {
    /// What all polynomials are in all rows in which they are not 0 whatever the cells hold.
    pub(super) fn values(&self, mut take: impl FnMut(Value)) {
        for row in 0..self.rows {
            for gate in &self.gates {
                let value = gate.in_row(self, row);
                if !value.is_zero() {
                    take(value);
                }
            }
        }
    }

    /// The cells that gates speak of.
    pub(super) fn spoken_of(&self, mut found: impl FnMut(Cell)) {
        self.values(|value| value.cells(&mut found));
    }
}
