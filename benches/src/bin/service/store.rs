//! The store alone: jobs with witnesses of full size are submitted, leased and finished, without HTTP and without proofs.

use crate::{Result, case::Case};
use plimsoll_api::{JobId, Priority, ProofHex, WitnessKeys};
use plimsoll_server::Millis;
use plimsoll_server::proving::store::{Limits, NewJob, Outcome, Policy, Store, Taker, Tenant, open};
use plimsoll_tests::postgres::Postgres;
use rand::rngs::OsRng;
use serde::Serialize;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;
use uuid::Uuid;

/// How long each is measured.
const TIME: Duration = Duration::from_secs(4);

/// How many work at once.
const LANES: [usize; 2] = [1, 8];

const LIMITS: Limits = Limits { per_tenant: 1_000_000, queued: 1_000_000 };
const POLICY: Policy = Policy { attempts: 3, keep_ms: 86_400_000, leases_end: true };

/// A store at work.
#[derive(Debug, Serialize)]
pub struct Cycles {
    pub store: &'static str,
    /// How many work at once.
    pub lanes: usize,
    /// Jobs a second: submitted, leased, finished.
    pub per_second: f64,
}

pub async fn measure(case: &Case) -> Result<Vec<Cycles>> {
    let template = template(case)?;
    let folder = tempfile::tempdir()?;
    let mut all = Vec::new();
    let sqlite = open(&folder.path().join("queue.db").to_string_lossy()).await?;
    for lanes in LANES {
        all.push(cycles(&sqlite, "SQLite", &template, lanes).await?);
    }
    drop(sqlite);
    if let Some(server) = Postgres::start_new() {
        let postgres = open(&server.database()).await?;
        for lanes in LANES {
            all.push(cycles(&postgres, "PostgreSQL", &template, lanes).await?);
        }
    }
    Ok(all)
}

fn template(case: &Case) -> Result<(NewJob, Outcome)> {
    let keys = WitnessKeys::generate(&mut OsRng);
    let job = NewJob {
        id: JobId(Uuid::now_v7()),
        tenant: Tenant::new("measured").ok_or("no name of a tenant")?,
        batch: None,
        reference: None,
        trace: None,
        idempotency: None,
        circuit: case.circuit(),
        cost: 1,
        priority: Priority::Interactive,
        deadline: None,
        posted: case.fields(),
        witness: case.sealed(keys.public())?,
    };
    let ProofHex(proof) = case.proof()?;
    Ok((job, Outcome::Proven(ProofHex(proof), 1)))
}

async fn cycles(
    store: &Arc<dyn Store>,
    name: &'static str,
    template: &(NewJob, Outcome),
    lanes: usize,
) -> Result<Cycles> {
    let (mut tasks, started) = (JoinSet::new(), Instant::now());
    for lane in 0..lanes {
        let (store, (job, outcome)) = (store.clone(), template.clone());
        tasks.spawn(async move {
            let worker = format!("lane-{lane}");
            let witness_keys = [job.witness.key.clone()];
            let circuits = [job.circuit];
            let taker = Taker { worker: &worker, circuits: &circuits, witness_keys: &witness_keys };
            let mut finished = 0_usize;
            while started.elapsed() < TIME {
                let now = Millis::now();
                let id = JobId(Uuid::now_v7());
                let idempotency = Some((id.to_string(), [0; 32]));
                store.submit(&[NewJob { id, idempotency, ..job.clone() }], LIMITS, now).await?;
                for lease in store.lease(&taker, 1, now.plus(15_000), now).await? {
                    if !store.finish(lease.id, lease.fence, &outcome, &POLICY, Millis::now()).await? {
                        return Err("a result was not taken".into());
                    }
                    finished += 1;
                }
            }
            Ok::<_, crate::Failure>(finished)
        });
    }
    let mut finished = 0;
    while let Some(done) = tasks.join_next().await {
        finished += done??;
    }
    Ok(Cycles { store: name, lanes, per_second: finished as f64 / started.elapsed().as_secs_f64() })
}
