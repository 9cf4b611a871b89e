//! Proofs of a Move per second: alone on all threads, and in a pool that is full.
//!
//! ```sh
//! cargo run --release -p plimsoll-benches --example pool [PROOFS]
//! ```

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

use plimsoll_benches::{host::Host, spread::Spread};
use plimsoll_circuits::{
    field::F,
    statement::movement::{Move, MovePublic, MoveWitness},
};
use plimsoll_params::{KeyPolicy, KeyStore};
use plimsoll_prover::{Job, Order, Pool, PoolOptions, Priority, ProveOptions, Prover};
use plimsoll_tests::World;
use std::{
    num::NonZeroUsize,
    sync::{Arc, mpsc},
    thread,
    time::Instant,
};

/// Proofs that are not measured, and those that are if nothing else is said.
const WARM: usize = 4;
const PROOFS: usize = 64;

fn main() {
    let proofs = std::env::args().nth(1).map_or(PROOFS, |text| text.parse().unwrap());
    let keys = KeyStore::open(KeyPolicy::AllowInsecureDevelopment).unwrap();
    let prover = Arc::new(Prover::new(Arc::new(keys)));
    let case = World::new(1).pledge();
    let most = thread::available_parallelism().unwrap();
    println!("{}; alone: medians [least, greatest]; the pool: one run of {proofs} proofs", Host::this());
    println!("threads        alone, ms each  in a pool, proofs/s  against one after another");
    let mut counts: Vec<usize> = (0..).map(|log| 1 << log).take_while(|n| *n < most.get()).collect();
    counts.push(most.get());
    for threads in counts.into_iter().filter_map(NonZeroUsize::new) {
        let alone = alone(&prover, threads, &case, proofs);
        let pooled = pooled(&prover, threads, &case, proofs);
        println!(
            "{threads:7}  {:>20.1}  {pooled:19.2}  {:25.2}",
            alone.map(|s| s * 1e3),
            pooled * alone.median
        );
    }
}

type Case = (MovePublic<F>, MoveWitness);

/// Seconds for each of so many proofs, one after another on all threads.
fn alone(prover: &Prover, threads: NonZeroUsize, (public, witness): &Case, proofs: usize) -> Spread {
    let options = ProveOptions::default().on(threads);
    let prove = || prover.prove_with::<Move>(&options, public, witness).unwrap();
    for _ in 0..WARM {
        prove();
    }
    Spread::of((0..proofs).map(|_| {
        let started = Instant::now();
        prove();
        started.elapsed().as_secs_f64()
    }))
}

/// Proofs per second of a pool to which all are given at once.
fn pooled(prover: &Arc<Prover>, threads: NonZeroUsize, case: &Case, proofs: usize) -> f64 {
    let options = PoolOptions { threads, memory: u64::MAX, queue: proofs.max(WARM).max(2 * threads.get()) };
    let pool = Pool::new(prover.clone(), options).unwrap();
    let run = |proofs: usize| {
        let (tell, told) = mpsc::channel();
        let started = Instant::now();
        for _ in 0..proofs {
            let (job, tell) = (Job::from(case.clone()), tell.clone());
            let order = Order { job, tenant: "a bank".into(), priority: Priority::Batch, deadline: None };
            pool.submit(order, move |outcome| tell.send(outcome.is_ok()).unwrap()).unwrap();
        }
        drop(tell);
        assert!(told.into_iter().all(|proven| proven), "all are proven");
        proofs as f64 / started.elapsed().as_secs_f64()
    };
    run(WARM.max(2 * threads.get()));
    run(proofs)
}
