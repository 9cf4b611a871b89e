//! Distributed key generation: `n` guardians make a key that none of them knows and any `t` of them can use.
//!
//! Joint Feldman (Feldman 1987; Pedersen, "A threshold cryptosystem without a trusted party", 1991) with what Gennaro,
//! Jarecki, Krawczyk and Rabin ("Secure distributed key generation for discrete-log based cryptosystems", 2007) showed to
//! be missing from it: every dealer commits to its commitments before anyone reveals, so that nobody can choose his
//! contribution after seeing the others'; and proves that it knows its constant term, so that none can cancel another's.
//!
//! Six steps, each a type that the next one consumes:
//!
//! | a participant | sends | and checks of the others |
//! |---|---|---|
//! | [`start`](Committed::start) | [`Round1Broadcast`]: a signed hash of its dealing | |
//! | [`Committed`] | [`Round2Reveal`]: the dealing, and all hashes it saw | signatures |
//! | [`Revealed`] | [`PrivateShare`], one to each | hashes opened, points, proofs of knowledge, no dealer signed two hashes |
//! | [`Dealt`] | [`Complaints`] | that every share has arrived; Feldman's equation for each |
//! | [`Complained`] | [`Answers`]: the disputed shares, in the open | |
//! | [`Answered`] | - | a dealer that does not answer with a right share is named |
//!
//! Whoever is caught is named and the generation ends; the others start anew without him.
//!
//! What is assumed of the channels:
//!
//! - *Authenticated*, all of them: a message comes, unchanged, from the participant that it names. Only round 1 is signed here;
//!   if another's complaints could be forged, a dealer would open shares that nobody complained about.
//! - *Confidential*, those for private shares: nobody but the receiver reads one.
//! - *Reliable*: whatever is sent arrives in the end, if need be because it is sent again; what is sent to all reaches everyone,
//!   and the same reaches everyone. A sender keeps its messages until the generation ends.
//!
//! If messages are lost nonetheless, the generation waits and gives nothing away. In particular a private share that has not
//! arrived is no complaint, and nothing is opened for it: else whoever can lose messages, together with t - 1 guardians, could
//! have an honest dealer open one share more than may be known of its polynomial. The round ends when the share has been sent
//! again ([`MissingShares`]), or not at all.

mod ceremony;
mod error;
mod group;
mod knowledge;
mod message;
mod participant;
mod run;
mod share;

#[cfg(test)]
mod tests;

pub use ceremony::Ceremony;
pub use error::{KeyError, KeygenError};
pub use group::GroupKey;
pub use knowledge::Knowledge;
pub use message::{Answers, Complaints, PrivateShare, Round1Broadcast, Round2Reveal};
pub use participant::{Answered, Committed, Complained, Dealt, MissingShares, Revealed};
pub use run::run_in_process;
pub use share::{Audit, Fingerprint, KeyShare, Purpose, SecretShare};
