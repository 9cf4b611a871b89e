//! Points in Montgomery form, as multiples of a point of the subgroup.
//!
//! A run of additions meets no exceptional case because its multiples are integers of which more is known than their points: with |a|
//! above |b| and |a| + |b| below the order l of P, `a P` and `b P` are neither equal nor opposite, and their sum is a multiple between
//! |a| - |b| and |a| + |b|.

use super::{COFACTOR_BITS, Multiple, Points, constant, edwards::subsets, half_generator, minus, plus};
use crate::{
    curve::MONTGOMERY_A,
    field::{F, Scalar},
    soundness::unique::form::Form,
};
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Field, PrimeField};
use std::{collections::HashMap, sync::OnceLock};

/// Bits that choose from a window.
const WINDOW_BITS: usize = 3;

/// Windows of which all multiples are below the order.
const WINDOWS: usize = 83;

impl Points<'_> {
    /// `u (1 - y) = 1 + y`, `v x = u`: of a point of the subgroup. The identity fails the first; no other has x = 0 there.
    pub(super) fn montgomery_conversion(&mut self, i: usize) -> Option<()> {
        let [first, second] = self.rows.from(i)?;
        let one = constant(F::ONE);
        let y = minus(&one, &first.b);
        let (u, v, x) = (&first.a, &second.a, &second.b);
        (first.c == plus(&one, &y) && second.c == *u).then_some(())?;
        self.in_subgroup(x, &y)?;
        self.never_zero(&first.b);
        self.never_zero(x);
        if self.multiple_at(u, v).is_none() {
            let base = self.bases;
            self.bases += 1;
            let one = BigInt::from(1u64);
            self.adds(u.clone(), v.clone(), Multiple { base, least: one, most: one, positive: true });
        }
        Some(())
    }

    /// A point of the subgroup: known to be one, or one whichever of two points a bit chooses, or two inputs that are taken for one.
    fn in_subgroup(&mut self, x: &Form, y: &Form) -> Option<()> {
        if let Some(doublings) = self.edwards_at(x, y) {
            return (doublings == COFACTOR_BITS).then_some(());
        }
        if let ([(x_column, sign)], [(y_column, one)]) = (x.terms(), y.terms()) {
            let columns = [*x_column, *y_column];
            // Or its opposite, but no multiples of coordinates: who verifies sees the columns.
            let are_inputs = columns.iter().all(|column| *column != 0 && self.rows.inputs[*column]);
            (are_inputs && sign.square() == F::ONE && *one == F::ONE).then_some(())?;
            self.found.assumed.push(columns);
            self.knows((x.clone(), y.clone()), COFACTOR_BITS, None);
            return Some(());
        }
        let [one, other] = self.choices(x, y)?;
        self.in_subgroup(&one.0, &one.1)?;
        self.in_subgroup(&other.0, &other.1)
    }

    /// `x v = u`, `y (u + 1) = u - 1`: of a point of odd order that is not the identity, for which neither v nor u + 1 is 0.
    pub(super) fn edwards_conversion(&mut self, i: usize) -> Option<()> {
        let [first, second] = self.rows.from(i)?;
        let one = constant(F::ONE);
        let (x, v, u, y) = (&first.a, &first.b, &first.c, &second.a);
        (second.b == plus(u, &one) && second.c == minus(u, &one)).then_some(())?;
        self.multiple_at(u, v)?;
        self.never_zero(v);
        self.never_zero(&second.b);
        self.knows((x.clone(), y.clone()), COFACTOR_BITS, None);
        Some(())
    }

    /// `m (u2 - u1) = v2 - v1`, `m m = u3 + A + u1 + u2`, `m (u1 - u3) = v3 + v1`.
    pub(super) fn montgomery_addition(&mut self, i: usize) -> Option<()> {
        let [slope, square, third] = self.rows.from(i)?;
        let (m, run) = (&slope.a, &slope.b);
        (square.a == *m && square.b == *m && third.a == *m).then_some(())?;
        // u3 = u1 - third.b and u2 = u1 + run in the second row.
        let u1 = first_u(&square.c, &third.b, run);
        let u2 = plus(&u1, run);
        let u3 = minus(&u1, &third.b);
        // Of a v1 that no row names alone, the last says v3 + v1, with a v3 that stands in no row before.
        let (v3, _) = third.c.leading()?;
        let of_window = minus(&third.c, &Form::column(v3));
        let known = self.montgomery.get(&u1).into_iter().flatten().map(|(v1, _)| v1.clone());
        let found = known.chain([of_window]).find_map(|v1| {
            let v2 = plus(&v1, &slope.c);
            let sum = self.multiple_at(&u1, &v1)?.plus(&self.multiple_at(&u2, &v2)?)?;
            Some((minus(&third.c, &v1), sum))
        });
        let (v3, sum) = found?;
        self.never_zero(run);
        self.adds(u3, v3, sum);
        Some(())
    }

    /// `u u = uu`, `m 2 v = 3 uu + 2 A u + 1`, `m m = u3 + A + 2 u`, `m (u - u3) = v3 + v`: v is not 0, the order being odd.
    pub(super) fn montgomery_doubling(&mut self, i: usize) -> Option<()> {
        let [uu, slope, square, third] = self.rows.from(i)?;
        let (u, m) = (&uu.a, &slope.a);
        let a = MONTGOMERY_A;
        let v = slope.b.scaled(F::from(2u64).inverse()?);
        let numerator = plus(&plus(&uu.c.scaled(F::from(3u64)), &u.scaled(a.double())), &constant(F::ONE));
        let u3 = minus(&minus(&square.c, &constant(a)), &u.scaled(F::from(2u64)));
        let is = uu.b == *u
            && slope.c == numerator
            && [&square.a, &square.b, &third.a].iter().all(|form| *form == m)
            && third.b == minus(u, &u3);
        is.then_some(())?;
        let multiple = self.multiple_at(u, &v)?;
        let twice = multiple.twice()?;
        self.never_zero(&slope.b);
        self.adds(u3, minus(&third.c, &v), twice);
        Some(())
    }

    /// `m (u2 - u1) = v2 - v1`, `m m = w + A + u1 + u2`, `(m + n)(u1 - w) = 2 v1`, `n n = u3 + A + u1 + w`, `n (u1 - u3) = v3 + v1`: the sum of
    /// the first point and the second, and of that and the first.
    pub(super) fn double_addition(&mut self, i: usize) -> Option<()> {
        let [slope, square, middle, second, third] = self.rows.from(i)?;
        let (m, run, n) = (&slope.a, &slope.b, &second.a);
        let is =
            square.a == *m && square.b == *m && middle.a == plus(m, n) && second.b == *n && third.a == *n;
        is.then_some(())?;
        let u1 = first_u(&square.c, &middle.b, run);
        let u2 = plus(&u1, run);
        let w = minus(&u1, &middle.b);
        let u3 = minus(&minus(&minus(&second.c, &constant(MONTGOMERY_A)), &u1), &w);
        (third.b == minus(&u1, &u3)).then_some(())?;
        let v1 = middle.c.scaled(F::from(2u64).inverse()?);
        let v2 = plus(&v1, &slope.c);
        let (one, two) = (self.multiple_at(&u1, &v1)?, self.multiple_at(&u2, &v2)?);
        // a + b against a: they differ by b and add up to 2 a + b, neither of them 0 modulo l.
        one.plus(&two)?;
        let sum = one.twice()?.plus(&two)?;
        self.never_zero(run);
        self.never_zero(&middle.b);
        self.adds(u3, minus(&third.c, &v1), sum);
        Some(())
    }

    fn adds(&mut self, u: Form, v: Form, multiple: Multiple) {
        let known = self.montgomery.entry(u).or_default();
        if known.iter().all(|(other, _)| *other != v) {
            known.push((v, multiple));
        }
    }

    /// Which multiple a point is, up to its sign.
    fn multiple_at(&self, u: &Form, v: &Form) -> Option<Multiple> {
        self.known_multiple(u, v).or_else(|| self.in_window(u, v))
    }

    fn known_multiple(&self, u: &Form, v: &Form) -> Option<Multiple> {
        let known = self.montgomery.get(u)?;
        let at = |v: &Form| known.iter().find(|(other, _)| other == v).map(|(_, multiple)| multiple.clone());
        let of_either_sign = |multiple: Multiple| Multiple { positive: false, ..multiple };
        at(v).or_else(|| at(&v.scaled(-F::ONE)).map(of_either_sign)).or_else(|| {
            let (sign, of, scale) = self.rows.made(v)?;
            let is_sign = self.rows.is_sign(sign);
            if is_sign { self.known_multiple(u, &of.scaled(scale)).map(of_either_sign) } else { None }
        })
    }

    /// A point of a window of multiples of half the generator, chosen by bits.
    fn in_window(&self, u: &Form, v: &Form) -> Option<Multiple> {
        let mut bits = Vec::new();
        let is_window = [u, v].iter().all(|form| self.rows.bits_of(form, WINDOW_BITS, &mut bits));
        is_window.then_some(())?;
        let mut sizes = Vec::new();
        for set in subsets(&bits) {
            let (u, v) = (self.rows.value(u, &set), self.rows.value(v, &set));
            let on_curve = v.square() == u * (u.square() + MONTGOMERY_A * u + F::ONE);
            sizes.push(*small_multiples().get(&u).filter(|_| on_curve)?);
        }
        let (least, most) = (*sizes.iter().min()?, *sizes.iter().max()?);
        Some(Multiple { base: 0, least, most, positive: false })
    }
}

/// From `u3 + A + u1 + u2`, `u1 - u3` and `u2 - u1`, u1.
fn first_u(sum: &Form, back: &Form, run: &Form) -> Form {
    let third = F::from(3u64).inverse().unwrap_or_default();
    plus(&minus(&minus(sum, &constant(MONTGOMERY_A)), run), back).scaled(third)
}

/// The u of d 8^j times half the generator by d 8^j, d = 1, 3, 5, 7, j < 83: below 8^83 = 2^249, which is below l.
pub(in crate::soundness::unique) fn small_multiples() -> &'static HashMap<F, BigInt<4>> {
    static MULTIPLES: OnceLock<HashMap<F, BigInt<4>>> = OnceLock::new();
    MULTIPLES.get_or_init(|| {
        let (mut base, mut size) = (half_generator(), BigInt::<4>::from(1u64));
        let mut out = HashMap::new();
        for _ in 0..WINDOWS {
            let twice = base.double();
            let (mut point, mut k) = (base, size);
            let mut step = size;
            step.mul2();
            for _ in 0..4 {
                let y = point.into_affine().y;
                // (1 + y) / (1 - y)
                out.insert((F::ONE + y) * (F::ONE - y).inverse().unwrap_or_default(), k);
                point += twice;
                k.add_with_carry(&step);
            }
            base = twice.double().double();
            size <<= 3;
        }
        out
    })
}

impl Multiple {
    /// The sum with another multiple of the same point, if no assignment makes them equal or opposite, or the sum the identity.
    fn plus(&self, other: &Self) -> Option<Self> {
        (self.base == other.base).then_some(())?;
        let (large, small) = if self.least > other.most { (self, other) } else { (other, self) };
        let (mut least, mut most) = (large.least, large.most);
        let carried = most.add_with_carry(&small.most);
        (large.least > small.most && !carried && most < Scalar::MODULUS).then_some(())?;
        if self.positive && other.positive {
            least.add_with_carry(&small.least);
        } else {
            least.sub_with_borrow(&small.most);
        }
        Some(Self { base: self.base, least, most, positive: large.positive })
    }

    /// Twice it.
    fn twice(&self) -> Option<Self> {
        let (mut least, mut most) = (self.least, self.most);
        let carried = least.mul2() | most.mul2();
        (!carried && most < Scalar::MODULUS).then_some(Self { least, most, ..self.clone() })
    }
}
