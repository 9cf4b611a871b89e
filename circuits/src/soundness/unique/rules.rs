//! What one row, or all of them together, tell of what is determined.

use super::{
    Choice, ChoiceOf, Function, bits, bounds, comparison::Comparison, facts::Facts, form::Form,
    points::Eighth, rows::Product, span::Span,
};
use crate::field::F;
use ark_ff::{AdditiveGroup, BigInteger, PrimeField};
use std::collections::BTreeSet;

/// What is determined, as far as it was looked for.
pub(super) struct Prover<'a> {
    pub(super) facts: &'a Facts,
    /// Rows that are looked at.
    rows: Vec<usize>,
    /// Whether one of them can tell nothing more.
    done: Vec<bool>,
    /// A row that is taken for missing.
    without: Option<usize>,
    /// Forms that are determined.
    pub(super) determined: Span,
    /// Functions whose values are not known to be determined yet.
    functions: Vec<Function>,
    pub(super) divisions: Vec<usize>,
    /// Rows that told something, in their order.
    pub(super) told: Vec<usize>,
}

impl<'a> Prover<'a> {
    /// Over all rows, from the inputs on.
    pub(super) fn new(facts: &'a Facts, functions: &[Function]) -> Self {
        let rows = (0..facts.rows.products.len()).collect();
        let inputs = Span::of(facts.rows.inputs.clone());
        Self { functions: functions.to_vec(), ..Self::with(facts, rows, inputs, None) }
    }

    /// Over the rows but one that some hints stand in, everything but those hints taken for determined.
    pub(super) fn around(facts: &'a Facts, open: &BTreeSet<usize>, without: usize) -> Self {
        let mut known = vec![true; facts.rows.inputs.len()];
        open.iter().for_each(|column| known[*column] = false);
        let rows: BTreeSet<usize> =
            open.iter().flat_map(|column| facts.by_column[*column].iter().copied()).collect();
        let rows = rows.into_iter().filter(|row| *row != without).collect();
        Self::with(facts, rows, Span::of(known), Some(without))
    }

    fn with(facts: &'a Facts, rows: Vec<usize>, mut determined: Span, without: Option<usize>) -> Self {
        let mut done = vec![false; rows.len()];
        let mut told = Vec::new();
        for (row, done) in rows.iter().zip(&mut done) {
            if let Some(form) = facts.linear.get(row) {
                if determined.add(form) {
                    told.push(*row);
                }
                *done = true;
            }
        }
        for column in &facts.zeros {
            determined.add(&Form::column(*column));
        }
        Self { facts, rows, done, without, determined, functions: Vec::new(), divisions: Vec::new(), told }
    }

    /// The rows in which a column stands alone as a factor.
    pub(super) fn by_factor(&self, column: usize) -> impl Iterator<Item = (usize, &'a Product)> + '_ {
        let rows = self.facts.by_factor.get(&column).into_iter().flatten();
        rows.filter(|row| self.without != Some(**row)).map(|row| (*row, &self.facts.rows.products[*row]))
    }

    pub(super) fn hints(&self) -> impl Iterator<Item = usize> + '_ {
        self.facts.rows.hints()
    }

    pub(super) fn determined_hints(&self) -> BTreeSet<usize> {
        self.hints().filter(|column| self.is_determined(*column)).collect()
    }

    /// Takes what is free by design for determined: what chooses a prefix, and points of which determined ones are eight times.
    pub(super) fn choose(&mut self) -> Vec<Choice> {
        let prefixes = self.facts.comparisons.iter().flat_map(|comparison| comparison.selectors);
        let of_determined =
            |eighth: &&Eighth| eighth.multiple.iter().all(|coordinate| self.determined.has(coordinate));
        let eighths = self.facts.eighths.iter().filter(of_determined).flat_map(|eighth| eighth.columns);
        let choices = prefixes
            .map(|column| Choice { column, of: ChoiceOf::Prefix })
            .chain(eighths.map(|column| Choice { column, of: ChoiceOf::Eighth }));
        let free: Vec<Choice> = choices.filter(|choice| !self.is_determined(choice.column)).collect();
        for choice in &free {
            self.determined.add(&Form::column(choice.column));
        }
        free
    }

    pub(super) fn is_determined(&self, column: usize) -> bool {
        self.determined.has(&Form::column(column))
    }

    /// Applies all rules until none tells more; with `assuming`, divisors of which nothing is known are taken not to be zero.
    pub(super) fn close(&mut self, assuming: bool) {
        loop {
            let mut more = false;
            for i in 0..self.rows.len() {
                if !self.done[i] && self.look_at(i, assuming) {
                    self.told.push(self.rows[i]);
                    more = true;
                }
            }
            more |= self.apply();
            more |= self.sums();
            more |= self.compared();
            if !more {
                return;
            }
        }
    }

    /// What one row tells; whether it is anything new.
    fn look_at(&mut self, i: usize, assuming: bool) -> bool {
        let facts = self.facts;
        let row = self.rows[i];
        let Product { a, b, c } = &facts.rows.products[row];
        let left = self.determined.reduce(a);
        let right = if a == b { left.clone() } else { self.determined.reduce(b) };
        if !left.is_zero() && !right.is_zero() {
            return false;
        }
        let rest = self.determined.reduce(c);
        match (left.is_zero(), right.is_zero()) {
            (true, true) => {
                self.done[i] = true;
                self.determined.add(&rest)
            }
            (known, _) => {
                let (factor, other, open) = if known { (a, b, right) } else { (b, a, left) };
                if rest.is_zero() && self.is_zero_test(row, other) {
                    return self.zero_test(row) || self.inverse_if(row);
                }
                // `factor open - rest` is determined: with rest a multiple of open, so is `(factor - k) open`.
                let k = if rest.is_zero() { Some(F::ZERO) } else { rest.ratio(&open) };
                let Some(k) = k else { return false };
                let divisor = factor.less(k, &Form::column(0));
                let shown = facts.is_never_zero(&divisor);
                if !shown && !assuming {
                    return false;
                }
                self.done[i] = true;
                let new = self.determined.add(&open);
                if new && !shown {
                    self.divisions.push(row);
                }
                new
            }
        }
    }

    /// Bits of sums that are determined.
    fn sums(&mut self) -> bool {
        let facts = self.facts;
        let mut found = Vec::new();
        for form in self.determined.sums(|column| facts.rows.is_bit_without(column, self.without)) {
            if bits::is_injective(&form) || bounds::is_unary(&form, &facts.implies) {
                found.extend(form.terms().iter().map(|(column, _)| Form::column(*column)));
            } else {
                found.extend(facts.bounds.iter().filter_map(|bound| bound.remainder(&form)));
            }
        }
        self.determined.add_all(found)
    }

    /// Values of functions of what is determined.
    fn apply(&mut self) -> bool {
        let functions = std::mem::take(&mut self.functions);
        let (ready, waiting): (Vec<_>, Vec<_>) = functions
            .into_iter()
            .partition(|function| function.inputs.iter().all(|column| self.is_determined(*column)));
        self.functions = waiting;
        let outputs = ready.iter().flat_map(|function| &function.outputs);
        self.determined.add_all(outputs.map(|column| Form::column(*column)))
    }

    /// The comparisons that stand without the missing row.
    fn comparisons(&self) -> impl Iterator<Item = &'a Comparison> + use<'a> {
        let (facts, without) = (self.facts, self.without);
        facts.comparisons.iter().filter(move |comparison| {
            let bits = |column: &usize| facts.rows.is_bit_without(*column, without);
            without.is_none_or(|row| !comparison.rows.contains(&row)) && comparison.bits.iter().all(bits)
        })
    }

    /// Bits of numbers that are determined modulo r, where comparisons leave no two of which r is the difference.
    fn compared(&mut self) -> bool {
        let mut more = false;
        for comparison in self.comparisons() {
            let (mut least, mut end) = comparison.interval();
            for (low, high) in
                self.comparisons().filter(|c| c.bits == comparison.bits).map(Comparison::interval)
            {
                (least, end) = (least.max(low), end.min(high));
            }
            let short = !end.sub_with_borrow(&least) && end <= F::MODULUS;
            if short && self.determined.has(&comparison.number()) {
                for column in &comparison.bits {
                    more |= self.determined.add(&Form::column(*column));
                }
            }
        }
        more
    }
}
