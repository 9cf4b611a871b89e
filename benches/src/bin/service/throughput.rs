//! Proofs a second by workers and their threads.

use crate::{
    Result,
    case::Case,
    load::{Closed, closed},
    network::Network,
    process::{Memory, memory, processor},
    running::{Place, Process, Program, Setup},
};
use serde::Serialize;
use std::sync::Arc;

/// One arrangement.
#[derive(Debug, Serialize)]
pub struct Throughput {
    /// What works where.
    pub workers: String,
    /// Threads for proofs in all.
    pub threads: usize,
    /// Why it was not measured.
    pub skipped: Option<String>,
    /// What came of it.
    pub measured: Option<Measured>,
}

/// What came of an arrangement.
#[derive(Debug, Serialize)]
pub struct Measured {
    #[serde(flatten)]
    pub closed: Closed,
    /// The coordinator's processor time for each job, in milliseconds; with a worker in it, that of proving too.
    pub coordinator_cpu_ms: f64,
    /// The worker processes' processor time for each job, in milliseconds.
    pub workers_cpu_ms: Option<f64>,
    /// The coordinator's memory at the end.
    pub coordinator_memory: Memory,
    /// The memory of one worker process at the end.
    pub worker_memory: Option<Memory>,
}

/// Who works.
enum Workers {
    InProcess(usize),
    Processes(usize),
    Namespaces(usize),
}

pub async fn measure(program: &Program, case: &Case, proofs: usize) -> Result<Vec<Throughput>> {
    let arrangements = [
        Workers::InProcess(1),
        Workers::InProcess(2),
        Workers::Processes(1),
        Workers::Processes(2),
        Workers::Namespaces(4),
    ];
    let mut all = Vec::new();
    for workers in arrangements {
        let (name, threads) = match workers {
            Workers::InProcess(n) => (format!("in the coordinator, {n} threads"), n),
            Workers::Processes(n) => (format!("{n} processes, mutual TLS"), n),
            Workers::Namespaces(n) => (format!("{n} processes in network namespaces, mutual TLS"), n),
        };
        let (skipped, measured) = match workers {
            Workers::InProcess(_) => {
                (None, Some(one(program, case, proofs, Setup::threads(threads), None).await?))
            }
            Workers::Processes(n) => {
                let workers = vec![None; n];
                (None, Some(one(program, case, proofs, Setup::threads(0), Some(workers)).await?))
            }
            Workers::Namespaces(n) => match Network::new(n) {
                Ok(network) => {
                    let setup = Setup { host: network.host(), ..Setup::threads(0) };
                    let workers = network.namespaces().iter().map(|name| Some(name.as_str())).collect();
                    (None, Some(one(program, case, proofs, setup, Some(workers)).await?))
                }
                Err(why) => (Some(why.to_string()), None),
            },
        };
        all.push(Throughput { workers: name, threads, skipped, measured });
    }
    Ok(all)
}

async fn one(
    program: &Program,
    case: &Case,
    proofs: usize,
    setup: Setup,
    workers: Option<Vec<Option<&str>>>,
) -> Result<Measured> {
    // Enough that no worker ever waits for a client: each holds one job and has another.
    let threads = workers.as_ref().map_or(setup.threads, Vec::len);
    let clients = 4 * threads + 4;
    let place = Place::new(program, setup, workers.as_ref().map_or(0, Vec::len))?;
    let serving = place.serve().await?;
    let processes: Vec<Process> = workers
        .iter()
        .flatten()
        .enumerate()
        .map(|(i, namespace)| place.worker(&serving, i, *namespace))
        .collect::<Result<_>>()?;
    let body = Arc::new(case.submission(&serving.witness_key)?);
    closed(&serving.client, &body, 2 * clients, clients).await?;
    let spent = || -> Result<(f64, f64)> {
        let workers = processes.iter().map(|p| processor(p.pid())).sum::<Result<_>>();
        let workers: std::time::Duration = workers?;
        Ok((processor(serving.process.pid())?.as_secs_f64(), workers.as_secs_f64()))
    };
    let before = spent()?;
    let closed = closed(&serving.client, &body, proofs, clients).await?;
    let after = spent()?;
    let each = |before: f64, after: f64| (after - before) * 1e3 / proofs as f64;
    let measured = Measured {
        closed,
        coordinator_cpu_ms: each(before.0, after.0),
        workers_cpu_ms: workers.as_ref().map(|_| each(before.1, after.1)),
        coordinator_memory: memory(serving.process.pid())?,
        worker_memory: processes.first().map(|p| memory(p.pid())).transpose()?,
    };
    // Workers first: they tell the coordinator that they go.
    for process in processes {
        process.end().await?;
    }
    serving.process.end().await?;
    Ok(measured)
}
