//! Every ready policy over the sample of twelve containers: rows, and medians of proving and verifying. Those that are named
//! are also verified in a batch, of as many different proofs.
//! `cargo run --release -p plimsoll-benches --example claims [NAME ..]`

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

use plimsoll_benches::{host::Host, spread::Spread};
use plimsoll_circuits::{claims::halo2::ClaimCircuit, field::F};
use plimsoll_claims::{ClaimEvent, ClaimKey, Keys, Parameters, prove, verify, verify_batch};
use plimsoll_tests::claims::{Claim, ready_policies};
use rand::rngs::OsRng;
use std::time::Instant;

/// Proofs, and proofs of a policy that is named, which make a batch.
const RUNS: u64 = 5;
const BATCH: u64 = 32;

fn timed<T>(times: &mut Vec<f64>, what: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let out = what();
    times.push(start.elapsed().as_secs_f64());
    out
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let runs = if wanted.is_empty() { RUNS } else { BATCH };
    println!("{}; medians [least, greatest]", Host::this());
    println!(
        "policy                          rows   k   key s               prove s             verify ms  batch of {runs}, each ms   bytes"
    );
    for (name, text) in ready_policies() {
        if !wanted.is_empty() && !wanted.contains(&name) {
            continue;
        }
        let claim = Claim::new(&text, 200);
        let (net, _) = claim.compile(0);
        let k = ClaimKey::k_of(&net);
        let quiet = |_: &ClaimEvent<'_>| {};
        Parameters::load(k, &quiet).unwrap();
        let [mut key, mut proving, mut single, mut batch] = [const { Vec::new() }; 4];
        let keys = Keys::default();
        let proving_key = timed(&mut key, || keys.proving(&net, &quiet).unwrap());
        let proofs: Vec<(Vec<F>, _)> = (0..runs)
            .map(|answer| {
                let (net, values) = claim.compile(answer);
                let proof = timed(&mut proving, || prove(&proving_key, &net, &values, &mut OsRng).unwrap());
                (net.public().iter().map(|wire| values[wire.index()]).collect(), proof)
            })
            .collect();
        for (public, proof) in &proofs {
            timed(&mut single, || verify(&proving_key, public, proof).unwrap());
        }
        let all: Vec<_> = proofs.iter().map(|(public, proof)| (public.as_slice(), proof)).collect();
        for _ in 0..RUNS {
            let verdicts = timed(&mut batch, || verify_batch(&proving_key, &all).unwrap());
            assert!(verdicts.iter().all(Result::is_ok));
        }
        println!(
            "{name:30} {:5}  {k:2}  {:6.2}  {:>20.2}  {:>20.1}  {:>22.1}  {:6}",
            ClaimCircuit::blank(&net).rows(),
            Spread::of(key).median,
            Spread::of(proving),
            Spread::of(single).map(|s| s * 1e3),
            Spread::of(batch).map(|s| s * 1e3 / runs as f64),
            proofs[0].1.as_bytes().len(),
        );
    }
}
