//! What a guardian answers, in two rounds.

use super::EvaluationRequest;
use crate::{GuardianId, SetError};
use plimsoll_circuits::field::{F, serde_hex};
use serde::{Deserialize, Serialize};
use taceo_oprf_core::ddlog_equality::shamir::{
    DLogCommitmentsShamir, DLogProofShareShamir, PartialDLogCommitmentsShamir,
};

/// A guardian as the coordinator sees it: in this process, or behind a network.
pub trait GuardianEndpoint {
    /// Who it is.
    fn id(&self) -> GuardianId;

    /// Round 1: evaluates every point and commits to the nonces of the proofs.
    ///
    /// # Errors
    /// If the guardian refuses; nothing has been evaluated then.
    fn commit(&mut self, request: &EvaluationRequest) -> Result<Commitments, EvaluationRefused>;

    /// Round 2: its shares of the proofs. Once only: the session is consumed.
    ///
    /// # Errors
    /// If there is no such session, or the challenge is not for this guardian.
    fn respond(&mut self, challenge: &Challenge) -> Result<Responses, EvaluationRefused>;
}

/// Round 1, from a guardian: for every point `B`, its `k_i B` and nonce commitments.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Commitments {
    /// The request's digest.
    #[serde(with = "serde_hex")]
    pub request: F,
    /// One for every point, in order.
    pub inputs: Vec<PartialDLogCommitmentsShamir>,
}

/// Round 2, to every guardian of the contributing set: everyone's commitments, added up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Challenge {
    /// The request's digest.
    #[serde(with = "serde_hex")]
    pub request: F,
    /// The contributing set, ascending.
    pub guardians: Vec<GuardianId>,
    /// One for every point, in order.
    pub inputs: Vec<DLogCommitmentsShamir>,
}

/// Round 2, from a guardian: its share of every proof.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Responses {
    /// The request's digest.
    #[serde(with = "serde_hex")]
    pub request: F,
    /// One for every point, in order.
    pub inputs: Vec<DLogProofShareShamir>,
}

/// Why a guardian does not evaluate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationRefused {
    /// The request is for another key: fetch the ledger's pinned one.
    #[error("the request is for another group key")]
    WrongKey,
    /// The number of points is 0 or too high: split the request.
    #[error("a request has 1 to {max} points, not {given}", max = super::MAX_INPUTS)]
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
    /// A point is off the curve, outside the prime-order subgroup, or the identity.
    #[error("point {input} is no blinded input")]
    BadPoint {
        /// Its place.
        input: usize,
    },
    /// The request was already answered: sign a new one.
    #[error("the request was already answered")]
    Replayed,
    /// The issuer's quota for the day is used up.
    #[error("the quota leaves {left} inputs today, {asked} were asked for")]
    QuotaExceeded {
        /// How many are left.
        left: u32,
        /// How many were asked for.
        asked: u32,
    },
    /// Too many sessions are open: try again later.
    #[error("too many sessions are open")]
    Busy,
    /// The log could not be written, and nothing unlogged is ever answered.
    #[error("the evaluation could not be logged")]
    Log(#[from] std::io::Error),
    /// No session is open under this digest: it was never opened, has been answered, or is too old.
    #[error("there is no open session for this request")]
    NoSession,
    /// The challenge's set is not one of exactly t guardians.
    #[error("the challenge has no contributing set")]
    BadSet(#[from] SetError),
    /// The challenge is not for this guardian, or not for all points, or not for its own set.
    #[error("the challenge does not fit the session")]
    BadChallenge,
    /// What carries messages to the guardian failed.
    #[error("the guardian could not be reached: {0}")]
    Unreachable(String),
}
