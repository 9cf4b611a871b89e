//! What a party asks a prover.

use plimsoll_circuits::{
    field::F,
    statement::{
        CircuitId, Public as _, Refusal,
        amend::{AmendPublic, AmendWitness},
        attest::{AttestPublic, AttestWitness},
        movement::{MovePublic, MoveWitness},
        register::{RegisterLargePublic, RegisterSmallPublic, RegisterWitness},
        revalue::{RevaluePublic, RevalueWitness},
    },
};
use plimsoll_params::DevelopmentRefused;

/// One proof to make.
#[derive(Clone, Copy)]
pub enum Job<'a> {
    /// Register of a small bill.
    RegisterSmall(&'a RegisterSmallPublic, &'a RegisterWitness),
    /// Register of a big bill.
    RegisterLarge(&'a RegisterLargePublic, &'a RegisterWitness),
    /// Move.
    Move(&'a MovePublic<F>, &'a MoveWitness),
    /// Attest.
    Attest(&'a AttestPublic<F>, &'a AttestWitness),
    /// Amend.
    Amend(&'a AmendPublic<F>, &'a AmendWitness),
    /// Revalue.
    Revalue(&'a RevaluePublic<F>, &'a RevalueWitness),
}

impl Job<'_> {
    /// The circuit of the proof.
    #[must_use]
    pub const fn circuit(&self) -> CircuitId {
        match self {
            Job::RegisterSmall(..) => CircuitId::RegisterSmall,
            Job::RegisterLarge(..) => CircuitId::RegisterLarge,
            Job::Move(..) => CircuitId::Move,
            Job::Attest(..) => CircuitId::Attest,
            Job::Amend(..) => CircuitId::Amend,
            Job::Revalue(..) => CircuitId::Revalue,
        }
    }

    /// The statement's public inputs, in the order of the protocol, section 8.
    #[must_use]
    pub fn posted(&self) -> Vec<F> {
        match self {
            Job::RegisterSmall(public, _) => public.to_fields(),
            Job::RegisterLarge(public, _) => public.to_fields(),
            Job::Move(public, _) => public.to_fields(),
            Job::Attest(public, _) => public.to_fields(),
            Job::Amend(public, _) => public.to_fields(),
            Job::Revalue(public, _) => public.to_fields(),
        }
    }
}

/// Why there is no proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProveError {
    /// The statement does not hold.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The proving service finds that the statement does not hold.
    #[error("{detail}")]
    RefusedByService {
        /// The check that fails, by its name in the protocol, if the service names one.
        check: Option<String>,
        /// The service's words.
        detail: String,
    },
    /// There are only development keys, which were not asked for.
    #[error(transparent)]
    DevelopmentRefused(#[from] DevelopmentRefused),
    /// The prover fails.
    #[error("the prover fails: {0}")]
    Failed(String),
}

/// What makes proofs, here or on another machine. It is given witnesses, with every amount in them, but no spending key.
pub trait ProofService: Send + Sync {
    /// Makes one proof.
    ///
    /// # Errors
    /// If the statement does not hold, or the prover fails.
    fn prove(&self, job: Job<'_>) -> Result<[u8; plimsoll_contracts::transition::PROOF_BYTES], ProveError>;
}

macro_rules! jobs {
    ($($job:ident($public:ty, $witness:ty)),* $(,)?) => {$(
        impl<'a> From<(&'a $public, &'a $witness)> for Job<'a> {
            fn from((public, witness): (&'a $public, &'a $witness)) -> Self {
                Job::$job(public, witness)
            }
        }
    )*};
}

jobs! {
    RegisterSmall(RegisterSmallPublic, RegisterWitness),
    RegisterLarge(RegisterLargePublic, RegisterWitness),
    Amend(AmendPublic<F>, AmendWitness),
    Revalue(RevaluePublic<F>, RevalueWitness),
}
