//! What a party works with: the ledger, the directory, the blob store, a prover and a clock, each behind a trait where it
//! may as well be on another machine.

mod ledger;
mod local;
mod prover;
#[cfg(feature = "remote")]
pub mod remote;
mod replica;

pub use ledger::{Ask, Evidence, LedgerAccess, LedgerError, Terms};
pub use local::LocalLedger;
pub use prover::{Job, ProofService, ProveError};
pub use replica::Replica;

use crate::{blob::BlobStore, clock::Clock, directory::Directory};

/// Everything outside a party that its operations use.
#[derive(Clone, Copy)]
pub struct Services<'a> {
    /// The ledger.
    pub ledger: &'a dyn LedgerAccess,
    /// Who is who, and which carrier a code stands for.
    pub directory: &'a Directory,
    /// Where sealed documents lie.
    pub blobs: &'a dyn BlobStore,
    /// What makes proofs. It sees witnesses but no spending key: it can steal nothing.
    pub prover: &'a dyn ProofService,
    /// What time it is.
    pub clock: &'a dyn Clock,
}
