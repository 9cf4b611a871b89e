//! Proving and verifying claims, as containers, predicates and lists grow.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

use criterion::{Criterion, criterion_group, criterion_main};
use plimsoll_benches::claims::{over_containers, with_lists};
use plimsoll_circuits::{claims::netlist::Netlist, field::F};
use plimsoll_claims::{ClaimEvent, ClaimKey, Keys, prove, verify, verify_batch};
use plimsoll_tests::claims::{Claim, ready_policies};
use rand::rngs::OsRng;
use std::cell::LazyCell;

/// Proofs in a batch.
const BATCH: u64 = 32;

fn claim(criterion: &mut Criterion, name: &str, claim: &Claim, batch: bool) {
    // Made where they are needed, so that what a filter leaves out costs nothing.
    let honest = LazyCell::new(|| claim.compile(0));
    let key = LazyCell::new(|| {
        let (net, _) = &*honest;
        eprintln!("{name}: 2^{} rows, {} gates", ClaimKey::k_of(net), net.gates().len());
        Keys::default().proving(net, &|event: &ClaimEvent<'_>| eprintln!("{name}: {event:?}")).unwrap()
    });
    let proven = |(net, values): &(Netlist, Vec<F>)| {
        let public: Vec<F> = net.public().iter().map(|wire| values[wire.index()]).collect();
        (public, prove(&key, net, values, &mut OsRng).unwrap())
    };
    let one = LazyCell::new(|| proven(&honest));
    let many = LazyCell::new(|| (0..BATCH).map(|answer| proven(&claim.compile(answer))).collect::<Vec<_>>());

    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("compile", |b| b.iter(|| claim.compile(1)));
    group.bench_function("prove", |b| b.iter(|| proven(&honest)));
    group.bench_function("verify", |b| b.iter(|| verify(&key, &one.0, &one.1).unwrap()));
    if batch {
        group.bench_function(format!("verify {BATCH}"), |b| {
            let proofs: Vec<_> = many.iter().map(|(public, proof)| (public.as_slice(), proof)).collect();
            b.iter(|| assert!(verify_batch(&key, &proofs).unwrap().iter().all(Result::is_ok)));
        });
    }
    group.finish();
}

fn claims(criterion: &mut Criterion) {
    let measured = "sanctions-and-presentation";
    for (name, text) in ready_policies().into_iter().filter(|(name, _)| name == measured) {
        claim(criterion, &name, &Claim::new(&text, 200), true);
    }
    for room in [32, 128] {
        claim(criterion, &format!("room-{room}"), &Claim::new(&over_containers(room, 1), 0), false);
    }
    for predicates in [8, 32] {
        let name = format!("predicates-{predicates}");
        claim(criterion, &name, &Claim::new(&over_containers(32, predicates), 0), false);
    }
    for entries in [100, 10_000, 1_000_000] {
        claim(criterion, &format!("list-{entries}"), &Claim::new(&with_lists(entries), entries), false);
    }
}

criterion_group!(benches, claims);
criterion_main!(benches);
