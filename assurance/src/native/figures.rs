//! What a run counts.

use super::{compare::Answer, draft::Maker};
use serde::{Deserialize, Serialize};

/// The figures of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// What the randomness followed from.
    pub seed: u64,
    /// Witnesses in all.
    pub witnesses: u64,
    /// Those to which native relation and circuit answered differently, or otherwise than they had to.
    pub mismatches: u64,
    /// Statement by statement.
    pub statements: Vec<OfStatement>,
}

/// What was found of one statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfStatement {
    /// The statement's circuit.
    pub circuit: String,
    /// Witnesses: true ones, and false ones.
    pub witnesses: u64,
    /// True ones.
    pub accepted: u64,
    /// False ones, with one bend or several.
    pub refused: u64,
    /// Those of the false ones that have several bends.
    pub several: u64,
    /// Those to which the two answered differently, or otherwise than they had to.
    pub mismatches: u64,
    /// On which check how many false ones were refused first.
    pub checks: Vec<Hits>,
    /// Beside these: assignments with other bits than the value's, which the circuit refused on the check that natively is a type's.
    pub typed: Option<Hits>,
    /// Beside these: witnesses that natively were refused for what a circuit does not read, and accepted by the circuit.
    pub unread: u64,
}

/// How often a check refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hits {
    /// The check.
    pub check: String,
    /// How often.
    pub hits: u64,
}

/// An answer that should not have been given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The part of the run, which its seed makes again.
    pub part: u64,
    /// What was told.
    pub told: String,
    /// What both had to answer; `None` if any answer will do that is the same.
    pub expected: Option<Answer>,
    /// What the native relation answered.
    pub native: Answer,
    /// What the circuit answered.
    pub circuit: Answer,
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let answer = |answer: Answer| answer.unwrap_or("accepted");
        write!(f, "part {}, {}: natively {}", self.part, self.told, answer(self.native))?;
        write!(f, ", by the circuit {}", answer(self.circuit))?;
        self.expected.map_or(Ok(()), |expected| write!(f, ", expected {}", answer(expected)))
    }
}

impl OfStatement {
    /// Nothing yet.
    #[must_use]
    pub fn of<S: Maker>() -> Self {
        let none = |check: &&str| Hits { check: (*check).to_owned(), hits: 0 };
        let native = S::CHECKS.iter().filter(|check| Some(**check) != S::TYPED);
        Self {
            circuit: S::CIRCUIT.name().to_owned(),
            witnesses: 0,
            accepted: 0,
            refused: 0,
            several: 0,
            mismatches: 0,
            checks: native.map(none).collect(),
            typed: S::TYPED.as_ref().map(none),
            unread: 0,
        }
    }

    /// Counts an answer that both gave.
    pub fn count(&mut self, answer: Answer) {
        self.witnesses += 1;
        let Some(check) = answer else {
            self.accepted += 1;
            return;
        };
        self.refused += 1;
        if let Some(hits) = self.checks.iter_mut().find(|hits| hits.check == check) {
            hits.hits += 1;
        }
    }

    /// Adds what another part of the run counted.
    pub fn add(&mut self, part: &Self) {
        self.witnesses += part.witnesses;
        self.accepted += part.accepted;
        self.refused += part.refused;
        self.several += part.several;
        self.mismatches += part.mismatches;
        self.unread += part.unread;
        let ours = self.checks.iter_mut().chain(&mut self.typed);
        for (hits, more) in ours.zip(part.checks.iter().chain(&part.typed)) {
            hits.hits += more.hits;
        }
    }

    /// The checks that refused fewer than `n` times.
    pub fn seldom(&self, n: u64) -> impl Iterator<Item = &Hits> {
        self.checks.iter().chain(&self.typed).filter(move |hits| hits.hits < n)
    }
}
