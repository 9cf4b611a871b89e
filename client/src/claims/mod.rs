//! Claims: a bank asks whether a cargo meets its policy, the owner of the title answers with proofs, the bank verifies.
//!
//! In the order in which they pass between the two:
//!
//! 1. A [`Request`] says what is asked (policy, lists, terms of the loan), of whom, until when; the bank signs it.
//! 2. The owner [`receive`](Request::receive)s it: signature, time, policy and lists are checked before anything is answered.
//! 3. It tries the policy on its own documents ([`Received::draft`]), and proves ([`Draft::prove`]) a [`Bundle`]: an Attest of its title, and a claim about the documents behind the Attest's link.
//!    The Attest's challenge names the request's digest, so the owner's signature covers all that was asked.
//! 4. The bank's [`Judge`] verifies the bundle against its own request: one [`Verdict`] with every check that was made.

mod answer;
mod as_of;
mod ask;
mod bundle;
mod error;
mod judge;
mod local;
mod opened;
mod received;
mod request;
mod seen;
mod service;
mod shelf;
mod text;
mod verdict;

#[cfg(test)]
mod tests;

pub use answer::{Draft, Progress, Stage};
pub use as_of::moment_as_of;
pub use ask::Ask;
pub use bundle::{BUNDLE_SCHEMA, Bundle, Claim};
pub use error::ClaimError;
pub use judge::Judge;
pub use local::LocalClaims;
pub use opened::{ListFileError, open_list};
pub use received::Received;
pub use request::{
    ListPin, MAX_VALIDITY_SECONDS, PolicyText, REQUEST_SCHEMA, Request, RequestContent, Verifier,
};
pub use seen::{NotedShelf, SeenLists};
pub use service::{ClaimService, ServiceError};
pub use shelf::{ListFolder, Shelf, ShelfError};
pub use verdict::{Check, Finding, Refused, Verdict};
