//! The two primes of BN254 and what follows from them.

use ark_ff::{BigInt, MontBackend, MontConfig, MontFp, PrimeField, fields::models::fp::Fp};

/// A prime below 2^254 and its constants for Montgomery's multiplication.
pub(crate) trait Modulus: Copy + Send + Sync + 'static {
    /// arkworks' field of the same prime.
    type Ark: PrimeField<BigInt = BigInt<4>>;
    /// The prime.
    const P: [u64; 4];
    /// -1/p mod 2^64.
    const INVERSE: u64 = negative_inverse(Self::P[0]);
    /// 2^256 mod p.
    const ONE_256: [u64; 4] = power_of_two(Self::P, 256);
    /// 2^260 mod p.
    const ONE_260: [u64; 4] = power_of_two(Self::P, 260);
    /// 2^768 mod p.
    const CUBE_256: [u64; 4] = power_of_two(Self::P, 3 * 256);
    /// 2^780 mod p.
    const CUBE_260: [u64; 4] = power_of_two(Self::P, 3 * 260);
    /// Multiplying by it turns the form with 2^256 into the one with 2^260.
    const SIXTEEN: Self::Ark;
    /// Its inverse.
    const SIXTEENTH: Self::Ark;
    /// arkworks' element from its Montgomery form (2^256).
    fn from_montgomery(words: [u64; 4]) -> Self::Ark;
    /// arkworks' Montgomery form (2^256), the smallest residue.
    fn to_montgomery(element: &Self::Ark) -> [u64; 4];
}

macro_rules! modulus {
    ($name:ident, $config:ty, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name;

        impl Modulus for $name {
            type Ark = Fp<MontBackend<$config, 4>, 4>;
            const P: [u64; 4] = <$config as MontConfig<4>>::MODULUS.0;
            const SIXTEEN: Self::Ark = MontFp!("16");
            const SIXTEENTH: Self::Ark = Fp::new_unchecked(BigInt(power_of_two(Self::P, 252)));

            fn from_montgomery(words: [u64; 4]) -> Self::Ark {
                Self::Ark::new_unchecked(BigInt(words))
            }

            fn to_montgomery(element: &Self::Ark) -> [u64; 4] {
                element.0.0
            }
        }
    };
}

modulus!(Fq, ark_bn254::FqConfig, "The field that coordinates of points are in.");
modulus!(Fr, ark_bn254::FrConfig, "The field that scalars are in.");

/// -1/p mod 2^64 by Newton's iteration.
const fn negative_inverse(p: u64) -> u64 {
    let (mut inverse, mut round) = (1u64, 0);
    while round < 6 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(p.wrapping_mul(inverse)));
        round += 1;
    }
    inverse.wrapping_neg()
}

/// 2^bits mod p by doubling.
const fn power_of_two(p: [u64; 4], bits: usize) -> [u64; 4] {
    let (mut x, mut bit) = ([1, 0, 0, 0], 0);
    while bit < bits {
        // p is below 2^254, so a double fits.
        x = sub_if_not_less(shifted(x), p);
        bit += 1;
    }
    x
}

const fn shifted(x: [u64; 4]) -> [u64; 4] {
    [x[0] << 1, x[1] << 1 | x[0] >> 63, x[2] << 1 | x[1] >> 63, x[3] << 1 | x[2] >> 63]
}

/// `x - p` if that is not negative.
pub(crate) const fn sub_if_not_less(x: [u64; 4], p: [u64; 4]) -> [u64; 4] {
    let (difference, borrow) = sub(x, p);
    if borrow { x } else { difference }
}

/// `a - b` modulo 2^256, and whether it is negative.
#[inline(always)]
pub(crate) const fn sub(a: [u64; 4], b: [u64; 4]) -> ([u64; 4], bool) {
    let (mut out, mut borrow, mut i) = ([0; 4], false, 0);
    while i < 4 {
        let (x, first) = a[i].overflowing_sub(b[i]);
        let (x, second) = x.overflowing_sub(borrow as u64);
        out[i] = x;
        borrow = first | second;
        i += 1;
    }
    (out, borrow)
}

/// `a + b` modulo 2^256.
#[inline(always)]
pub(crate) const fn add(a: [u64; 4], b: [u64; 4]) -> [u64; 4] {
    let (mut out, mut carry, mut i) = ([0; 4], false, 0);
    while i < 4 {
        let (x, first) = a[i].overflowing_add(b[i]);
        let (x, second) = x.overflowing_add(carry as u64);
        out[i] = x;
        carry = first | second;
        i += 1;
    }
    out
}

/// Brings a residue below 2^256 below p.
pub(crate) fn canonical<M: Modulus>(mut words: [u64; 4]) -> [u64; 4] {
    loop {
        let (less, negative) = sub(words, M::P);
        if negative {
            return words;
        }
        words = less;
    }
}
