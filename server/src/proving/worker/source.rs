//! Where work comes from.

use async_trait::async_trait;
use plimsoll_api::{Heartbeat, HeartbeatAnswer, LeaseAnswer, LeaseRequest, Receipts, ResultsRequest};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// Try again.
    #[error("the coordinator does not answer: {0}")]
    Unavailable(String),
    /// Trying again does not help.
    #[error("the coordinator refuses: {0}")]
    Refused(String),
}

/// A coordinator, in this process or behind HTTP.
#[async_trait]
pub trait Source: Send + Sync {
    /// Leases jobs; waits for work as long as the request says.
    ///
    /// # Errors
    /// See [`SourceError`].
    async fn lease(&self, request: &LeaseRequest) -> Result<LeaseAnswer, SourceError>;

    /// Extends leases.
    ///
    /// # Errors
    /// See [`SourceError`].
    async fn heartbeat(&self, beat: &Heartbeat) -> Result<HeartbeatAnswer, SourceError>;

    /// Brings results. May be repeated when the answer was lost.
    ///
    /// # Errors
    /// See [`SourceError`].
    async fn results(&self, results: &ResultsRequest) -> Result<Receipts, SourceError>;
}
