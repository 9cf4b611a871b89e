//! What an Attest's circuit leaves to its verifier, asked before any proof.

use std::array;

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field, MontFp};
use plimsoll_verifier::{
    AttestDefect, BatchItem, InputRules, PreparedVerifyingKey, RefusalCode, VerifyError, attest_inputs,
    verify, verify_batch,
};

use crate::fixture::{Statement, THREE};

/// A key that nobody can sign for.
const NOBODY: [Fr; 2] = [
    MontFp!("19793741139035378986868419021410005618933721146361559499320265970953284247406"),
    MontFp!("16022762469534452978269507160232391331742651546271619706162753635044171729693"),
];

fn inputs() -> [Fr; 13] {
    array::from_fn(|i| match i {
        10 => Fr::from(10_000),
        11 | 12 => NOBODY[i - 11],
        _ => Fr::from(u64::MAX),
    })
}

#[test]
fn amounts_rate_and_key_are_in_their_ranges() {
    assert_eq!(attest_inputs(&inputs()), Ok(()));
    let changed = |at: usize, value: Fr| {
        let mut inputs = inputs();
        inputs[at] = value;
        attest_inputs(&inputs)
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
    // What the ledger reads from elsewhere is not asked here.
    for at in 0..8 {
        assert_eq!(changed(at, -Fr::ONE), Ok(()));
    }
    for count in [0, 12, 14] {
        assert_eq!(attest_inputs(&vec![Fr::ZERO; count]), Err(AttestDefect::Count(count)));
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
        [inputs[11], inputs[12]] = point;
        let expected = if is_key { Ok(()) } else { Err(AttestDefect::VerifierKey) };
        assert_eq!(attest_inputs(&inputs), expected, "{point:?}");
    }
}

#[test]
fn a_valid_proof_of_inputs_against_the_rules_is_malformed_alone_and_in_a_batch() {
    let statement = Statement::set_up(13, 7);
    let (inputs, proof) = statement.prove(5);
    let key = |rules| PreparedVerifyingKey::new(statement.key.key().clone(), rules).unwrap();
    assert_eq!(verify(&key(InputRules::Count), &inputs, &proof), Ok(()));
    let attest = key(InputRules::of("attest"));
    let refused = verify(&attest, &inputs, &proof).unwrap_err();
    // 5^10 and 5^11 are amounts; 5^12 is no rate.
    assert_eq!(refused, VerifyError::Attest(AttestDefect::Rate));
    assert_eq!(refused.code(), RefusalCode::Malformed);
    let (others, other) = THREE.prove(5);
    let item = BatchItem { key: &attest, inputs: &inputs, proof: &proof };
    let good = BatchItem { key: &THREE.key, inputs: &others, proof: &other };
    for count in 1..8 {
        let mut items = vec![good; count];
        items[count / 2] = item;
        let mut expected = vec![Ok(()); count];
        expected[count / 2] = Err(refused);
        assert_eq!(verify_batch(&items).unwrap(), expected);
    }
    assert_eq!(InputRules::of("move"), InputRules::Count);
}
