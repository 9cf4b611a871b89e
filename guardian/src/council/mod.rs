//! All guardians in one process: for demonstrations and tests, where nobody has to be trusted apart.
//!
//! Whoever runs a council alone holds t shares of both keys. In earnest every guardian runs on a machine of its own.

mod file;

#[cfg(test)]
mod tests;

pub use file::{CouncilKeys, GuardianFile};

use crate::{
    GuardianId, GuardianSet, LocalGuardian, SetError, StartError, Surroundings, UnixTime,
    fingerprint::{
        Batch, BatchError, BlindedAnswer, Evaluation, EvaluationError, EvaluationRequest, FinishError,
        GuardianEndpoint, Requester, evaluate,
    },
    keygen::{KeyError, KeyShare, KeygenError, run_in_process},
    local::Seated,
    opening::{Opened, OpeningEndpoint, OpeningError, OpeningRequest, TransitionSource, open},
};
use plimsoll_circuits::{field::F, signature::SigningKey};
use std::collections::BTreeMap;

/// Some or all guardians of a council, with the public keys that they share.
pub struct Council {
    keys: CouncilKeys,
    guardians: BTreeMap<GuardianId, LocalGuardian>,
}

/// Why a council cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CouncilError {
    /// The keys could not be generated.
    #[error(transparent)]
    Keygen(#[from] KeygenError),
    /// A file is not of this council.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The two keys have different thresholds or numbers of guardians.
    #[error("the two keys are not of the same council")]
    TwoCouncils,
    /// A guardian is there twice.
    #[error("{0} is there twice")]
    Twice(GuardianId),
    /// A guardian does not start.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// Why a council gives no fingerprints.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FingerprintError {
    /// The inputs cannot be sent.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The guardians do not answer, or one of them answers wrongly.
    #[error(transparent)]
    Evaluation(#[from] EvaluationError),
    /// The answers do not verify.
    #[error(transparent)]
    Finish(#[from] FinishError),
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
        let mut guardians = BTreeMap::new();
        for (fingerprint, audit) in fingerprint.into_iter().zip(audit) {
            let start = UnixTime(0);
            let guardian = LocalGuardian::new(fingerprint, audit, Surroundings::default(), start)?;
            guardians.insert(guardian.id(), guardian);
        }
        Ok(Self { keys, guardians })
    }

    /// The council of these guardians' files; not all need be there.
    ///
    /// # Errors
    /// If a file is not of these keys or is there twice, or a guardian's log cannot be read.
    pub fn load(
        keys: CouncilKeys,
        files: impl IntoIterator<Item = GuardianFile>,
        mut surroundings: impl FnMut(GuardianId) -> Surroundings,
        now: UnixTime,
    ) -> Result<Self, CouncilError> {
        if keys.fingerprint.threshold() != keys.audit.threshold()
            || keys.fingerprint.guardians() != keys.audit.guardians()
        {
            return Err(CouncilError::TwoCouncils);
        }
        let mut guardians = BTreeMap::new();
        for GuardianFile { fingerprint, audit } in files {
            let id = fingerprint.id();
            let fingerprint = KeyShare::new(fingerprint, keys.fingerprint.clone())?;
            let audit = KeyShare::new(audit, keys.audit.clone())?;
            let guardian = LocalGuardian::new(fingerprint, audit, surroundings(id), now)?;
            if guardians.insert(id, guardian).is_some() {
                return Err(CouncilError::Twice(id));
            }
        }
        Ok(Self { keys, guardians })
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
        let files: Vec<_> = self.guardians.values().map(GuardianFile::of).collect();
        Self::load(self.keys, files, surroundings, now)
    }

    /// The public keys, which the ledger pins.
    #[must_use]
    pub const fn keys(&self) -> &CouncilKeys {
        &self.keys
    }

    /// The guardians that are there.
    #[must_use]
    pub fn present(&self) -> Vec<GuardianId> {
        self.guardians.keys().copied().collect()
    }

    /// The first t guardians that are there: a subset to ask when it does not matter which.
    #[must_use]
    pub fn quorum(&self) -> Vec<GuardianId> {
        self.guardians.keys().copied().take(usize::from(self.keys.audit.threshold())).collect()
    }

    /// A guardian's secrets, to be stored encrypted; `None` if it is not there.
    #[must_use]
    pub fn file(&self, id: GuardianId) -> Option<GuardianFile> {
        self.guardians.get(&id).map(GuardianFile::of)
    }

    /// The fingerprints of `xs`, in their order, as the issuer gets them from the guardians `who`, exactly t.
    ///
    /// # Errors
    /// [`FingerprintError`].
    pub fn evaluate<R: rand::RngCore + rand::CryptoRng>(
        &mut self,
        who: &[GuardianId],
        xs: &[F],
        requester: Requester,
        key: &SigningKey,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<Vec<Evaluation>, FingerprintError> {
        let batch = Batch::new(xs, requester, key, &self.keys.fingerprint, now, rng)?;
        let answers = self.answer(who, batch.request(), now, rng)?;
        Ok(batch.finish(&answers)?)
    }

    /// The answers to a request that an issuer made elsewhere.
    ///
    /// # Errors
    /// [`EvaluationError`].
    pub fn answer<R: rand::RngCore + rand::CryptoRng>(
        &mut self,
        who: &[GuardianId],
        request: &EvaluationRequest,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<Vec<BlindedAnswer>, EvaluationError> {
        let set = self.keys.fingerprint.set(who.iter().copied())?;
        let mut seated = seat(&mut self.guardians, &set, now, rng)?;
        let mut endpoints: Vec<_> = seated.iter_mut().map(|g| g as &mut dyn GuardianEndpoint).collect();
        evaluate(&self.keys.fingerprint, request, &mut endpoints)
    }

    /// Opens one transition with the guardians `who`, exactly t; each looks it up in its own ledger, and this in `ledger`.
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
    ) -> Result<Opened, OpeningError> {
        let set = self.keys.audit.set(who.iter().copied())?;
        let mut seated = seat(&mut self.guardians, &set, now, rng)?;
        let mut endpoints: Vec<_> = seated.iter_mut().map(|g| g as &mut dyn OpeningEndpoint).collect();
        open(&self.keys.audit, ledger, request, &mut endpoints)
    }
}

/// The guardians of a set, if all are there.
fn seat<'a, R: rand::RngCore + rand::CryptoRng>(
    guardians: &'a mut BTreeMap<GuardianId, LocalGuardian>,
    set: &GuardianSet,
    now: UnixTime,
    rng: &mut R,
) -> Result<Vec<Seated<'a>>, SetError> {
    if let Some(absent) = set.ids().iter().find(|id| !guardians.contains_key(id)) {
        return Err(SetError::Unknown(*absent));
    }
    let chosen = guardians.iter_mut().filter(|(id, _)| set.ids().contains(id));
    Ok(chosen.map(|(_, guardian)| guardian.at(now, rng)).collect())
}
