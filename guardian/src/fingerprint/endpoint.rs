//! A guardian as whoever asks sees it.

use super::{EvaluationRequest, EvaluationShare};
use crate::{
    GuardianId, SetError,
    keygen::{Fingerprint, GroupKey},
};

/// A guardian as whoever asks sees it: in this process, or behind a network.
pub trait GuardianEndpoint {
    /// Who it is.
    fn id(&self) -> GuardianId;

    /// Its share of the answer. A request that comes again, since its answer was lost, is answered again and counted once.
    ///
    /// # Errors
    /// If the guardian refuses; nothing has been evaluated then.
    fn evaluate(&mut self, request: &EvaluationRequest) -> Result<EvaluationShare, EvaluationRefused>;
}

/// Why a guardian does not evaluate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationRefused {
    /// The request is for another key: fetch the ledger's pinned one.
    #[error("the request is for another group key")]
    WrongKey,
    /// No bill has so many slots.
    #[error("a request has as many points as a bill has slots, not {given}")]
    WrongNumber {
        /// How many were sent.
        given: usize,
    },
    /// The request's date is too far from the guardian's clock: sign a new one.
    #[error("the request's date differs too much from the guardian's clock")]
    Stale,
    /// The address is not an accredited issuer's.
    #[error("the requester is not an accredited issuer")]
    NotAccredited,
    /// The signature is not the requester's over this request.
    #[error("the request is not signed by the requester")]
    BadSignature,
    /// A point is off the curve.
    #[error("point {input} is no blinded input")]
    BadPoint {
        /// Its place.
        input: usize,
    },
    /// The issuer's quota for the day is used up.
    #[error("the quota leaves {left} bills today, {asked} were asked for (a large bill counts as nine)")]
    QuotaExceeded {
        /// How many are left.
        left: u32,
        /// How many were asked for.
        asked: u32,
    },
    /// The log could not be written, and nothing unlogged is ever answered.
    #[error("the evaluation could not be logged")]
    Log(#[from] std::io::Error),
    /// What carries messages to the guardian failed.
    #[error("the guardian could not be reached: {0}")]
    Unreachable(String),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationError {
    /// The guardians are not exactly t different ones of the group.
    #[error(transparent)]
    Set(#[from] SetError),
    /// A guardian refuses: ask another, or put right what it says.
    #[error("{guardian} refuses")]
    Refused {
        /// Which.
        guardian: GuardianId,
        /// Why.
        source: EvaluationRefused,
    },
}

/// Asks exactly t guardians. Whether their shares are right, [`Batch::finish`](super::Batch::finish) finds out.
///
/// # Errors
/// If they are not t guardians of the group, or one of them refuses.
pub fn evaluate(
    group: &GroupKey<Fingerprint>,
    request: &EvaluationRequest,
    guardians: &mut [&mut dyn GuardianEndpoint],
) -> Result<Vec<EvaluationShare>, EvaluationError> {
    group.set(guardians.iter().map(|g| g.id()))?;
    let ask = |g: &mut &mut dyn GuardianEndpoint| {
        let guardian = g.id();
        g.evaluate(request).map_err(|source| EvaluationError::Refused { guardian, source })
    };
    guardians.iter_mut().map(ask).collect()
}
