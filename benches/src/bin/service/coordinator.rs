//! How many jobs a coordinator carries, whoever proves them: clients and workers over HTTP, with proofs that were made before.
//! Each is valid for its job and is verified like any other; only the time of proving is not there.

use crate::{
    Result,
    case::Case,
    client::{Answer, Client},
    process::processor,
    running::{Place, Program, Setup},
};
use plimsoll_api::{
    Done, LeaseAnswer, LeaseRequest, Outcome, ProofHex, Receipts, ResultsRequest, WitnessPublicKey,
};
use plimsoll_circuits::statement::CircuitId;
use plimsoll_tests::postgres::Postgres;
use serde::Serialize;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// How long each store is measured.
const TIME: Duration = Duration::from_secs(8);

/// Clients, each of which is a worker too.
const LANES: usize = 8;

/// A coordinator over one store.
#[derive(Debug, Serialize)]
pub struct Carried {
    pub store: &'static str,
    /// Jobs a second: submitted, leased, brought back, verified.
    pub per_second: f64,
    /// The coordinator's processor time for each, in milliseconds; the database server's is not in it.
    pub cpu_ms: f64,
    /// The load generator's.
    pub client_cpu_ms: f64,
}

/// Bringing the same proof for every job of one statement.
pub struct Bringer {
    circuit: CircuitId,
    proof: ProofHex,
    witness_keys: Vec<String>,
}

impl Bringer {
    pub fn new(case: &Case, key: &WitnessPublicKey) -> Result<Self> {
        Ok(Self { circuit: case.circuit(), proof: case.proof()?, witness_keys: vec![key.id()] })
    }

    /// Leases at most so many jobs, whosever they are; how many bytes the answer has.
    pub async fn lease(&self, client: &Client, max: u32) -> Result<(LeaseAnswer, usize)> {
        let request = LeaseRequest {
            worker: "measuring".to_owned(),
            circuits: vec![self.circuit],
            witness_keys: self.witness_keys.clone(),
            max,
            wait_ms: 0,
        };
        let answer = client.post::<LeaseAnswer>("work/lease", &request).await?;
        Ok((answer.answer, answer.bytes))
    }

    /// Brings the proof for each lease; how many bytes the request has.
    pub async fn bring(&self, client: &Client, leased: &LeaseAnswer) -> Result<usize> {
        let outcome = || Outcome::Proven { proof: self.proof, proving_us: 1 };
        let done =
            |lease: &plimsoll_api::Lease| Done { job: lease.job, fence: lease.fence, outcome: outcome() };
        let results = leased.leases.iter().map(done).collect();
        let request = ResultsRequest { worker: "measuring".to_owned(), results };
        let receipts = client.post::<Receipts>("work/results", &request).await?.answer;
        if receipts.accepted.iter().all(|counted| *counted) {
            Ok(serde_json::to_vec(&request)?.len())
        } else {
            Err("a valid proof was not taken".into())
        }
    }
}

pub async fn measure(program: &Program, case: &Case) -> Result<Vec<Carried>> {
    let mut all = vec![over(program, case, "SQLite", None).await?];
    if let Some(server) = Postgres::start_new() {
        all.push(over(program, case, "PostgreSQL", Some(server.database())).await?);
    }
    Ok(all)
}

async fn over(program: &Program, case: &Case, name: &'static str, store: Option<String>) -> Result<Carried> {
    let place = Place::new(program, Setup { store, ..Setup::threads(0) }, 0)?;
    let serving = place.serve().await?;
    let body = Arc::new(case.submission(&serving.witness_key)?);
    let bringer = Arc::new(Bringer::new(case, &serving.witness_key)?);
    let spent =
        || Ok::<_, crate::Failure>((processor(serving.process.pid())?, processor(std::process::id())?));
    carry(&serving.client, &body, &bringer, TIME / 8).await?;
    let (before, started) = (spent()?, Instant::now());
    let carried = carry(&serving.client, &body, &bringer, TIME).await?;
    let (after, wall) = (spent()?, started.elapsed());
    serving.process.end().await?;
    let each = |before: Duration, after: Duration| (after - before).as_secs_f64() * 1e3 / carried as f64;
    Ok(Carried {
        store: name,
        per_second: carried as f64 / wall.as_secs_f64(),
        cpu_ms: each(before.0, after.0),
        client_cpu_ms: each(before.1, after.1),
    })
}

/// Carries jobs for so long; how many.
async fn carry(
    client: &Client,
    body: &Arc<Vec<u8>>,
    bringer: &Arc<Bringer>,
    time: Duration,
) -> Result<usize> {
    let (mut tasks, until) = (JoinSet::new(), Instant::now() + time);
    for _ in 0..LANES {
        let (client, body, bringer) = (client.clone(), body.clone(), bringer.clone());
        tasks.spawn(async move {
            let mut carried = 0;
            while Instant::now() < until {
                let Answer::Accepted(..) = client.submit(&body).await? else {
                    return Err("a job was refused, although the queue has room".into());
                };
                let (leased, _) = bringer.lease(&client, 1).await?;
                bringer.bring(&client, &leased).await?;
                carried += leased.leases.len();
            }
            Ok::<_, crate::Failure>(carried)
        });
    }
    let mut carried = 0;
    while let Some(done) = tasks.join_next().await {
        carried += done??;
    }
    Ok(carried)
}
