use ark_bn254::Bn254;
use ark_groth16::Groth16;
use ark_serialize::CanonicalDeserialize;
use ark_snark::SNARK;
use plimsoll_circuits::{
    field::F,
    statement::{CircuitId, Digest, Public, Statement},
};
use plimsoll_params::{KeyError, KeyPolicy, KeyStore, Manifest};
use plimsoll_prover::{ProveError, Prover};
use plimsoll_verifier::{Proof, verify};

use crate::{gadgets::Gadgets, prover};

/// An odd one, an even one, a small one and a big one: both branches, few bits and many.
fn witnesses() -> [F; 4] {
    [F::from(1u64), F::from(123_456u64), F::from(1234567u64), -F::from(1u64)]
}

#[test]
fn proofs_verify_here_and_in_arkworks() {
    let (_directory, prover) = prover();
    let key = prover.warm_up::<Gadgets>().unwrap();
    let vk = key.verifying_key().key();
    let arkworks = Groth16::<Bn254>::process_vk(&ark_groth16::VerifyingKey {
        alpha_g1: vk.alpha_g1,
        beta_g2: vk.beta_g2,
        gamma_g2: vk.gamma_g2,
        delta_g2: vk.delta_g2,
        gamma_abc_g1: vk.ic.clone(),
    })
    .unwrap();
    for x in witnesses() {
        let public = Gadgets::public(x);
        let proven = prover.prove::<Gadgets>(&public, &x).unwrap();
        let bytes = proven.to_bytes();
        let proof = Proof::from_bytes(&bytes).unwrap();
        assert_eq!(verify(key.verifying_key(), &public.to_fields(), &proof), Ok(()));
        let theirs = ark_groth16::Proof::deserialize_compressed(&bytes[..]).unwrap();
        let inputs = Digest::new(Gadgets::CIRCUIT, Gadgets::CIRCUIT.version(), &public.to_fields()).inputs();
        assert!(Groth16::<Bn254>::verify_with_processed_vk(&arkworks, &inputs, &theirs).unwrap());
        assert!(proven.timings().total > proven.timings().prove);
    }
}

#[test]
fn two_proofs_of_one_witness_differ_in_every_point() {
    let (_directory, prover) = prover();
    let x = F::from(77u64);
    let [one, other] = [0, 1].map(|_| *prover.prove::<Gadgets>(&Gadgets::public(x), &x).unwrap().proof());
    assert_ne!(one.a(), other.a());
    assert_ne!(one.b(), other.b());
    assert_ne!(one.c(), other.c());
}

#[test]
fn a_false_statement_is_refused_by_name_before_any_key_is_made() {
    let (directory, prover) = prover();
    let (x, mut public) = (F::from(77u64), Gadgets::public(F::from(77u64)));
    public.0[1] += F::from(1u64);
    let ProveError::Refused { circuit, refusal } = prover.prove::<Gadgets>(&public, &x).unwrap_err() else {
        panic!("refused");
    };
    assert_eq!((circuit, refusal.check), (CircuitId::Move, "GADGETS-3 value"));
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn production_provers_take_no_development_keys() {
    let directory = tempfile::tempdir().unwrap();
    let keys = KeyStore::open_in(directory.path(), KeyPolicy::ProductionOnly, Manifest::empty());
    let x = F::from(77u64);
    let refused = Prover::new(keys.into()).prove::<Gadgets>(&Gadgets::public(x), &x).unwrap_err();
    assert!(matches!(refused, ProveError::Key(KeyError::DevelopmentRefused(_))));
}
