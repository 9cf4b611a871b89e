//! A guardian's desk for fingerprints.

use super::{
    Accreditation, Challenge, Commitments, EvaluationLog, EvaluationRecord, EvaluationRefused,
    EvaluationRequest, Limits, MAX_INPUTS, Responses, request::proof_id,
};
use crate::{
    UnixTime,
    keygen::{Fingerprint, KeyShare},
    point::is_sound,
};
use plimsoll_circuits::{day::Day, field::F, member::Address};
use std::collections::HashMap;
use taceo_oprf_core::ddlog_equality::shamir::DLogSessionShamir;

/// Evaluates fingerprints with one guardian's share, for accredited issuers, within their quotas, and logs it.
///
/// Quotas and replay protection are read back from the log, so a restart forgets neither. Sessions live in memory: one that
/// a restart interrupts is lost, and its request must be signed anew.
pub struct Evaluator {
    share: KeyShare<Fingerprint>,
    limits: Limits,
    accreditation: Box<dyn Accreditation + Send>,
    log: Box<dyn EvaluationLog + Send>,
    /// Inputs by issuer and day.
    used: HashMap<(Address, Day), u32>,
    /// Requests that were answered, and when.
    seen: HashMap<F, UnixTime>,
    open: HashMap<F, Session>,
}

/// Nonces that may be used once, and since when they wait for it.
struct Session {
    since: UnixTime,
    inputs: Vec<DLogSessionShamir>,
}

impl Evaluator {
    /// A desk that goes on where `log` ends.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub fn new(
        share: KeyShare<Fingerprint>,
        limits: Limits,
        accreditation: Box<dyn Accreditation + Send>,
        log: Box<dyn EvaluationLog + Send>,
        now: UnixTime,
    ) -> std::io::Result<Self> {
        let (used, seen, open) = Default::default();
        let mut this = Self { share, limits, accreditation, log, used, seen, open };
        // Yesterday's too: a clock that is set back a little must not open a new day's quota.
        for record in this.log.since(now.before(UnixTime::DAY + this.memory()))? {
            this.remember(&record);
        }
        Ok(this)
    }

    /// Which share it holds.
    #[must_use]
    pub const fn share(&self) -> &KeyShare<Fingerprint> {
        &self.share
    }

    /// Round 1: see [`GuardianEndpoint::commit`](super::GuardianEndpoint::commit).
    ///
    /// # Errors
    /// [`EvaluationRefused`], before anything was evaluated.
    pub fn commit<R: rand::RngCore + rand::CryptoRng>(
        &mut self,
        request: &EvaluationRequest,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<Commitments, EvaluationRefused> {
        self.forget(now);
        let record = self.admit(request, now)?;
        self.log.append(&record)?;
        self.remember(&record);
        let evaluate = |b: &_| DLogSessionShamir::partial_commitments(*b, self.share.for_proofs(), rng);
        let (inputs, commitments) = request.points.iter().map(evaluate).unzip();
        self.open.insert(record.request, Session { since: now, inputs });
        Ok(Commitments { request: record.request, inputs: commitments })
    }

    /// Round 2: see [`GuardianEndpoint::respond`](super::GuardianEndpoint::respond).
    ///
    /// # Errors
    /// [`EvaluationRefused::NoSession`] if there is none to answer; else if the challenge does not fit it, which leaves it open.
    pub fn respond(&mut self, challenge: &Challenge, now: UnixTime) -> Result<Responses, EvaluationRefused> {
        self.forget(now);
        let session = self.open.get(&challenge.request).ok_or(EvaluationRefused::NoSession)?;
        let set = self.share.group().set(challenge.guardians.iter().copied())?;
        let numbers = set.numbers();
        let (me, _) = set
            .lagrange()
            .into_iter()
            .zip(set.ids())
            .find(|(_, id)| **id == self.share.id())
            .ok_or(EvaluationRefused::BadChallenge)?;
        let fits = |c: &taceo_oprf_core::ddlog_equality::shamir::DLogCommitmentsShamir| {
            c.get_contributing_parties() == numbers && is_sound(&c.blinded_response())
        };
        if challenge.inputs.len() != session.inputs.len() || !challenge.inputs.iter().all(fits) {
            return Err(EvaluationRefused::BadChallenge);
        }
        // From here on the nonces are gone, whatever happens.
        let Some(session) = self.open.remove(&challenge.request) else {
            return Err(EvaluationRefused::NoSession);
        };
        let key = self.share.group().key();
        let mut inputs = Vec::with_capacity(session.inputs.len());
        for (place, (nonces, all)) in session.inputs.into_iter().zip(&challenge.inputs).enumerate() {
            let name = proof_id(challenge.request, place, &set).ok_or(EvaluationRefused::BadChallenge)?;
            inputs.push(nonces.challenge(name, self.share.for_proofs(), key, all.clone(), me));
        }
        Ok(Responses { request: challenge.request, inputs })
    }

    /// Everything that must hold before a request is answered, cheap checks first.
    fn admit(
        &self,
        request: &EvaluationRequest,
        now: UnixTime,
    ) -> Result<EvaluationRecord, EvaluationRefused> {
        use EvaluationRefused as No;
        let given = request.points.len();
        if !(1..=MAX_INPUTS).contains(&given) {
            return Err(No::WrongNumber { given });
        }
        if request.group != self.share.group().key() {
            return Err(No::WrongKey);
        }
        if request.issued_at.distance(now) > self.limits.window {
            return Err(No::Stale);
        }
        let issuer = request.requester.address();
        if !self.accreditation.is_issuer(&issuer) {
            return Err(No::NotAccredited);
        }
        if !request.is_signed() {
            return Err(No::BadSignature);
        }
        let digest = request.digest();
        if self.seen.contains_key(&digest) {
            return Err(No::Replayed);
        }
        if let Some(input) = request.points.iter().position(|p| !is_sound(p)) {
            return Err(No::BadPoint { input });
        }
        let asked = u32::try_from(given).map_err(|_| No::WrongNumber { given })?;
        let used = self.used.get(&(issuer, now.day())).copied().unwrap_or(0);
        let left = self.limits.inputs_per_day.saturating_sub(used);
        if asked > left {
            return Err(No::QuotaExceeded { left, asked });
        }
        if self.open.len() >= self.limits.open_sessions {
            return Err(No::Busy);
        }
        Ok(EvaluationRecord { at: now, issuer, inputs: asked, request: digest })
    }

    /// How long an answered request must be remembered: it may be dated ahead by one window and is stale after another.
    const fn memory(&self) -> u64 {
        2 * self.limits.window + 1
    }

    fn remember(&mut self, record: &EvaluationRecord) {
        let used = self.used.entry((record.issuer, record.at.day())).or_default();
        *used = used.saturating_add(record.inputs);
        self.seen.insert(record.request, record.at);
    }

    fn forget(&mut self, now: UnixTime) {
        let memory = self.memory();
        self.seen.retain(|_, at| at.0.saturating_add(memory) >= now.0);
        self.used.retain(|(_, day), _| day.0.saturating_add(1) >= now.day().0);
        self.open.retain(|_, session| session.since.distance(now) <= self.limits.window);
    }
}
