//! Proving and verifying, beside what `ark-groth16` does for the same circuit, key and witness.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

use std::{sync::Arc, time::Duration};

use ark_bn254::Bn254;
use ark_groth16::Groth16;
use ark_snark::SNARK;
use criterion::{Criterion, criterion_group, criterion_main};
use plimsoll_circuits::statement::{
    Digest, Instance, Public, Statement, attest::Attest, movement::Move, register::RegisterSmall,
};
use plimsoll_params::{KeyEvent, KeyPolicy, KeyStore, Manifest, Silent, default_directory};
use plimsoll_prover::{Prover, Timings};
use plimsoll_tests::World;
use plimsoll_verifier::verify;
use rand::rngs::OsRng;

/// Measures one true statement of `S`: `name` is the group's.
fn statement<S: Statement>(
    criterion: &mut Criterion,
    name: &str,
    manifest: Manifest,
    (public, witness): &(S::Public, S::Witness),
) {
    let keys = KeyStore::open_in(default_directory().unwrap(), KeyPolicy::AllowInsecureDevelopment, manifest);
    let keys = Arc::new(keys);
    let prover = Prover::new(keys.clone()).with_progress(|event: &KeyEvent<'_>| eprintln!("{event:?}"));
    prover.warm_up::<S>().unwrap();
    let key = keys.key::<S>(&Silent).unwrap();
    eprintln!("{name}: {:?}", key.shape().counts());
    let prove = || prover.prove::<S>(public, witness).unwrap();
    let part = |iterations: u64, part: fn(&Timings) -> Duration| {
        (0..iterations).map(|_| part(&prove().timings())).sum::<Duration>()
    };

    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    // All that a caller waits for: native check, witness, proof, verification.
    group.bench_function("plimsoll/all", |b| b.iter(prove));
    // What ark-groth16 does below: from a witness to a proof.
    group.bench_function("plimsoll/witness and proof", |b| {
        b.iter_custom(|n| part(n, |timings| timings.witness + timings.prove));
    });
    group.bench_function("ark-groth16/witness and proof", |b| {
        b.iter(|| {
            let instance = Instance::<S> { public, witness };
            Groth16::<Bn254>::prove(key.proving_key(), instance, &mut OsRng).unwrap()
        });
    });
    group.bench_function("plimsoll/check", |b| b.iter_custom(|n| part(n, |timings| timings.check)));
    group.bench_function("plimsoll/witness", |b| b.iter_custom(|n| part(n, |timings| timings.witness)));

    let proof = *prove().proof();
    let inputs = Digest::new(S::CIRCUIT, S::CIRCUIT.version(), &public.to_fields()).inputs();
    group.sample_size(50);
    group.bench_function("plimsoll/verify", |b| b.iter(|| verify(key.verifying_key(), &inputs, &proof)));
    let theirs = ark_groth16::Proof::<Bn254> { a: *proof.a(), b: *proof.b(), c: *proof.c() };
    let their_key = Groth16::<Bn254>::process_vk(&key.proving_key().vk).unwrap();
    group.bench_function("ark-groth16/verify", |b| {
        b.iter(|| Groth16::<Bn254>::verify_with_processed_vk(&their_key, &inputs, &theirs).unwrap());
    });
    group.finish();
}

fn movement(criterion: &mut Criterion) {
    statement::<Move>(criterion, "move", Manifest::committed().unwrap(), &World::new(1).pledge());
}

fn register(criterion: &mut Criterion) {
    let fixture = World::new(2).register_small(5_000_000);
    statement::<RegisterSmall>(criterion, "register-small", Manifest::committed().unwrap(), &fixture);
}

fn attest(criterion: &mut Criterion) {
    statement::<Attest>(
        criterion,
        "attest",
        Manifest::committed().unwrap(),
        &World::new(3).attest_of_a_title(),
    );
}

criterion_group!(benches, movement, register, attest);
criterion_main!(benches);
