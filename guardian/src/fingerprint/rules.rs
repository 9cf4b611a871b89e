//! Who may ask, how often, and what is written down about it.

use crate::{
    UnixTime,
    log::{Log, Record},
};
use plimsoll_circuits::{
    field::{F, serde_hex},
    member::Address,
};
use serde::{Deserialize, Serialize};

/// Tells accredited issuers from others; a node answers from the ledger's member tree.
pub trait Accreditation {
    /// Whether this address is now a member with the role ISSUER.
    fn is_issuer(&self, address: &Address) -> bool;
}

impl<T: Fn(&Address) -> bool> Accreditation for T {
    fn is_issuer(&self, address: &Address) -> bool {
        self(address)
    }
}

/// Accredits nobody: what a guardian starts with.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Accreditation for Nobody {
    fn is_issuer(&self, _: &Address) -> bool {
        false
    }
}

/// How much one issuer may ask for. Quotas bound what a curious issuer can learn by guessing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bills per issuer and day (UTC), at this guardian; one of the large tier, which asks for as many points as eight and a half small ones, counts as
    /// nine. An issuer that turns to a different t of the n guardians each time gets n/t times as many evaluated: set t/n of what it
    /// may have in all.
    pub bills_per_day: u32,
    /// Seconds by which a request's date may differ from the guardian's clock.
    pub window: u64,
}

impl Default for Limits {
    /// 256 bills a day, five minutes.
    fn default() -> Self {
        Self { bills_per_day: 256, window: 300 }
    }
}

/// One evaluation in a guardian's log, written before anything is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationRecord {
    /// When, by the guardian's clock.
    pub at: UnixTime,
    /// Who asked.
    pub issuer: Address,
    /// How many bills: the large tier's counts as nine.
    pub bills: u32,
    /// The request's digest.
    #[serde(with = "serde_hex")]
    pub request: F,
}

impl Record for EvaluationRecord {
    fn at(&self) -> UnixTime {
        self.at
    }
}

/// A log of evaluations: [`MemoryLog`](crate::log::MemoryLog) or [`JsonLinesLog`](crate::log::JsonLinesLog).
pub trait EvaluationLog: Log<EvaluationRecord> {}
impl<T: Log<EvaluationRecord>> EvaluationLog for T {}
