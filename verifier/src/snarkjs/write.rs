//! From keys, inputs and proofs to snarkjs's files.

use std::{string::String, vec::Vec};

use ark_bn254::{Bn254, Fq2, Fq6, Fq12, Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, pairing::Pairing};
use ark_ff::{One, Zero};
use serde::Serialize;

use super::{
    decimal,
    shape::{Fq2Text, Fq12Text, G1Text, G2Text, KeyFile, ProofFile, curve, protocol},
};
use crate::{Proof, VerifyingKey};

/// The text of `verification_key.json`, `vk_alphabeta_12` included.
///
/// A key that does not pass [`lint`](VerifyingKey::lint) is written too, an identity as snarkjs does, with z = 0;
/// [`read_verification_key`](super::read_verification_key) refuses it.
#[must_use]
pub fn verification_key_json(key: &VerifyingKey) -> String {
    json(&KeyFile {
        protocol: protocol(),
        curve: curve(),
        n_public: key.input_count(),
        vk_alpha_1: g1(&key.alpha_g1),
        vk_beta_2: g2(&key.beta_g2),
        vk_gamma_2: g2(&key.gamma_g2),
        vk_delta_2: g2(&key.delta_g2),
        vk_alphabeta_12: Some(fq12(&Bn254::pairing(key.alpha_g1, key.beta_g2).0)),
        ic: key.ic.iter().map(g1).collect(),
    })
}

/// The text of `public.json`.
#[must_use]
pub fn public_json(inputs: &[Fr]) -> String {
    json(&inputs.iter().map(decimal::write).collect::<Vec<_>>())
}

/// The text of `proof.json`.
#[must_use]
pub fn proof_json(proof: &Proof) -> String {
    json(&ProofFile {
        pi_a: g1(proof.a()),
        pi_b: g2(proof.b()),
        pi_c: g1(proof.c()),
        protocol: protocol(),
        curve: curve(),
    })
}

/// Strings, numbers and arrays with fixed field names always serialize.
fn json<T: Serialize>(file: &T) -> String {
    serde_json::to_string_pretty(file).unwrap_or_default()
}

fn g1(point: &G1Affine) -> G1Text {
    if point.is_zero() {
        return ["0".into(), "1".into(), "0".into()];
    }
    [decimal::write(&point.x), decimal::write(&point.y), "1".into()]
}

fn g2(point: &G2Affine) -> G2Text {
    if point.is_zero() {
        return [fq2(&Fq2::zero()), fq2(&Fq2::one()), fq2(&Fq2::zero())];
    }
    [fq2(&point.x), fq2(&point.y), ["1".into(), "0".into()]]
}

fn fq2(value: &Fq2) -> Fq2Text {
    [decimal::write(&value.c0), decimal::write(&value.c1)]
}

fn fq12(value: &Fq12) -> Fq12Text {
    let fq6 = |value: &Fq6| [fq2(&value.c0), fq2(&value.c1), fq2(&value.c2)];
    [fq6(&value.c0), fq6(&value.c1)]
}
