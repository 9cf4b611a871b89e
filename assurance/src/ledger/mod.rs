//! A model of the ledger on its own rules, explored exhaustively with small numbers.
//!
//! Two lots that may share a container and a number, two holders, two banks, one organisation that issues and values; bills worth up to 3, liens
//! of 1 to 3; every order that touches lots, notes or members. In every state that is reached, all that may be done is tried, and with it
//! samples of what must be refused: notes that were spent, those of frozen and closed lots, member roots of before, thieves, false amounts, ranks
//! and values. What the ledger cannot see is kept beside it ([`truth`]) and held against what must be so ([`invariant::Invariant`]). Two states
//! are one if nothing that can matter later tells them apart ([`key`]).
//!
//! **Real**: the ledger's rules on postings and orders (`plimsoll_contracts::rules`) over its tables of records; postings, shaped and verified
//! as a ledger does it; the native relation of every statement (`Statement::check`) with its
//! paths, commitments, nullifiers, signatures and audit records, which takes the proof's place: a posting whose witness does not satisfy it is
//! not offered.
//!
//! **Abstracted**: the proof itself, which a trapdoor of the verifying key makes; rho and blinding of notes that were made ([`notes`]); trees, of
//! which a statement is shown what concerns it, with every note flushed at once; who signs for the governors, but for the one who acts alone;
//! memos, documents, identities and receipts; the large Register. Time passes by 31 days or not at all. Governors are honest where the ledger
//! takes their word: they open the living title and make its LIENs again as they are, or none, 30 days after the freeze; and they list no number
//! of another lot's amendment. What organisations sign (consents, revocations), and orders on the ledger itself (council, administrators, audit
//! key, circuits, witnesses, operator, notes), are not given.

pub mod invariant;
pub mod key;
pub mod kind;
pub mod lots;
mod making;
pub mod names;
pub mod notes;
pub mod offer;
pub mod order_say;
pub mod orders;
pub mod parties;
pub mod planted;
mod retitling;
pub mod say;
pub mod search;
pub mod starts;
pub mod state;
pub mod step;
pub mod truth;
pub mod world;

#[expect(clippy::unwrap_used, reason = "the trapdoor of the ledger's own tests")]
#[path = "../../../contracts/tests/common/trapdoor.rs"]
mod trapdoor;

use invariant::Invariant;
use kind::Kind;
use planted::Planted;
use search::{Found, Search};
use serde::{Deserialize, Serialize};
use state::At;
use world::World;

/// How many steps deep a run goes that is not told.
pub const DEPTH: usize = 6;
/// How many steps deep it goes behind each of the later starts.
pub const LATER: usize = 2;

/// What is shown of the ledger's rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// From the empty ledger.
    pub empty: Found,
    /// From states in which much has happened.
    pub later: Found,
    /// Ordered pairs of kinds of operations of which the second directly followed the first.
    pub pairs: usize,
    /// Pairs that never can.
    pub never: usize,
    /// Pairs that could, and were not reached.
    pub missed: Vec<(Kind, Kind)>,
    /// Relations that were checked, each of another witness.
    pub relations: usize,
    /// Wrong rules, and how each was found.
    pub planted: Vec<Caught>,
}

/// A wrong rule that was planted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caught {
    /// The rule.
    pub planted: Planted,
    /// What broke; nothing if it was not found.
    pub invariants: Vec<Invariant>,
    /// A shortest way there.
    pub trace: Vec<String>,
    /// States that were known by then.
    pub states: usize,
}

/// Explores the ledger's rules, and looks for every wrong rule that is planted.
#[must_use]
pub fn run(depth: usize, told: bool) -> Figures {
    let world = World::new();
    let (empty, first) = explore(&world, vec![At::start(&world)], depth, told);
    let (later, second) = explore(&world, starts::later(&world), LATER, told);
    let planted =
        Planted::ALL.map(|planted| caught(&world, planted, At::start(&world), depth, told)).to_vec();
    let mut followed = first;
    followed.iter_mut().zip(second).for_each(|(kinds, more)| *kinds |= more);
    let pairs = Kind::ALL.into_iter().flat_map(|first| Kind::ALL.map(|second| (first, second)));
    let (never, may): (Vec<_>, Vec<_>) =
        pairs.partition(|(first, second)| first.never_before(*second).is_some());
    let reached = |(first, second): &(Kind, Kind)| followed[*first as usize] & second.bit() != 0;
    let missed: Vec<_> = may.into_iter().filter(|pair| !reached(pair)).collect();
    let pairs = followed.iter().map(|kinds| kinds.count_ones() as usize).sum();
    let relations = world.offers.borrow().len();
    Figures { empty, later, pairs, never: never.len(), missed, relations, planted }
}

/// Everything within some steps of these states, and which kinds followed which.
#[must_use]
pub fn explore(world: &World, starts: Vec<At>, depth: usize, told: bool) -> (Found, [u32; Kind::ALL.len()]) {
    let mut search = Search::new(world, None, told);
    let found = search.run(starts, depth);
    (found, search.followed)
}

/// Looks for a wrong rule behind a state, so many steps deep.
#[must_use]
pub fn caught(world: &World, planted: Planted, from: At, depth: usize, told: bool) -> Caught {
    let found = Search::new(world, Some(planted), false).run(vec![from], depth);
    let (invariants, trace) = found
        .broken
        .map(|broken| (broken.invariants.into_iter().collect(), broken.trace))
        .unwrap_or_default();
    let caught = Caught { planted, invariants, trace, states: found.states };
    if told {
        eprintln!("{caught}");
    }
    caught
}

impl std::fmt::Display for Caught {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { planted, invariants, trace, states } = self;
        if trace.is_empty() {
            return write!(f, "{planted:?}: not found in {states} states");
        }
        write!(f, "{planted:?}: {invariants:?} after {} steps: {}", trace.len(), trace.join("; "))
    }
}
