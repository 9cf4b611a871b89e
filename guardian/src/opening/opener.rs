//! A guardian's desk for openings.

use super::{MAX_REASON, MAX_REQUESTER, OpeningLog, OpeningRecord, OpeningRequest, TransitionSource};
use crate::{
    GuardianId, UnixTime,
    keygen::{Audit, GroupKey, KeyShare},
    point::is_sound,
    wire::serde_scalar,
};
use ark_ec::{AffineRepr, CurveGroup};
use plimsoll_circuits::field::{F, Point, Scalar, serde_hex, serde_point};
use serde::{Deserialize, Serialize};
use taceo_oprf_core::dlog_equality::DLogEqualityProof;

/// A guardian as whoever combines shares sees it: in this process, or behind a network.
pub trait OpeningEndpoint {
    /// Who it is.
    fn id(&self) -> GuardianId;

    /// Its share of the opening of one transition.
    ///
    /// # Errors
    /// If the guardian refuses.
    fn share(&mut self, request: &OpeningRequest) -> Result<OpeningShare, OpeningRefused>;
}

/// A guardian's share `k_i R`, with the proof that `k_i` is the share behind its public one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningShare {
    /// Whose it is.
    pub from: GuardianId,
    /// `k_i R`.
    #[serde(with = "serde_point")]
    pub point: Point,
    /// The proof's challenge.
    #[serde(with = "serde_hex")]
    pub challenge: F,
    /// The proof's answer to it.
    #[serde(with = "serde_scalar")]
    pub answer: Scalar,
}

impl OpeningShare {
    /// Whether it is this guardian's share of the opening of `ephemeral`.
    #[must_use]
    pub fn is_right(&self, group: &GroupKey<Audit>, ephemeral: Point) -> bool {
        let proof = DLogEqualityProof::new(self.challenge, self.answer);
        group
            .share_of(self.from)
            .is_some_and(|public| proof.verify(public, ephemeral, self.point, Point::generator()).is_ok())
    }
}

/// Why a guardian gives no share.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpeningRefused {
    /// The ledger has accepted no such transition.
    #[error("the ledger has no such transition")]
    UnknownTransition,
    /// Who asks, or why, is missing or too long.
    #[error("an opening needs a requester of 1 to {MAX_REQUESTER} bytes and a reason of 1 to {MAX_REASON}")]
    NoReason,
    /// The transition's ephemeral point is not in the subgroup, or the identity. The circuit makes it a multiple of the base point, so
    /// whoever entered the transition proved something false.
    #[error(
        "ALARM: the transition's ephemeral point is one that no true proof has: somebody can forge proofs for this ledger; tell the governors \
         at once, and let them pause it"
    )]
    BadPoint,
    /// The log could not be written, and nothing unlogged is ever answered.
    #[error("the opening could not be logged")]
    Log(#[from] std::io::Error),
    /// Nobody unlocks the guardian's share.
    #[error("its share stays locked: {0}")]
    Locked(String),
    /// What carries messages to the guardian failed.
    #[error("the guardian could not be reached: {0}")]
    Unreachable(String),
}

/// Opens sealed audits with one guardian's share, and logs it.
pub struct Opener {
    share: KeyShare<Audit>,
    ledger: Box<dyn TransitionSource + Send>,
    log: Box<dyn OpeningLog + Send>,
}

impl Opener {
    /// A desk that looks transitions up in `ledger` and writes to `log`.
    #[must_use]
    pub fn new(
        share: KeyShare<Audit>,
        ledger: Box<dyn TransitionSource + Send>,
        log: Box<dyn OpeningLog + Send>,
    ) -> Self {
        Self { share, ledger, log }
    }

    /// Which share it holds.
    #[must_use]
    pub const fn key(&self) -> &KeyShare<Audit> {
        &self.share
    }

    /// See [`OpeningEndpoint::share`].
    ///
    /// # Errors
    /// [`OpeningRefused`].
    pub fn share<R: rand::RngCore + rand::CryptoRng>(
        &mut self,
        request: &OpeningRequest,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<OpeningShare, OpeningRefused> {
        let OpeningRequest { id, requester, reason } = request;
        let fits = |text: &str, max| text.len() <= max && !text.trim().is_empty();
        if !fits(requester, MAX_REQUESTER) || !fits(reason, MAX_REASON) {
            return Err(OpeningRefused::NoReason);
        }
        let (_, sealed) = self.ledger.audit_of(*id).ok_or(OpeningRefused::UnknownTransition)?;
        if !is_sound(&sealed.ephemeral) {
            return Err(OpeningRefused::BadPoint);
        }
        let (requester, reason) = (requester.clone(), reason.clone());
        self.log.append(&OpeningRecord { at: now, id: *id, requester, reason })?;
        let secret = self.share.scalar();
        let proof = DLogEqualityProof::proof(sealed.ephemeral, *secret, rng);
        Ok(OpeningShare {
            from: self.share.id(),
            point: (sealed.ephemeral * secret).into_affine(),
            challenge: proof.e(),
            answer: proof.s(),
        })
    }
}
