//! Whether every value of a claim's circuit is determined by its inputs, in the netlist and as it is laid out, and what is noticed when a
//! part is taken out.
//!
//! Circuits of claims follow from policies. These are of the ready policies and of two plans that between them state every kind of
//! condition ([`kinds`]).

pub mod deleted;
pub mod kinds;
pub mod layout;
pub mod lies;
pub mod netlist;
pub mod plans;
pub mod subject;
mod values;

use deleted::{Deleted, Effort};
use layout::{Layout, Unlaid};
use netlist::Rows;
use plimsoll_circuits::soundness::Uniqueness;
use serde::{Deserialize, Serialize};
use subject::Subject;

/// Wires up to which a netlist is laid out and looked at cell by cell: above it takes minutes.
const LAID_OUT: usize = 2_000;
/// Wires up to which every copy constraint of the layout is taken out.
const ALL_COPIES: usize = 110;

/// What is shown of claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Netlists: each gate by its meaning.
    pub netlists: Vec<Netlist>,
    /// Layouts: each polynomial of halo2's constraint system in each row.
    pub layouts: Vec<Laid>,
    /// Gates and members taken out of netlists, one at a time.
    pub gates: Vec<Deleted>,
    /// Copy constraints taken out of layouts, one at a time.
    pub copies: Vec<Deleted>,
}

/// What is shown of a netlist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Netlist {
    /// What it is of.
    pub name: String,
    /// Wires in all.
    pub wires: usize,
    /// Of these, public and private inputs.
    pub inputs: usize,
    /// Gates.
    pub gates: usize,
    /// Hints, with the bits of ranges.
    pub hints: usize,
    /// Hints with one value in every assignment.
    pub proven: usize,
    /// All others.
    pub open: usize,
}

/// What is shown of a layout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Laid {
    /// What it is of.
    pub name: String,
    /// Advice cells that are assigned.
    pub cells: usize,
    /// Of these, cells that are not determined by the inputs.
    pub open: usize,
    /// Cells that are not assigned, and that a gate speaks of all the same.
    pub unassigned: usize,
    /// Copy constraints.
    pub copies: usize,
    /// Wires whose cells are not all tied, and wires that are tied to another.
    pub misplaced: usize,
    /// Columns that the cells make, less the inputs: with digits' bits, and products within polynomials.
    pub hints: usize,
    /// Of these, columns with one value in every assignment.
    pub proven: usize,
}

/// What is shown of a subject's netlist.
#[must_use]
pub fn netlist(subject: &Subject) -> Netlist {
    let (net, _) = subject.compile();
    let Uniqueness { hints, proven, .. } = Rows::of(&net, None).uniqueness();
    Netlist {
        name: subject.name.clone(),
        wires: net.wires(),
        inputs: net.public().len() + net.private().len(),
        gates: net.gates().len(),
        hints,
        proven,
        open: hints - proven,
    }
}

/// What is shown of a subject's layout.
///
/// # Errors
/// [`Unlaid`] if it cannot be laid out.
pub fn laid(subject: &Subject) -> Result<Laid, Unlaid> {
    let (net, _) = subject.compile();
    let cells = Layout::of(&net)?.cells();
    Ok(Laid {
        name: subject.name.clone(),
        cells: cells.assigned,
        open: cells.open.len(),
        unassigned: cells.unassigned,
        copies: cells.copies,
        misplaced: cells.torn + cells.fused,
        hints: cells.uniqueness.hints,
        proven: cells.uniqueness.proven,
    })
}

/// All of them.
#[must_use]
pub fn subjects() -> Vec<Subject> {
    [plans::headers(), plans::records()].into_iter().chain(Subject::ready()).collect()
}

/// What is shown of all of them. Of small circuits every part is taken out, of others so many, chosen by the seed.
///
/// # Errors
/// [`Unlaid`] if one cannot be laid out.
pub fn all(seed: u64) -> Result<Figures, Unlaid> {
    let subjects = subjects();
    let small = || subjects.iter().filter(|subject| subject.compile().0.wires() < LAID_OUT);
    let netlists = subjects.iter().map(netlist).collect();
    let layouts = small().map(laid).collect::<Result<_, _>>()?;
    let told = |name: &str| {
        let (name, begun) = (name.to_owned(), std::time::Instant::now());
        move |done: usize, of: usize| {
            if done.is_multiple_of(10) || done == of {
                eprintln!("{name}: {done} of {of}, {} s", begun.elapsed().as_secs());
            }
        }
    };
    let whole = Effort { parts: usize::MAX, near: 24, seed };
    let gates = subjects.iter().map(|subject| {
        let is_small = subject.compile().0.wires() < LAID_OUT;
        let effort = if is_small { whole } else { Effort { parts: 8, near: 3, ..whole } };
        deleted::gates(subject, effort, &mut told(&format!("gates of {}", subject.name)))
    });
    let gates = gates.collect();
    let copies = small().map(|subject| {
        let is_least = subject.compile().0.wires() < ALL_COPIES;
        let effort = if is_least { whole } else { Effort { parts: 8, ..whole } };
        deleted::copies(subject, effort, &mut told(&format!("copies of {}", subject.name)))
    });
    let copies = copies.collect::<Result<_, _>>()?;
    Ok(Figures { netlists, layouts, gates, copies })
}
