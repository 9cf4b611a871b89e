//! Whether every hint is determined by the inputs: for all assignments, and not only near an honest one.
//!
//! From public and private inputs on, it is derived which linear forms of the columns can have one value alone in every assignment that
//! satisfies all rows ([`rules`]):
//!
//! - a row with a constant factor is linear: its form is 0;
//! - a product of determined factors is determined;
//! - a sum of bits that is determined and has one solution determines the bits: because they make all numbers below the modulus at most
//!   ([`bits`]), because a part of it is a bounded remainder or the bits stand in a row ([`bounds`]), or because comparisons
//!   leave an interval that is no longer than the modulus ([`comparison`]);
//! - what is a [`Function`] of determined columns is determined;
//! - a test for zero has one answer, whichever it is (see [`crate::gadget::is_zero`]), and so has an inverse that is 0 where it is not needed;
//! - where a determined factor is not zero, the other factor is a quotient. That a divisor is never zero is shown by a row in which its
//!   product with something is a constant, or by what is known of points ([`points`]); else it is an *obligation*, which is reported.
//!
//! All of this is read off the matrices: nothing that the program which laid them out says of them is believed, but for which columns are
//! private inputs. Why the rules hold is proven in `tests/uniqueness`, of the rows that gadgets lay out and of what is concluded from them (`golden`).

mod bits;
mod bounds;
mod comparison;
mod facts;
mod form;
mod needed;
mod points;
mod rows;
mod rules;
mod span;
mod zero_tests;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

use super::Synthesized;
use facts::Facts;
use rows::Rows;
use rules::Prover;

/// Columns that are a function of others, whatever rows say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Of these.
    pub inputs: Vec<usize>,
    /// Its values.
    pub outputs: Vec<usize>,
}

/// What is known of a circuit's hints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uniqueness {
    /// Columns that are neither public nor private inputs.
    pub hints: usize,
    /// Hints that the inputs determine whatever the assignment.
    pub proven: usize,
    /// Hints that have several values by design.
    pub free: Vec<Choice>,
    /// Hints that are determined by the inputs and by those of [`free`](Self::free).
    pub following: Vec<usize>,
    /// Hints that are determined if no divisor of [`divisions`](Self::divisions) is zero.
    pub conditional: usize,
    /// Rows that determine a quotient if their divisor is not zero, in the order in which they were used.
    pub divisions: Vec<usize>,
    /// Hints of which nothing is known.
    pub open: Vec<usize>,
    /// Pairs of inputs that are taken for points of the subgroup other than the identity: whoever verifies must see to it.
    pub assumed: Vec<[usize; 2]>,
}

/// A hint that has several values by design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its column.
    pub column: usize,
    /// What it chooses.
    pub of: ChoiceOf,
}

/// What a hint may choose. Neither choice reaches anything but the rows that it is made for ([`Uniqueness::following`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceOf {
    /// Which prefix of a bound is above that of the bits: where several are, any will do.
    Prefix,
    /// The point of which a point of the subgroup is eight times: adding one of small order makes another.
    Eighth,
}

impl Uniqueness {
    /// Whether every hint is determined, but for what is free by design.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.conditional == 0 && self.open.is_empty()
    }
}

impl Synthesized {
    /// The constraints that say of a column that it is 0 or 1, each with that column.
    #[must_use]
    pub fn bits(&self) -> Vec<(usize, usize)> {
        Rows::of(self).bits().collect()
    }

    /// Which hints the inputs determine.
    #[must_use]
    pub fn uniqueness(&self) -> Uniqueness {
        self.uniqueness_with(&[])
    }

    /// Which hints the inputs determine, with functions that are not written out as rows.
    #[must_use]
    pub fn uniqueness_with(&self, functions: &[Function]) -> Uniqueness {
        let facts = Facts::of(self);
        let mut prover = Prover::new(&facts, functions);
        prover.close(false);
        let proven = prover.determined_hints();
        let free = prover.choose();
        prover.close(false);
        let with_choices = prover.determined_hints();
        prover.close(true);
        let known = prover.determined_hints();
        let is_free = |column: &usize| free.iter().any(|choice| choice.column == *column);
        Uniqueness {
            hints: prover.hints().count(),
            proven: proven.len(),
            following: with_choices.difference(&proven).copied().filter(|column| !is_free(column)).collect(),
            free,
            conditional: known.len() - with_choices.len(),
            open: prover.hints().filter(|column| !known.contains(column)).collect(),
            divisions: prover.divisions,
            assumed: facts.assumed,
        }
    }
}
