//! What verdicts do not show: a combination that refused good batches would only make them slow.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use alloc::{vec, vec::Vec};

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::Field;

use super::{
    Item,
    coefficients::derive,
    combination::{CHUNK, Combination},
};
use crate::{PreparedVerifyingKey, Proof, Takes, VerifyingKey, verify};

fn g1(scalar: impl Into<Fr>) -> G1Affine {
    (G1Affine::generator() * scalar.into()).into_affine()
}

fn g2(scalar: impl Into<Fr>) -> G2Affine {
    (G2Affine::generator() * scalar.into()).into_affine()
}

/// A key whose secrets are known, so that proofs need no circuit.
struct Trapdoor {
    alpha: u64,
    key: PreparedVerifyingKey,
}

const BETA: u64 = 3;
const GAMMA: u64 = 5;
const DELTA: u64 = 7;
const IC: [u64; 3] = [11, 13, 17];

impl Trapdoor {
    fn new(alpha: u64) -> Self {
        let key = VerifyingKey {
            alpha_g1: g1(alpha),
            beta_g2: g2(BETA),
            gamma_g2: g2(GAMMA),
            delta_g2: g2(DELTA),
            ic: IC.map(g1).to_vec(),
        };
        Self { alpha, key: PreparedVerifyingKey::new(key, Takes::Inputs).unwrap() }
    }

    /// A valid proof: C is what the equation asks for.
    fn prove(&self, inputs: &[Fr; 2], a: u64, b: u64) -> Proof {
        let statement = Fr::from(IC[0]) + inputs[0] * Fr::from(IC[1]) + inputs[1] * Fr::from(IC[2]);
        let product = Fr::from(a) * Fr::from(b) - Fr::from(self.alpha) * Fr::from(BETA);
        let c = (product - statement * Fr::from(GAMMA)) / Fr::from(DELTA);
        Proof::new(g1(a), g2(b), g1(c)).unwrap()
    }
}

#[test]
fn a_combination_of_valid_items_holds_and_one_bad_item_breaks_it() {
    let keys = [Trapdoor::new(2), Trapdoor::new(4), Trapdoor::new(6)];
    let inputs: Vec<_> = (1..12u64).map(|i| [Fr::from(i).inverse().unwrap(), -Fr::from(i)]).collect();
    let key = |i: usize| &keys[i * i % 3];
    let proofs: Vec<_> = inputs
        .iter()
        .enumerate()
        .map(|(i, inputs)| key(i).prove(inputs, 20 + i as u64, 50 + i as u64))
        .collect();
    let items: Vec<_> = (0..inputs.len())
        .map(|i| Item { key: &key(i).key, inputs: inputs[i].to_vec(), proof: &proofs[i] })
        .collect();
    assert!(items.iter().all(|item| verify(item.key, &item.inputs, item.proof).is_ok()));

    for count in 1..=items.len() {
        let combination = Combination::new(&items[..count]);
        assert_eq!(combination.chunks(), count.div_ceil(CHUNK));
        for end in 1..=combination.chunks() {
            for start in 0..end {
                assert!(combination.holds(&(start..end)), "chunks {start}..{end} of {count} items");
            }
        }
    }
    for bad in 0..items.len() {
        let mut items = items.clone();
        items[bad].proof = &proofs[(bad + 1) % proofs.len()];
        let combination = Combination::new(&items);
        for chunk in 0..combination.chunks() {
            assert_eq!(combination.holds(&(chunk..chunk + 1)), chunk != bad / CHUNK);
        }
        assert!(!combination.holds(&(0..combination.chunks())));
    }
}

/// Whatever changes in one item, and wherever, every item's coefficient is another.
#[test]
fn every_coefficient_depends_on_everything() {
    let (key, other_key) = (Trapdoor::new(2).key, Trapdoor::new(4).key);
    let inputs = [Fr::from(1), Fr::from(2)];
    let proof = Proof::new(g1(1), g2(1), g1(2)).unwrap();
    let item = Item { key: &key, inputs: inputs.to_vec(), proof: &proof };
    let changed_inputs = [[9, 2], [1, 9], [2, 1]].map(|pair| pair.map(Fr::from));
    let changed_proofs = [
        Proof::new(g1(9), g2(1), g1(2)).unwrap(),
        Proof::new(-g1(1), g2(1), g1(2)).unwrap(),
        Proof::new(g1(1), g2(9), g1(2)).unwrap(),
        Proof::new(g1(1), g2(1), g1(9)).unwrap(),
    ];

    let mut batches = vec![vec![item.clone(); 2], vec![item.clone(); 3]];
    for position in 0..2 {
        let mut push = |changed| {
            let mut batch = vec![item.clone(); 2];
            batch[position] = changed;
            batches.push(batch);
        };
        push(Item { key: &other_key, ..item.clone() });
        changed_inputs.iter().for_each(|inputs| push(Item { inputs: inputs.to_vec(), ..item.clone() }));
        changed_proofs.iter().for_each(|proof| push(Item { proof, ..item.clone() }));
    }
    assert_eq!(derive(&batches[0]), derive(&batches[0].clone()));
    let mut all: Vec<_> = batches.iter().flat_map(|batch| derive(batch)).collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
}
