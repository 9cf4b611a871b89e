//! How many hints are free: the dimension of the kernel of the constraints' Jacobian.
//!
//! Near an assignment z a constraint `(A z)(B z) = C z` says `(B z) A dz + (A z) B dz - C dz = 0`. If, with the inputs
//! held fixed, that system leaves a direction dz in which hints can move, some hint is tied to nothing. The elimination
//! is exact, over the field, and sparse: rows with a single open column determine it and are taken first, over and over
//! (that solves most of a circuit, in which each constraint introduces one variable); then columns with a single row, which
//! is of no use elsewhere; what is left is eliminated by rows of fewest entries, pivoting on the rarest column.
//!
//! With all columns open but the constant, the same elimination tells which constraints say nothing that others do not say
//! ([`Synthesized::dependence`]).

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

/// Constraints whose differentials at an assignment are combinations of others'.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependence {
    /// Combinations that are zero, by the constraints that stand in them, ascending; all others are combinations of these.
    pub combinations: Vec<Vec<usize>>,
}

impl Dependence {
    /// Constraints that stand in some combination: without any one of them the others have the same rank. All others are *independent*:
    /// without one of them more assignments satisfy the rest, in one dimension more, if those constraints that add no rank follow
    /// from the others.
    #[must_use]
    pub fn constraints(&self) -> BTreeSet<usize> {
        self.combinations.iter().flatten().copied().collect()
    }

    /// The other constraints of the shortest combination that this one stands in; none if it is independent.
    #[must_use]
    pub fn implying(&self, constraint: usize) -> Vec<usize> {
        let with = self.combinations.iter().filter(|combination| combination.contains(&constraint));
        let shortest = with.min_by_key(|combination| combination.len());
        shortest.into_iter().flatten().copied().filter(|other| *other != constraint).collect()
    }
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
        let elimination = self.eliminated(&self.assignment, open);
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
        Freedom { dimension: columns.len(), free, idle: elimination.idle() }
    }

    /// Which constraints depend on others near an assignment that satisfies all, every column but the constant free to move.
    #[must_use]
    pub fn dependence(&self, z: &[F]) -> Dependence {
        let mut open = vec![true; z.len()];
        open[0] = false;
        let elimination = self.eliminated(z, open);
        let combinations = elimination.idle().into_iter().map(|idle| elimination.combination(idle)).collect();
        Dependence { combinations }
    }

    fn eliminated(&self, z: &[F], open: Vec<bool>) -> Elimination {
        let rows = (0..self.matrices[0].len()).map(|i| self.jacobian(i, z, &open)).collect();
        let mut elimination = Elimination::new(rows, open);
        elimination.peel();
        elimination.set_aside();
        elimination.eliminate();
        elimination
    }

    fn jacobian(&self, i: usize, z: &[F], open: &[bool]) -> Row {
        let [a, b, c] = &self.matrices;
        let (az, bz) = (dot(&a[i], z), dot(&b[i], z));
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
    /// Rows, what was taken from them, and how often.
    steps: Vec<(usize, usize, F)>,
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
        let rows = rows.into_iter().map(|row| row.into_iter().collect()).collect();
        Self { rows, columns, open, used, steps: Vec::new() }
    }

    /// Rows that were no pivot, of which nothing is left.
    fn idle(&self) -> Vec<usize> {
        (0..self.used.len()).filter(|&i| !self.used[i]).collect()
    }

    /// The combination that left nothing of a row.
    fn combination(&self, idle: usize) -> Vec<usize> {
        let mut factors = vec![F::ZERO; self.rows.len()];
        factors[idle] = F::ONE;
        for (from, taken, times) in self.steps.iter().rev() {
            if factors[*from] != F::ZERO {
                let factor = factors[*from] * times;
                factors[*taken] -= factor;
            }
        }
        (0..factors.len()).filter(|&i| factors[i] != F::ZERO).collect()
    }

    /// Rows of one column determine it; it drops out of all others.
    fn peel(&mut self) {
        let mut queue: Vec<usize> = (0..self.rows.len()).filter(|&i| self.rows[i].len() == 1).collect();
        queue.reverse();
        while let Some(i) = queue.pop() {
            let Some((column, value)) = self.rows[i].pop_first() else {
                continue;
            };
            let inverse = value.inverse().unwrap_or_default();
            self.used[i] = true;
            self.open[column] = false;
            self.columns[column].remove(&i);
            for j in std::mem::take(&mut self.columns[column]) {
                let factor = self.rows[j].remove(&column).unwrap_or_default() * inverse;
                self.steps.push((j, i, factor));
                if self.rows[j].len() == 1 {
                    queue.push(j);
                }
            }
        }
    }

    /// Columns of one row are determined by it, and it by no other; it drops out of all its columns.
    fn set_aside(&mut self) {
        let mut queue: Vec<usize> = (0..self.columns.len()).filter(|&c| self.columns[c].len() == 1).collect();
        while let Some(column) = queue.pop() {
            let Some(i) = self.columns[column].pop_first() else {
                continue;
            };
            self.used[i] = true;
            self.open[column] = false;
            for other in std::mem::take(&mut self.rows[i]).into_keys() {
                self.columns[other].remove(&i);
                if self.columns[other].len() == 1 {
                    queue.push(other);
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
                self.steps.push((j, i, factor));
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
