//! What can be said of entries without the state: done many at a time.

use crate::{
    entry::{Action, Entry},
    genesis::Genesis,
    keys::Keys,
    rules::stateless::{self, Facts, Shaped},
    transition::Transition,
    verdict::Rejection,
};

/// Entries that are looked at together; the proofs among them are verified as one batch.
pub(super) const BATCH: usize = 64;

/// An entry, and of a transition what was found out about it.
pub(super) struct Prepared {
    pub(super) entry: Entry,
    pub(super) facts: Option<Result<Facts, Rejection>>,
}

/// Checks shapes, and the proofs of those that have the right one, with exactly the verdicts of single verification.
pub(super) fn prepare(genesis: &Genesis, keys: &Keys, entries: Vec<Entry>) -> Vec<Prepared> {
    let shaped: Vec<_> = entries.iter().map(|entry| facts_of(genesis, entry)).collect();
    let proofs: Vec<&Transition> = shaped.iter().flatten().flatten().map(|(t, _)| *t).collect();
    let mut verdicts = keys.verify_many(&proofs).into_iter();
    let facts: Vec<_> = shaped
        .into_iter()
        .map(|shaped| {
            Some(shaped?.and_then(|(_, shaped)| {
                // Nothing is valid that was not said to be.
                let key = verdicts.next().unwrap_or_else(|| Err(crate::keys::no_verdict()))?;
                Ok(shaped.facts(key))
            }))
        })
        .collect();
    entries.into_iter().zip(facts).map(|(entry, facts)| Prepared { entry, facts }).collect()
}

type Shape<'a> = Result<(&'a Transition, Shaped<'a>), Rejection>;

fn facts_of<'a>(genesis: &Genesis, entry: &'a Entry) -> Option<Shape<'a>> {
    let Action::Transition(t) = &entry.action else { return None };
    Some(stateless::shape(genesis, t).map(|shaped| (t, shaped)))
}
