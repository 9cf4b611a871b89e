//! How many hints are free: the dimension of the kernel of the constraints' Jacobian.
//!
//! Near an assignment z a constraint `(A z)(B z) = C z` says `(B z) A dz + (A z) B dz - C dz = 0`. If, with the inputs
//! held fixed, that system leaves a direction dz in which hints can move, some hint is tied to nothing. The elimination
//! is exact, over the field, and sparse: rows with a single open column determine it and are taken first, over and over
//! (that solves most of a circuit, in which each constraint introduces one variable); what is left is eliminated by rows
//! of fewest entries, pivoting on the rarest column.

use super::{Row, Synthesized, synthesized::dot};
use crate::field::F;
use ark_ff::{AdditiveGroup, Field};
use std::collections::{BTreeMap, BTreeSet};

/// A column that the constraints leave free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Free {
    /// The column, counted with the instance.
    pub column: usize,
    /// The name under which the first constraint that mentions it stands.
    pub name: Option<&'static str>,
}

/// What the elimination found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freedom {
    /// Dimension of the kernel: 0 if every hint is determined.
    pub dimension: usize,
    /// Columns without a pivot, one for each dimension: values of them can be chosen, the rest then follows.
    pub free: Vec<Free>,
    /// Constraints that add no rank: they follow from others near this assignment, or bind inputs alone.
    pub idle: Vec<usize>,
}

impl Synthesized {
    /// The freedom of the hints at the circuit's own assignment: all columns but the instance, the columns marked as
    /// private inputs, and those in `fixed`.
    #[must_use]
    pub fn freedom(&self, fixed: &[usize]) -> Freedom {
        let held: Vec<usize> = self.private.iter().chain(fixed).copied().collect();
        self.freedom_over(&held)
    }

    /// As [`freedom`](Self::freedom), holding only the instance and the columns in `fixed`.
    #[must_use]
    pub fn freedom_over(&self, fixed: &[usize]) -> Freedom {
        let mut open = vec![true; self.assignment.len()];
        open[..self.instance].fill(false);
        for &column in fixed {
            open[column] = false;
        }
        let rows = (0..self.matrices[0].len()).map(|i| self.jacobian(i, &open)).collect();
        let mut elimination = Elimination::new(rows, open);
        elimination.peel();
        elimination.eliminate();
        let columns: Vec<usize> = (0..self.assignment.len()).filter(|&c| elimination.open[c]).collect();
        let mut first = BTreeMap::new();
        for (i, row) in self.matrices.iter().flat_map(|m| m.iter().enumerate()) {
            for (column, _) in row {
                let entry = first.entry(*column).or_insert(i);
                *entry = i.min(*entry);
            }
        }
        let free = columns
            .iter()
            .map(|&column| Free { column, name: first.get(&column).and_then(|&i| self.name_of(i)) })
            .collect();
        let idle = (0..self.matrices[0].len()).filter(|&i| !elimination.used[i]).collect();
        Freedom { dimension: columns.len(), free, idle }
    }

    fn jacobian(&self, i: usize, open: &[bool]) -> Row {
        let [a, b, c] = &self.matrices;
        let (az, bz) = (dot(&a[i], &self.assignment), dot(&b[i], &self.assignment));
        let mut out: BTreeMap<usize, F> = BTreeMap::new();
        for (row, factor) in [(&a[i], bz), (&b[i], az), (&c[i], -F::ONE)] {
            for (column, value) in row.iter().filter(|(column, _)| open[*column]) {
                *out.entry(*column).or_insert(F::ZERO) += *value * factor;
            }
        }
        out.into_iter().filter(|(_, value)| *value != F::ZERO).collect()
    }
}

struct Elimination {
    /// Rows by index, over open columns only.
    rows: Vec<BTreeMap<usize, F>>,
    /// Rows in which a column occurs.
    columns: Vec<BTreeSet<usize>>,
    /// Columns not yet determined.
    open: Vec<bool>,
    /// Rows that were a pivot.
    used: Vec<bool>,
}

impl Elimination {
    fn new(rows: Vec<Row>, open: Vec<bool>) -> Self {
        let mut columns = vec![BTreeSet::new(); open.len()];
        for (i, row) in rows.iter().enumerate() {
            for (column, _) in row {
                columns[*column].insert(i);
            }
        }
        let used = vec![false; rows.len()];
        Self { rows: rows.into_iter().map(|row| row.into_iter().collect()).collect(), columns, open, used }
    }

    /// Rows of one column determine it; it drops out of all others.
    fn peel(&mut self) {
        let mut queue: Vec<usize> = (0..self.rows.len()).filter(|&i| self.rows[i].len() == 1).collect();
        queue.reverse();
        while let Some(i) = queue.pop() {
            let Some((&column, _)) = self.rows[i].first_key_value() else {
                continue;
            };
            self.used[i] = true;
            self.open[column] = false;
            for j in std::mem::take(&mut self.columns[column]) {
                self.rows[j].remove(&column);
                if self.rows[j].len() == 1 {
                    queue.push(j);
                }
            }
        }
    }

    fn eliminate(&mut self) {
        let mut order: BTreeSet<(usize, usize)> = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| !row.is_empty())
            .map(|(i, row)| (row.len(), i))
            .collect();
        while let Some((_, i)) = order.pop_first() {
            let pivot_row = std::mem::take(&mut self.rows[i]);
            let Some((&pivot, value)) =
                pivot_row.iter().min_by_key(|(column, _)| self.columns[**column].len())
            else {
                continue;
            };
            let inverse = value.inverse().unwrap_or_default();
            self.used[i] = true;
            self.open[pivot] = false;
            for column in pivot_row.keys() {
                self.columns[*column].remove(&i);
            }
            for j in std::mem::take(&mut self.columns[pivot]) {
                order.remove(&(self.rows[j].len(), j));
                let factor = self.rows[j].remove(&pivot).unwrap_or_default() * inverse;
                for (column, value) in pivot_row.iter().filter(|(column, _)| **column != pivot) {
                    let entry = self.rows[j].entry(*column).or_insert(F::ZERO);
                    *entry -= factor * value;
                    if *entry == F::ZERO {
                        self.rows[j].remove(column);
                        self.columns[*column].remove(&j);
                    } else {
                        self.columns[*column].insert(j);
                    }
                }
                if !self.rows[j].is_empty() {
                    order.insert((self.rows[j].len(), j));
                }
            }
        }
    }
}
