//! Multiples of points in time that depends on the scalars: for signatures to check and for witnesses, whose making
//! depends on them anyway. Signing and sealing use the curve's own multiplication, which takes the same time for all.

use crate::field::{Point, PointProjective, Scalar};
use ark_ec::{AffineRepr, scalar_mul::wnaf::WnafContext};
use ark_ff::{AdditiveGroup, BigInteger, PrimeField, Zero};
use std::sync::OnceLock;

/// Bits of a digit of the generator's scalar; its odd multiples are kept.
const GENERATOR_WINDOW: usize = 8;

/// Bits of a digit of another point's scalar; its odd multiples are made each time.
const POINT_WINDOW: usize = 5;

/// `a B + b P`, B the generator and P any point of the curve.
pub(crate) fn combination(a: &Scalar, b: &Scalar, point: &Point) -> PointProjective {
    static GENERATOR: OnceLock<Vec<PointProjective>> = OnceLock::new();
    let multiples = |point: Point, window| WnafContext::new(window).table(point.into_group());
    let generator = GENERATOR.get_or_init(|| multiples(Point::generator(), GENERATOR_WINDOW));
    let own = multiples(*point, POINT_WINDOW);
    let terms = [(digits(a, GENERATOR_WINDOW), generator), (digits(b, POINT_WINDOW), &own)];

    let mut sum = PointProjective::zero();
    for i in (0..terms.iter().map(|(digits, _)| digits.len()).max().unwrap_or(0)).rev() {
        sum.double_in_place();
        for (digits, multiples) in &terms {
            // An odd digit d stands for the multiple |d|, which is the table's entry (|d| - 1) / 2.
            match digits.get(i).copied().unwrap_or(0) {
                0 => {}
                digit if digit > 0 => sum += multiples[digit as usize / 2],
                digit => sum -= multiples[digit.unsigned_abs() as usize / 2],
            }
        }
    }
    sum
}

/// Digits that are 0 or odd, lowest first, of which few are not 0.
fn digits(scalar: &Scalar, window: usize) -> Vec<i64> {
    scalar.into_bigint().find_wnaf(window).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ec::CurveGroup;
    use ark_ff::UniformRand;
    use rand::SeedableRng;

    #[test]
    fn it_is_what_the_curve_s_own_multiplication_gives() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        let edges = [0u64, 1, 2, 127, 128, 255].map(Scalar::from);
        let scalars: Vec<Scalar> = edges.into_iter().flat_map(|x| [x, -x, Scalar::rand(&mut rng)]).collect();
        for a in &scalars {
            for b in &scalars {
                let point = (Point::generator() * Scalar::rand(&mut rng)).into_affine();
                assert_eq!(combination(a, b, &point), Point::generator() * a + point * b);
            }
        }
    }
}
