use ark_bn254::{Bn254, Fr};
use ark_ff::{BigInteger, Field, PrimeField};
use ark_groth16::Groth16;
use plimsoll_verifier::{
    DecodeError, Element, RefusalCode, VerifyError,
    inputs::{decode, decode_each, encode, from_be_bytes, to_be_bytes},
    verify,
};
use proptest::prelude::*;

use crate::fixture::{NONE, THREE, ark_proof};

/// `input` + r, big-endian.
fn plus_modulus(input: &Fr) -> [u8; 32] {
    let mut sum = input.into_bigint();
    sum.add_with_carry(&Fr::MODULUS);
    sum.to_bytes_be().try_into().unwrap()
}

#[test]
fn inputs_read_back() {
    let (inputs, _) = THREE.prove(5);
    assert_eq!(decode(&encode(&inputs), 3), Ok(inputs));
    assert_eq!(decode(&[], 0), Ok(vec![]));
    assert_eq!(to_be_bytes(&Fr::from(258))[30..], [1, 2]);
}

#[test]
fn an_input_not_below_r_is_not_canonical() {
    let minus_one = to_be_bytes(&-Fr::ONE);
    assert_eq!(from_be_bytes(&minus_one, 0), Ok(-Fr::ONE));
    for bytes in [plus_modulus(&Fr::from(0)), plus_modulus(&Fr::from(1)), [0xff; 32]] {
        let error = from_be_bytes(&bytes, 7).unwrap_err();
        assert_eq!(error, DecodeError::NotCanonical(Element::Input(7)));
        assert_eq!(error.code(), RefusalCode::NotCanonical);
    }
}

#[test]
fn the_same_input_plus_r_does_not_reach_the_proof() {
    let (inputs, _) = THREE.prove(5);
    for i in 0..3 {
        let mut encodings: Vec<_> = inputs.iter().map(to_be_bytes).collect();
        encodings[i] = plus_modulus(&inputs[i]);
        let expected = Err(DecodeError::NotCanonical(Element::Input(i)));
        assert_eq!(decode_each(&encodings, 3), expected);
        assert_eq!(decode(encodings.as_flattened(), 3), expected);
    }
}

#[test]
fn too_few_or_too_many_inputs_are_malformed() {
    let bytes = [0; 32 * 5];
    for got in [0, 1, 2, 4, 5] {
        let error = decode(&bytes[..32 * got], 3).unwrap_err();
        assert_eq!(error, DecodeError::InputCount { expected: 3, got });
        assert_eq!(error.code(), RefusalCode::Malformed);
    }
    for got in [1, 31, 95, 97] {
        assert_eq!(decode(&bytes[..got], 3), Err(DecodeError::Length { expected: 96, got }));
    }
}

/// ark-groth16 ignores a surplus, and takes missing inputs for zeros.
#[test]
fn counts_that_ark_groth16_accepts_are_refused() {
    let (mut inputs, proof) = THREE.prove(0);
    let theirs = ark_groth16::prepare_verifying_key(&THREE.proving.vk);
    let accepts =
        |inputs: &[Fr]| Groth16::<Bn254>::verify_proof(&theirs, &ark_proof(&proof), inputs).unwrap();

    assert!(accepts(&inputs[..1]));
    let refused = verify(&THREE.key, &inputs[..1], &proof).unwrap_err();
    assert_eq!(refused, VerifyError::Count { expected: 3, got: 1 });
    assert_eq!(refused.code(), RefusalCode::Malformed);

    assert_eq!(verify(&THREE.key, &inputs, &proof), Ok(()));
    inputs.push(Fr::from(9));
    assert!(accepts(&inputs));
    assert_eq!(verify(&THREE.key, &inputs, &proof), Err(VerifyError::Count { expected: 3, got: 4 }));

    let (_, proof) = NONE.prove(5);
    assert_eq!(verify(&NONE.key, &[Fr::ONE], &proof), Err(VerifyError::Count { expected: 0, got: 1 }));
}

proptest! {
    #[test]
    fn a_value_has_one_encoding(bytes: [u8; 32]) {
        match from_be_bytes(&bytes, 0) {
            Ok(input) => prop_assert_eq!(to_be_bytes(&input), bytes),
            Err(error) => {
                prop_assert_eq!(error, DecodeError::NotCanonical(Element::Input(0)));
                let r: [u8; 32] = Fr::MODULUS.to_bytes_be().try_into().unwrap();
                prop_assert!(bytes >= r);
            }
        }
    }
}
