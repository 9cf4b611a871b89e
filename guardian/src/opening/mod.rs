//! Opening one transition's sealed audit, by any t guardians and no fewer (protocol, section 10).
//!
//! Threshold ElGamal (Desmedt, Frankel, "Threshold cryptosystems", 1989): from the transition's ephemeral point `R` every
//! guardian makes `k_i R` with a proof by Chaum and Pedersen that `k_i` is its share; t of them interpolate to `S = k R`,
//! which unmasks that ciphertext and no other.
//!
//! A guardian is asked for a transition by its identity and looks `R` up in the ledger itself ([`TransitionSource`]): it
//! multiplies no point that somebody hands to it, or it would open anything for anyone. The ledger's proof has shown that
//! whoever made `R` knew its logarithm. Every opening is logged before it is answered, with who asked and why.
//!
//! A share of the fingerprint key opens nothing: it has another type.
//!
//! ```
//! # use plimsoll_guardian::{keygen::{Audit, run_in_process}, log::MemoryLog, opening::{EmptyLedger, Opener}};
//! let shares = run_in_process::<Audit, _>(5, 3, &mut rand::thread_rng())?;
//! let share = shares[0].clone();
//! Opener::new(share, Box::new(EmptyLedger), Box::new(MemoryLog::default()));
//! # Ok::<_, plimsoll_guardian::keygen::KeygenError>(())
//! ```
//!
//! ```compile_fail,E0308
//! # use plimsoll_guardian::{keygen::{Fingerprint, run_in_process}, log::MemoryLog, opening::{EmptyLedger, Opener}};
//! let shares = run_in_process::<Fingerprint, _>(5, 3, &mut rand::thread_rng())?;
//! let share = shares[0].clone();
//! Opener::new(share, Box::new(EmptyLedger), Box::new(MemoryLog::default()));
//! # Ok::<_, plimsoll_guardian::keygen::KeygenError>(())
//! ```

mod combine;
mod content;
mod opener;
mod request;

#[cfg(test)]
mod tests;

pub use combine::{NoShare, Opening, OpeningError, combine, open};
pub use content::{Meaningless, Opened, OpenedAmend, OpenedMove, OpenedOutput, OpenedRegister};
pub use opener::{Opener, OpeningEndpoint, OpeningRefused, OpeningShare};
pub use request::{
    EmptyLedger, MAX_REASON, MAX_REQUESTER, OpeningLog, OpeningRecord, OpeningRequest, TransitionSource,
};
