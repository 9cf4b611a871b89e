//! Keys, proofs and verdicts over small netlists, with real proofs.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use plimsoll_circuits::{
    claims::{
        halo2::ClaimCircuit,
        netlist::{Builder, Gate, Netlist},
    },
    field::F,
    poseidon2::{compress, permute},
};
use plimsoll_claims::{
    BatchError, ClaimError, ClaimEvent, ClaimKey, ClaimProof, KeyError, Keys, Parameters, ParametersError,
    prove, verify, verify_batch,
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use std::sync::{Arc, Mutex, OnceLock};

/// A member of a node over hashes, within a range, times a public factor.
fn small(factor: u64, value: u64) -> (Netlist, Vec<F>) {
    let mut b = Builder::default();
    let secret = b.private(F::from(value));
    let scale = b.public(F::from(factor));
    b.named("POLICY-1 at most 64 bits", |b| b.gate(Gate::Range { value: secret, bits: 64 }));
    let product = b.public(F::from(value) * F::from(factor));
    let q = [0i64, 0, 1, -1, 0].map(F::from);
    b.named("POLICY-2 product", |b| {
        b.gate(Gate::Arithmetic { left: secret, right: scale, out: product, q });
    });
    let mut leaves = Vec::new();
    for t in [4usize, 8, 16] {
        let input: Vec<_> =
            (0..t).map(|i| if i == 1 { secret } else { b.constant(F::from(i as u64)) }).collect();
        let state = permute(&input.iter().map(|wire| b.value(*wire)).collect::<Vec<_>>());
        let out = b.private(state[1]);
        b.gate(Gate::Permutation { input, output: vec![(1, out)] });
        leaves.push(out);
    }
    let children = [leaves[0], leaves[1], leaves[2], scale];
    let node = b.public(compress(&children.map(|wire| b.value(wire))));
    b.gate(Gate::Node { children, member: Some(leaves[1]), out: node });
    b.finish()
}

fn public(net: &Netlist, values: &[F]) -> Vec<F> {
    net.public().iter().map(|wire| values[wire.index()]).collect()
}

fn silent(_: &ClaimEvent<'_>) {}

fn parameters(k: u32) -> Arc<Parameters> {
    static MADE: OnceLock<Mutex<Vec<Arc<Parameters>>>> = OnceLock::new();
    let mut made = MADE.get_or_init(Mutex::default).lock().unwrap();
    if let Some(parameters) = made.iter().find(|parameters| parameters.k() == k) {
        return parameters.clone();
    }
    let parameters = Arc::new(Parameters::derive(k).unwrap().0);
    made.push(parameters.clone());
    parameters
}

fn key() -> &'static ClaimKey {
    static KEY: OnceLock<ClaimKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let (net, _) = small(0, 0);
        ClaimKey::new(&net, parameters(ClaimKey::k_of(&net)), &silent).unwrap()
    })
}

fn proven(factor: u64, value: u64, seed: u64) -> (Vec<F>, ClaimProof) {
    let (net, values) = small(factor, value);
    let proof = prove(key(), &net, &values, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap();
    (public(&net, &values), proof)
}

#[test]
fn a_true_claim_is_proven_and_accepted() {
    let (public, proof) = proven(3, 5, 1);
    verify(key(), &public, &proof).unwrap();
    let text = serde_json::to_string(&proof).unwrap();
    assert!(text.starts_with("\"0x"));
    let again: ClaimProof = serde_json::from_str(&text).unwrap();
    assert_eq!(again, proof);
    assert!(serde_json::from_str::<ClaimProof>("\"00\"").is_err());
    assert_ne!(proven(3, 5, 2).1, proof, "proofs are randomised");
}

#[test]
fn the_verifying_half_is_the_same_key() {
    let (net, values) = small(3, 5);
    let half = ClaimKey::verifying(&net, parameters(ClaimKey::k_of(&net)), &silent).unwrap();
    assert_eq!(half.fingerprint(), key().fingerprint());
    let (public, proof) = proven(3, 5, 1);
    verify(&half, &public, &proof).unwrap();
    let error = prove(&half, &net, &values, &mut ChaCha20Rng::seed_from_u64(0)).unwrap_err();
    assert!(matches!(error, ClaimError::VerifyingOnly));
}

#[test]
fn a_false_claim_is_named() {
    let (net, mut values) = small(3, 5);
    let product = net.public()[1].index();
    values[product] += F::from(1u64);
    let error = prove(key(), &net, &values, &mut ChaCha20Rng::seed_from_u64(0)).unwrap_err();
    assert!(matches!(&error, ClaimError::Violated { scope } if scope == "POLICY-2 product"), "{error}");
    let error = prove(key(), &net, &values[1..], &mut ChaCha20Rng::seed_from_u64(0)).unwrap_err();
    assert!(matches!(error, ClaimError::Values { .. }));
}

#[test]
fn public_inputs_are_exactly_those_of_the_proof() {
    let (public, proof) = proven(3, 5, 1);
    let count = |public: &[F]| verify(key(), public, &proof).unwrap_err();
    assert!(matches!(count(&public[..2]), ClaimError::PublicInputs { expected: 3, found: 2 }));
    let mut more = public.clone();
    more.push(F::from(0u64));
    assert!(matches!(count(&more), ClaimError::PublicInputs { expected: 3, found: 4 }));
    for i in 0..public.len() {
        let mut other = public.clone();
        other[i] += F::from(1u64);
        assert!(matches!(count(&other), ClaimError::Refused));
    }
}

#[test]
fn changed_proofs_are_refused() {
    let (public, proof) = proven(3, 5, 1);
    let refused = |bytes: Vec<u8>| {
        matches!(verify(key(), &public, &ClaimProof::from_bytes(bytes)), Err(ClaimError::Refused))
    };
    let bytes = proof.as_bytes();
    assert!(refused(Vec::new()));
    assert!(refused(vec![0; bytes.len()]));
    assert!(refused(vec![0xff; bytes.len()]));
    for short in [1, 31, 32, bytes.len() / 2] {
        assert!(refused(bytes[..bytes.len() - short].to_vec()));
    }
    assert!(refused([bytes, &[0]].concat()));
    assert!(refused([bytes, &[0; 32]].concat()));
    // One bit in each 32 bytes, the flags of points among them.
    for (i, byte) in (0..bytes.len()).step_by(32).map(|i| i + 31).enumerate() {
        let mut changed = bytes.to_vec();
        changed[byte] ^= [0x80, 0x40, 0x01][i % 3];
        assert!(refused(changed), "byte {byte}");
    }
}

#[test]
fn a_proof_is_for_one_policy() {
    let (public, proof) = proven(3, 5, 1);
    let mut b = Builder::default();
    let wires = public.iter().map(|x| b.public(*x)).collect::<Vec<_>>();
    b.gate(Gate::Range { value: wires[0], bits: 64 });
    let (net, values) = b.finish();
    let other = ClaimKey::new(&net, parameters(ClaimKey::k_of(&net)), &silent).unwrap();
    assert_ne!(other.fingerprint(), key().fingerprint());
    assert!(matches!(verify(&other, &public, &proof), Err(ClaimError::Refused)));
    let error = prove(key(), &net, &values, &mut ChaCha20Rng::seed_from_u64(0)).unwrap_err();
    assert!(matches!(error, ClaimError::OtherKey));
    let error = ClaimKey::new(&small(0, 0).0, parameters(ClaimKey::k_of(&net)), &silent).unwrap_err();
    assert!(matches!(error, KeyError::WrongParameters { .. }));
}

#[test]
fn a_batch_has_the_verdicts_of_single_proofs() {
    assert_eq!(verify_batch(key(), &[]).unwrap_err(), BatchError::Empty);
    let good: Vec<_> = (1..4).map(|i| proven(i, 7 * i, i)).collect();
    let batch: Vec<_> = good.iter().map(|(public, proof)| (public.as_slice(), proof)).collect();
    assert!(verify_batch(key(), &batch).unwrap().iter().all(Result::is_ok));

    let short = ClaimProof::from_bytes(good[0].1.as_bytes()[1..].to_vec());
    let mixed = [
        batch[0],
        (good[1].0.as_slice(), &good[0].1),
        batch[2],
        (good[0].0.as_slice(), &short),
        (&good[0].0[..1], &good[0].1),
    ];
    let verdicts = verify_batch(key(), &mixed).unwrap();
    for ((public, proof), verdict) in mixed.iter().zip(verdicts) {
        let single = verify(key(), public, proof);
        assert_eq!(format!("{verdict:?}"), format!("{single:?}"));
    }
    // Two wrong proofs that would cancel out without weights are at least the same proof twice.
    let twice = [mixed[1], mixed[1]];
    assert!(verify_batch(key(), &twice).unwrap().iter().all(Result::is_err));
}

#[test]
fn parameters_come_from_a_file_that_is_checked() {
    let directory = tempfile::tempdir().unwrap();
    let events = Mutex::new(Vec::new());
    let note = |event: &ClaimEvent<'_>| {
        let text = format!("{event:?}");
        events.lock().unwrap().push(text.split_whitespace().next().unwrap_or_default().to_owned());
    };
    let load = |k| Parameters::load_from(directory.path(), k, &note);
    load(5).unwrap();
    load(5).unwrap();
    let file = std::fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|path| path.extension().is_some_and(|e| e == "params")).unwrap();
    let honest = std::fs::read(&file).unwrap();
    for damage in [honest.len() - 1, 40, 2] {
        let mut bytes = honest.clone();
        bytes[damage] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(load(5).unwrap().k(), 5);
        assert_eq!(std::fs::read(&file).unwrap(), honest);
    }
    std::fs::write(&file, &honest[..100]).unwrap();
    load(5).unwrap();
    let seen = events.lock().unwrap().clone();
    assert_eq!(seen[..3], ["Deriving", "Derived", "Loaded"]);
    assert_eq!(seen.iter().filter(|event| *event == "Deriving").count(), 5);
    assert!(matches!(load(40), Err(ParametersError::TooLarge { k: 40 })));
}

#[test]
fn keys_are_kept_by_netlist() {
    let keys = Keys::default();
    let (net, _) = small(0, 0);
    let verifying = keys.verifying(&net, &silent).unwrap();
    assert!(Arc::ptr_eq(&verifying, &keys.verifying(&net, &silent).unwrap()));
    let proving = keys.proving(&net, &silent).unwrap();
    assert!(proving.can_prove());
    assert!(Arc::ptr_eq(&proving, &keys.verifying(&net, &silent).unwrap()));
    assert_eq!(proving.fingerprint(), key().fingerprint());
}

/// A change here changes every key: it needs a line in the changelog, and proofs under old keys are lost.
#[test]
fn the_key_of_a_small_netlist_is_pinned() {
    let (net, values) = small(3, 5);
    let circuit = ClaimCircuit::blank(&net);
    let found = format!(
        "netlist {}\nrows {}\nk {}\nproof bytes {}\nkey {}\n",
        hex::encode(net.digest()),
        circuit.rows(),
        circuit.k(),
        prove(key(), &net, &values, &mut ChaCha20Rng::seed_from_u64(0)).unwrap().as_bytes().len(),
        key().fingerprint(),
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/small.txt");
    if std::env::var_os("PLIMSOLL_WRITE_GOLDEN").is_some() {
        std::fs::write(path, &found).unwrap();
    }
    assert_eq!(found, std::fs::read_to_string(path).unwrap_or_default());
}
