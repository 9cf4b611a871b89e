//! Why proof bytes are never an identity.

use ark_bn254::Fr;
use ark_ec::CurveGroup;
use ark_ff::{Field, UniformRand};
use ark_std::rand::SeedableRng;
use plimsoll_verifier::{Proof, verify};
use rand_chacha::ChaCha20Rng;

use crate::fixture::{Statement, THREE};

/// Another proof of the same statement, made from a proof and the key alone:
/// (tA, (B + s delta) / t, C + sA).
pub fn rerandomized(statement: &Statement, proof: &Proof, seed: u64) -> Proof {
    let rng = &mut ChaCha20Rng::seed_from_u64(seed);
    let (t, s) = (Fr::rand(rng), Fr::rand(rng));
    let a = *proof.a() * t;
    let b = (statement.key.key().delta_g2 * s + proof.b()) * t.inverse().unwrap();
    let c = *proof.a() * s + proof.c();
    Proof::new(a.into_affine(), b.into_affine(), c.into_affine()).unwrap()
}

#[test]
fn a_stranger_makes_other_proofs_of_the_same_statement() {
    let (inputs, proof) = THREE.prove(5);
    for seed in 0..4 {
        let other = rerandomized(&THREE, &proof, seed);
        assert_ne!(other.to_bytes(), proof.to_bytes());
        assert_ne!((other.a(), other.b(), other.c()), (proof.a(), proof.b(), proof.c()));
        assert_eq!(verify(&THREE.key, &inputs, &other), Ok(()));
    }
    let negated = Proof::new(-*proof.a(), -*proof.b(), *proof.c()).unwrap();
    assert_ne!(negated.to_bytes(), proof.to_bytes());
    assert_eq!(verify(&THREE.key, &inputs, &negated), Ok(()));
}
