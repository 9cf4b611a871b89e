//! Operations: from an intent to a transition that the ledger accepts.
//!
//! Every intent but a registration becomes a [`MovePlan`] (which notes go in, which come out), and every plan is prepared
//! in the same way: evidence from the ledger's newest height, nullifiers, commitments, memos, audit record, the owner's
//! signature, the proof. A [`Prepared`] transition can be submitted, now or later, once or twice.
//!
//! What a verb submits lies in the party's folder until it is known what became of it. If it was interrupted, the next verb
//! asks the ledger first, and submits nothing but its own; see [`OpError::Undecided`], [`OpError::Completed`].

mod amend;
mod attest;
mod attested;
mod desk;
mod draft;
mod error;
mod intents;
mod lien;
mod pending;
mod plan;
mod prepared;
mod referrals;
mod register;
mod retitle;
mod revalue;
mod valued;

#[cfg(test)]
mod lying;
#[cfg(test)]
mod tests;

pub use attest::{AttestBundle, AttestOpening, AttestTerms, DEFAULT_MAX_AGE, Disclosure, new_challenge};
pub use attested::{Verified, verify_attest};
pub use desk::Desk;
pub(crate) use draft::random;
pub use error::{AttestError, OpError, PlanError};
pub use pending::{Pending, PendingError};
pub use plan::{Intent, Make, MovePlan};
pub use prepared::{Prepared, Submitted, Timings};
pub use valued::ValuationDays;
