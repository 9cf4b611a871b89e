//! What an Attest's circuit leaves to its verifier, asked before any proof.

use std::array;

use ark_bn254::{Bn254, Fr};
use ark_ff::{AdditiveGroup, Field, MontFp};
use ark_groth16::Groth16;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, SynthesisError};
use ark_std::rand::SeedableRng;
use plimsoll_verifier::{
    AttestDefect, BatchItem, CircuitId, Digest, PreparedVerifyingKey, Proof, RefusalCode, Takes, VerifyError,
    VerifyingKey, attest_values, verify, verify_batch,
};
use rand_chacha::ChaCha20Rng;

use crate::fixture::{THREE, converted, enforce_product};

/// A key that nobody can sign for.
const NOBODY: [Fr; 2] = [
    MontFp!("19793741139035378986868419021410005618933721146361559499320265970953284247406"),
    MontFp!("16022762469534452978269507160232391331742651546271619706162753635044171729693"),
];

fn inputs() -> [Fr; 15] {
    array::from_fn(|i| match i {
        10 => Fr::from(10_000),
        11 => Fr::from(u32::MAX),
        13 | 14 => NOBODY[i - 13],
        _ => Fr::from(u64::MAX),
    })
}

#[test]
fn amounts_rate_and_key_are_in_their_ranges() {
    assert_eq!(attest_values(&inputs()), Ok(()));
    let changed = |at: usize, value: Fr| {
        let mut inputs = inputs();
        inputs[at] = value;
        attest_values(&inputs)
    };
    for at in [8, 9] {
        for value in [Fr::from(1u128 << 64), -Fr::ONE] {
            assert_eq!(changed(at, value), Err(AttestDefect::Amount(at)));
        }
        assert_eq!(changed(at, Fr::ZERO), Ok(()));
    }
    for value in [Fr::from(10_001), Fr::from(1u128 << 64), -Fr::ONE] {
        assert_eq!(changed(10, value), Err(AttestDefect::Rate));
    }
    for value in [Fr::from(1u64 << 32), -Fr::ONE] {
        assert_eq!(changed(11, value), Err(AttestDefect::Day));
    }
    // What the ledger reads from elsewhere is not asked here.
    for at in (0..8).chain([12]) {
        assert_eq!(changed(at, -Fr::ONE), Ok(()));
    }
    for count in [0, 14, 16] {
        assert_eq!(attest_values(&vec![Fr::ZERO; count]), Err(AttestDefect::Count(count)));
    }
}

#[test]
fn a_key_that_anybody_could_sign_for_is_none() {
    let [x, y] = NOBODY;
    // Off the curve; the identity; of order 2; of order 4, since 168700 x^2 = 1; negated it is a key again.
    let of_order_4 = Fr::from(168_700).inverse().and_then(|xx| xx.sqrt()).unwrap();
    for (point, is_key) in [
        ([x, y], true),
        ([-x, y], true),
        ([x, -y], false),
        ([x, y + Fr::ONE], false),
        ([y, x], false),
        ([Fr::ZERO, Fr::ZERO], false),
        ([Fr::ZERO, Fr::ONE], false),
        ([Fr::ZERO, -Fr::ONE], false),
        ([of_order_4, Fr::ZERO], false),
        ([-of_order_4, Fr::ZERO], false),
    ] {
        let mut inputs = inputs();
        [inputs[13], inputs[14]] = point;
        let expected = if is_key { Ok(()) } else { Err(AttestDefect::VerifierKey) };
        assert_eq!(attest_values(&inputs), expected, "{point:?}");
    }
}

/// "I know the squares of three public inputs": true of any.
#[derive(Clone)]
struct Squares([Fr; 3]);

impl ConstraintSynthesizer<Fr> for Squares {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<(), SynthesisError> {
        for x in self.0 {
            let root = cs.new_input_variable(|| Ok(x))?;
            let square = cs.new_witness_variable(|| Ok(x.square()))?;
            enforce_product(&cs, root, root, square)?;
        }
        Ok(())
    }
}

/// A key with three public inputs, values of an Attest, and a proof for their digest.
pub fn posted(change: impl Fn(&mut [Fr; 15])) -> (VerifyingKey, Vec<Fr>, Proof) {
    let mut values = inputs();
    change(&mut values);
    let inputs = Digest::new(CircuitId::Attest, CircuitId::Attest.version(), &values).inputs();
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let key = Groth16::<Bn254>::generate_random_parameters_with_reduction(Squares(inputs), &mut rng).unwrap();
    let proof =
        Groth16::<Bn254>::create_random_proof_with_reduction(Squares(inputs), &key, &mut rng).unwrap();
    (converted(&key.vk), values.to_vec(), Proof::new(proof.a, proof.b, proof.c).unwrap())
}

#[test]
fn a_valid_proof_of_values_against_the_rules_is_malformed_alone_and_in_a_batch() {
    let (bare, values, proof) = posted(|values| values[10] = Fr::from(10_001));
    let key = |takes| PreparedVerifyingKey::new(bare.clone(), takes).unwrap();
    let attest = key(Takes::posted(CircuitId::Attest));
    let refused = verify(&attest, &values, &proof).unwrap_err();
    assert_eq!(refused, VerifyError::Attest(AttestDefect::Rate));
    assert_eq!(refused.code(), RefusalCode::Malformed);
    // The proof itself holds.
    let digest = Digest::new(CircuitId::Attest, CircuitId::Attest.version(), &values);
    assert_eq!(verify(&key(Takes::Inputs), &digest.inputs(), &proof), Ok(()));
    let (others, other) = THREE.prove(5);
    let item = BatchItem { key: &attest, values: &values, proof: &proof };
    let good = BatchItem { key: &THREE.key, values: &others, proof: &other };
    for count in 1..8 {
        let mut items = vec![good; count];
        items[count / 2] = item;
        let mut expected = vec![Ok(()); count];
        expected[count / 2] = Err(refused);
        assert_eq!(verify_batch(&items).unwrap(), expected);
    }
}

#[test]
fn what_is_posted_is_verified_through_its_digest() {
    let (bare, values, proof) = posted(|_| ());
    let key = |takes| PreparedVerifyingKey::new(bare.clone(), takes);
    let attest = key(Takes::posted(CircuitId::Attest)).unwrap();
    assert_eq!((attest.value_count(), verify(&attest, &values, &proof)), (15, Ok(())));
    for i in 0..8 {
        let mut other = values.clone();
        other[i] += Fr::ONE;
        assert_eq!(verify(&attest, &other, &proof), Err(VerifyError::Invalid), "{i}");
    }
    // Nobody's digest is taken in place of the values, and another version's is another digest.
    let digest = Digest::new(CircuitId::Attest, CircuitId::Attest.version(), &values);
    let count = VerifyError::Count { expected: 15, got: 3 };
    assert_eq!(verify(&attest, &digest.inputs(), &proof), Err(count));
    let next = key(Takes::Posted(CircuitId::Attest, CircuitId::Attest.version() + 1)).unwrap();
    assert_eq!(verify(&next, &values, &proof), Err(VerifyError::Invalid));
}
