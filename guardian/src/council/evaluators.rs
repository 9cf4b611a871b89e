//! Guardians that evaluate fingerprints and nothing else.

use super::{CouncilError, FingerprintError};
use crate::{
    GuardianId, Seated, SetError, UnixTime,
    fingerprint::{
        Batch, Evaluated, EvaluationError, EvaluationRequest, EvaluationShare, Evaluator, GuardianEndpoint,
        Requester, evaluate,
    },
    keygen::{Fingerprint, GroupKey, KeyError, KeyShare},
};
use plimsoll_circuits::{field::F, fingerprint::Tier, signature::SigningKey};
use std::collections::BTreeMap;

/// Some or all guardians of a council in this process, each with its share of the fingerprint key. Whoever has them can have
/// fingerprints made, and can open nothing: no share of the audit key is here.
pub struct Evaluators {
    key: GroupKey<Fingerprint>,
    guardians: BTreeMap<GuardianId, Evaluator>,
}

impl Evaluators {
    /// These guardians of the group with this key; not all need be there.
    ///
    /// # Errors
    /// If a guardian is not of this group or is there twice.
    pub fn new(
        key: GroupKey<Fingerprint>,
        guardians: impl IntoIterator<Item = Evaluator>,
    ) -> Result<Self, CouncilError> {
        let mut found = BTreeMap::new();
        for guardian in guardians {
            let id = guardian.share().id();
            if *guardian.share().group() != key {
                return Err(KeyError::NotOfGroup(id).into());
            }
            if found.insert(id, guardian).is_some() {
                return Err(CouncilError::Twice(id));
            }
        }
        Ok(Self { key, guardians: found })
    }

    /// The group's public key, which the ledger pins.
    #[must_use]
    pub const fn key(&self) -> &GroupKey<Fingerprint> {
        &self.key
    }

    /// The guardians that are there.
    #[must_use]
    pub fn present(&self) -> Vec<GuardianId> {
        self.guardians.keys().copied().collect()
    }

    /// The first t guardians that are there: a subset to ask when it does not matter which.
    #[must_use]
    pub fn quorum(&self) -> Vec<GuardianId> {
        self.guardians.keys().copied().take(usize::from(self.key.threshold())).collect()
    }

    /// A guardian's share, to be stored encrypted; `None` if it is not there.
    #[must_use]
    pub fn share(&self, id: GuardianId) -> Option<&KeyShare<Fingerprint>> {
        self.guardians.get(&id).map(Evaluator::share)
    }

    /// The fingerprints of `xs`, in their order, as the issuer of a bill of a tier gets them from the guardians `who`, exactly t.
    ///
    /// # Errors
    /// [`FingerprintError`].
    pub fn evaluate<R: rand::RngCore + rand::CryptoRng>(
        &mut self,
        who: &[GuardianId],
        (xs, tier): (&[F], Tier),
        requester: Requester,
        key: &SigningKey,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<Evaluated, FingerprintError> {
        let batch = Batch::new(xs, tier, requester, key, &self.key, now, rng)?;
        let shares = self.answer(who, batch.request(), now, rng)?;
        Ok(batch.finish(shares)?)
    }

    /// The shares of the answer to a request that an issuer made elsewhere.
    ///
    /// # Errors
    /// [`EvaluationError`].
    pub fn answer<R: rand::RngCore + rand::CryptoRng>(
        &mut self,
        who: &[GuardianId],
        request: &EvaluationRequest,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<Vec<EvaluationShare>, EvaluationError> {
        let set = self.key.set(who.iter().copied())?;
        if let Some(absent) = set.ids().iter().find(|id| !self.guardians.contains_key(id)) {
            return Err(SetError::Unknown(*absent).into());
        }
        let chosen = self.guardians.iter_mut().filter(|(id, _)| set.ids().contains(id));
        let mut seated: Vec<_> = chosen.map(|(_, desk)| Seated::new(desk, now, rng)).collect();
        let mut endpoints: Vec<_> = seated.iter_mut().map(|g| g as &mut dyn GuardianEndpoint).collect();
        evaluate(&self.key, request, &mut endpoints)
    }
}
