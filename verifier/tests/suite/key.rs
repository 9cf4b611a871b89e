use ark_bn254::G1Affine;
use ark_ec::AffineRepr;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use plimsoll_verifier::{DecodeError, Element, VerifyingKey};

use crate::fixture::{NONE, THREE, THREE_AGAIN, converted, off_subgroup};

#[test]
fn bytes_are_those_of_ark_groth16() {
    for statement in [&*THREE, &*THREE_AGAIN, &*NONE] {
        let mut theirs = Vec::new();
        statement.proving.vk.serialize_compressed(&mut theirs).unwrap();
        let key = statement.key.key();
        assert_eq!(key.to_bytes(), theirs);
        assert_eq!(VerifyingKey::from_bytes(&theirs).as_ref(), Ok(key));
        assert_eq!(
            ark_groth16::VerifyingKey::deserialize_compressed(&theirs[..]).unwrap(),
            statement.proving.vk
        );
        assert_eq!(converted(&statement.proving.vk), *key);
    }
}

#[test]
fn the_hash_pins_every_part() {
    let key = THREE.key.key();
    assert_eq!(THREE.key.hash(), key.hash());
    let g1 = G1Affine::generator();
    let g2 = off_subgroup();
    let mut hashes = vec![key.hash(), THREE_AGAIN.key.hash()];
    hashes.push(VerifyingKey { alpha_g1: g1, ..key.clone() }.hash());
    hashes.push(VerifyingKey { beta_g2: g2, ..key.clone() }.hash());
    hashes.push(VerifyingKey { gamma_g2: g2, ..key.clone() }.hash());
    hashes.push(VerifyingKey { delta_g2: g2, ..key.clone() }.hash());
    for i in 0..key.ic.len() {
        let mut changed = key.clone();
        changed.ic[i] = g1;
        hashes.push(changed.hash());
    }
    hashes.push(VerifyingKey { ic: key.ic[..3].to_vec(), ..key.clone() }.hash());
    let count = hashes.len();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), count);
}

#[test]
fn truncated_or_padded_bytes_are_refused() {
    let bytes = THREE.key.key().to_bytes();
    for got in 0..bytes.len() {
        assert_eq!(VerifyingKey::from_bytes(&bytes[..got]), Err(DecodeError::KeyLength { got }));
    }
    for padding in [1, 31, 32, 64] {
        let padded = [&bytes[..], &vec![0; padding]].concat();
        assert_eq!(VerifyingKey::from_bytes(&padded), Err(DecodeError::KeyLength { got: padded.len() }));
    }
}

#[test]
fn a_count_that_lies_is_refused_before_anything_is_allocated() {
    let bytes = THREE.key.key().to_bytes();
    for count in [0, 3, 5, u64::from(u32::MAX), 1 << 59, u64::MAX] {
        let mut bytes = bytes.clone();
        bytes[224..232].copy_from_slice(&count.to_le_bytes());
        assert_eq!(VerifyingKey::from_bytes(&bytes), Err(DecodeError::KeyLength { got: bytes.len() }));
    }
}

#[test]
fn points_are_checked() {
    let bytes = THREE.key.key().to_bytes();
    let mut g2 = Vec::new();
    off_subgroup().serialize_compressed(&mut g2).unwrap();
    for (offset, element) in [(32, Element::Beta), (96, Element::Gamma), (160, Element::Delta)] {
        let mut bytes = bytes.clone();
        bytes[offset..offset + 64].copy_from_slice(&g2);
        assert_eq!(VerifyingKey::from_bytes(&bytes), Err(DecodeError::OffSubgroup(element)));
    }
    for (offset, element) in [(0, Element::Alpha), (232, Element::Ic(0)), (232 + 96, Element::Ic(3))] {
        let mut off_curve = bytes.clone();
        off_curve[offset..offset + 32].fill(0);
        assert_eq!(VerifyingKey::from_bytes(&off_curve), Err(DecodeError::OffCurve(element)));
        off_curve[offset..offset + 32].fill(0x3f);
        assert_eq!(VerifyingKey::from_bytes(&off_curve), Err(DecodeError::NotCanonical(element)));
    }
}
