//! One element in four 64-bit words, Montgomery form with 2^256; every element is the smallest residue.

use super::{
    Packed,
    invert::invert,
    modulus::{Modulus, add, sub, sub_if_not_less},
    quadratic::Base,
};
use std::marker::PhantomData;

/// An element of the field of `M`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Portable<M>(pub(crate) [u64; 4], PhantomData<M>);

impl<M: Modulus> Portable<M> {
    pub(crate) const ZERO: Self = Self([0; 4], PhantomData);

    #[inline(always)]
    pub(crate) const fn new(words: [u64; 4]) -> Self {
        Self(words, PhantomData)
    }

    #[inline(always)]
    fn negate(self) -> Self {
        Self::ZERO.minus(self)
    }

    #[inline(always)]
    pub(super) fn minus(self, other: Self) -> Self {
        let (difference, negative) = sub(self.0, other.0);
        let mask = u64::from(negative).wrapping_neg();
        Self::new(add(difference, M::P.map(|limb| limb & mask)))
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Self::new(sub_if_not_less(add(self.0, other.0), M::P))
    }

    /// Operand scanning with the reduction interleaved; the top word of p leaves room for the carries ("no-carry", see
    /// <https://hackmd.io/@gnark/modular_multiplication>).
    #[inline]
    fn times(self, other: Self) -> Self {
        let (a, b, p) = (self.0, other.0, M::P);
        let mut t = [0u64; 4];
        for &x in &b {
            let (low, mut carry) = multiply_add(t[0], a[0], x, 0);
            let q = low.wrapping_mul(M::INVERSE);
            let (_, mut borrow) = multiply_add(low, q, p[0], 0);
            for j in 1..4 {
                let (low, high) = multiply_add(t[j], a[j], x, carry);
                carry = high;
                let (low, high) = multiply_add(low, q, p[j], borrow);
                borrow = high;
                t[j - 1] = low;
            }
            t[3] = carry + borrow;
        }
        Self::new(sub_if_not_less(t, p))
    }
}

/// `t + a x + carry` as low and high word.
#[inline(always)]
const fn multiply_add(t: u64, a: u64, x: u64, carry: u64) -> (u64, u64) {
    let sum = t as u128 + a as u128 * x as u128 + carry as u128;
    (sum as u64, (sum >> 64) as u64)
}

impl<M: Modulus> Packed for Portable<M> {
    const LANES: usize = 1;

    #[inline(always)]
    fn one() -> Self {
        Self::new(M::ONE_256)
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.times(other)
    }

    #[inline(always)]
    fn square(self) -> Self {
        self.times(self)
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.minus(other)
    }

    #[inline(always)]
    fn sub_both(self, a: Self, b: Self) -> Self {
        self.minus(a).minus(b)
    }

    #[inline(always)]
    fn sub_reduced(self, other: Self) -> Self {
        self.minus(other)
    }

    #[inline(always)]
    fn negate_where(self, mask: u8) -> Self {
        if mask & 1 == 1 { self.negate() } else { self }
    }

    #[inline(always)]
    fn triple(self) -> Self {
        self.plus(self).plus(self)
    }

    #[inline(always)]
    fn double(self) -> Self {
        self.plus(self)
    }

    #[inline(always)]
    fn invert(self) -> Option<Self> {
        // The inverse of x 2^256 lacks two factors of 2^256, and multiplying takes one off.
        (self.0 != [0; 4]).then(|| Self::new(invert::<M>(self.0)).times(Self::new(M::CUBE_256)))
    }
}

impl<M: Modulus> Base for Portable<M> {
    type Modulus = M;

    #[inline(always)]
    fn zero() -> Self {
        Self::ZERO
    }

    /// Karatsuba: three multiplications.
    #[inline(always)]
    fn mul_quadratic(a: [Self; 2], b: [Self; 2]) -> [Self; 2] {
        let (low, high) = (a[0].times(b[0]), a[1].times(b[1]));
        let cross = a[0].plus(a[1]).times(b[0].plus(b[1]));
        [low.minus(high), cross.minus(low).minus(high)]
    }

    #[inline(always)]
    fn sum_of_squares(a: [Self; 2]) -> Self {
        a[0].times(a[0]).plus(a[1].times(a[1]))
    }

    #[inline(always)]
    fn square_quadratic(a: [Self; 2]) -> [Self; 2] {
        let cross = a[0].times(a[1]);
        [a[0].plus(a[1]).times(a[0].minus(a[1])), cross.plus(cross)]
    }

    #[inline(always)]
    fn load_pair<'a>(line: impl Fn(usize) -> &'a [u64; 8]) -> [Self; 2] {
        let [a, b, c, d, e, f, g, h] = *line(0);
        [Self::new([a, b, c, d]), Self::new([e, f, g, h])]
    }

    #[inline(always)]
    fn store_pair(pair: [Self; 2], mut store: impl FnMut(usize, [u64; 8])) {
        let ([a, b, c, d], [e, f, g, h]) = (pair[0].0, pair[1].0);
        store(0, [a, b, c, d, e, f, g, h]);
    }

    fn to_ark(words: [u64; 4]) -> M::Ark {
        M::from_montgomery(words)
    }

    fn from_ark(element: &M::Ark) -> [u64; 4] {
        M::to_montgomery(element)
    }
}
