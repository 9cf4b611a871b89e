//! A guardian in this process.

use crate::{
    GuardianId, UnixTime,
    fingerprint::{
        Accreditation, Challenge, Commitments, EvaluationLog, EvaluationRefused, EvaluationRequest,
        Evaluator, GuardianEndpoint, Limits, Nobody, Responses,
    },
    keygen::{Audit, Fingerprint, KeyShare},
    log::MemoryLog,
    opening::{
        EmptyLedger, Opener, OpeningEndpoint, OpeningLog, OpeningRefused, OpeningRequest, OpeningShare,
        TransitionSource,
    },
};
use rand::{SeedableRng, rngs::StdRng};

/// What a guardian goes by: whom it answers, where it looks things up, and where it writes them down.
pub struct Surroundings {
    /// Quotas.
    pub limits: Limits,
    /// Who is an issuer.
    pub accreditation: Box<dyn Accreditation + Send>,
    /// Its replica of the ledger.
    pub ledger: Box<dyn TransitionSource + Send>,
    /// What it evaluated.
    pub evaluations: Box<dyn EvaluationLog + Send>,
    /// What it helped to open.
    pub openings: Box<dyn OpeningLog + Send>,
}

impl Default for Surroundings {
    /// Accredits nobody, knows no transition, logs to memory.
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            accreditation: Box::new(Nobody),
            ledger: Box::new(EmptyLedger),
            evaluations: Box::new(MemoryLog::default()),
            openings: Box::new(MemoryLog::default()),
        }
    }
}

/// Why a guardian does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Its two shares are of different guardians.
    #[error("the fingerprint share is {fingerprint}'s, the audit share {audit}'s")]
    TwoGuardians {
        /// Whose the one is.
        fingerprint: GuardianId,
        /// Whose the other is.
        audit: GuardianId,
    },
    /// Its log of evaluations cannot be read.
    #[error("the log of evaluations cannot be read")]
    Log(#[from] std::io::Error),
}

/// One guardian with its shares of both keys.
pub struct LocalGuardian {
    evaluator: Evaluator,
    opener: Opener,
}

impl LocalGuardian {
    /// A guardian that goes on where its logs end.
    ///
    /// # Errors
    /// [`StartError`], if the shares are of different guardians or the log cannot be read.
    pub fn new(
        fingerprint: KeyShare<Fingerprint>,
        audit: KeyShare<Audit>,
        surroundings: Surroundings,
        now: UnixTime,
    ) -> Result<Self, StartError> {
        if fingerprint.id() != audit.id() {
            return Err(StartError::TwoGuardians { fingerprint: fingerprint.id(), audit: audit.id() });
        }
        let Surroundings { limits, accreditation, ledger, evaluations, openings } = surroundings;
        let evaluator = Evaluator::new(fingerprint, limits, accreditation, evaluations, now)?;
        Ok(Self { evaluator, opener: Opener::new(audit, ledger, openings) })
    }

    /// Who it is.
    #[must_use]
    pub const fn id(&self) -> GuardianId {
        self.opener.key().id()
    }

    /// Its share of the fingerprint key.
    #[must_use]
    pub const fn fingerprint(&self) -> &KeyShare<Fingerprint> {
        self.evaluator.share()
    }

    /// Its share of the audit key.
    #[must_use]
    pub const fn audit(&self) -> &KeyShare<Audit> {
        self.opener.key()
    }

    /// The guardian at a moment, with randomness of its own drawn from `rng`: the form in which it answers.
    pub fn at<R: rand::RngCore + rand::CryptoRng>(&mut self, now: UnixTime, rng: &mut R) -> Seated<'_> {
        let mut seed = zeroize::Zeroizing::new([0u8; 32]);
        rng.fill_bytes(&mut *seed);
        Seated { guardian: self, now, rng: StdRng::from_seed(*seed) }
    }
}

/// A [`LocalGuardian`] with a clock and randomness, which is an endpoint for both of its offices.
pub struct Seated<'a> {
    guardian: &'a mut LocalGuardian,
    now: UnixTime,
    rng: StdRng,
}

impl GuardianEndpoint for Seated<'_> {
    fn id(&self) -> GuardianId {
        self.guardian.id()
    }
    fn commit(&mut self, request: &EvaluationRequest) -> Result<Commitments, EvaluationRefused> {
        self.guardian.evaluator.commit(request, self.now, &mut self.rng)
    }
    fn respond(&mut self, challenge: &Challenge) -> Result<Responses, EvaluationRefused> {
        self.guardian.evaluator.respond(challenge, self.now)
    }
}

impl OpeningEndpoint for Seated<'_> {
    fn id(&self) -> GuardianId {
        self.guardian.id()
    }
    fn share(&mut self, request: &OpeningRequest) -> Result<OpeningShare, OpeningRefused> {
        self.guardian.opener.share(request, self.now, &mut self.rng)
    }
}
