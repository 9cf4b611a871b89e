//! Which hints of each statement are determined, for all assignments.

use plimsoll_circuits::{
    soundness::Synthesized,
    statement::{
        Instance, Statement,
        amend::Amend,
        attest::Attest,
        movement::Move,
        register::{RegisterLarge, RegisterSmall},
        revalue::Revalue,
    },
};
use serde::{Deserialize, Serialize};

/// What is shown of one statement's hints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The statement's circuit.
    pub circuit: String,
    /// Hints in all.
    pub hints: usize,
    /// Hints with one value in every assignment.
    pub proven: usize,
    /// Hints with one value unless a divisor is zero.
    pub conditional: usize,
    /// All others.
    pub open: usize,
}

/// A statement's circuit with its blank witness.
///
/// # Panics
/// If it cannot be laid out, which every test would notice.
#[must_use]
#[expect(clippy::expect_used, reason = "a circuit that cannot be laid out is no circuit")]
pub fn blank<S: Statement>() -> Synthesized {
    let (public, witness) = S::blank();
    Synthesized::of(Instance::<S> { public: &public, witness: &witness }).expect("blank is laid out")
}

/// What is shown of a statement's hints.
#[must_use]
pub fn figures<S: Statement>() -> Figures {
    let found = blank::<S>().uniqueness();
    Figures {
        circuit: S::CIRCUIT.name().to_owned(),
        hints: found.hints,
        proven: found.proven,
        conditional: found.conditional,
        open: found.open.len(),
    }
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
