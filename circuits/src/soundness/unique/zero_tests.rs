//! Tests for zero, and inverses that are 0 where none is needed.

use super::{form::Form, rows::Product, rules::Prover};
use crate::field::F;
use ark_ff::AdditiveGroup;

impl Prover<'_> {
    /// Whether the row says `x b = 0` of a determined x and a hint b.
    pub(super) fn is_zero_test(&self, i: usize, other: &Form) -> bool {
        let rows = &self.facts.rows;
        rows.products[i].c.is_zero() && matches!(other.terms(), [(column, _)] if !rows.inputs[*column])
    }

    /// A row `x b = 0`, beside which others say `x y = k + m b` and `b y = 0`, k determined and never 0, m not 0. If x is 0, the second
    /// gives b = -k / m, which is not 0, and so the third y = 0; else the first gives b = 0, and the second y = k / x.
    pub(super) fn zero_test(&mut self, i: usize) -> bool {
        let Product { a, b, .. } = &self.facts.rows.products[i];
        let (x, hint) = if self.determined.has(a) { (a, b) } else { (b, a) };
        let [(bit, _)] = hint.terms() else { return false };
        let rows = self.by_factor(*bit).filter(|(j, _)| *j != i);
        let other = rows.filter_map(|(_, Product { a, b, c })| {
            let y = if matches!(a.terms(), [(column, _)] if column == bit) { b } else { a };
            match y.terms() {
                [(column, _)] if c.is_zero() && column != bit => Some(*column),
                _ => None,
            }
        });
        let normal = self.facts.zero.reduce(x).monic();
        let found = other.into_iter().find(|y| {
            self.by_factor(*y).any(|(_, Product { a, b, c })| {
                let y = Form::column(*y);
                let factor = if *a == y {
                    b
                } else if *b == y {
                    a
                } else {
                    return false;
                };
                let m = c.at(*bit);
                let k = c.less(m, &Form::column(*bit));
                let same = self.facts.zero.reduce(factor).monic() == normal;
                same && m != F::ZERO && self.facts.is_never_zero(&k) && self.determined.has(&k)
            })
        });
        let Some(y) = found else { return false };
        let new = self.determined.add(&Form::column(*bit));
        self.determined.add(&Form::column(y)) || new
    }

    /// A row `u y = 0` of a determined u, beside which another says `x y = c` with x and c determined and c + k u a constant other than 0
    /// for some k. If u is not 0, y is 0; else c is that constant, so that x is not 0, and y = c / x.
    pub(super) fn inverse_if(&mut self, i: usize) -> bool {
        let Product { a, b, .. } = &self.facts.rows.products[i];
        let (u, hint) = if self.determined.has(a) { (a, b) } else { (b, a) };
        let [(y, _)] = hint.terms() else { return false };
        let column = Form::column(*y);
        let one = Form::column(0);
        let parts = |form: &Form| {
            let form = self.facts.zero.reduce(form);
            let constant = form.at(0);
            (form.less(constant, &one), constant)
        };
        let (varying, constant) = parts(u);
        let decided = self.by_factor(*y).any(|(_, Product { a, b, c })| {
            let x = if *a == column { b } else { a };
            let (of_c, more) = parts(c);
            let never_zero = of_c.ratio(&varying).is_some_and(|k| more - k * constant != F::ZERO);
            (*a == column || *b == column) && never_zero && self.determined.has(x) && self.determined.has(c)
        });
        decided && self.determined.add(&column)
    }
}
