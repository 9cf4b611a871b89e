//! The inverses that a chain of additions divides by, found together before the chain is laid out.
//!
//! An inversion costs as much as two hundred products, and an addition in affine coordinates needs one, which depends on
//! the addition before. So the chain is first followed in projective coordinates, which divide by nothing, and all
//! denominators are inverted at once. What comes out is a list of guesses for [`System::div_by`]: a product checks each,
//! and a wrong one (at an exceptional case, or for a scalar whose bits are none) costs an inversion. So nothing here can
//! make a witness wrong, only slow.
//!
//! [`System::div_by`]: crate::gadget::System::div_by

use super::MONTGOMERY_A;
use crate::field::F;
use ark_ff::{Field, MontFp, batch_inversion};

/// (A + 2) / 4.
const A24: F = MontFp!("42175");

/// Of `a P` for a = 3 and then 2 a ± 1 with each bit, + where it is set: what
/// [`double_add`](super::montgomery::Montgomery::double_add) divides by, for each step two inverses. `u` is P's.
///
/// With K the number made by a leading one and the bits so far, a is 2 K + 1, so `a P` is `K P + (K + 1) P`, two points whose
/// difference is P; and the sum in between, `a P ± P`, is twice one of them. Those are the two points of Montgomery's
/// ladder, which needs no v.
pub(super) fn of_ladder(u: F, bits: &[bool]) -> Vec<[F; 2]> {
    let mut low = Line { x: u, z: F::ONE };
    let mut high = low.double();
    let (mut numerators, mut denominators) =
        (Vec::with_capacity(2 * bits.len()), Vec::with_capacity(2 * bits.len()));
    for bit in bits {
        let odd = low.add(&high, &u);
        let even = if *bit { high.double() } else { low.double() };
        // u - odd, and odd - even.
        denominators.extend([u * odd.z - odd.x, odd.x * even.z - even.x * odd.z]);
        numerators.extend([odd.z, odd.z * even.z]);
        (low, high) = if *bit { (odd, even) } else { (even, odd) };
    }
    let inverses = quotients(&numerators, denominators);
    inverses.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// Of the running sums of these points (u, v): what each addition but the first, which there is none of, divides by.
pub(super) fn of_sums(points: &[(F, F)]) -> Vec<F> {
    let Some(((first_u, first_v), rest)) = points.split_first() else { return Vec::new() };
    // Jacobian coordinates: u = x / z^2, v = y / z^3.
    let (mut x, mut y, mut z, mut zz) = (*first_u, *first_v, F::ONE, F::ONE);
    let (mut numerators, mut denominators) = (Vec::with_capacity(rest.len()), Vec::with_capacity(rest.len()));
    for (u, v) in rest {
        let scaled = zz * u;
        let (run, rise) = (scaled - x, zz * z * v - y);
        numerators.push(zz);
        denominators.push(run);
        let square = run.square();
        let (cube, middle) = (square * run, square * x);
        z *= run;
        zz = z.square();
        x = rise.square() - zz * MONTGOMERY_A - square * (scaled + x);
        y = rise * (middle - x) - cube * y;
    }
    quotients(&numerators, denominators)
}

/// Numerators by denominators, with one inversion; 0 where a denominator is 0.
fn quotients(numerators: &[F], mut denominators: Vec<F>) -> Vec<F> {
    batch_inversion(&mut denominators);
    denominators.iter_mut().zip(numerators).for_each(|(inverse, numerator)| *inverse *= numerator);
    denominators
}

/// A point but for its v's sign: u = x / z.
#[derive(Clone, Copy)]
struct Line {
    x: F,
    z: F,
}

impl Line {
    fn double(&self) -> Self {
        let (sum, difference) = ((self.x + self.z).square(), (self.x - self.z).square());
        let cross = sum - difference;
        Self { x: sum * difference, z: cross * (difference + A24 * cross) }
    }

    /// The sum of two points whose difference has this u.
    fn add(&self, other: &Self, difference: &F) -> Self {
        let one = (self.x - self.z) * (other.x + other.z);
        let two = (self.x + self.z) * (other.x - other.z);
        Self { x: (one + two).square(), z: (one - two).square() * difference }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::{
        curve::montgomery::coordinates,
        field::{Point, PointProjective, Scalar},
    };
    use ark_ec::{AffineRepr, CurveGroup};
    use ark_ff::AdditiveGroup;

    fn uv(point: PointProjective) -> (F, F) {
        coordinates(&[point.into_affine()])[0]
    }

    fn u(point: PointProjective) -> F {
        uv(point).0
    }

    #[test]
    fn the_ladder_s_guesses_are_right() {
        let p = Point::generator() * Scalar::from(77u64);
        let bits = [true, false, false, true, true, true, false];
        let mut a = Scalar::from(3u64);
        for (bit, [first, second]) in bits.iter().zip(of_ladder(u(p), &bits)) {
            let sign = if *bit { Scalar::ONE } else { -Scalar::ONE };
            assert_eq!(first * (u(p) - u(p * a)), F::ONE);
            assert_eq!(second * (u(p * a) - u(p * (a + sign))), F::ONE);
            a = a + a + sign;
        }
    }

    #[test]
    fn the_sums_guesses_are_right() {
        let points = [5u64, 9, 1, 30].map(|k| Point::generator() * Scalar::from(k));
        let guesses = of_sums(&points.map(uv));
        let mut sum = points[0];
        for (point, guess) in points[1..].iter().zip(&guesses) {
            assert_eq!(*guess * (u(*point) - u(sum)), F::ONE);
            sum += point;
        }
        assert_eq!(guesses.len(), 3);
        assert_eq!(of_sums(&[]), Vec::new());
    }

    #[test]
    fn exceptional_cases_have_no_guess() {
        let p = uv(Point::generator().into_group());
        assert_eq!(of_sums(&[p, p, p]), [F::ZERO; 2]);
        assert_eq!(of_ladder(F::ZERO, &[true, false]), [[F::ZERO; 2]; 2]);
    }
}
