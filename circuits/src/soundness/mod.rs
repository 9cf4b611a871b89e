//! Why a circuit can be believed: tools that look at its matrices rather than at a proof.
//!
//! A circuit that accepts honest witnesses may accept others too, and neither round trips nor pinned keys show it. These
//! tools evaluate the constraints on any assignment ([`Synthesized::violations`]), measure how many hints are not
//! determined once the public and private inputs are ([`Synthesized::freedom`]), and say what changes when a constraint
//! is dropped ([`Synthesized::without`]). They never ask arkworks whether a system is satisfied: it caches the values of
//! linear combinations, so after a witness was changed in place its answer is about the old one.
//!
//! What freedom 0 does not see are second answers that are not near the first: the bits of x + r, a point's negative, the
//! other square root. [`Synthesized::uniqueness`] derives for all assignments that hints have one value, and where it does not come through,
//! tests write second answers by hand, change the assignment, and name the check that must refuse it.

mod freedom;
mod synthesized;
mod unique;

#[cfg(test)]
mod tests;

pub use freedom::{Dependence, Free, Freedom};
pub use synthesized::{Counts, Row, Synthesized, Violation, dot};
pub use unique::{Choice, ChoiceOf, Function, Uniqueness};
