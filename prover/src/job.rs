//! A proof to be made: public inputs and witness of one of the ledger's statements.

use std::sync::Arc;

use plimsoll_circuits::{
    field::F,
    statement::{
        AnyWitness, CircuitId, Public, Statement,
        amend::{Amend, AmendPublic, AmendWitness},
        attest::{Attest, AttestPublic, AttestWitness},
        movement::{Move, MovePublic, MoveWitness},
        register::{RegisterLarge, RegisterLargePublic, RegisterSmall, RegisterSmallPublic, RegisterWitness},
        revalue::{Revalue, RevaluePublic, RevalueWitness},
    },
};
use zeroize::Zeroize;

use crate::{ProveError, ProveOptions, Proven, Prover, ReadyError, ReadyKey};

/// A case of a statement. Its witness is overwritten when it is dropped.
pub struct Case<S: Statement> {
    public: S::Public,
    witness: S::Witness,
}

/// A proof to be made of any of the ledger's statements. The witness lies in one place in memory, whoever owns the job,
/// and is overwritten there when the job is dropped; what it was made from is its maker's business.
///
/// ```
/// use plimsoll_circuits::statement::{CircuitId, Statement, movement::Move};
/// use plimsoll_prover::Job;
///
/// let (public, witness) = Move::blank();
/// let job = Job::from((public, witness));
/// assert_eq!((job.circuit(), job.posted().len()), (CircuitId::Move, 21));
/// ```
pub enum Job {
    /// A Register of a small bill.
    RegisterSmall(Box<Case<RegisterSmall>>),
    /// A Register of a big bill.
    RegisterLarge(Box<Case<RegisterLarge>>),
    /// A Move.
    Move(Box<Case<Move>>),
    /// An Attest.
    Attest(Box<Case<Attest>>),
    /// An Amend.
    Amend(Box<Case<Amend>>),
    /// A Revalue.
    Revalue(Box<Case<Revalue>>),
}

/// Why posted values and a witness are no job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// There are more or fewer values than the circuit's statement posts.
    #[error("posted: expected {0} field elements")]
    Posted(usize),
    /// The witness is of another statement.
    #[error("witness: it is of another statement than {0}")]
    Witness(CircuitId),
}

impl<S: Statement> Case<S> {
    /// What is to be proven, true or not.
    pub const fn new(public: S::Public, witness: S::Witness) -> Self {
        Self { public, witness }
    }

    /// What the ledger sees.
    pub const fn public(&self) -> &S::Public {
        &self.public
    }

    /// What only the prover sees.
    pub const fn witness(&self) -> &S::Witness {
        &self.witness
    }
}

impl<S: Statement> Drop for Case<S> {
    fn drop(&mut self) {
        self.witness.zeroize();
    }
}

impl<S: Statement> std::fmt::Debug for Case<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Case({}, not shown)", S::CIRCUIT)
    }
}

/// Does the same with any job's case.
macro_rules! with_case {
    ($job:expr, $case:ident => $result:expr) => {
        match $job {
            Job::RegisterSmall($case) => $result,
            Job::RegisterLarge($case) => $result,
            Job::Move($case) => $result,
            Job::Attest($case) => $result,
            Job::Amend($case) => $result,
            Job::Revalue($case) => $result,
        }
    };
}

impl Job {
    /// Public inputs in their order and a witness, joined. Whether they satisfy the circuit's statement is not checked.
    ///
    /// # Errors
    /// If the number of public inputs is not the circuit's, or the witness is of another statement.
    pub fn read(circuit: CircuitId, public: &[F], witness: &AnyWitness) -> Result<Self, JobError> {
        Ok(match (circuit, witness) {
            (CircuitId::RegisterSmall, AnyWitness::Register(w)) => {
                Self::from((inputs::<RegisterSmallPublic>(public)?, w.as_ref().clone()))
            }
            (CircuitId::RegisterLarge, AnyWitness::Register(w)) => {
                Self::from((inputs::<RegisterLargePublic>(public)?, w.as_ref().clone()))
            }
            (CircuitId::Move, AnyWitness::Move(w)) => {
                Self::from((inputs::<MovePublic<F>>(public)?, w.as_ref().clone()))
            }
            (CircuitId::Attest, AnyWitness::Attest(w)) => {
                Self::from((inputs::<AttestPublic<F>>(public)?, w.as_ref().clone()))
            }
            (CircuitId::Amend, AnyWitness::Amend(w)) => {
                Self::from((inputs::<AmendPublic<F>>(public)?, w.as_ref().clone()))
            }
            (CircuitId::Revalue, AnyWitness::Revalue(w)) => {
                Self::from((inputs::<RevaluePublic<F>>(public)?, w.as_ref().clone()))
            }
            _ => return Err(JobError::Witness(circuit)),
        })
    }

    /// The circuit that proves it.
    #[must_use]
    pub const fn circuit(&self) -> CircuitId {
        match self {
            Self::RegisterSmall(_) => RegisterSmall::CIRCUIT,
            Self::RegisterLarge(_) => RegisterLarge::CIRCUIT,
            Self::Move(_) => Move::CIRCUIT,
            Self::Attest(_) => Attest::CIRCUIT,
            Self::Amend(_) => Amend::CIRCUIT,
            Self::Revalue(_) => Revalue::CIRCUIT,
        }
    }

    /// The public inputs in their order.
    #[must_use]
    pub fn posted(&self) -> Vec<F> {
        with_case!(self, case => case.public.to_fields())
    }

    /// Makes its key ready with this prover, if it is not yet.
    pub(crate) fn warm_up(&self, prover: &Prover) -> Result<Arc<ReadyKey>, ReadyError> {
        fn of<S: Statement>(prover: &Prover, _: &Case<S>) -> Result<Arc<ReadyKey>, ReadyError> {
            prover.warm_up::<S>()
        }
        with_case!(self, case => of(prover, case))
    }

    pub(crate) fn prove(&self, prover: &Prover, options: &ProveOptions<'_>) -> Result<Proven, ProveError> {
        fn of<S: Statement>(
            prover: &Prover,
            options: &ProveOptions<'_>,
            case: &Case<S>,
        ) -> Result<Proven, ProveError> {
            prover.prove_with::<S>(options, &case.public, &case.witness)
        }
        with_case!(self, case => of(prover, options, case))
    }
}

fn inputs<P: Public>(public: &[F]) -> Result<P, JobError> {
    P::from_fields(public).ok_or(JobError::Posted(P::LEN))
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Job({}, not shown)", self.circuit())
    }
}

/// A job from public inputs and witness.
macro_rules! from_pair {
    ($($statement:ident: $public:ty, $witness:ty;)*) => {$(
        impl From<($public, $witness)> for Job {
            fn from((public, witness): ($public, $witness)) -> Self {
                Self::$statement(Box::new(Case::new(public, witness)))
            }
        }
    )*};
}

from_pair! {
    RegisterSmall: RegisterSmallPublic, RegisterWitness;
    RegisterLarge: RegisterLargePublic, RegisterWitness;
    Move: MovePublic<F>, MoveWitness;
    Attest: AttestPublic<F>, AttestWitness;
    Amend: AmendPublic<F>, AmendWitness;
    Revalue: RevaluePublic<F>, RevalueWitness;
}
