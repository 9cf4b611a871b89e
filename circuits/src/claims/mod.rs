//! Claims: the documents behind a link meet a policy (protocol, sections 8 and 9), as a circuit that follows from the policy.

pub mod halo2;
pub mod netlist;
mod arithmetic;
mod hash;
mod lookup;
mod opening;
mod annexes;
mod uses;
mod condition;
mod compile;
mod public;

#[cfg(test)]
pub(crate) mod tests;

pub use arithmetic::Flag;
pub use compile::{checks, circuit, compile, compile_with};
pub use public::ClaimPublic;

use crate::{credential::Bill, document::Committed, field::F, note::Lot, policy::ListTree};

/// What the prover of a claim knows.
#[derive(Clone, Copy)]
pub struct ClaimWitness<'a> {
    /// The documents.
    pub documents: &'a Committed,
    /// The title's bill.
    pub bill: &'a Bill,
    /// The lot.
    pub lot: Lot,
    /// The link's blinding.
    pub blinding: F,
    /// The lists, in the order of the plan.
    pub lists: &'a [&'a ListTree],
}
