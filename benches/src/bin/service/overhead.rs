//! The same proofs through the service and in a pool in this process, in turns.

use crate::{
    Result,
    case::Case,
    load::closed,
    process::processor,
    running::{Place, Program, Setup},
};
use plimsoll_benches::spread::Spread;
use plimsoll_prover::{Order, Pool, PoolOptions, Priority};
use serde::Serialize;
use std::{
    num::NonZeroUsize,
    sync::{Arc, mpsc},
    thread::available_parallelism,
    time::Instant,
};

/// The service beside the pool, over all rounds.
#[derive(Debug, Serialize)]
pub struct Overhead {
    pub threads: usize,
    pub proofs: usize,
    pub rounds: u32,
    /// Seconds for all proofs.
    pub pool_wall_s: Spread,
    pub service_wall_s: Spread,
    /// The service's wall time over the pool's in the same round, less one.
    pub wall_overhead: Spread,
    /// Processor time of the process for each proof, in milliseconds.
    pub pool_cpu_ms: Spread,
    pub service_cpu_ms: Spread,
    /// The service's processor time over the pool's in the same round, less one.
    pub cpu_overhead: Spread,
    /// Processor time of the load generator for each job, in milliseconds, on the same machine.
    pub client_cpu_ms: Spread,
}

pub async fn measure(program: &Program, case: &Case, proofs: usize, rounds: u32) -> Result<Vec<Overhead>> {
    let most = available_parallelism()?.get();
    let mut counts = vec![1, most];
    counts.dedup();
    let mut all = Vec::new();
    for threads in counts {
        all.push(beside(program, case, threads, proofs, rounds).await?);
    }
    Ok(all)
}

async fn beside(
    program: &Program,
    case: &Case,
    threads: usize,
    proofs: usize,
    rounds: u32,
) -> Result<Overhead> {
    let place = Place::new(program, Setup::threads(threads), 0)?;
    let serving = place.serve().await?;
    let body = Arc::new(case.submission(&serving.witness_key)?);
    let clients = 4 * threads + 4;
    let count = NonZeroUsize::new(threads).ok_or("no threads")?;
    let options = PoolOptions { threads: count, memory: u64::MAX, queue: proofs.max(2 * clients) };
    let pool = Pool::new(case.prover().clone(), options)?;
    let own = std::process::id();
    pooled(&pool, case, 2 * threads)?;
    closed(&serving.client, &body, 2 * clients, clients).await?;

    let (mut walls, mut cpus, mut generator) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let before = processor(own)?;
        let pool_wall = pooled(&pool, case, proofs)?;
        let pool_cpu = (processor(own)? - before).as_secs_f64();
        let (before, own_before) = (processor(serving.process.pid())?, processor(own)?);
        let service_wall = closed(&serving.client, &body, proofs, clients).await?.wall_s;
        let service_cpu = (processor(serving.process.pid())? - before).as_secs_f64();
        generator.push((processor(own)? - own_before).as_secs_f64());
        walls.push((pool_wall, service_wall));
        cpus.push((pool_cpu, service_cpu));
    }
    pool.close();
    serving.process.end().await?;
    let each = |seconds: Spread| seconds.map(|seconds| seconds * 1e3 / proofs as f64);
    let over = |pairs: &[(f64, f64)]| Spread::of(pairs.iter().map(|(pool, service)| service / pool - 1.0));
    Ok(Overhead {
        threads,
        proofs,
        rounds,
        pool_wall_s: Spread::of(walls.iter().map(|pair| pair.0)),
        service_wall_s: Spread::of(walls.iter().map(|pair| pair.1)),
        wall_overhead: over(&walls),
        pool_cpu_ms: each(Spread::of(cpus.iter().map(|pair| pair.0))),
        service_cpu_ms: each(Spread::of(cpus.iter().map(|pair| pair.1))),
        cpu_overhead: over(&cpus),
        client_cpu_ms: each(Spread::of(generator)),
    })
}

/// Seconds in which a pool proves so many.
fn pooled(pool: &Pool, case: &Case, proofs: usize) -> Result<f64> {
    let (tell, told) = mpsc::channel();
    let started = Instant::now();
    for _ in 0..proofs {
        let tell = tell.clone();
        let order = Order {
            job: case.job(),
            tenant: "measured".into(),
            priority: Priority::Interactive,
            deadline: None,
        };
        pool.submit(order, move |outcome| drop(tell.send(outcome.map(drop))))?;
    }
    drop(tell);
    for outcome in told {
        outcome?;
    }
    Ok(started.elapsed().as_secs_f64())
}
