//! A prover on another machine: a client of the proving service.
//!
//! [`Options`] say where the service is and how it is told who asks; a [`Client`] says to it what its HTTP API takes, one
//! method for each action; a [`RemoteProver`] makes proofs with it as a prover of this process would. Witnesses are sealed
//! here to the workers' key, and no proof is handed out that was not verified here: the service is trusted with the secrecy
//! of what its workers read, and with nothing else.
//!
//! All calls block. Use them outside of asynchronous code, or on threads of their own.

mod error;
mod options;
mod retry;
mod sse;

mod client;

mod calls;
mod seal;
mod wait;

mod check;
mod under_way;

mod prover;
mod witness;

#[cfg(test)]
mod tests;

pub use calls::{JobFilter, Submitted};
pub use check::{CheckError, ProofCheck};
pub use client::Client;
pub use error::ClientError;
pub use options::{Options, OptionsError};
pub use prover::{Progress, RemoteProver};
pub use seal::sealed;
pub use under_way::UnderWay;
pub use wait::Events;
