//! A guardian in this process, at each of its two desks.

use crate::{
    GuardianId, UnixTime,
    fingerprint::{
        Accreditation, EvaluationLog, EvaluationRefused, EvaluationRequest, EvaluationShare, Evaluator,
        GuardianEndpoint, Limits, Nobody,
    },
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

/// A guardian's desk, an [`Evaluator`] or an [`Opener`], at a moment: the form in which it answers. Each desk has one share,
/// and needs not the other.
pub struct Seated<'a, Desk> {
    desk: &'a mut Desk,
    now: UnixTime,
    rng: StdRng,
}

impl<'a, Desk> Seated<'a, Desk> {
    /// The desk at a moment, with randomness of its own drawn from `rng`.
    pub fn new<R: rand::RngCore + rand::CryptoRng>(desk: &'a mut Desk, now: UnixTime, rng: &mut R) -> Self {
        let mut seed = zeroize::Zeroizing::new([0u8; 32]);
        rng.fill_bytes(&mut *seed);
        Self { desk, now, rng: StdRng::from_seed(*seed) }
    }
}

impl GuardianEndpoint for Seated<'_, Evaluator> {
    fn id(&self) -> GuardianId {
        self.desk.share().id()
    }
    fn evaluate(&mut self, request: &EvaluationRequest) -> Result<EvaluationShare, EvaluationRefused> {
        self.desk.evaluate(request, self.now, &mut self.rng)
    }
}

impl OpeningEndpoint for Seated<'_, Opener> {
    fn id(&self) -> GuardianId {
        self.desk.key().id()
    }
    fn share(&mut self, request: &OpeningRequest) -> Result<OpeningShare, OpeningRefused> {
        self.desk.share(request, self.now, &mut self.rng)
    }
}
