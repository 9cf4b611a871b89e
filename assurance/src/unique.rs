//! Which hints of each statement are determined, for all assignments.

use plimsoll_circuits::statement::{
    Statement,
    amend::Amend,
    attest::Attest,
    movement::Move,
    register::{RegisterLarge, RegisterSmall},
    revalue::Revalue,
};
use plimsoll_tests::twin::blank;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is shown of one statement's hints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The statement's circuit.
    pub circuit: String,
    /// Hints in all.
    pub hints: usize,
    /// Hints with one value in every assignment.
    pub proven: usize,
    /// Hints that have several values by design, by what they choose.
    pub free: BTreeMap<String, usize>,
    /// Hints that are determined by the inputs and by what is free.
    pub following: usize,
    /// Hints with one value unless a divisor is zero.
    pub conditional: usize,
    /// All others.
    pub open: usize,
    /// Pairs of inputs that are taken for points of the subgroup.
    pub assumed: usize,
}

/// What is shown of a statement's hints.
#[must_use]
pub fn figures<S: Statement>() -> Figures {
    let found = blank::<S>().uniqueness();
    Figures {
        circuit: S::CIRCUIT.name().to_owned(),
        hints: found.hints,
        proven: found.proven,
        free: count(found.free.iter().map(|choice| format!("{:?}", choice.of))),
        following: found.following.len(),
        conditional: found.conditional,
        open: found.open.len(),
        assumed: found.assumed.len(),
    }
}

fn count(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    names.for_each(|name| *out.entry(name).or_default() += 1);
    out
}

/// What is shown of every statement's.
#[must_use]
pub fn all() -> Vec<Figures> {
    vec![
        figures::<Move>(),
        figures::<RegisterSmall>(),
        figures::<RegisterLarge>(),
        figures::<Attest>(),
        figures::<Amend>(),
        figures::<Revalue>(),
    ]
}
