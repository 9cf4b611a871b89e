//! Linear forms over the columns of a circuit.

use super::super::Row;
use crate::field::F;
use ark_ff::{AdditiveGroup, Field};

/// Coefficients by column, columns ascending and distinct, none zero. Column 0 is the constant 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Form(Vec<(usize, F)>);

impl Form {
    /// One row of a matrix.
    pub(super) fn of(row: &Row) -> Self {
        Self(row.clone())
    }

    /// From columns in any order; those of one column add up.
    pub(super) fn sum(terms: impl IntoIterator<Item = (usize, F)>) -> Self {
        let mut out = std::collections::BTreeMap::new();
        for (column, value) in terms {
            *out.entry(column).or_insert(F::ZERO) += value;
        }
        Self(out.into_iter().filter(|(_, value)| *value != F::ZERO).collect())
    }

    /// One column alone.
    pub(super) fn column(column: usize) -> Self {
        Self(vec![(column, F::ONE)])
    }

    /// Columns with their coefficients.
    pub(super) fn terms(&self) -> &[(usize, F)] {
        &self.0
    }

    /// Whether it is 0 whatever the columns hold.
    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// Its value if no column but the constant is in it.
    pub(super) fn constant(&self) -> Option<F> {
        match self.0[..] {
            [] => Some(F::ZERO),
            [(0, value)] => Some(value),
            _ => None,
        }
    }

    /// The coefficient of a column.
    pub(super) fn at(&self, column: usize) -> F {
        self.0.binary_search_by_key(&column, |(c, _)| *c).map_or(F::ZERO, |i| self.0[i].1)
    }

    /// The highest column with its coefficient.
    pub(super) fn leading(&self) -> Option<(usize, F)> {
        self.0.last().copied()
    }

    /// `k` times this.
    pub(super) fn scaled(&self, k: F) -> Self {
        if k == F::ZERO {
            return Self::default();
        }
        Self(self.0.iter().map(|(column, value)| (*column, *value * k)).collect())
    }

    /// This less `k` times another.
    pub(super) fn less(&self, k: F, other: &Self) -> Self {
        Self::sum(self.0.iter().copied().chain(other.0.iter().map(|(column, value)| (*column, -*value * k))))
    }

    /// A multiple whose leading coefficient is 1; 0 of 0.
    pub(super) fn monic(&self) -> Self {
        match self.leading() {
            Some((_, value)) => self.scaled(value.inverse().unwrap_or_default()),
            None => Self::default(),
        }
    }

    /// The factor that makes `other` this one: `None` if no factor does.
    pub(super) fn ratio(&self, other: &Self) -> Option<F> {
        let ((column, value), (of, divisor)) = (self.leading()?, other.leading()?);
        let ratio = value * divisor.inverse()?;
        (column == of && other.scaled(ratio) == *self).then_some(ratio)
    }
}
