//! What is proven in every measurement: a Move that pledges, the longest statement that is proven every day.

use crate::Result;
use plimsoll_api::{FieldElement, Priority, ProofHex, SealedWitness, Submission, Witness, WitnessPublicKey};
use plimsoll_circuits::{
    field::F,
    statement::{
        CircuitId, Public, Statement,
        movement::{Move, MovePublic, MoveWitness},
    },
};
use plimsoll_params::{KeyPolicy, KeyStore};
use plimsoll_prover::{Job, Prover};
use plimsoll_tests::World;
use rand::rngs::OsRng;
use std::sync::Arc;

/// A true statement with its witness, and a prover for it in this process.
pub struct Case {
    statement: (MovePublic<F>, MoveWitness),
    prover: Arc<Prover>,
}

impl Case {
    pub fn new() -> Result<Self> {
        let keys = KeyStore::open(KeyPolicy::AllowInsecureDevelopment)?;
        let prover = Arc::new(Prover::new(Arc::new(keys)));
        // Also makes the key ready where it is not: the processes that follow find it on disk.
        prover.warm_up::<Move>()?;
        Ok(Self { statement: World::new(1).pledge(), prover })
    }

    pub fn prover(&self) -> &Arc<Prover> {
        &self.prover
    }

    pub fn job(&self) -> Job {
        Job::from(self.statement.clone())
    }

    /// One proof of it, made here. It is valid for every job of this statement.
    pub fn proof(&self) -> Result<ProofHex> {
        Ok(ProofHex(self.prover.prove::<Move>(&self.statement.0, &self.statement.1)?.to_bytes()))
    }

    pub fn posted(&self) -> Vec<F> {
        self.statement.0.to_fields()
    }

    pub fn fields(&self) -> Vec<FieldElement> {
        self.posted().into_iter().map(FieldElement).collect()
    }

    pub fn circuit(&self) -> CircuitId {
        Move::CIRCUIT
    }

    /// The witness, sealed as clients do.
    pub fn sealed(&self, key: &WitnessPublicKey) -> Result<SealedWitness> {
        let witness = Witness::movement(&self.statement.1);
        let sealed = key.seal(self.circuit(), &self.posted(), &witness, &mut OsRng);
        Ok(sealed.ok_or("the witness cannot be sealed to the service's key")?)
    }

    /// What is sent to the service for each job: sealed once, since sealing is the client's work and not the service's.
    pub fn submission(&self, key: &WitnessPublicKey) -> Result<Vec<u8>> {
        let submission = Submission::sealed(self.circuit(), &self.posted(), self.sealed(key)?);
        Ok(serde_json::to_vec(&submission.with_priority(Priority::Interactive))?)
    }
}
