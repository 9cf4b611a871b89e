//! Files made by snarkjs 0.7.6 for "public x and x * y, private y", with a phase 2 contribution and without.

use ark_bn254::{Fq, Fr};
use ark_ff::PrimeField;
use plimsoll_verifier::{
    DecodeError, Element, LintError, PreparedVerifyingKey, RefusalCode, Takes, VerifyError,
    snarkjs::{
        SnarkjsError, proof_json, public_json, read_proof, read_public, read_verification_key,
        verification_key_json,
    },
    verify,
};
use serde_json::{Value, json};

use crate::fixture::{NONE, THREE};

pub const KEY: &str = include_str!("../data/snarkjs/verification_key.json");
pub const PUBLIC: &str = include_str!("../data/snarkjs/public.json");
pub const PROOF: &str = include_str!("../data/snarkjs/proof.json");
pub const UNCONTRIBUTED: &str = include_str!("../data/snarkjs/uncontributed_verification_key.json");

/// `text` with the value at `pointer` replaced.
pub fn with(text: &str, pointer: &str, value: Value) -> String {
    let mut file: Value = serde_json::from_str(text).unwrap();
    *file.pointer_mut(pointer).expect(pointer) = value;
    file.to_string()
}

fn without(text: &str, field: &str) -> String {
    let mut file: Value = serde_json::from_str(text).unwrap();
    file.as_object_mut().unwrap().remove(field).expect(field);
    file.to_string()
}

fn key_error(text: &str) -> SnarkjsError {
    read_verification_key(text.as_bytes()).unwrap_err()
}

fn proof_error(text: &str) -> SnarkjsError {
    read_proof(text.as_bytes()).unwrap_err()
}

fn decode_error(error: SnarkjsError) -> DecodeError {
    match error {
        SnarkjsError::Decode(error) => error,
        other => panic!("{other}"),
    }
}

#[test]
fn a_proof_made_by_snarkjs_verifies() {
    let key =
        PreparedVerifyingKey::new(read_verification_key(KEY.as_bytes()).unwrap(), Takes::Inputs).unwrap();
    let inputs = read_public(PUBLIC.as_bytes(), key.value_count()).unwrap();
    assert_eq!(inputs, [-Fr::from(42), Fr::from(6)]);
    let proof = read_proof(PROOF.as_bytes()).unwrap();
    assert_eq!(verify(&key, &inputs, &proof), Ok(()));
    assert_eq!(verify(&key, &[Fr::from(42), Fr::from(6)], &proof), Err(VerifyError::Invalid));
}

#[test]
fn what_snarkjs_wrote_we_write() {
    let same = |ours: &str, theirs: &str| {
        assert_eq!(
            serde_json::from_str::<Value>(ours).unwrap(),
            serde_json::from_str::<Value>(theirs).unwrap()
        );
    };
    let key = read_verification_key(KEY.as_bytes()).unwrap();
    same(&verification_key_json(&key), KEY);
    same(&public_json(&read_public(PUBLIC.as_bytes(), 2).unwrap()), PUBLIC);
    same(&proof_json(&read_proof(PROOF.as_bytes()).unwrap()), PROOF);
}

#[test]
fn what_we_write_reads_back() {
    for statement in [&*THREE, &*NONE] {
        let (inputs, proof) = statement.prove(5);
        let key = statement.key.key();
        assert_eq!(read_verification_key(verification_key_json(key).as_bytes()).unwrap(), *key);
        assert_eq!(read_public(public_json(&inputs).as_bytes(), inputs.len()).unwrap(), inputs);
        assert_eq!(read_proof(proof_json(&proof).as_bytes()).unwrap(), proof);
    }
}

#[test]
fn a_key_without_a_second_phase_is_refused_by_the_lint() {
    let key = read_verification_key(UNCONTRIBUTED.as_bytes()).unwrap();
    assert_eq!(key.lint(), Err(LintError::GammaIsDelta));
}

#[test]
fn files_without_the_shape_are_refused() {
    let unreadable = |error: SnarkjsError| {
        assert!(matches!(error, SnarkjsError::Shape(_)), "{error}");
        assert_eq!(error.code(), None);
    };
    for text in ["", "{", "null", "[]", "{}"] {
        unreadable(key_error(text));
        unreadable(proof_error(text));
    }
    let key: Value = serde_json::from_str(KEY).unwrap();
    for field in key.as_object().unwrap().keys().filter(|f| *f != "vk_alphabeta_12") {
        unreadable(key_error(&without(KEY, field)));
    }
    let proof: Value = serde_json::from_str(PROOF).unwrap();
    for field in proof.as_object().unwrap().keys() {
        unreadable(proof_error(&without(PROOF, field)));
    }
    unreadable(key_error(&with(KEY, "/nPublic", json!("2"))));
    unreadable(key_error(&with(KEY, "/nPublic", json!(-1))));
    unreadable(key_error(&with(KEY, "/nPublic", json!(2.5))));
    unreadable(key_error(&with(KEY, "/vk_alpha_1", json!(["1", "2"]))));
    unreadable(key_error(&with(KEY, "/vk_alpha_1/0", json!(1))));
    unreadable(proof_error(&with(PROOF, "/pi_a", json!(["1", "2", "1", "1"]))));
    unreadable(proof_error(&PROOF.replacen('{', "{\"pi_d\": [],", 1)));
    unreadable(proof_error(&PROOF.replacen('{', "{\"protocol\": \"groth16\",", 1)));
    unreadable(proof_error(&format!("{PROOF}x")));
    unreadable(read_public(b"{\"0\": \"1\"}", 1).unwrap_err());
    unreadable(read_public(b"[1]", 1).unwrap_err());
    unreadable(read_public(b"[\"1\",]", 1).unwrap_err());
}

#[test]
fn another_protocol_or_curve_is_refused() {
    assert!(
        matches!(key_error(&with(KEY, "/protocol", json!("plonk"))), SnarkjsError::Protocol(p) if p == "plonk")
    );
    assert!(
        matches!(key_error(&with(KEY, "/curve", json!("bls12381"))), SnarkjsError::Curve(c) if c == "bls12381")
    );
    assert!(matches!(proof_error(&with(PROOF, "/protocol", json!("fflonk"))), SnarkjsError::Protocol(_)));
    assert!(matches!(proof_error(&with(PROOF, "/curve", json!("BN128"))), SnarkjsError::Curve(_)));
    assert!(read_proof(with(PROOF, "/curve", json!("bn254")).as_bytes()).is_ok());
}

#[test]
fn the_number_of_inputs_must_be_consistent() {
    for declared in [0, 1, 3, usize::MAX] {
        let error = key_error(&with(KEY, "/nPublic", json!(declared)));
        assert!(matches!(error, SnarkjsError::PublicCount { declared: d, ic: 3 } if d == declared));
    }
    assert!(matches!(
        key_error(&with(KEY, "/IC", json!([]))),
        SnarkjsError::PublicCount { declared: 2, ic: 0 }
    ));
    for expected in [0, 1, 3] {
        let error = read_public(PUBLIC.as_bytes(), expected).unwrap_err();
        assert_eq!(error.code(), Some(RefusalCode::Malformed));
        assert_eq!(decode_error(error), DecodeError::InputCount { expected, got: 2 });
    }
}

#[test]
fn numbers_are_canonical_decimals() {
    let input = |text: &str| read_public(json!([text]).to_string().as_bytes(), 1).map_err(decode_error);
    let r = Fr::MODULUS.to_string();
    assert_eq!(input("0").unwrap(), [Fr::from(0)]);
    assert_eq!(input("18446744073709551616").unwrap(), [Fr::from(1u128 << 64)]);
    assert_eq!(input(&(-Fr::from(1)).to_string()).unwrap(), [-Fr::from(1)]);
    let two_to_256 = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
    for text in
        [&r, "00", "01", two_to_256, &two_to_256.replace('6', "9"), &"9".repeat(78), &"9".repeat(4000)]
    {
        assert_eq!(input(text), Err(DecodeError::NotCanonical(Element::Input(0))), "{text}");
    }
    for text in ["", " ", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "1_000", "\u{0661}", "one"] {
        assert_eq!(input(text), Err(DecodeError::NotANumber(Element::Input(0))), "{text}");
    }
    let q = Fq::MODULUS.to_string();
    for (pointer, element) in [
        ("/pi_a/0", Element::ProofA),
        ("/pi_a/2", Element::ProofA),
        ("/pi_b/0/0", Element::ProofB),
        ("/pi_b/1/1", Element::ProofB),
        ("/pi_b/2/1", Element::ProofB),
        ("/pi_c/1", Element::ProofC),
    ] {
        let error = proof_error(&with(PROOF, pointer, json!(q)));
        assert_eq!(error.code(), Some(RefusalCode::NotCanonical));
        assert_eq!(decode_error(error), DecodeError::NotCanonical(element));
    }
    let error = key_error(&with(KEY, "/IC/1/0", json!(q)));
    assert_eq!(decode_error(error), DecodeError::NotCanonical(Element::Ic(1)));
}

#[test]
fn points_are_affine_and_checked() {
    let proof = |pointer: &str, value: Value| decode_error(proof_error(&with(PROOF, pointer, value)));
    assert_eq!(proof("/pi_a/2", json!("2")), DecodeError::NotAffine(Element::ProofA));
    assert_eq!(proof("/pi_b/2", json!(["1", "1"])), DecodeError::NotAffine(Element::ProofB));
    assert_eq!(proof("/pi_b/2", json!(["0", "1"])), DecodeError::NotAffine(Element::ProofB));
    assert_eq!(proof("/pi_a", json!(["0", "1", "0"])), DecodeError::Identity(Element::ProofA));
    assert_eq!(
        proof("/pi_b", json!([["0", "0"], ["1", "0"], ["0", "0"]])),
        DecodeError::Identity(Element::ProofB)
    );
    assert_eq!(proof("/pi_c", json!(["0", "0", "1"])), DecodeError::OffCurve(Element::ProofC));
    assert_eq!(proof("/pi_c", json!(["1", "1", "1"])), DecodeError::OffCurve(Element::ProofC));
    assert_eq!(proof("/pi_b/0", json!(["1", "1"])), DecodeError::OffCurve(Element::ProofB));
    let point = crate::fixture::off_subgroup();
    let point = json!([
        [point.x.c0.to_string(), point.x.c1.to_string()],
        [point.y.c0.to_string(), point.y.c1.to_string()],
        ["1", "0"]
    ]);
    assert_eq!(proof("/pi_b", point.clone()), DecodeError::OffSubgroup(Element::ProofB));
    let error = key_error(&with(KEY, "/vk_delta_2", point));
    assert_eq!(decode_error(error), DecodeError::OffSubgroup(Element::Delta));
    let error = key_error(&with(KEY, "/IC/2", json!(["0", "1", "0"])));
    assert_eq!(decode_error(error), DecodeError::Identity(Element::Ic(2)));
}

#[test]
fn swapped_halves_of_a_coordinate_are_off_the_curve() {
    let file: Value = serde_json::from_str(PROOF).unwrap();
    let [c0, c1] = [&file["pi_b"][0][0], &file["pi_b"][0][1]];
    let error = proof_error(&with(PROOF, "/pi_b/0", json!([c1, c0])));
    assert_eq!(decode_error(error), DecodeError::OffCurve(Element::ProofB));
}

#[test]
fn a_stated_pairing_must_be_true_but_may_be_missing() {
    let bare = read_verification_key(without(KEY, "vk_alphabeta_12").as_bytes()).unwrap();
    assert_eq!(bare, read_verification_key(KEY.as_bytes()).unwrap());
    assert!(matches!(key_error(&with(KEY, "/vk_alphabeta_12/1/2/0", json!("1"))), SnarkjsError::AlphaBeta));
}

#[test]
fn an_identity_is_written_so_that_it_is_refused() {
    let mut key = THREE.key.key().clone();
    key.ic[1] = Default::default();
    let error = key_error(&verification_key_json(&key));
    assert_eq!(decode_error(error), DecodeError::Identity(Element::Ic(1)));
    let mut key = THREE.key.key().clone();
    key.gamma_g2 = Default::default();
    let error = key_error(&verification_key_json(&key));
    assert_eq!(decode_error(error), DecodeError::Identity(Element::Gamma));
}
