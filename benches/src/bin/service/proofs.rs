//! What one proof of each statement takes on one thread, without the service: witness, proof and verification.

use crate::{Result, case::Case, process::processor};
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
    /// Milliseconds for one proof, the mean.
    pub wall_ms: f64,
    /// Processor time for one proof, the mean, in milliseconds.
    pub cpu_ms: f64,
}

pub fn measure(case: &Case, proofs: usize) -> Result<Vec<Proof>> {
    let jobs = [
        Job::from(World::new(2).register::<16>(5_000_000)),
        Job::from(World::new(1).pledge()),
        Job::from(World::new(3).attest_of_a_title()),
    ];
    let options = ProveOptions::default().on(NonZeroUsize::MIN);
    let one = |job: &Job| -> Result<Proof> {
        let run = |proofs: usize| -> Result<()> {
            (0..proofs).try_for_each(|_| Ok(case.prover().prove_job(job, &options).map(drop)?))
        };
        run(WARM)?;
        let (before, started) = (processor(std::process::id())?, Instant::now());
        run(proofs)?;
        let cpu = processor(std::process::id())? - before;
        let each = |time: std::time::Duration| time.as_secs_f64() * 1e3 / proofs as f64;
        Ok(Proof { circuit: job.circuit().name(), wall_ms: each(started.elapsed()), cpu_ms: each(cpu) })
    };
    jobs.iter().map(one).collect()
}
