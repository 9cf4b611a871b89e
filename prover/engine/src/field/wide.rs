//! Eight elements in five vectors of 52-bit limbs, Montgomery form with 2^260.
//!
//! 2^260 is 84 p, so sums and differences of a few elements stay below it, and a product of factors below `a p` and `b p`
//! comes out of the reduction below `(a b / 84 + 1) p`: most corrections that the portable arithmetic makes are never due.

use super::{
    Packed,
    invert::invert,
    modulus::{Modulus, canonical},
    quadratic::Base,
};
use crate::simd::Vector;
use std::marker::PhantomData;

mod butterfly;

#[cfg(test)]
mod tests;

/// Eight elements of the field of `M`. Limbs are below 2^52 except where an operation says that they are not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wide<V, M>([V; LIMBS], PhantomData<M>);

const LIMBS: usize = 5;
const BITS: u32 = 52;
const LOW: u64 = (1 << BITS) - 1;

/// A product, or a sum of some: ten limbs that are signed and not yet carried.
type Product<V> = [V; 2 * LIMBS];

/// Constants of a modulus in limbs.
struct Constants<M>(PhantomData<M>);

impl<M: Modulus> Constants<M> {
    const P: [u64; LIMBS] = limbs(M::P);
    const INVERSE: u64 = M::INVERSE & LOW;
    const FOUR_P: [u64; LIMBS] = times(Self::P, 4);
    /// More than a reduced element by far, so that a difference with this added is not negative.
    const FIVE_P: [u64; LIMBS] = times(Self::P, 5);
    /// More than two of them.
    const NINE_P: [u64; LIMBS] = times(Self::P, 9);
    /// A top limb from which on a value is at least 4p although the limbs below it are signed and not carried: they are
    /// below 2^55 in size.
    const TOP: u64 = Self::FOUR_P[LIMBS - 1] + 9;
}

/// Four words as five limbs.
const fn limbs(w: [u64; 4]) -> [u64; LIMBS] {
    [
        w[0] & LOW,
        (w[0] >> 52 | w[1] << 12) & LOW,
        (w[1] >> 40 | w[2] << 24) & LOW,
        (w[2] >> 28 | w[3] << 36) & LOW,
        w[3] >> 16,
    ]
}

/// `x factor`, carried, for a factor below 2^11.
const fn times(mut x: [u64; LIMBS], factor: u64) -> [u64; LIMBS] {
    let (mut carry, mut i) = (0, 0);
    while i < LIMBS {
        let limb = x[i] * factor + carry;
        carry = limb >> BITS;
        x[i] = if i + 1 < LIMBS { limb & LOW } else { limb };
        i += 1;
    }
    x
}

impl<V: Vector, M: Modulus> Wide<V, M> {
    #[inline(always)]
    fn splat(limbs: [u64; LIMBS]) -> Self {
        let mut vectors = [V::splat(limbs[0]); LIMBS];
        for i in 1..LIMBS {
            vectors[i] = V::splat(limbs[i]);
        }
        Self(vectors, PhantomData)
    }

    #[inline(always)]
    fn zip(mut self, other: Self, f: impl Fn(V, V) -> V) -> Self {
        for i in 0..LIMBS {
            self.0[i] = f(self.0[i], other.0[i]);
        }
        self
    }

    /// Carries signed limbs. The value itself is not negative.
    #[inline(always)]
    fn carried(mut self) -> Self {
        for i in 0..LIMBS - 1 {
            self.0[i + 1] = self.0[i + 1].add(self.0[i].sar::<BITS>());
            self.0[i] = self.0[i].and(V::splat(LOW));
        }
        self
    }

    /// Brings signed limbs of a value below 12p to a carried value below 4p.
    #[inline(always)]
    fn reduced(self) -> Self {
        self.less_four_p().less_four_p().carried()
    }

    /// Takes off 4p where the top limb says that it fits.
    #[inline(always)]
    fn less_four_p(self) -> Self {
        let fits = self.0[LIMBS - 1].at_least(V::splat(Constants::<M>::TOP));
        self.zip(Self::splat(Constants::<M>::FOUR_P), |limb, p| limb.sub_where(fits, p))
    }

    /// `self - other` without carries.
    #[inline(always)]
    fn less(self, other: Self) -> Self {
        self.zip(other, V::sub)
    }

    /// `self + other` without carries.
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.zip(other, V::add)
    }

    #[inline(always)]
    fn product(self, other: Self) -> Product<V> {
        // Low and high halves are gathered apart: two short chains of additions in place of a long one.
        let (mut low, mut high) = ([V::splat(0); 2 * LIMBS], [V::splat(0); 2 * LIMBS]);
        for i in 0..LIMBS {
            for j in 0..LIMBS {
                low[i + j] = low[i + j].madd_low(self.0[i], other.0[j]);
                high[i + j + 1] = high[i + j + 1].madd_high(self.0[i], other.0[j]);
            }
        }
        zip(low, high, V::add)
    }

    #[inline(always)]
    fn squared(self) -> Product<V> {
        let (mut low, mut high) = ([V::splat(0); 2 * LIMBS], [V::splat(0); 2 * LIMBS]);
        for i in 0..LIMBS {
            for j in i + 1..LIMBS {
                low[i + j] = low[i + j].madd_low(self.0[i], self.0[j]);
                high[i + j + 1] = high[i + j + 1].madd_high(self.0[i], self.0[j]);
            }
        }
        let mut product = zip(low, high, V::add);
        product = zip(product, product, V::add);
        for i in 0..LIMBS {
            product[2 * i] = product[2 * i].madd_low(self.0[i], self.0[i]);
            product[2 * i + 1] = product[2 * i + 1].madd_high(self.0[i], self.0[i]);
        }
        product
    }

    /// Montgomery's reduction, limb by limb: divides a value that is not negative by 2^260 modulo p. Below `k p 2^260` it
    /// gives less than `(k + 1) p`.
    #[inline(always)]
    fn montgomery(t: Product<V>) -> Self {
        Self::reduction(t).0
    }

    /// Montgomery's reduction, and the multiple of p, below 2^260 p, that it adds.
    #[inline(always)]
    fn reduction(mut t: Product<V>) -> (Self, [V; LIMBS]) {
        let p = Self::splat(Constants::<M>::P).0;
        let mut quotient = [V::splat(0); LIMBS];
        for i in 0..LIMBS {
            let q = V::splat(0).madd_low(t[i], V::splat(Constants::<M>::INVERSE));
            quotient[i] = q;
            for j in 0..LIMBS {
                t[i + j] = t[i + j].madd_low(q, p[j]);
                t[i + j + 1] = t[i + j + 1].madd_high(q, p[j]);
            }
            // The low 52 bits are zero now.
            t[i + 1] = t[i + 1].add(t[i].sar::<BITS>());
        }
        (Self([t[5], t[6], t[7], t[8], t[9]], PhantomData).carried(), quotient)
    }

    /// Lane i of the result is lane i + N, modulo 8.
    #[inline(always)]
    fn rotated<const N: i32>(mut self) -> Self {
        for limb in &mut self.0 {
            *limb = limb.rotate::<N>();
        }
        self
    }

    #[inline(always)]
    fn from_words(w: [V; 4]) -> Self {
        let low = V::splat(LOW);
        let limbs = [
            w[0].and(low),
            w[0].funnel::<52>(w[1]).and(low),
            w[1].funnel::<40>(w[2]).and(low),
            w[2].funnel::<28>(w[3]).and(low),
            w[3].shr::<16>(),
        ];
        Self(limbs, PhantomData)
    }

    #[inline(always)]
    fn to_words(self) -> [V; 4] {
        let l = self.0;
        [
            l[0].or(l[1].shl::<52>()),
            l[1].shr::<12>().or(l[2].shl::<40>()),
            l[2].shr::<24>().or(l[3].shl::<28>()),
            l[3].shr::<36>().or(l[4].shl::<16>()),
        ]
    }
}

#[inline(always)]
fn zip<V: Vector>(mut a: Product<V>, b: Product<V>, f: impl Fn(V, V) -> V) -> Product<V> {
    for i in 0..2 * LIMBS {
        a[i] = f(a[i], b[i]);
    }
    a
}

impl<V: Vector, M: Modulus> Packed for Wide<V, M> {
    const LANES: usize = crate::simd::LANES;

    #[inline(always)]
    fn one() -> Self {
        Self::splat(const { limbs(M::ONE_260) })
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self::montgomery(self.product(other))
    }

    #[inline(always)]
    fn square(self) -> Self {
        Self::montgomery(self.squared())
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.plus(Self::splat(Constants::<M>::FIVE_P)).less(other).carried()
    }

    #[inline(always)]
    fn sub_both(self, a: Self, b: Self) -> Self {
        self.plus(Self::splat(Constants::<M>::NINE_P)).less(a).less(b).reduced()
    }

    #[inline(always)]
    fn sub_reduced(self, other: Self) -> Self {
        self.plus(Self::splat(Constants::<M>::FIVE_P)).less(other).less_four_p().carried()
    }

    #[inline(always)]
    fn negate_where(self, mask: u8) -> Self {
        let negative = Self::splat(Constants::<M>::FOUR_P).less(self);
        self.zip(negative, |limb, negative| limb.select(mask, negative))
    }

    #[inline(always)]
    fn triple(self) -> Self {
        self.plus(self).plus(self).reduced()
    }

    #[inline(always)]
    fn double(self) -> Self {
        self.plus(self).carried()
    }

    /// One inversion for all lanes: the inverse of the product of all, times the product of the seven others.
    #[inline(always)]
    fn invert(self) -> Option<Self> {
        let (one, two) = (self, self.mul(self.rotated::<1>()));
        let four = two.mul(two.rotated::<2>());
        let all = four.mul(four.rotated::<4>());
        let others = one.rotated::<1>().mul(two.rotated::<2>()).mul(four.rotated::<4>());
        let mut first = [0; 4];
        let words = all.to_words();
        for i in 0..4 {
            let mut lanes = [0; 8];
            words[i].store(&mut lanes);
            first[i] = lanes[0];
        }
        let product = canonical::<M>(first);
        if product == [0; 4] {
            return None;
        }
        // The inverse of x 2^260 lacks two factors of 2^260, and multiplying takes one off.
        let inverse = Self::splat(limbs(invert::<M>(product)));
        Some(others.mul(inverse.mul(Self::splat(const { limbs(M::CUBE_260) }))))
    }
}

impl<V: Vector, M: Modulus> Base for Wide<V, M> {
    type Modulus = M;

    #[inline(always)]
    fn zero() -> Self {
        Self::splat([0; LIMBS])
    }

    /// Karatsuba with two reductions in place of three.
    #[inline(always)]
    fn mul_quadratic(a: [Self; 2], b: [Self; 2]) -> [Self; 2] {
        let (low, high) = (a[0].product(b[0]), a[1].product(b[1]));
        let cross = a[0].plus(a[1]).carried().product(b[0].plus(b[1]).carried());
        // p 2^260 more than the difference: `high` is below 32 p^2, so the sum is not negative.
        let mut real = zip(low, high, V::sub);
        for i in 0..LIMBS {
            real[LIMBS + i] = real[LIMBS + i].add(V::splat(Constants::<M>::P[i]));
        }
        let imaginary = zip(zip(cross, low, V::sub), high, V::sub);
        [Self::montgomery(real), Self::montgomery(imaginary)]
    }

    #[inline(always)]
    fn sum_of_squares(a: [Self; 2]) -> Self {
        Self::montgomery(zip(a[0].squared(), a[1].squared(), V::add))
    }

    #[inline(always)]
    fn square_quadratic(a: [Self; 2]) -> [Self; 2] {
        let real = a[0].plus(a[1]).carried().mul(a[0].sub(a[1]));
        let cross = a[0].product(a[1]);
        [real, Self::montgomery(zip(cross, cross, V::add))]
    }

    #[inline(always)]
    fn load_pair<'a>(line: impl Fn(usize) -> &'a [u64; 8]) -> [Self; 2] {
        let mut rows = [V::splat(0); 8];
        for (lane, row) in rows.iter_mut().enumerate() {
            *row = V::load(line(lane));
        }
        let w = V::transpose(rows);
        [Self::from_words([w[0], w[1], w[2], w[3]]), Self::from_words([w[4], w[5], w[6], w[7]])]
    }

    #[inline(always)]
    fn store_pair(pair: [Self; 2], mut store: impl FnMut(usize, [u64; 8])) {
        let ([a, b, c, d], [e, f, g, h]) = (pair[0].to_words(), pair[1].to_words());
        let rows = V::transpose([a, b, c, d, e, f, g, h]);
        for (lane, row) in rows.iter().enumerate() {
            let mut out = [0; 8];
            row.store(&mut out);
            store(lane, out);
        }
    }

    fn to_ark(words: [u64; 4]) -> M::Ark {
        M::from_montgomery(canonical::<M>(words)) * M::SIXTEENTH
    }

    fn from_ark(element: &M::Ark) -> [u64; 4] {
        M::to_montgomery(&(*element * M::SIXTEEN))
    }
}
