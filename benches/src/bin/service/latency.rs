//! Latency under open loads: jobs arrive whether or not those before them have their proofs.

use crate::{
    Result,
    case::Case,
    client::{Answer, Client},
    load::closed,
    running::{Place, Program, Setup},
};
use plimsoll_api::State;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use serde::Serialize;
use std::{
    sync::Arc,
    thread::available_parallelism,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// The loads, in multiples of the capacity.
const LOADS: [f64; 3] = [0.5, 1.0, 2.0];

/// Where the arrivals come from: the same in every run.
const SEED: u64 = 2026;

/// The queue has room for the work of so many seconds: this bounds the wait.
const WORK_QUEUED: f64 = 4.0;

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Latency {
    /// Threads of the worker, in the coordinator's process.
    pub threads: usize,
    /// Proofs a second when clients wait for each other: the capacity.
    pub capacity: f64,
    /// How many jobs may wait (`limits.queued`).
    pub queued: u64,
    /// Seconds in which jobs arrived.
    pub seconds: f64,
    /// Each load.
    pub loads: Vec<Load>,
}

/// One load.
#[derive(Debug, Serialize)]
pub struct Load {
    /// Jobs that arrive, in multiples of the capacity.
    pub load: f64,
    /// How many arrived.
    pub offered: usize,
    /// How many were accepted.
    pub accepted: usize,
    /// How many were refused for the moment, with 429 or 503; they are not sent again.
    pub refused: usize,
    /// How many of these were told when to come back.
    pub refused_with_retry_after: usize,
    /// Accepted jobs without a proof at the end. Must be 0.
    pub lost: usize,
    /// From submission to proof as the client sees it, in milliseconds: medians and so on of the accepted.
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
    pub longest_ms: f64,
    /// Proofs a second while jobs arrived.
    pub per_second: f64,
}

/// What became of one job.
enum Fate {
    Proven { latency: Duration, at: Instant },
    Refused { retry_after: bool },
    Lost,
}

pub async fn measure(program: &Program, case: &Case, proofs: usize, time: Duration) -> Result<Latency> {
    let threads = available_parallelism()?.get();
    let clients = 4 * threads + 4;
    let capacity = {
        let place = Place::new(program, Setup::threads(threads), 0)?;
        let serving = place.serve().await?;
        let body = Arc::new(case.submission(&serving.witness_key)?);
        closed(&serving.client, &body, 2 * clients, clients).await?;
        closed(&serving.client, &body, proofs, clients).await?.per_second
    };
    let queued = (capacity * WORK_QUEUED).ceil() as u64;
    let place = Place::new(program, Setup { queued, ..Setup::threads(threads) }, 0)?;
    let serving = place.serve().await?;
    let body = Arc::new(case.submission(&serving.witness_key)?);
    closed(&serving.client, &body, 2 * threads, threads).await?;
    let mut loads = Vec::new();
    for load in LOADS {
        loads.push(open(&serving.client, &body, load, capacity, time).await?);
    }
    serving.process.end().await?;
    Ok(Latency { threads, capacity, queued, seconds: time.as_secs_f64(), loads })
}

async fn open(
    client: &Client,
    body: &Arc<Vec<u8>>,
    load: f64,
    capacity: f64,
    time: Duration,
) -> Result<Load> {
    let mut rng = ChaCha12Rng::seed_from_u64(SEED);
    let mut tasks = JoinSet::new();
    let started = Instant::now();
    let mut due = 0.0;
    loop {
        // The time between two arrivals of a Poisson process.
        due += -(1.0 - rng.r#gen::<f64>()).ln() / (load * capacity);
        if due >= time.as_secs_f64() {
            break;
        }
        let due = started + Duration::from_secs_f64(due);
        tokio::time::sleep_until(due.into()).await;
        let (client, body) = (client.clone(), body.clone());
        // From when it was due: a generator that is late makes no latency better.
        tasks.spawn(async move { fate(&client, &body, due).await });
    }
    let offered = tasks.len();
    let (end, mut latencies) = (started + time, Vec::with_capacity(offered));
    let (mut refused, mut told, mut lost, mut in_time) = (0, 0, 0, 0);
    while let Some(done) = tasks.join_next().await {
        match done?? {
            Fate::Proven { latency, at } => {
                latencies.push(latency.as_secs_f64() * 1e3);
                in_time += usize::from(at <= end);
            }
            Fate::Refused { retry_after } => {
                refused += 1;
                told += usize::from(retry_after);
            }
            Fate::Lost => lost += 1,
        }
    }
    latencies.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let rank = (share * latencies.len() as f64).ceil() as usize;
        latencies.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    };
    Ok(Load {
        load,
        offered,
        accepted: offered - refused,
        refused,
        refused_with_retry_after: told,
        lost,
        p50_ms: at(0.5),
        p95_ms: at(0.95),
        p99_ms: at(0.99),
        longest_ms: at(1.0),
        per_second: in_time as f64 / time.as_secs_f64(),
    })
}

async fn fate(client: &Client, body: &[u8], due: Instant) -> Result<Fate> {
    match client.submit(body).await? {
        Answer::Refused { status: 429 | 503, retry_after } => Ok(Fate::Refused { retry_after }),
        Answer::Refused { status, .. } => Err(format!("refused with status {status}").into()),
        Answer::Accepted(id, _) => {
            let job = client.ended(id).await?;
            let at = Instant::now();
            Ok(if job.state == State::Succeeded && job.proof.is_some() {
                Fate::Proven { latency: at - due, at }
            } else {
                Fate::Lost
            })
        }
    }
}
