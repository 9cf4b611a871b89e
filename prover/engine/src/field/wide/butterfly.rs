//! Lazy butterflies on eight lanes.
//!
//! The factors are known long before, so that each of them brings its quotient `floor(2^260 w / p)` along: a
//! multiplication estimates the quotient of `w b` by p from it and takes the low halves of two products (Shoup's trick,
//! see <https://arxiv.org/abs/1205.2926>). That is 84 multiply-adds in place of the 105 of Montgomery's reduction, and no
//! limb waits for another one.
//!
//! Limbs are signed and not carried between butterflies: only factors have to be, so that the operand that is not
//! multiplied never is. A butterfly adds less than 2^57 to each limb, and a transform has less than 60 layers.

use super::{Constants, LIMBS, LOW, Wide, times};
use crate::{
    field::{Base, Modulus, Packed, butterfly::Butterfly, butterfly::Spread},
    simd::{LANES, Vector},
};
use ark_ff::BigInt;
use std::marker::PhantomData;

/// A factor in each lane, the smallest residue and not in Montgomery form, and its quotient.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Factor<V> {
    value: [V; LIMBS],
    quotient: [V; LIMBS],
}

/// The same factor for all lanes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scalar {
    value: [u64; LIMBS],
    quotient: [u64; LIMBS],
}

impl<V: Vector + Send + Sync + 'static> Spread<Self> for Factor<V> {
    #[inline(always)]
    fn spread(&self) -> Self {
        *self
    }
}

impl<V: Vector + Send + Sync + 'static> Spread<Factor<V>> for Scalar {
    #[inline(always)]
    fn spread(&self) -> Factor<V> {
        let mut out = Factor { value: [V::splat(0); LIMBS], quotient: [V::splat(0); LIMBS] };
        for i in 0..LIMBS {
            out.value[i] = V::splat(self.value[i]);
            out.quotient[i] = V::splat(self.quotient[i]);
        }
        out
    }
}

impl<M: Modulus> Constants<M> {
    /// 2^260 - p.
    const NEGATIVE_P: [u64; LIMBS] = {
        let (mut out, mut i) = ([0; LIMBS], 0);
        while i < LIMBS {
            // p is odd, so that nothing is carried from the lowest limb on.
            out[i] = LOW - Self::P[i] + (i == 0) as u64;
            i += 1;
        }
        out
    };
    const TWO_P: [u64; LIMBS] = times(Self::P, 2);
    /// One as a factor.
    const ONE: Scalar = Scalar { value: [1, 0, 0, 0, 0], quotient: quotient_of_one(Self::P) };
}

/// `floor(2^260 / p)`, which is 84 for both primes.
const fn quotient_of_one(p: [u64; LIMBS]) -> [u64; LIMBS] {
    [(1 << 52) / (p[LIMBS - 1] + 1), 0, 0, 0, 0]
}

/// `a + w b - q p` modulo 2^260, limbs not carried, with `q` at most 2 below the quotient of `w b` by p. The limbs of b
/// are carried.
#[inline(always)]
fn add_product<V: Vector, M: Modulus>(a: [V; LIMBS], b: [V; LIMBS], w: &Factor<V>) -> [V; LIMBS] {
    // The quotient's limbs from the limb below it on, whose carries matter: those of the limbs further below do not.
    let (mut low, mut high) = ([V::splat(0); LIMBS + 1], [V::splat(0); LIMBS + 1]);
    for i in 0..LIMBS {
        for j in LIMBS - 1 - i..LIMBS {
            low[i + j - 4] = low[i + j - 4].madd_low(b[i], w.quotient[j]);
        }
        for j in (LIMBS - 2).saturating_sub(i)..LIMBS {
            high[i + j - 3] = high[i + j - 3].madd_high(b[i], w.quotient[j]);
        }
    }
    let mut carry = low[0].add(high[0]).shr::<52>();
    let mut q = [V::splat(0); LIMBS];
    for i in 0..LIMBS {
        let limb = low[i + 1].add(high[i + 1]).add(carry);
        carry = limb.shr::<52>();
        // Multiply-adds read the low 52 bits only.
        q[i] = limb;
    }
    let (mut low, mut high) = (a, [V::splat(0); LIMBS]);
    low_half(&mut low, &mut high, &w.value, &b);
    low_half(&mut low, &mut high, &Wide::<V, M>::splat(Constants::<M>::NEGATIVE_P).0, &q);
    for i in 1..LIMBS {
        low[i] = low[i].add(high[i]);
    }
    low
}

/// Adds the low and the high halves of limb products below 2^260.
#[inline(always)]
fn low_half<V: Vector>(low: &mut [V; LIMBS], high: &mut [V; LIMBS], a: &[V; LIMBS], b: &[V; LIMBS]) {
    for i in 0..LIMBS {
        for j in 0..LIMBS - i {
            low[i + j] = low[i + j].madd_low(b[i], a[j]);
        }
        for j in 0..LIMBS - 1 - i {
            high[i + j + 1] = high[i + j + 1].madd_high(b[i], a[j]);
        }
    }
}

impl<V: Vector, M: Modulus> Wide<V, M> {
    /// Carries signed limbs of a value that is known modulo 2^260.
    #[inline(always)]
    pub(super) fn wrapped(limbs: [V; LIMBS]) -> Self {
        let mut out = Self(limbs, PhantomData).carried();
        out.0[LIMBS - 1] = out.0[LIMBS - 1].and(V::splat(LOW));
        out
    }

    /// The smallest residue of a carried value below 2p.
    #[inline(always)]
    fn smallest(self) -> Self {
        let mut less = self.less(Self::splat(Constants::<M>::P)).carried();
        let fits = less.0[LIMBS - 1].at_least(V::splat(0));
        for i in 0..LIMBS {
            less.0[i] = self.0[i].select(fits, less.0[i]);
        }
        less
    }
}

impl<V: Vector + Send + Sync + 'static, M: Modulus> Butterfly for Wide<V, M> {
    const ROOM: usize = 84;
    const STEP: usize = 2;
    const POWER: u64 = 260;
    type Factor = Factor<V>;
    type Scalar = Scalar;

    #[inline(always)]
    fn pack(elements: &[M::Ark]) -> Self {
        let mut lines = [[0; 8]; LANES];
        for (line, element) in lines.iter_mut().zip(elements) {
            line[..4].copy_from_slice(&Self::from_ark(element));
        }
        Self::load_pair(|lane| &lines[lane])[0]
    }

    /// The Montgomery form r of w is `2^260 w - q p`, so that reducing it gives w and the quotient at once.
    #[inline(always)]
    fn factor(self) -> Factor<V> {
        let r = self.smallest().0;
        let zero = V::splat(0);
        let (value, quotient) = Self::reduction([r[0], r[1], r[2], r[3], r[4], zero, zero, zero, zero, zero]);
        Factor { value: value.0, quotient }
    }

    #[inline(always)]
    fn scalar(element: &M::Ark) -> Scalar {
        let factor = Self::pack(&[*element; LANES]).factor();
        let mut out = Scalar { value: [0; LIMBS], quotient: [0; LIMBS] };
        for (limbs, vectors) in [(&mut out.value, factor.value), (&mut out.quotient, factor.quotient)] {
            for (limb, vector) in limbs.iter_mut().zip(vectors) {
                let mut lanes = [0; LANES];
                vector.store(&mut lanes);
                *limb = lanes[0];
            }
        }
        out
    }

    /// The quotient of `w b` by p comes out low by less than `b / 2^260` since that of w is rounded down, by less than
    /// 2^-40 since the lowest carries are left out, and by less than 1 since it is rounded itself. So `w b - q p` is below
    /// 2p for every b up to 84p, which is 2^260 but for a fraction.
    #[inline(always)]
    fn butterfly(a: Self, b: Self, w: Factor<V>) -> (Self, Self) {
        let sum = add_product::<V, M>(a.0, Self::wrapped(b.0).0, &w);
        let two_p = Self::splat(Constants::<M>::TWO_P).0;
        let mut difference = a.0;
        for i in 0..LIMBS {
            difference[i] = a.0[i].add(a.0[i]).add(two_p[i]).sub(sum[i]);
        }
        (Self(sum, PhantomData), Self(difference, PhantomData))
    }

    #[inline(always)]
    fn unit_butterfly<const LOG: u32>(a: Self, b: Self) -> (Self, Self) {
        let bound = Self::splat(const { times(Constants::<M>::P, 1 << LOG) });
        (a.plus(b), a.plus(bound).less(b))
    }

    #[inline(always)]
    fn settle(self) -> Self {
        let zero = [V::splat(0); LIMBS];
        Self(add_product::<V, M>(zero, Self::wrapped(self.0).0, &Constants::<M>::ONE.spread()), PhantomData)
    }

    #[inline(always)]
    fn product(self, other: Self) -> Self {
        let zero = V::splat(0);
        let [a, b, c, d, e] = Self::wrapped(self.0).mul(Self::wrapped(other.0)).0;
        // At most p.
        Self::montgomery([a, b, c, d, e, zero, zero, zero, zero, zero]).smallest()
    }

    #[inline(always)]
    fn transpose(tile: &mut [Self]) {
        for limb in 0..LIMBS {
            let mut rows = [V::splat(0); LANES];
            for i in 0..LANES {
                rows[i] = tile[i].0[limb];
            }
            let rows = V::transpose(rows);
            for i in 0..LANES {
                tile[i].0[limb] = rows[i];
            }
        }
    }

    #[inline(always)]
    fn read(elements: &[M::Ark], to: &mut [Self]) {
        let mut rows = [V::splat(0); LANES];
        let (first, second) = elements.split_at(LANES);
        for lane in 0..LANES {
            rows[lane] = V::load_halves(&M::to_montgomery(&first[lane]), &M::to_montgomery(&second[lane]));
        }
        let w = V::transpose(rows);
        to[0] = Self::from_words([w[0], w[1], w[2], w[3]]);
        to[1] = Self::from_words([w[4], w[5], w[6], w[7]]);
    }

    #[inline(always)]
    fn write(elements: &[Self], to: &mut [BigInt<4>]) {
        let (first, second) = to.split_at_mut(LANES);
        Self::store_pair([elements[0], elements[1]], |lane, [a, b, c, d, e, f, g, h]| {
            first[lane] = BigInt([a, b, c, d]);
            second[lane] = BigInt([e, f, g, h]);
        });
    }
}
