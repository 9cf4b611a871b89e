//! Public inputs: field elements from big-endian bytes, never reduced.

use alloc::vec::Vec;

use ark_bn254::Fr;
use ark_ff::{BigInt, BigInteger, PrimeField};

use crate::{DecodeError, Element};

/// Bytes of one public input: a big-endian integer below the order r of the curve.
pub const INPUT_BYTES: usize = 32;

/// Reads one public input from 32 big-endian bytes; `index` is only for the error.
///
/// # Errors
/// [`DecodeError::NotCanonical`] if the integer is not below r.
pub fn from_be_bytes(bytes: &[u8; INPUT_BYTES], index: usize) -> Result<Fr, DecodeError> {
    let mut limbs = [0u64; 4];
    let (chunks, _) = bytes.as_chunks::<8>();
    for (limb, chunk) in limbs.iter_mut().zip(chunks.iter().rev()) {
        *limb = u64::from_be_bytes(*chunk);
    }
    Fr::from_bigint(BigInt(limbs)).ok_or(DecodeError::NotCanonical(Element::Input(index)))
}

/// Writes one public input as 32 big-endian bytes.
#[must_use]
pub fn to_be_bytes(input: &Fr) -> [u8; INPUT_BYTES] {
    let mut bytes = [0; INPUT_BYTES];
    bytes.copy_from_slice(&input.into_bigint().to_bytes_be());
    bytes
}

/// Reads exactly `count` public inputs from `32 * count` bytes, in the order of the statement.
///
/// # Errors
/// - [`DecodeError::Length`] if the bytes do not end with a whole input,
/// - [`DecodeError::InputCount`] if there are fewer or more than `count`,
/// - [`DecodeError::NotCanonical`] if one is not below r.
pub fn decode(bytes: &[u8], count: usize) -> Result<Vec<Fr>, DecodeError> {
    let (encodings, rest) = bytes.as_chunks::<INPUT_BYTES>();
    if !rest.is_empty() {
        return Err(DecodeError::Length { expected: count.saturating_mul(INPUT_BYTES), got: bytes.len() });
    }
    decode_each(encodings, count)
}

/// Reads exactly `count` public inputs, one 32-byte array each, in the order of the statement.
///
/// # Errors
/// As [`decode`], but for the length, which the type keeps.
pub fn decode_each(encodings: &[[u8; INPUT_BYTES]], count: usize) -> Result<Vec<Fr>, DecodeError> {
    if encodings.len() != count {
        return Err(DecodeError::InputCount { expected: count, got: encodings.len() });
    }
    encodings.iter().enumerate().map(|(i, bytes)| from_be_bytes(bytes, i)).collect()
}

/// Writes public inputs as [`decode`] reads them.
#[must_use]
pub fn encode(inputs: &[Fr]) -> Vec<u8> {
    inputs.iter().flat_map(to_be_bytes).collect()
}
