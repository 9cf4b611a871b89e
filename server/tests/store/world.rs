//! Jobs to submit.

use plimsoll_api::{FieldElement, Held, JobId, Priority, ProofHex, SealedWitness, Stage};
use plimsoll_circuits::{field::F, statement::CircuitId};
use plimsoll_server::{
    Millis,
    proving::store::{JobRecord, Leased, Limits, NewJob, Policy, Store, Taker, Tenant},
};
use std::sync::Arc;
use uuid::Uuid;

pub type Shared = Arc<dyn Store>;

pub const NOW: Millis = Millis(1_700_000_000_000);
pub const SOON: Millis = NOW.plus(30_000);
pub const LATER: Millis = NOW.plus(60_000);
pub const WIDE: Limits = Limits { per_tenant: 1_000_000, queued: 1_000_000 };
pub const POLICY: Policy = Policy { attempts: 3, keep_ms: 3_600_000, leases_end: true };

pub fn tenant(name: &str) -> Tenant {
    Tenant::new(name).unwrap()
}

pub fn job(of: &str) -> NewJob {
    NewJob {
        id: JobId(Uuid::now_v7()),
        tenant: tenant(of),
        batch: None,
        reference: None,
        trace: None,
        idempotency: None,
        circuit: CircuitId::Move,
        cost: 10,
        priority: Priority::Interactive,
        deadline: None,
        posted: vec![FieldElement(F::from(7u64)), FieldElement(-F::from(8u64))],
        witness: SealedWitness {
            key: KEY.to_owned(),
            encapsulated: vec![5; 32],
            ciphertext: b"a sealed witness".repeat(100),
        },
    }
}

pub fn proof(byte: u8) -> ProofHex {
    ProofHex([byte; 128])
}

pub async fn submit(store: &Shared, jobs: &[NewJob]) -> Vec<JobRecord> {
    let submitted = store.submit(jobs, WIDE, NOW).await.unwrap();
    assert!(!submitted.repeated);
    submitted.jobs
}

/// The witness key of all jobs here.
pub const KEY: &str = "0011223344556677";

pub async fn lease(store: &Shared, max: u32) -> Vec<Leased> {
    lease_as(store, "w", &CircuitId::ALL, max, (SOON, NOW)).await
}

/// Leases for a worker of this name and these circuits.
pub async fn lease_as(
    store: &Shared,
    worker: &str,
    circuits: &[CircuitId],
    max: u32,
    (until, now): (Millis, Millis),
) -> Vec<Leased> {
    let taker = Taker { worker, circuits, witness_keys: &["other".to_owned(), KEY.to_owned()] };
    store.lease(&taker, max, until, now).await.unwrap()
}

/// Submits one job and leases it.
pub async fn leased(store: &Shared) -> Leased {
    submit(store, &[job("a")]).await;
    lease(store, 1).await.pop().unwrap()
}

pub async fn read(store: &Shared, id: JobId) -> JobRecord {
    store.job(&tenant("a"), id).await.unwrap().unwrap()
}

pub fn held(lease: &Leased) -> Held {
    Held { job: lease.id, fence: lease.fence.0, stage: Stage::Proving }
}
