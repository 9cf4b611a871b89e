//! Field elements as decimal strings, each in its one way.

use std::string::{String, ToString};

use ark_ff::{BigInt, PrimeField};

use crate::{DecodeError, Element};

/// Digits of the largest 256-bit number: more can only be too large.
const MAX_DIGITS: usize = 78;

/// Reads digits only, no leading zero, below the modulus.
pub(super) fn read<F: PrimeField<BigInt = BigInt<4>>>(
    text: &str,
    element: Element,
) -> Result<F, DecodeError> {
    if text.is_empty() || !text.bytes().all(|c| c.is_ascii_digit()) {
        return Err(DecodeError::NotANumber(element));
    }
    let not_canonical = DecodeError::NotCanonical(element);
    if text.len() > MAX_DIGITS || (text.len() > 1 && text.starts_with('0')) {
        return Err(not_canonical);
    }
    let mut limbs = [0u64; 4];
    for digit in text.bytes() {
        let mut carry = u128::from(digit - b'0');
        for limb in &mut limbs {
            let value = u128::from(*limb) * 10 + carry;
            *limb = value as u64;
            carry = value >> 64;
        }
        if carry != 0 {
            return Err(not_canonical);
        }
    }
    F::from_bigint(BigInt(limbs)).ok_or(not_canonical)
}

/// Writes as [`read`] reads.
pub(super) fn write<F: PrimeField>(value: &F) -> String {
    value.into_bigint().to_string()
}
