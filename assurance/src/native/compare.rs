//! What the native relation and the circuit answer to one draft.

use super::{
    draft::{Bend, Draft, Maker},
    edge::Rng,
    scene::Scene,
};
use plimsoll_circuits::{field::F, soundness::Synthesized, statement::Statement};
use plimsoll_tests::twin::{Rows, assignment, numbers};
use rand::{Rng as _, RngCore};
use std::marker::PhantomData;

/// The check on which a witness is refused first; `None` if it is accepted.
pub type Answer = Option<&'static str>;

/// A statement's circuit, laid out once, beside its native relation.
pub struct Twins<S: Statement> {
    circuit: Synthesized,
    rows: Rows,
    /// The columns of the bits of the value of which natively a type says how many there are.
    bits: Vec<usize>,
    statement: PhantomData<S>,
}

impl<S: Maker> Twins<S> {
    /// The two of a statement.
    #[must_use]
    pub fn new() -> Self {
        let circuit = plimsoll_tests::twin::blank::<S>();
        let number = S::TYPED.and_then(|check| numbers(&circuit, check).into_iter().next());
        let bits = number.map(|number| number.bits).unwrap_or_default();
        Self { rows: Rows::of(&circuit), circuit, bits, statement: PhantomData }
    }

    /// What the native relation answers.
    #[must_use]
    pub fn native(&self, draft: &Draft<S>) -> Answer {
        S::check(&draft.public, &draft.witness).err().map(|refusal| refusal.check)
    }

    /// What the circuit answers: the check under which the first row stands that is not satisfied.
    #[must_use]
    pub fn circuit(&self, draft: &Draft<S>) -> Answer {
        self.answer(&assignment::<S>(&draft.public, &draft.witness))
    }

    fn answer(&self, assignment: &[F]) -> Answer {
        let names = self.circuit.names_of(self.rows.first_violated(assignment)?);
        Some(names.last().copied().unwrap_or("a row under no check"))
    }

    /// Whether the circuit refuses this draft on the check that natively a type says, and on no other, once bits of the value are
    /// others than its own.
    #[must_use]
    pub fn refuses_other_bits(&self, scene: &mut Scene, check: &'static str, draft: &Draft<S>) -> bool {
        let mut assignment = assignment::<S>(&draft.public, &draft.witness);
        let flipped = scene.rng().next_u64().max(1);
        for (_, bit) in self.bits.iter().enumerate().filter(|(i, _)| flipped >> i & 1 == 1) {
            // Now and then what is no bit at all.
            let other = if flipped.is_multiple_of(5) { F::from(3u64) } else { F::from(1u64) };
            assignment[*bit] = other - assignment[*bit];
        }
        let violations = self.circuit.violations(&assignment);
        let on_check = |constraint| self.circuit.names_of(constraint).last() == Some(&check);
        !violations.is_empty() && violations.iter().all(|violation| on_check(violation.constraint))
    }
}

impl<S: Maker> Default for Twins<S> {
    fn default() -> Self {
        Self::new()
    }
}

/// What was told of a draft.
pub(super) fn told<S: Statement>(bends: &[Bend<S>]) -> String {
    match bends {
        [] => "a true one".to_owned(),
        bends => bends.iter().map(|bend| bend.what).collect::<Vec<_>>().join("; "),
    }
}

/// A seed of the i-th part of a run.
pub(crate) fn seed_of(seed: u64, statement: &str, part: u64) -> u64 {
    use rand::SeedableRng;
    let mut bytes = [0u8; 32];
    bytes[..8].copy_from_slice(&seed.to_be_bytes());
    bytes[8..16].copy_from_slice(&part.to_be_bytes());
    for (byte, letter) in bytes[16..].iter_mut().zip(statement.bytes()) {
        *byte = letter;
    }
    Rng::from_seed(bytes).r#gen()
}
