//! What follows linearly from forms that are given.

use super::form::Form;
use crate::field::F;
use ark_ff::{AdditiveGroup, Field};
use std::collections::{BTreeMap, HashMap};

/// Linear forms and all their combinations, in echelon form: each has another highest column, with coefficient 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Span {
    /// Columns that lie in it, by themselves.
    known: Vec<bool>,
    rows: HashMap<usize, Form>,
}

impl Span {
    /// Of some columns.
    pub(super) fn of(known: Vec<bool>) -> Self {
        Self { known, rows: HashMap::new() }
    }

    /// What is left of a form once everything in the span is taken out: nothing exactly if it lies in it.
    pub(super) fn reduce(&self, form: &Form) -> Form {
        let is_open = |(column, _): &(usize, F)| self.known.get(*column) != Some(&true);
        let mut open: BTreeMap<usize, F> = form.terms().iter().copied().filter(is_open).collect();
        let mut rest = Vec::new();
        while let Some((column, value)) = open.pop_last() {
            if value == F::ZERO {
                continue;
            }
            match self.rows.get(&column) {
                None => rest.push((column, value)),
                Some(row) => {
                    for (other, coefficient) in row.terms().iter().filter(|(other, _)| *other != column) {
                        *open.entry(*other).or_insert(F::ZERO) -= value * coefficient;
                    }
                }
            }
        }
        Form::sum(rest)
    }

    /// Adds a form; whether it is new.
    pub(super) fn add(&mut self, form: &Form) -> bool {
        let rest = self.reduce(form).monic();
        let Some((column, _)) = rest.leading() else { return false };
        self.rows.insert(column, rest);
        true
    }

    /// Adds forms; whether any is new.
    pub(super) fn add_all(&mut self, forms: impl IntoIterator<Item = Form>) -> bool {
        let mut more = false;
        for form in forms {
            more |= self.add(&form);
        }
        more
    }

    /// Whether a form lies in the span.
    pub(super) fn has(&self, form: &Form) -> bool {
        self.reduce(form).is_zero()
    }

    /// Combinations of several columns, all of which are bits, or the constant.
    pub(super) fn sums(&self, is_bit: impl Fn(usize) -> bool) -> Vec<Form> {
        let leading = |form: &Form| form.leading().map_or(0, |(column, _)| column);
        let rows = self.rows().filter(|form| form.terms().len() > 1 && is_bit(leading(form)));
        let reduced = rows.map(|form| {
            // In terms of columns that no other row of the span leads.
            let column = Form::column(leading(form));
            column.less(-F::ONE, &self.reduce(&form.less(F::ONE, &column)))
        });
        reduced.filter(|form| form.terms().iter().all(|(column, _)| is_bit(*column))).collect()
    }

    /// The forms that it is made of.
    fn rows(&self) -> impl Iterator<Item = &Form> {
        self.rows.values()
    }
}
