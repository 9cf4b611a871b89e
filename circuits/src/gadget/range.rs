//! Bits and ranges.

use super::{Bit, FVar, Lin, R1csResult, System};
use crate::field::F;
use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField};
use ark_r1cs_std::boolean::{AllocatedBool, Boolean};

/// Widest range that a sum of bits can prove: 2^252 is below a quarter of the modulus.
pub const MAX_RANGE_BITS: usize = 252;

impl System {
    /// `n` fresh bits, lowest first, hinted from `value`: `n` constraints and nothing that ties them to anything.
    pub(crate) fn hint_bits(&self, value: Option<ark_ff::BigInt<4>>, n: usize) -> R1csResult<Vec<Bit>> {
        (0..n)
            .map(|i| {
                let bit = AllocatedBool::new_witness_without_booleanity_check(self.cs().clone(), || {
                    value.map(|v| v.get_bit(i)).ok_or(ark_relations::gr1cs::SynthesisError::AssignmentMissing)
                })?;
                let bit = Boolean::from(bit);
                self.enforce_bit(&self.bit(&bit))?;
                Ok(bit)
            })
            .collect()
    }

    /// The number whose bits these are, lowest first.
    pub(crate) fn pack(&self, bits: &[Bit]) -> Lin {
        let bits: Vec<Lin> = bits.iter().map(|b| self.bit(b)).collect();
        self.pack_lins(&bits)
    }

    /// The number whose bits these are, lowest first.
    pub(crate) fn pack_lins(&self, bits: &[Lin]) -> Lin {
        self.sum(std::iter::successors(Some(F::ONE), |power| Some(power.double())).zip(bits))
    }

    /// The bits of `x`, which prove `x < 2^n`; see [`bits`].
    pub(crate) fn range(&self, x: &Lin, n: usize) -> R1csResult<Vec<Bit>> {
        assert!((1..=MAX_RANGE_BITS).contains(&n), "a range has 1 to {MAX_RANGE_BITS} bits, not {n}");
        if let (true, Some(value)) = (x.is_constant(), x.value()) {
            let value = value.into_bigint();
            return if value.num_bits() as usize <= n {
                Ok((0..n).map(|i| Boolean::constant(value.get_bit(i))).collect())
            } else {
                Err(ark_relations::gr1cs::SynthesisError::Unsatisfiable)
            };
        }
        let bits = self.hint_bits(x.value().map(|v| v.into_bigint()), n)?;
        // Without constraints nobody asks for the sum.
        if self.builds() {
            self.enforce_equal(&self.pack(&bits), x)?;
        }
        Ok(bits)
    }
}

/// The `n` bits of `x`, lowest first, for n from 1 to 252: proves `x < 2^n`. One constraint a bit and one for the sum.
/// The bits are unique, because two numbers below 2^252 that agree modulo r are equal.
///
/// # Errors
/// [`Unsatisfiable`](ark_relations::gr1cs::SynthesisError::Unsatisfiable) for a constant that is out of range.
///
/// # Panics
/// If `n` is 0 or above 252.
pub fn bits(x: &FVar, n: usize) -> R1csResult<Vec<Bit>> {
    let system = System::of([x]);
    system.range(&system.lin(x), n)
}

/// Proves `x < 2^n`; see [`bits`].
///
/// # Errors
/// As [`bits`].
pub fn enforce_bits(x: &FVar, n: usize) -> R1csResult<()> {
    bits(x, n).map(drop)
}

/// Proves `a <= b` for two numbers that are themselves shown to be below 2^n, n at most 252: `b - a` has n bits. A
/// negative difference is above r - 2^252, out of range.
///
/// # Errors
/// As [`bits`].
pub fn enforce_at_most(a: &FVar, b: &FVar, n: usize) -> R1csResult<()> {
    let system = System::of([a, b]);
    system.range(&(&system.lin(b) - &system.lin(a)), n).map(drop)
}

/// The number whose bits these are, lowest first, modulo r; no constraint.
///
/// # Errors
/// None in an existing system.
pub fn from_bits(bits: &[Bit]) -> R1csResult<FVar> {
    use ark_r1cs_std::GR1CSVar;
    let system = System::new(&bits.cs());
    system.var(&system.pack(bits))
}
