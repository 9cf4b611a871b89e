//! Numbers of up to 254 bits below a constant, where a range proof by one difference would wrap around the modulus.

use super::{Bit, FVar, Lin, R1csResult, System};
use crate::field::F;
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Field, PrimeField};

/// Prefixes that [`enforce_below`] chooses between.
pub(crate) const PREFIXES: usize = 16;

/// Proves that the number with these bits, lowest first, is below `bound`; 16 to 254 bits, about 36 constraints.
///
/// A number B is below M exactly if, reading both from the top in blocks of k bits, the first block in which they differ
/// is smaller in B. So the prover names, by four bits, the prefix that ends with this block, and shows that the
/// difference of the two prefixes, M's minus B's, lies in 1..=2^k. That is sound whichever prefix is named: a prefix of M
/// above the same prefix of B puts M above B. It cannot wrap: with n bits a difference that is not positive is above
/// M - 2^n, so modulo r it is above r - (2^n - M), which is checked to exceed 2^k. And it is complete: in the first
/// block that differs the difference is 1 to 2^k - 1. Where two prefixes would do, the hint takes the shorter.
///
/// # Errors
/// None in an existing system.
///
/// # Panics
/// If there are fewer than 16 bits or more than 254, or `bound` is 0, above 2^n, or so small that a difference could wrap.
pub fn enforce_below(bits: &[Bit], bound: &BigInt<4>) -> R1csResult<()> {
    use ark_r1cs_std::GR1CSVar;
    let system = System::new(&bits.cs());
    let lins: Vec<Lin> = bits.iter().map(|b| system.bit(b)).collect();
    system.below(&lins, bound)
}

/// The 254 bits of the canonical representative of `x`, lowest first: those of x + r are refused. 291 constraints.
///
/// # Errors
/// None in an existing system.
pub fn canonical_bits(x: &FVar) -> R1csResult<Vec<Bit>> {
    let system = System::of([x]);
    let x = system.lin(x);
    if let (true, Some(value)) = (x.is_constant(), x.value()) {
        let value = value.into_bigint();
        return Ok((0..254).map(|i| Bit::constant(value.get_bit(i))).collect());
    }
    let bits = system.hint_bits(x.value().map(|v| v.into_bigint()), F::MODULUS_BIT_SIZE as usize)?;
    system.enforce_equal(&system.pack(&bits), &x)?;
    enforce_below(&bits, &F::MODULUS)?;
    Ok(bits)
}

impl System {
    /// See [`enforce_below`].
    pub(crate) fn below(&self, bits: &[Lin], bound: &BigInt<4>) -> R1csResult<()> {
        let n = bits.len();
        assert!((PREFIXES..=254).contains(&n), "a comparison takes 16 to 254 bits, not {n}");
        let block = n.div_ceil(PREFIXES);
        assert!(no_wrap(n, block, bound), "the bound leaves room to wrap around the modulus");

        let ends: Vec<usize> = (1..=PREFIXES).map(|i| n - (i * block).min(n)).collect();
        let differences: Vec<Lin> = ends
            .iter()
            .map(|&end| {
                let prefix = modulo(&shifted(bound, end));
                &self.constant(prefix) - &self.pack_lins(&bits[end..])
            })
            .collect();
        // The first prefix that differs; where none does, any hint fails.
        let first = differences.iter().map(Lin::value).collect::<Option<Vec<F>>>().map(|values| {
            let index = values.iter().position(|d| *d != F::ZERO).unwrap_or(0);
            BigInt::from(index as u64)
        });
        let selectors = self.hint_bits(first, PREFIXES.ilog2() as usize)?;
        let mut layer = differences;
        for selector in &selectors {
            let s = self.bit(selector);
            layer = layer
                .chunks_exact(2)
                .map(|pair| {
                    let chosen = self.witness(chosen(&s, pair))?;
                    self.enforce(&s, &(&pair[1] - &pair[0]), &(&chosen - &pair[0]))?;
                    Ok(chosen)
                })
                .collect::<R1csResult<_>>()?;
        }
        self.range(&(&layer[0] - &self.constant(F::ONE)), block).map(drop)
    }
}

fn chosen(s: &Lin, pair: &[Lin]) -> Option<F> {
    match (s.value()?, pair[0].value()?, pair[1].value()?) {
        (s, a, _) if s == F::ZERO => Some(a),
        (_, _, b) => Some(b),
    }
}

fn shifted(x: &BigInt<4>, bits: usize) -> BigInt<4> {
    let mut x = *x;
    for _ in 0..bits {
        x.div2();
    }
    x
}

/// An integer below 2^256 modulo r.
pub(crate) fn modulo(x: &BigInt<4>) -> F {
    F::from_le_bytes_mod_order(&x.to_bytes_le())
}

/// Whether a difference that is not positive, above M - 2^n, cannot be one of 1 to 2^k modulo r: 0 < M <= 2^n and 2^n - M + 2^k < r.
pub(crate) fn no_wrap(n: usize, block: usize, bound: &BigInt<4>) -> bool {
    let power = |i: usize| {
        let mut x = BigInt::<4>::from(1u64);
        x <<= i as u32;
        x
    };
    let mut slack = power(n);
    if bound.is_zero() || slack.sub_with_borrow(bound) {
        return false;
    }
    !slack.add_with_carry(&power(block)) && slack < F::MODULUS
}
