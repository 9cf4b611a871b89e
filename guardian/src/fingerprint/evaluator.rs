//! A guardian's desk for fingerprints.

use super::{
    Accreditation, EvaluationLog, EvaluationRecord, EvaluationRefused, EvaluationRequest, EvaluationShare,
    Limits,
};
use crate::{
    UnixTime,
    keygen::{Fingerprint, KeyShare},
};
use plimsoll_circuits::{day::Day, field::F, fingerprint::SMALL_SLOTS, member::Address};
use std::collections::HashMap;

/// Evaluates fingerprints with one guardian's share, for accredited issuers, within their quotas, and logs it.
///
/// Quotas, and what was counted already, are read back from the log, so a restart forgets neither.
pub struct Evaluator {
    share: KeyShare<Fingerprint>,
    limits: Limits,
    accreditation: Box<dyn Accreditation + Send>,
    log: Box<dyn EvaluationLog + Send>,
    /// Bills by issuer and day.
    used: HashMap<(Address, Day), u32>,
    /// Requests that were counted, and when.
    seen: HashMap<F, UnixTime>,
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
        let (used, seen) = Default::default();
        let mut this = Self { share, limits, accreditation, log, used, seen };
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

    /// See [`GuardianEndpoint::evaluate`](super::GuardianEndpoint::evaluate).
    ///
    /// # Errors
    /// [`EvaluationRefused`], before anything was evaluated.
    pub fn evaluate<R: rand::RngCore + rand::CryptoRng>(
        &mut self,
        request: &EvaluationRequest,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<EvaluationShare, EvaluationRefused> {
        self.forget(now);
        // What comes again was counted and logged.
        if let Some(record) = self.admit(request, now)? {
            self.log.append(&record)?;
            self.remember(&record);
        }
        Ok(EvaluationShare::new(&self.share, request, rng))
    }

    /// Everything that must hold before a request is answered, cheap checks first; what is to be written down, unless it was.
    fn admit(
        &self,
        request: &EvaluationRequest,
        now: UnixTime,
    ) -> Result<Option<EvaluationRecord>, EvaluationRefused> {
        use EvaluationRefused as No;
        let given = request.points.len();
        if request.tier().is_none() {
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
        if let Some(input) = request.points.iter().position(|p| !p.is_on_curve()) {
            return Err(No::BadPoint { input });
        }
        let digest = request.digest();
        if self.seen.contains_key(&digest) {
            return Ok(None);
        }
        let asked = u32::try_from(given.div_ceil(SMALL_SLOTS)).map_err(|_| No::WrongNumber { given })?;
        let used = self.used.get(&(issuer, now.day())).copied().unwrap_or(0);
        let left = self.limits.bills_per_day.saturating_sub(used);
        if asked > left {
            return Err(No::QuotaExceeded { left, asked });
        }
        Ok(Some(EvaluationRecord { at: now, issuer, bills: asked, request: digest }))
    }

    /// How long an answered request must be remembered: it may be dated ahead by one window and is stale after another.
    const fn memory(&self) -> u64 {
        2 * self.limits.window + 1
    }

    fn remember(&mut self, record: &EvaluationRecord) {
        let used = self.used.entry((record.issuer, record.at.day())).or_default();
        *used = used.saturating_add(record.bills);
        self.seen.insert(record.request, record.at);
    }

    fn forget(&mut self, now: UnixTime) {
        let memory = self.memory();
        self.seen.retain(|_, at| at.0.saturating_add(memory) >= now.0);
        self.used.retain(|(_, day), _| day.0.saturating_add(1) >= now.day().0);
    }
}
