//! A Move from posted values and witness to a verified proof, and the verification of a large Register: what is compared between two
//! versions of this repository, each run in its own checkout, by turns.
//!
//! ```sh
//! cargo run --release -p plimsoll-benches --example whole
//! ```

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

use plimsoll_benches::spread::Spread;
use plimsoll_circuits::statement::{Public as _, movement::Move, register::RegisterLarge};
use plimsoll_params::{KeyPolicy, KeyStore, Silent};
use plimsoll_prover::Prover;
use plimsoll_tests::World;
use plimsoll_verifier::verify;
use std::{sync::Arc, time::Instant};

fn main() {
    let keys = Arc::new(KeyStore::open(KeyPolicy::AllowInsecureDevelopment).unwrap());
    let prover = Prover::new(keys.clone());
    let (public, witness) = World::new(1).pledge();
    prover.prove::<Move>(&public, &witness).unwrap();
    let ms = |from: Instant| from.elapsed().as_secs_f64() * 1e3;
    let all = (0..20).map(|_| {
        let from = Instant::now();
        prover.prove::<Move>(&public, &witness).unwrap();
        ms(from)
    });
    println!("move in all: {} ms", Spread::of(all.collect::<Vec<_>>()));

    let (public, witness) = World::new(2).register_large(5_000_000);
    let proof = *prover.prove::<RegisterLarge>(&public, &witness).unwrap().proof();
    let (key, posted) = (keys.key::<RegisterLarge>(&Silent).unwrap(), public.to_fields());
    let verified = (0..200).map(|_| {
        let from = Instant::now();
        verify(key.verifying_key(), &posted, &proof).unwrap();
        ms(from)
    });
    println!("register-large verified: {:.3} ms", Spread::of(verified.collect::<Vec<_>>()));
}
