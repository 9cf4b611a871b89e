//! From the field of the documents to halo2's and back: the same field in two libraries.

use crate::field::F;
use ark_ff::PrimeField as _;
use halo2_proofs::arithmetic::Field as _;
use halo2curves::{bn256::Fr, ff::PrimeField as _};

/// The same number in halo2's library, through its canonical limbs.
#[must_use]
pub fn to_halo2(x: &F) -> Fr {
    let limbs = x.into_bigint().0;
    if limbs[1..] == [0, 0, 0] {
        return if limbs[0] == 0 { Fr::ZERO } else { Fr::from(limbs[0]) };
    }
    Fr::from_raw(limbs)
}

/// The same number in the library of the documents.
#[must_use]
pub fn from_halo2(x: &Fr) -> F {
    let bytes = x.to_repr();
    let mut limbs = [0u64; 4];
    for (limb, chunk) in limbs.iter_mut().zip(AsRef::<[u8]>::as_ref(&bytes).chunks_exact(8)) {
        let mut word = [0u8; 8];
        word.copy_from_slice(chunk);
        *limb = u64::from_le_bytes(word);
    }
    F::new(ark_ff::BigInt(limbs))
}
