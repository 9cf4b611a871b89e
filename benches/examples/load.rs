//! How long it takes until all keys are ready, and what the first proof costs.
//!
//! ```sh
//! cargo run --release -p plimsoll-benches --example load
//! ```
//!
//! The second run of it finds the files; the first one of a machine makes them.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

use plimsoll_benches::{host::Host, spread::Spread};
use plimsoll_circuits::statement::{
    attest::Attest,
    movement::Move,
    register::{RegisterLarge, RegisterSmall},
};
use plimsoll_params::{KeyEvent, KeyPolicy, KeyStore};
use plimsoll_prover::Prover;
use plimsoll_tests::World;
use std::{sync::Arc, time::Instant};

fn main() {
    let (public, witness) = World::new(1).pledge();
    load(true);
    let ready = Spread::of((0..20).map(|_| load(false)));
    println!("{}; medians [least, greatest]", Host::this());
    println!("all keys ready in {ready} ms, 20 times");
    let keys = Arc::new(KeyStore::open(KeyPolicy::AllowInsecureDevelopment).unwrap());
    let prover = Prover::new(keys);
    let mut totals = Vec::new();
    for _ in 0..10 {
        let proven = prover.prove::<Move>(&public, &witness).unwrap();
        println!("move: {}", proven.timings());
        totals.push(proven.timings().total.as_secs_f64() * 1e3);
    }
    println!("move in all: {} ms, 10 times", Spread::of(totals));
}

/// Makes all keys ready in a prover of its own; milliseconds.
fn load(tell: bool) -> f64 {
    let started = Instant::now();
    let keys = Arc::new(KeyStore::open(KeyPolicy::AllowInsecureDevelopment).unwrap());
    let prover = Prover::new(keys).with_progress(move |event: &KeyEvent<'_>| {
        if tell {
            eprintln!("{event:?}");
        }
    });
    let sizes = [
        prover.warm_up::<RegisterSmall>().unwrap().bytes(),
        prover.warm_up::<RegisterLarge>().unwrap().bytes(),
        prover.warm_up::<Move>().unwrap().bytes(),
        prover.warm_up::<Attest>().unwrap().bytes(),
    ];
    let took = started.elapsed().as_secs_f64() * 1e3;
    if tell {
        println!("all keys ready in {took:.1} ms, bytes: {sizes:?}");
    }
    took
}
