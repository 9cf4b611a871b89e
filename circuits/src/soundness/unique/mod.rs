//! Whether every hint is determined by the inputs: for all assignments, and not only near an honest one.
//!
//! From public and private inputs on, it is derived which linear forms of the columns can have one value alone in every assignment that
//! satisfies all rows:
//!
//! - a row with a constant factor is linear: its form is 0;
//! - a product of determined factors is determined;
//! - a sum of bits that is determined and has one solution determines the bits ([`bits`]);
//! - a test for zero has one answer, whichever it is (see [`crate::gadget::is_zero`]), and so has an inverse that is 0 where it is not needed;
//! - where a determined factor is not zero, the other factor is a quotient. That a divisor is never zero is shown by a row in which its
//!   product with something is a constant; else it is an *obligation*, which is reported.
//!
//! What is derived without obligations holds for the matrices as they are, and needs no trust in the program that laid them out.

mod bits;
mod form;
mod span;

#[cfg(test)]
mod tests;

pub use form::Form;

use super::Synthesized;
use crate::field::F;
use ark_ff::{AdditiveGroup, Field};
use span::Span;
use std::collections::{BTreeMap, HashSet};

/// What is known of a circuit's hints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uniqueness {
    /// Columns that are neither public nor private inputs.
    pub hints: usize,
    /// Hints that are determined whatever the assignment.
    pub proven: usize,
    /// Hints that are determined if no divisor of [`divisions`](Self::divisions) is zero.
    pub conditional: usize,
    /// Rows that determine a quotient if their divisor is not zero, in the order in which they were used.
    pub divisions: Vec<usize>,
    /// Hints of which nothing is known.
    pub open: Vec<usize>,
}

impl Synthesized {
    /// Which hints the inputs determine.
    #[must_use]
    pub fn uniqueness(&self) -> Uniqueness {
        let mut prover = Prover::new(self);
        prover.close(false);
        let proven = prover.hints().filter(|column| prover.is_determined(*column)).count();
        prover.close(true);
        let (known, open): (Vec<usize>, Vec<usize>) =
            prover.hints().partition(|column| prover.is_determined(*column));
        Uniqueness {
            hints: known.len() + open.len(),
            proven,
            conditional: known.len() - proven,
            divisions: prover.divisions,
            open,
        }
    }
}

/// One constraint `a b = c`.
struct Product {
    a: Form,
    b: Form,
    c: Form,
}

struct Prover {
    products: Vec<Product>,
    /// Whether a row can tell nothing more.
    done: Vec<bool>,
    inputs: Vec<bool>,
    /// Forms that are 0 in every assignment.
    zero: Span,
    /// Forms that are determined.
    determined: Span,
    /// Columns that are 0 or 1 in every assignment.
    boolean: Vec<bool>,
    /// Forms that are never 0, in normal form.
    never_zero: HashSet<Form>,
    /// Rows by the columns of their factors, for tests for zero.
    by_factor: BTreeMap<usize, Vec<usize>>,
    divisions: Vec<usize>,
}

impl Prover {
    fn new(system: &Synthesized) -> Self {
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
        let mut determined = Span::default();
        for (column, _) in inputs.iter().enumerate().filter(|(_, is_input)| **is_input) {
            determined.add(&Form::column(column));
        }
        let mut boolean = vec![false; inputs.len()];
        let mut by_factor: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, product) in products.iter().enumerate() {
            if let Some(column) = product.bit() {
                boolean[column] = true;
            }
            for factor in [&product.a, &product.b] {
                if let [(column, _)] = factor.terms() {
                    by_factor.entry(*column).or_default().push(i);
                }
            }
        }
        let done = vec![false; products.len()];
        let mut this = Self {
            products,
            done,
            inputs,
            zero: Span::default(),
            determined,
            boolean,
            never_zero: HashSet::new(),
            by_factor,
            divisions: Vec::new(),
        };
        this.linear();
        this.find_never_zero();
        this
    }

    fn hints(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.inputs.len()).filter(|column| !self.inputs[*column])
    }

    fn is_determined(&self, column: usize) -> bool {
        self.determined.has(&Form::column(column))
    }

    /// Rows with a constant factor: `k b - c` is 0.
    fn linear(&mut self) {
        for i in 0..self.products.len() {
            let Product { a, b, c } = &self.products[i];
            let form = match (a.constant(), b.constant()) {
                (Some(k), _) => b.scaled(k).less(F::ONE, c),
                (_, Some(k)) => a.scaled(k).less(F::ONE, c),
                _ => continue,
            };
            self.zero.add(&form);
            self.determined.add(&form);
            self.done[i] = true;
        }
    }

    /// Factors of what is a constant other than 0.
    fn find_never_zero(&mut self) {
        let normal = |form: &Form| self.zero.reduce(form).monic();
        let found = self
            .products
            .iter()
            .filter(|product| self.zero.reduce(&product.c).constant().is_some_and(|value| value != F::ZERO));
        self.never_zero = found.flat_map(|product| [normal(&product.a), normal(&product.b)]).collect();
    }

    fn is_never_zero(&self, form: &Form) -> bool {
        let form = self.zero.reduce(form);
        form.constant().map_or_else(|| self.never_zero.contains(&form.monic()), |value| value != F::ZERO)
    }

    /// Applies all rules until none tells more; with `assuming`, divisors of which nothing is known are taken not to be zero.
    fn close(&mut self, assuming: bool) {
        loop {
            let mut more = false;
            for i in 0..self.products.len() {
                more |= !self.done[i] && self.look_at(i, assuming);
            }
            more |= self.sums();
            if !more {
                return;
            }
        }
    }

    /// What one row tells; whether it is anything new.
    fn look_at(&mut self, i: usize, assuming: bool) -> bool {
        let Product { a, b, c } = &self.products[i];
        let (left, right) = (self.determined.reduce(a), self.determined.reduce(b));
        let rest = self.determined.reduce(c);
        match (left.is_zero(), right.is_zero()) {
            (true, true) => {
                self.done[i] = true;
                self.determined.add(&rest)
            }
            (false, false) => false,
            (known, _) => {
                let (factor, other, open) = if known { (a, b, right) } else { (b, a, left) };
                if rest.is_zero() && self.is_zero_test(i, other) {
                    return self.zero_test(i) || self.inverse_if(i);
                }
                // `factor open - rest` is determined: with rest a multiple of open, so is `(factor - k) open`.
                let k = if rest.is_zero() { Some(F::ZERO) } else { rest.ratio(&open) };
                let Some(k) = k else { return false };
                let divisor = factor.less(k, &Form::column(0));
                let shown = self.is_never_zero(&divisor);
                if !shown && !assuming {
                    return false;
                }
                self.done[i] = true;
                let new = self.determined.add(&open);
                if new && !shown {
                    self.divisions.push(i);
                }
                new
            }
        }
    }

    /// Bits of sums that are determined.
    fn sums(&mut self) -> bool {
        let is_bits =
            |form: &&Form| form.terms().len() > 1 && form.terms().iter().all(|(c, _)| self.boolean[*c]);
        let reduced = |form: &Form| {
            // In terms of columns that no other row of the span leads.
            let (column, _) = form.leading().unwrap_or_default();
            let lower = form.less(F::ONE, &Form::column(column));
            Form::column(column).less(-F::ONE, &self.determined.reduce(&lower))
        };
        let candidates: Vec<Form> = self.determined.rows().map(reduced).collect();
        let sums: Vec<Form> =
            candidates.into_iter().filter(|form| is_bits(&form) && bits::is_injective(form)).collect();
        let mut more = false;
        for form in &sums {
            for (column, _) in form.terms() {
                more |= self.determined.add(&Form::column(*column));
            }
        }
        more
    }
}

impl Product {
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
}

impl Prover {
    /// Whether the row says `x b = 0` of a determined x and a hint b.
    fn is_zero_test(&self, i: usize, other: &Form) -> bool {
        self.products[i].c.is_zero() && matches!(other.terms(), [(column, _)] if !self.inputs[*column])
    }

    /// A row `x b = 0`, beside which others say `x y = k + m b` and `b y = 0`, k determined and never 0, m not 0. If x is 0, the second
    /// gives b = -k / m, which is not 0, and so the third y = 0; else the first gives b = 0, and the second y = k / x.
    fn zero_test(&mut self, i: usize) -> bool {
        let Product { a, b, .. } = &self.products[i];
        let (x, hint) = if self.determined.has(a) { (a, b) } else { (b, a) };
        let [(bit, _)] = hint.terms() else { return false };
        let rows = self.by_factor.get(bit).into_iter().flatten().filter(|j| **j != i);
        let other = rows.filter_map(|j| {
            let Product { a, b, c } = &self.products[*j];
            let y = if matches!(a.terms(), [(column, _)] if column == bit) { b } else { a };
            match y.terms() {
                [(column, _)] if c.is_zero() && column != bit => Some(*column),
                _ => None,
            }
        });
        let normal = self.zero.reduce(x).monic();
        let found = other.into_iter().find(|y| {
            self.by_factor.get(y).into_iter().flatten().any(|j| {
                let Product { a, b, c } = &self.products[*j];
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
                let same = self.zero.reduce(factor).monic() == normal;
                same && m != F::ZERO && self.is_never_zero(&k) && self.determined.has(&k)
            })
        });
        let Some(y) = found else { return false };
        let new = self.determined.add(&Form::column(*bit));
        self.determined.add(&Form::column(y)) || new
    }

    /// A row `u y = 0` of a determined u, beside which another says `x y = c` with x and c determined and c + k u a constant other than 0
    /// for some k. If u is not 0, y is 0; else c is that constant, so that x is not 0, and y = c / x.
    fn inverse_if(&mut self, i: usize) -> bool {
        let Product { a, b, .. } = &self.products[i];
        let (u, hint) = if self.determined.has(a) { (a, b) } else { (b, a) };
        let [(y, _)] = hint.terms() else { return false };
        let column = Form::column(*y);
        let one = Form::column(0);
        let parts = |form: &Form| {
            let form = self.zero.reduce(form);
            let constant = form.at(0);
            (form.less(constant, &one), constant)
        };
        let (varying, constant) = parts(u);
        let decided = self.by_factor.get(y).into_iter().flatten().any(|j| {
            let Product { a, b, c } = &self.products[*j];
            let x = if *a == column { b } else { a };
            let (of_c, more) = parts(c);
            let never_zero = of_c.ratio(&varying).is_some_and(|k| more - k * constant != F::ZERO);
            (*a == column || *b == column) && never_zero && self.determined.has(x) && self.determined.has(c)
        });
        decided && self.determined.add(&column)
    }
}
