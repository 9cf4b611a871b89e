//! What one proof of each statement takes on one thread, without the service: witness, proof and verification.

use crate::{Result, case::Case, process::processor};
use plimsoll_benches::spread::Spread;
use plimsoll_prover::{Job, ProveOptions};
use plimsoll_tests::World;
use serde::Serialize;
use std::{num::NonZeroUsize, time::Instant};

/// Proofs that are not measured.
const WARM: usize = 2;

/// One statement.
#[derive(Debug, Serialize)]
pub struct Proof {
    pub circuit: &'static str,
    /// Milliseconds for one proof.
    pub wall_ms: Spread,
    /// Processor time for one proof, in milliseconds.
    pub cpu_ms: Spread,
}

pub fn measure(case: &Case, proofs: usize) -> Result<Vec<Proof>> {
    let jobs = [
        Job::from(World::new(2).register_small(5_000_000)),
        Job::from(World::new(1).pledge()),
        Job::from(World::new(3).attest_of_a_title()),
    ];
    let options = ProveOptions::default().on(NonZeroUsize::MIN);
    let one = |job: &Job| -> Result<Proof> {
        let run = || -> Result<[f64; 2]> {
            let (before, started) = (processor(std::process::id())?, Instant::now());
            case.prover().prove_job(job, &options)?;
            let (wall, cpu) = (started.elapsed(), processor(std::process::id())? - before);
            Ok([wall, cpu].map(|time| time.as_secs_f64() * 1e3))
        };
        (0..WARM).try_for_each(|_| run().map(drop))?;
        let runs: Vec<[f64; 2]> = (0..proofs).map(|_| run()).collect::<Result<_>>()?;
        let [wall_ms, cpu_ms] = std::array::from_fn(|i| Spread::of(runs.iter().map(|run| run[i])));
        Ok(Proof { circuit: job.circuit().name(), wall_ms, cpu_ms })
    };
    jobs.iter().map(one).collect()
}
