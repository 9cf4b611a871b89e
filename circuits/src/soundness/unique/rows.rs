//! A circuit's rows as products of forms, and what columns are made of.

use super::{super::Synthesized, form::Form};
use crate::field::F;
use ark_ff::{AdditiveGroup, Field};
use std::collections::{BTreeSet, HashMap};

/// One constraint `a b = c`.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub(super) a: Form,
    pub(super) b: Form,
    pub(super) c: Form,
}

/// All constraints of a circuit, in their order.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) products: Vec<Product>,
    /// By column, the rows that say that it is 0 or 1.
    bit_rows: Vec<Vec<usize>>,
    /// Columns that are inputs, public (the constant 1 among them) or private.
    pub(super) inputs: Vec<bool>,
    /// By a hint's column, the row that says first what it is: a product of forms that stand before it.
    made_by: HashMap<usize, usize>,
}

impl Rows {
    pub(super) fn of(system: &Synthesized) -> Self {
        let [a, b, c] = &system.matrices;
        let products: Vec<Product> = a
            .iter()
            .zip(b)
            .zip(c)
            .map(|((a, b), c)| Product { a: Form::of(a), b: Form::of(b), c: Form::of(c) })
            .collect();
        let mut inputs = vec![false; system.assignment.len()];
        inputs[..system.instance].fill(true);
        system.private.iter().for_each(|column| inputs[*column] = true);
        let mut bit_rows = vec![Vec::new(); inputs.len()];
        let mut seen = inputs.clone();
        let mut made_by = HashMap::new();
        for (i, product) in products.iter().enumerate() {
            if let Some(column) = product.bit() {
                bit_rows[column].push(i);
            }
            let columns = |form: &Form| form.terms().iter().map(|(column, _)| *column).collect::<Vec<_>>();
            [&product.a, &product.b].into_iter().flat_map(columns).for_each(|column| seen[column] = true);
            let fresh: Vec<usize> = columns(&product.c).into_iter().filter(|column| !seen[*column]).collect();
            if let [column] = fresh[..] {
                made_by.insert(column, i);
            }
            fresh.into_iter().for_each(|column| seen[column] = true);
        }
        Self { products, bit_rows, inputs, made_by }
    }

    /// Whether a column is 0 or 1 in every assignment.
    pub(super) fn is_boolean(&self, column: usize) -> bool {
        !self.bit_rows[column].is_empty()
    }

    /// Whether it is so, or the constant, without one of the rows.
    pub(super) fn is_bit_without(&self, column: usize, row: Option<usize>) -> bool {
        column == 0 || self.bit_rows[column].iter().any(|other| Some(*other) != row)
    }

    /// Rows that say of a column that it is 0 or 1, and the column.
    pub(super) fn bits(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let columns = self.bit_rows.iter().enumerate();
        columns.flat_map(|(column, rows)| rows.iter().map(move |row| (*row, column)))
    }

    /// Columns that are no inputs.
    pub(super) fn hints(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.inputs.len()).filter(|column| !self.inputs[*column])
    }

    /// The rows from `i` on, if there are as many.
    pub(super) fn from<const N: usize>(&self, i: usize) -> Option<[&Product; N]> {
        let rows = self.products.get(i..i + N)?;
        Some(std::array::from_fn(|k| &rows[k]))
    }

    /// The product that a form is, if it is a hint's column up to a factor: factors and that factor.
    pub(super) fn made(&self, form: &Form) -> Option<(&Form, &Form, F)> {
        let [(column, scale)] = form.terms() else { return None };
        let Product { a, b, c } = &self.products[*self.made_by.get(column)?];
        (c.terms().len() == 1).then(|| (a, b, *scale * c.at(*column).inverse().unwrap_or_default()))
    }

    /// The bit of a form that is it or its opposite, `b` or `1 - b`.
    pub(super) fn is_bit(&self, form: &Form) -> bool {
        match form.terms() {
            [(column, value)] => *value == F::ONE && self.is_boolean(*column),
            [(0, one), (column, value)] => *one == F::ONE && *value == -F::ONE && self.is_boolean(*column),
            _ => false,
        }
    }

    /// Whether a form is 1 or -1: `2 b - 1` or `1 - 2 b` of a bit.
    pub(super) fn is_sign(&self, form: &Form) -> bool {
        let [(0, one), (column, value)] = form.terms() else { return false };
        self.is_boolean(*column) && (one.square() == F::ONE) && *value == -one.double()
    }

    /// Adds the bits that a form is a function of; false if it depends on anything else, or on more than `most` bits.
    pub(super) fn bits_of(&self, form: &Form, most: usize, bits: &mut Vec<usize>) -> bool {
        form.terms().iter().all(|(column, _)| {
            if *column == 0 || bits.contains(column) {
                return true;
            }
            if self.is_boolean(*column) {
                bits.push(*column);
                return bits.len() <= most;
            }
            let made = self.made(&Form::column(*column));
            made.is_some_and(|(a, b, _)| self.bits_of(a, most, bits) && self.bits_of(b, most, bits))
        })
    }

    /// The value of a function of bits; `set` are those that are 1.
    pub(super) fn value(&self, form: &Form, set: &[usize]) -> F {
        let of = |column: usize| match self.made(&Form::column(column)) {
            _ if column == 0 => F::ONE,
            _ if self.is_boolean(column) => F::from(set.contains(&column)),
            Some((a, b, scale)) => scale * self.value(a, set) * self.value(b, set),
            None => F::ZERO,
        };
        form.terms().iter().map(|(column, value)| *value * of(*column)).sum()
    }
}

impl Product {
    /// The columns that stand in it.
    pub(super) fn columns(&self) -> BTreeSet<usize> {
        [&self.a, &self.b, &self.c]
            .into_iter()
            .flat_map(|form| form.terms())
            .map(|(column, _)| *column)
            .collect()
    }

    /// The column x of a row that says `x (x - 1) = 0` up to a factor.
    fn bit(&self) -> Option<usize> {
        let mut columns = [&self.a, &self.b, &self.c].into_iter().flat_map(|form| form.terms());
        let (column, _) = *columns.find(|(column, _)| *column != 0)?;
        let alone = columns.all(|(other, _)| *other == 0 || *other == column);
        let at = |form: &Form| (form.at(column), form.at(0));
        let ((a1, a0), (b1, b0), (c1, c0)) = (at(&self.a), at(&self.b), at(&self.c));
        let (square, linear, constant) = (a1 * b1, a1 * b0 + a0 * b1 - c1, a0 * b0 - c0);
        let bit = square != F::ZERO && constant == F::ZERO && linear + square == F::ZERO;
        (alone && bit).then_some(column)
    }

    /// The columns x and y of a row that says `x (y - 1) = 0` up to a factor.
    pub(super) fn implication(&self) -> Option<(usize, usize)> {
        let [x, y] =
            [&self.a, &self.b].map(|form| form.terms().iter().rev().find(|(column, _)| *column != 0));
        let ((x, _), (y, _)) = (*x?, *y?);
        let parts = |form: &Form| {
            let others = form.terms().iter().all(|(column, _)| [0, x, y].contains(column));
            others.then(|| [form.at(0), form.at(x), form.at(y)])
        };
        let ([a0, ax, ay], [b0, bx, by], [c0, cx, cy]) = (parts(&self.a)?, parts(&self.b)?, parts(&self.c)?);
        let product = ax * by + ay * bx;
        let (of_x, of_y) = (ax * b0 + a0 * bx - cx, ay * b0 + a0 * by - cy);
        let zero = [ax * bx, ay * by, a0 * b0 - c0];
        if x == y || product == F::ZERO || zero.iter().any(|value| *value != F::ZERO) {
            return None;
        }
        let says = |one: F, other: F| one == -product && other == F::ZERO;
        if says(of_x, of_y) { Some((x, y)) } else { says(of_y, of_x).then_some((y, x)) }
    }
}
