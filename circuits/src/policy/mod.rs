//! Policies: what a bank wants to be true of a cargo, as named predicates over its documents (protocol, section 9).

mod evaluate;
pub mod list;
pub mod list_tree;
pub mod plan;
mod read;
mod source;
mod suggest;
#[cfg(test)]
mod tests;
mod unit;
mod vocabulary;
mod words;

pub use evaluate::{Facts, Outcome, Unfit, Verdict};
pub use list::{FromTable, List, ListError, ListHead, ListKind, ListTerms, TableError, TermsError};
pub use list_tree::{Gap, ListTree, ListTreeError};
pub use source::{Problem, Problems};
pub use unit::Unit;
pub use words::Explanation;

use crate::{field::F, statement::external_hash};
use plan::Plan;
use source::Found;

/// The version of the language.
pub const SCHEMA: &str = "plimsoll.policy/1";

/// How much a policy may say.
pub struct Quota;

impl Quota {
    /// Most predicates.
    pub const PREDICATES: usize = 64;
    /// Most conditions, those inside others included.
    pub const CONDITIONS: usize = 256;
    /// Most tests that a circuit makes: each condition once for every record that there is room for.
    pub const TESTS: u64 = 1 << 15;
    /// Most levels of conditions inside conditions.
    pub const LEVELS: usize = 4;
}

/// A policy as a bank wrote it, read and type-checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Its version, as the bank counts.
    pub version: String,
    /// One line that says what it is for.
    pub title: String,
    /// What is evaluated and compiled.
    pub plan: Plan,
    /// The lists, in the order of the plan's.
    pub lists: Vec<ListTerms>,
    /// What is known of each predicate beside its condition, in the order of the plan's.
    pub stated: Vec<Stated>,
    source: String,
}

/// What a policy says of a predicate beside its condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// In words.
    pub says: Option<String>,
    /// The line of the text at which it begins; 0 if it is not known.
    pub line: usize,
}

impl Policy {
    /// Reads a policy in TOML, or in JSON if it begins with a brace.
    ///
    /// # Errors
    /// All that is wrong with it, each with its place.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        let found = Found::default();
        let policy = source::parse(text, &found).and_then(|root| read::policy(&root, &found));
        found.finish(policy)
    }

    /// The policy as canonical JSON (RFC 8785): the same whether it was written in TOML or JSON, and in whatever order its
    /// keys stand.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What names the policy: a hash of [`source`](Self::source). It covers each word of it, but not the lists' contents.
    #[must_use]
    pub fn digest(&self) -> F {
        external_hash(&[SCHEMA.as_bytes(), self.source.as_bytes()])
    }
}
