//! Where proofs are made: in this process, or by a proving service.

use super::{context::Context, error::Failure, progress::KeyProgress};
use plimsoll_client::services::ProofService;
use plimsoll_prover::Prover;
use std::sync::Arc;

impl Context {
    /// What makes proofs: the service, if one is named, else this process with its proving keys.
    pub(super) fn prover(&self) -> Result<Box<dyn ProofService>, Failure> {
        if self.globals.service.prover.is_some() {
            return elsewhere(self);
        }
        let prover = Prover::new(Arc::new(self.key_store()?));
        Ok(Box::new(prover.with_progress(KeyProgress::new(self.progress))))
    }
}

#[cfg(feature = "service")]
fn elsewhere(context: &Context) -> Result<Box<dyn ProofService>, Failure> {
    context.remote_prover()
}

#[cfg(not(feature = "service"))]
fn elsewhere(_: &Context) -> Result<Box<dyn ProofService>, Failure> {
    Err(super::without_service("--prover"))
}
