//! The coefficients of a batch: a hash of all that is in it.

use alloc::vec::Vec;

use ark_serialize::CanonicalSerialize;
use sha2::{Digest, Sha256};

use super::Item;
use crate::inputs;

const DOMAIN: &[u8] = b"plimsoll-verifier batch v1";

/// One 128-bit coefficient per item, never zero.
pub(super) fn derive(items: &[Item<'_>]) -> Vec<u128> {
    let seed = seed(items);
    (0..items.len())
        .map(|i| {
            let digest = Sha256::new().chain_update(seed).chain_update(length(i)).finalize();
            let (low, _) = digest.split_at(16);
            low.iter().fold(0u128, |n, byte| n << 8 | u128::from(*byte)).max(1)
        })
        .collect()
}

/// Every part has a fixed length or is preceded by its count, so no two batches are hashed as the same bytes.
fn seed(items: &[Item<'_>]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(DOMAIN);
    hasher.update(length(items.len()));
    let mut points = Vec::new();
    for item in items {
        hasher.update(item.key.hash());
        hasher.update(length(item.inputs.len()));
        for input in &item.inputs {
            hasher.update(inputs::to_be_bytes(input));
        }
        points.clear();
        // Writing to a vector does not fail.
        let _ = item.proof.a().serialize_uncompressed(&mut points);
        let _ = item.proof.b().serialize_uncompressed(&mut points);
        let _ = item.proof.c().serialize_uncompressed(&mut points);
        hasher.update(&points);
    }
    hasher.finalize().into()
}

fn length(n: usize) -> [u8; 8] {
    (n as u64).to_le_bytes()
}
