//! Guardians in one process: for demonstrations, tests, and a machine on which several keep their folders.
//!
//! Whoever runs a [`Council`] alone holds t shares of both keys. In earnest every guardian runs on a machine of its own.
//! [`Evaluators`] hold shares of the fingerprint key alone.

mod evaluators;

#[cfg(test)]
mod tests;

pub use evaluators::Evaluators;

use crate::{
    GuardianId, Seated, SetError, Surroundings, UnixTime,
    fingerprint::{BatchError, EvaluationError, EvaluationFault, Evaluator},
    keygen::{Audit, Fingerprint, GroupKey, KeyError, KeyShare, KeygenError, run_in_process},
    opening::{Opener, Opening, OpeningEndpoint, OpeningError, OpeningRequest, TransitionSource, open},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The public halves of both keys: no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilKeys {
    /// The key that makes fingerprints.
    pub fingerprint: GroupKey<Fingerprint>,
    /// The key under which audits are sealed.
    pub audit: GroupKey<Audit>,
}

/// All guardians of a council, at both of their desks.
pub struct Council {
    keys: CouncilKeys,
    evaluators: Evaluators,
    openers: BTreeMap<GuardianId, Opener>,
}

/// Why guardians cannot be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CouncilError {
    /// The keys could not be generated.
    #[error(transparent)]
    Keygen(#[from] KeygenError),
    /// A share is not of this group.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A guardian is there twice.
    #[error("{0} is there twice")]
    Twice(GuardianId),
    /// A guardian's log of evaluations cannot be read.
    #[error("a log of evaluations cannot be read")]
    Log(#[from] std::io::Error),
}

/// Why guardians give no fingerprints.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FingerprintError {
    /// The inputs cannot be sent.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The guardians do not answer.
    #[error(transparent)]
    Evaluation(#[from] EvaluationError),
    /// One of them answers wrongly.
    #[error(transparent)]
    Fault(#[from] EvaluationFault),
}

impl Council {
    /// Generates both keys, in two key generations, for `n` guardians of whom any `t` can act. They accredit nobody and know
    /// no ledger until they are [equipped](Self::equip).
    ///
    /// # Errors
    /// [`KeygenError::BadParameters`], as [`CouncilError::Keygen`], unless 1 < t <= n.
    pub fn generate<R: rand::RngCore + rand::CryptoRng>(
        n: u16,
        t: u16,
        rng: &mut R,
    ) -> Result<Self, CouncilError> {
        let fingerprint = run_in_process(n, t, rng)?;
        let audit = run_in_process(n, t, rng)?;
        let ([f, ..], [a, ..]) = (fingerprint.as_slice(), audit.as_slice()) else {
            return Err(KeygenError::Degenerate.into());
        };
        let keys = CouncilKeys { fingerprint: f.group().clone(), audit: a.group().clone() };
        let shares = fingerprint.into_iter().zip(audit);
        Self::seated(keys, shares, |_| Surroundings::default(), UnixTime(0))
    }

    fn seated(
        keys: CouncilKeys,
        shares: impl IntoIterator<Item = (KeyShare<Fingerprint>, KeyShare<Audit>)>,
        mut surroundings: impl FnMut(GuardianId) -> Surroundings,
        now: UnixTime,
    ) -> Result<Self, CouncilError> {
        let (mut evaluators, mut openers) = (Vec::new(), BTreeMap::new());
        for (fingerprint, audit) in shares {
            let Surroundings { limits, accreditation, ledger, evaluations, openings } =
                surroundings(audit.id());
            evaluators.push(Evaluator::new(fingerprint, limits, accreditation, evaluations, now)?);
            openers.insert(audit.id(), Opener::new(audit, ledger, openings));
        }
        Ok(Self { evaluators: Evaluators::new(keys.fingerprint.clone(), evaluators)?, keys, openers })
    }

    /// The same guardians in other surroundings.
    ///
    /// # Errors
    /// If a guardian's log cannot be read.
    pub fn equip(
        self,
        surroundings: impl FnMut(GuardianId) -> Surroundings,
        now: UnixTime,
    ) -> Result<Self, CouncilError> {
        let shares: Vec<_> = self
            .present()
            .into_iter()
            .filter_map(|id| self.shares(id).map(|(f, a)| (f.clone(), a.clone())))
            .collect();
        Self::seated(self.keys, shares, surroundings, now)
    }

    /// The public keys, which the ledger pins.
    #[must_use]
    pub const fn keys(&self) -> &CouncilKeys {
        &self.keys
    }

    /// The guardians.
    #[must_use]
    pub fn present(&self) -> Vec<GuardianId> {
        self.openers.keys().copied().collect()
    }

    /// A guardian's shares, each to be stored encrypted by itself; `None` if there is no such guardian.
    #[must_use]
    pub fn shares(&self, id: GuardianId) -> Option<(&KeyShare<Fingerprint>, &KeyShare<Audit>)> {
        Some((self.evaluators.share(id)?, self.openers.get(&id)?.key()))
    }

    /// The guardians at the desk where they evaluate fingerprints.
    pub const fn evaluators(&mut self) -> &mut Evaluators {
        &mut self.evaluators
    }

    /// Opens one transition with t of the guardians `who`; each looks it up in its own ledger, and this in `ledger`.
    ///
    /// # Errors
    /// [`OpeningError`].
    pub fn open<R: rand::RngCore + rand::CryptoRng>(
        &mut self,
        who: &[GuardianId],
        request: &OpeningRequest,
        ledger: &dyn TransitionSource,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<Opening, OpeningError> {
        self.keys.audit.may_be_asked(who.iter().copied())?;
        if let Some(absent) = who.iter().find(|id| !self.openers.contains_key(id)) {
            return Err(SetError::Unknown(*absent).into());
        }
        let chosen = self.openers.iter_mut().filter(|(id, _)| who.contains(id));
        let mut seated: Vec<_> = chosen.map(|(_, desk)| Seated::new(desk, now, rng)).collect();
        let mut endpoints: Vec<_> = seated.iter_mut().map(|g| g as &mut dyn OpeningEndpoint).collect();
        open(&self.keys.audit, ledger, request, &mut endpoints)
    }
}
