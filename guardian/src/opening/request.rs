//! What is asked for, where it is looked up, and what is written down.

use crate::{
    UnixTime,
    log::{Log, Record},
};
use plimsoll_circuits::{
    audit::{AuditCiphertext, AuditOf},
    statement::Identity,
};
use serde::{Deserialize, Serialize};

/// The ledger, as guardians read it: their own replica of it, never what somebody says it holds.
pub trait TransitionSource {
    /// The kind and the sealed audit of the accepted transition with this identity; `None` if there is none.
    fn audit_of(&self, id: Identity) -> Option<(AuditOf, AuditCiphertext)>;
}

impl<T: TransitionSource + ?Sized> TransitionSource for std::sync::Arc<T> {
    fn audit_of(&self, id: Identity) -> Option<(AuditOf, AuditCiphertext)> {
        (**self).audit_of(id)
    }
}

/// A ledger without transitions: what a guardian starts with.
#[derive(Clone, Copy, Debug)]
pub struct EmptyLedger;

impl TransitionSource for EmptyLedger {
    fn audit_of(&self, _: Identity) -> Option<(AuditOf, AuditCiphertext)> {
        None
    }
}

/// Bytes that the name of who asks has at most.
pub const MAX_REQUESTER: usize = 200;

/// Bytes that a reason has at most.
pub const MAX_REASON: usize = 2000;

/// A request to open one transition. Whoever carries it to a guardian has made sure who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningRequest {
    /// The transition's identity.
    pub id: Identity,
    /// Who asks: not empty, at most [`MAX_REQUESTER`] bytes.
    pub requester: String,
    /// Why: not empty, at most [`MAX_REASON`] bytes.
    pub reason: String,
}

/// One opening in a guardian's log, written before anything is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningRecord {
    /// When, by the guardian's clock.
    pub at: UnixTime,
    /// The transition's identity.
    pub id: Identity,
    /// Who asked.
    pub requester: String,
    /// Why.
    pub reason: String,
}

impl Record for OpeningRecord {
    fn at(&self) -> UnixTime {
        self.at
    }
}

/// A log of openings: [`MemoryLog`](crate::log::MemoryLog) or [`JsonLinesLog`](crate::log::JsonLinesLog).
pub trait OpeningLog: Log<OpeningRecord> {}
impl<T: Log<OpeningRecord>> OpeningLog for T {}
