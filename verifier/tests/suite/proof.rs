use ark_bn254::{Fq, Fq2, G1Affine, G2Affine};
use ark_ec::AffineRepr;
use ark_ff::{BigInteger, PrimeField, UniformRand};
use ark_groth16::Groth16;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use ark_std::test_rng;
use plimsoll_verifier::{DecodeError, Element, PROOF_BYTES, Proof, RefusalCode, VerifyError, verify};

use crate::{
    fixture::{NONE, THREE, THREE_AGAIN, ark_proof, off_curve, off_subgroup},
    malleability::rerandomized,
};

const A: usize = 0;
const B: usize = 32;
const C: usize = 96;

/// q, little-endian.
fn modulus() -> [u8; 32] {
    Fq::MODULUS.to_bytes_le().try_into().unwrap()
}

/// `bytes` with `part` written at `offset`.
fn with(bytes: &[u8; PROOF_BYTES], offset: usize, part: &[u8]) -> [u8; PROOF_BYTES] {
    let mut bytes = *bytes;
    bytes[offset..offset + part.len()].copy_from_slice(part);
    bytes
}

fn refused(bytes: &[u8]) -> DecodeError {
    Proof::from_bytes(bytes).unwrap_err()
}

#[test]
fn a_proof_verifies_and_reads_back() {
    for statement in [&*THREE, &*THREE_AGAIN, &*NONE] {
        let (inputs, proof) = statement.prove(5);
        assert_eq!(verify(&statement.key, &inputs, &proof), Ok(()));
        assert_eq!(Proof::from_bytes(&proof.to_bytes()), Ok(proof));
    }
}

#[test]
fn bytes_are_those_of_ark_groth16() {
    let (_, proof) = THREE.prove(5);
    let mut bytes = Vec::new();
    ark_proof(&proof).serialize_compressed(&mut bytes).unwrap();
    assert_eq!(bytes, proof.to_bytes());
    let read = ark_groth16::Proof::deserialize_compressed(&proof.to_bytes()[..]).unwrap();
    assert_eq!(ark_proof(&proof), read);
}

#[test]
fn another_statement_or_key_is_refused() {
    let (inputs, proof) = THREE.prove(5);
    let (other_inputs, other_proof) = THREE.prove(6);
    assert_eq!(verify(&THREE.key, &other_inputs, &proof), Err(VerifyError::Invalid));
    assert_eq!(verify(&THREE.key, &inputs, &other_proof), Err(VerifyError::Invalid));
    assert_eq!(verify(&THREE_AGAIN.key, &inputs, &proof), Err(VerifyError::Invalid));
    assert_eq!(VerifyError::Invalid.code(), RefusalCode::BadProof);
}

#[test]
fn verdicts_are_those_of_ark_groth16() {
    let key = ark_groth16::prepare_verifying_key(&THREE.proving.vk);
    let (inputs, proof) = THREE.prove(7);
    for i in 0..inputs.len() {
        for other in [inputs[i], Fq::MODULUS.0[0].into(), 0u64.into(), 1u64.into(), -inputs[i]] {
            let mut inputs = inputs.clone();
            inputs[i] = other;
            let theirs =
                Groth16::<ark_bn254::Bn254>::verify_proof(&key, &ark_proof(&proof), &inputs).unwrap();
            assert_eq!(verify(&THREE.key, &inputs, &proof).is_ok(), theirs);
        }
    }
}

#[test]
fn truncated_or_padded_bytes_are_malformed() {
    let (_, proof) = THREE.prove(5);
    let mut padded = proof.to_bytes().to_vec();
    padded.extend([0; 128]);
    for got in (0..PROOF_BYTES).chain([129, 160, 256]) {
        assert_eq!(refused(&padded[..got]), DecodeError::Length { expected: 128, got });
    }
    assert_eq!(refused(&[]).code(), RefusalCode::Malformed);
}

#[test]
fn no_flipped_bit_goes_unnoticed() {
    let (inputs, proof) = THREE.prove(5);
    for bit in 0..8 * PROOF_BYTES {
        let mut bytes = proof.to_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let verdict = Proof::from_bytes(&bytes).map(|proof| verify(&THREE.key, &inputs, &proof));
        assert_ne!(verdict, Ok(Ok(())), "bit {bit}");
    }
}

#[test]
fn a_coordinate_not_below_the_modulus_is_not_canonical() {
    let (_, proof) = THREE.prove(5);
    let bytes = proof.to_bytes();
    for (offset, element) in
        [(A, Element::ProofA), (B, Element::ProofB), (B + 32, Element::ProofB), (C, Element::ProofC)]
    {
        let error = refused(&with(&bytes, offset, &modulus()));
        assert_eq!(error, DecodeError::NotCanonical(element));
        assert_eq!(error.code(), RefusalCode::NotCanonical);
    }
}

/// x + q where it still fits: the same point written a second way.
#[test]
fn a_second_encoding_of_the_same_point_is_not_canonical() {
    let (_, proof) = THREE.prove(5);
    let wide = |x: &Fq| {
        let mut sum = x.into_bigint();
        sum.add_with_carry(&Fq::MODULUS);
        sum
    };
    let proof = (0..1000u64)
        .map(|seed| rerandomized(&THREE, &proof, seed))
        .find(|p| wide(&p.a().x).num_bits() <= 254)
        .expect("one x in four is small enough");

    let mut second = proof.to_bytes();
    let sign = second[31] & 0x80;
    second[..32].copy_from_slice(&wide(&proof.a().x).to_bytes_le());
    second[31] |= sign;
    assert_eq!(refused(&second), DecodeError::NotCanonical(Element::ProofA));

    let second = with(&proof.to_bytes(), B, &wide(&proof.b().x.c0).to_bytes_le());
    assert_eq!(refused(&second), DecodeError::NotCanonical(Element::ProofB));
}

#[test]
fn impossible_sign_bits_are_malformed() {
    let (_, proof) = THREE.prove(5);
    for (last, element) in [(31, Element::ProofA), (95, Element::ProofB), (127, Element::ProofC)] {
        let mut bytes = proof.to_bytes();
        bytes[last] |= 0xc0;
        assert_eq!(refused(&bytes), DecodeError::Flags(element));
    }
}

#[test]
fn the_identity_is_malformed() {
    let (_, proof) = THREE.prove(5);
    let bytes = proof.to_bytes();
    for (offset, length, element) in
        [(A, 32, Element::ProofA), (B, 64, Element::ProofB), (C, 32, Element::ProofC)]
    {
        let mut identity = vec![0; length];
        identity[length - 1] = 0x40;
        assert_eq!(refused(&with(&bytes, offset, &identity)), DecodeError::Identity(element));
        identity[0] = 1;
        assert_eq!(refused(&with(&bytes, offset, &identity)), DecodeError::NotCanonical(element));
    }
    let (a, b, c) = (*proof.a(), *proof.b(), *proof.c());
    assert_eq!(Proof::new(G1Affine::zero(), b, c), Err(DecodeError::Identity(Element::ProofA)));
    assert_eq!(Proof::new(a, G2Affine::zero(), c), Err(DecodeError::Identity(Element::ProofB)));
    assert_eq!(Proof::new(a, b, G1Affine::zero()), Err(DecodeError::Identity(Element::ProofC)));
}

#[test]
fn points_off_the_curve_are_malformed() {
    let (_, proof) = THREE.prove(5);
    let bytes = proof.to_bytes();
    let rng = &mut test_rng();
    let x = std::iter::repeat_with(|| Fq::rand(rng))
        .find(|x| G1Affine::get_point_from_x_unchecked(*x, false).is_none())
        .unwrap();
    let rng = &mut test_rng();
    let x2 = std::iter::repeat_with(|| Fq2::rand(rng))
        .find(|x| G2Affine::get_point_from_x_unchecked(*x, false).is_none())
        .unwrap();
    let (mut g1, mut g2) = (Vec::new(), Vec::new());
    x.serialize_compressed(&mut g1).unwrap();
    x2.serialize_compressed(&mut g2).unwrap();
    assert_eq!(refused(&with(&bytes, A, &g1)), DecodeError::OffCurve(Element::ProofA));
    assert_eq!(refused(&with(&bytes, B, &g2)), DecodeError::OffCurve(Element::ProofB));
    assert_eq!(refused(&with(&bytes, C, &g1)), DecodeError::OffCurve(Element::ProofC));
    // x = 0 has no y on G1: it must not pass for the (0, 0) that stands for the identity in memory.
    assert_eq!(refused(&with(&bytes, A, &[0; 32])), DecodeError::OffCurve(Element::ProofA));

    let (a, b, c) = (*proof.a(), *proof.b(), *proof.c());
    let (g1, g2) = off_curve();
    assert_eq!(Proof::new(g1, b, c), Err(DecodeError::OffCurve(Element::ProofA)));
    assert_eq!(Proof::new(a, g2, c), Err(DecodeError::OffCurve(Element::ProofB)));
    assert_eq!(Proof::new(a, b, g1), Err(DecodeError::OffCurve(Element::ProofC)));
}

#[test]
fn points_off_the_subgroup_are_malformed() {
    let (_, proof) = THREE.prove(5);
    let mut encoded = Vec::new();
    off_subgroup().serialize_compressed(&mut encoded).unwrap();
    let error = refused(&with(&proof.to_bytes(), B, &encoded));
    assert_eq!(error, DecodeError::OffSubgroup(Element::ProofB));
    assert_eq!(error.code(), RefusalCode::Malformed);
    assert_eq!(Proof::new(*proof.a(), off_subgroup(), *proof.c()), Err(error));
}
