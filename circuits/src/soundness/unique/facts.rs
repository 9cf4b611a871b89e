//! What is true of a circuit's columns in every assignment, whatever the inputs.

use super::{
    super::Synthesized,
    bounds::Bound,
    comparison::{self, Comparison},
    form::Form,
    points::{self, Eighth},
    rows::{Product, Rows},
    span::Span,
};
use crate::field::F;
use ark_ff::{AdditiveGroup, Field};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Read off the rows once, before anything is derived.
pub(super) struct Facts {
    pub(super) rows: Rows,
    /// Rows by the columns that stand in them.
    pub(super) by_column: Vec<Vec<usize>>,
    /// Rows by the columns that stand alone as factors in them, for tests for zero.
    pub(super) by_factor: BTreeMap<usize, Vec<usize>>,
    /// Rows with a constant factor, as forms that are 0.
    pub(super) linear: BTreeMap<usize, Form>,
    /// Everything that follows linearly from those, and the columns of [`zeros`](Self::zeros).
    pub(super) zero: Span,
    /// Bits that are 0, since the sums that they stand in would be too much.
    pub(super) zeros: Vec<usize>,
    /// Sums of bits that are known.
    pub(super) bounds: Vec<Bound>,
    /// Columns that are 0 or 1, each with one that is 1 wherever it is.
    pub(super) implies: HashMap<usize, usize>,
    /// Forms that are never 0, in normal form.
    never_zero: HashSet<Form>,
    pub(super) comparisons: Vec<Comparison>,
    pub(super) eighths: Vec<Eighth>,
    pub(super) assumed: Vec<[usize; 2]>,
}

impl Facts {
    pub(super) fn of(system: &Synthesized) -> Self {
        let rows = Rows::of(system);
        let mut by_column = vec![Vec::new(); rows.inputs.len()];
        let mut by_factor: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut linear = BTreeMap::new();
        let mut implies = HashMap::new();
        let mut zero = Span::default();
        for (i, product) in rows.products.iter().enumerate() {
            product.columns().into_iter().for_each(|column| by_column[column].push(i));
            for factor in [&product.a, &product.b] {
                if let [(column, _)] = factor.terms() {
                    by_factor.entry(*column).or_default().push(i);
                }
            }
            implies.extend(product.implication());
            if let Some(form) = product.linear() {
                zero.add(&form);
                linear.insert(i, form);
            }
        }
        let (bounds, zeros) = find_bounds(&rows, &linear, &mut zero);
        let found = points::find(&rows);
        // Factors of what is a constant other than 0, and what is never zero of points.
        let normal = |form: &Form| zero.reduce(form).monic();
        let is_constant =
            |product: &&Product| zero.reduce(&product.c).constant().is_some_and(|value| value != F::ZERO);
        let factors = rows.products.iter().filter(is_constant).flat_map(|product| [&product.a, &product.b]);
        let never_zero = factors.chain(&found.never_zero).map(normal).collect();
        Self {
            by_column,
            by_factor,
            linear,
            never_zero,
            zero,
            zeros,
            bounds,
            implies,
            comparisons: comparison::find(&rows),
            eighths: found.eighths,
            assumed: found.assumed,
            rows,
        }
    }

    pub(super) fn is_never_zero(&self, form: &Form) -> bool {
        let form = self.zero.reduce(form);
        form.constant().map_or_else(|| self.never_zero.contains(&form.monic()), |value| value != F::ZERO)
    }
}

/// Sums of bits that are known, and the bits that are too heavy for one: as rows say them, and as they combine.
fn find_bounds(rows: &Rows, linear: &BTreeMap<usize, Form>, zero: &mut Span) -> (Vec<Bound>, Vec<usize>) {
    let is_bit = |column| rows.is_bit_without(column, None);
    let is_sum = |form: &&Form| form.terms().iter().all(|(column, _)| is_bit(*column));
    let said: Vec<Form> = linear.values().filter(is_sum).cloned().collect();
    let mut zeros = Vec::new();
    loop {
        let bounds: Vec<Bound> = said.iter().chain(&zero.sums(is_bit)).filter_map(Bound::of).collect();
        let new: Vec<usize> =
            bounds.iter().flat_map(Bound::zeros).filter(|column| zero.add(&Form::column(*column))).collect();
        if new.is_empty() {
            return (bounds, zeros);
        }
        zeros.extend(new);
    }
}

impl Product {
    /// The form that is 0 if a factor is a constant: `k b - c`.
    fn linear(&self) -> Option<Form> {
        let Self { a, b, c } = self;
        match (a.constant(), b.constant()) {
            (Some(k), _) => Some(b.scaled(k).less(F::ONE, c)),
            (_, Some(k)) => Some(a.scaled(k).less(F::ONE, c)),
            _ => None,
        }
    }
}
