//! Multi-scalar multiplication by Pippenger's method with signed digits, in which buckets are summed in affine coordinates.
//!
//! An affine addition costs an inversion, and a batch of them shares one (Montgomery's trick): about six multiplications
//! an addition, where a mixed addition in extended coordinates costs ten. Equal and opposite points, which a batch formula
//! would divide by zero on, are treated for what they are. See Bernstein et al., <https://eprint.iacr.org/2012/549>, for the
//! method, and El Housni and Botrel, <https://eprint.iacr.org/2022/1400>, for its use with batched affine additions.

use ark_ec::{
    AffineRepr,
    short_weierstrass::{Affine, Projective, SWCurveConfig},
};
use ark_ff::{AdditiveGroup, BigInt, Field, Zero, batch_inversion};
use rayon::prelude::*;

/// Bits of a scalar, and one more for the carry of the last signed digit.
const SCALAR_BITS: usize = 255;

/// Additions that share one inversion: their working set stays in the second cache.
const BATCH: usize = 2048;

/// The sum of all `bases[i] * scalars[i]`; the shorter list counts. Scalars are below the group's order.
pub(super) fn multiply<P: SWCurveConfig>(bases: &[Affine<P>], scalars: &[BigInt<4>]) -> Projective<P> {
    let counts = |(base, scalar): &(&Affine<P>, &BigInt<4>)| !base.is_zero() && **scalar != BigInt::zero();
    let (bases, scalars): (Vec<Affine<P>>, Vec<BigInt<4>>) =
        bases.iter().zip(scalars).filter(counts).map(|(base, scalar)| (*base, *scalar)).unzip();
    let width = width(bases.len());
    let digits: Vec<Vec<i32>> = scalars.par_iter().map(|scalar| digits(scalar, width)).collect();
    let windows: Vec<Projective<P>> = (0..SCALAR_BITS.div_ceil(width))
        .into_par_iter()
        .map(|window| {
            let picked = digits.iter().zip(&bases).map(|(digits, base)| (digits[window], *base));
            window_sum(picked, 1 << (width - 1))
        })
        .collect();
    windows.into_iter().rev().fold(Projective::zero(), |mut sum, window| {
        for _ in 0..width {
            sum.double_in_place();
        }
        sum + window
    })
}

/// The width of a window, in bits, that costs least: six multiplications an addition into a bucket, about 25 to sum a
/// bucket up.
fn width(points: usize) -> usize {
    let cost = |width: usize| SCALAR_BITS.div_ceil(width) * (6 * points + 25 * (1 << (width - 1)));
    (2..=16).min_by_key(|width| cost(*width)).unwrap_or(2)
}

/// Signed digits to the base 2^width, lowest first, each from -2^(width-1) to 2^(width-1).
fn digits(scalar: &BigInt<4>, width: usize) -> Vec<i32> {
    let mut carry = 0;
    (0..SCALAR_BITS.div_ceil(width))
        .map(|window| {
            let (limb, bit) = ((window * width) / 64, (window * width) % 64);
            let low = scalar.0.get(limb).map_or(0, |word| word >> bit);
            let high = if bit == 0 { 0 } else { scalar.0.get(limb + 1).map_or(0, |word| word << (64 - bit)) };
            // Width is at most 16, so the digit fits.
            let digit = ((low | high) & ((1 << width) - 1)) as i32 + carry;
            carry = i32::from(digit > 1 << (width - 1));
            digit - (carry << width)
        })
        .collect()
}

/// The sum of `digit * base` over all pairs: a point goes into the bucket of its digit, buckets are summed, then weighted.
fn window_sum<P: SWCurveConfig>(
    pairs: impl Iterator<Item = (i32, Affine<P>)> + Clone,
    buckets: usize,
) -> Projective<P> {
    let mut ends = vec![0usize; buckets + 1];
    for (digit, _) in pairs.clone() {
        ends[digit.unsigned_abs() as usize] += 1;
    }
    // Bucket 0 takes part in nothing.
    ends[0] = 0;
    for bucket in 1..=buckets {
        ends[bucket] += ends[bucket - 1];
    }
    let mut points = vec![Affine::<P>::identity(); ends[buckets]];
    let mut next: Vec<usize> = ends[..buckets].to_vec();
    for (digit, base) in pairs.filter(|(digit, _)| *digit != 0) {
        let place = &mut next[digit.unsigned_abs() as usize - 1];
        points[*place] = if digit < 0 { -base } else { base };
        *place += 1;
    }
    let mut ranges: Vec<(usize, usize)> = ends.windows(2).map(|w| (w[0], w[1] - w[0])).collect();
    sum_buckets(&mut points, &mut ranges);

    let (mut running, mut sum) = (Projective::zero(), Projective::zero());
    for (start, length) in ranges.into_iter().rev() {
        if length == 1 {
            running += points[start];
        }
        sum += running;
    }
    sum
}

/// Adds the points of each range in pairs, over and over, until each has one or none left, at its start.
fn sum_buckets<P: SWCurveConfig>(points: &mut [Affine<P>], ranges: &mut [(usize, usize)]) {
    let mut pairs: Vec<(usize, usize)> = Vec::with_capacity(BATCH);
    loop {
        let mut more = false;
        for (start, length) in ranges.iter_mut() {
            for pair in 0..*length / 2 {
                pairs.push((*start + 2 * pair, *start + pair));
                if pairs.len() == BATCH {
                    add_pairs(points, &pairs);
                    pairs.clear();
                }
            }
        }
        add_pairs(points, &pairs);
        pairs.clear();
        for (start, length) in ranges.iter_mut() {
            if *length % 2 == 1 {
                points[*start + *length / 2] = points[*start + *length - 1];
            }
            *length = length.div_ceil(2);
            more |= *length > 1;
        }
        if !more {
            return;
        }
    }
}

/// For each `(from, to)`: the sum of the points at `from` and `from + 1` goes to `to`. A place is written only after all
/// pairs that begin at or before it were read: `to` rises more slowly than `from`.
fn add_pairs<P: SWCurveConfig>(points: &mut [Affine<P>], pairs: &[(usize, usize)]) {
    let mut slopes: Vec<P::BaseField> = pairs
        .iter()
        .map(|&(from, _)| {
            let (p, q) = (&points[from], &points[from + 1]);
            // Zeros are left alone by the inversion.
            if p.is_zero() || q.is_zero() {
                P::BaseField::ZERO
            } else if p.x != q.x {
                q.x - p.x
            } else if p.y == q.y {
                p.y.double()
            } else {
                P::BaseField::ZERO
            }
        })
        .collect();
    batch_inversion(&mut slopes);
    for (&(from, to), inverse) in pairs.iter().zip(&slopes) {
        let (p, q) = (points[from], points[from + 1]);
        points[to] = if p.is_zero() {
            q
        } else if q.is_zero() {
            p
        } else if inverse.is_zero() {
            // Opposite points, or a point of order two.
            Affine::identity()
        } else {
            let rise = if p.x == q.x {
                let square = p.x.square();
                square.double() + square + P::COEFF_A
            } else {
                q.y - p.y
            };
            let slope = rise * inverse;
            let x = slope.square() - p.x - q.x;
            Affine::new_unchecked(x, slope * (p.x - x) - p.y)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::{Fr, g1, g2};
    use ark_ec::CurveGroup;
    use ark_ff::{One, PrimeField, UniformRand};
    use rand::{Rng, SeedableRng, rngs::StdRng};

    /// Scalars and points among which the awkward ones are frequent: infinity, equal and opposite points; 0, 1, -1, powers
    /// of two, small and full scalars.
    fn agrees<P: SWCurveConfig<ScalarField = Fr>>(seed: u64, n: usize) {
        let mut rng = StdRng::seed_from_u64(seed);
        let few: Vec<Affine<P>> = (0..4).map(|_| Projective::<P>::rand(&mut rng).into_affine()).collect();
        let base = |rng: &mut StdRng| match rng.gen_range(0..6) {
            0 => Affine::identity(),
            1 => few[rng.gen_range(0..4)],
            2 => -few[rng.gen_range(0..4)],
            _ => Projective::<P>::rand(rng).into_affine(),
        };
        let scalar = |rng: &mut StdRng| match rng.gen_range(0..8) {
            0 => Fr::zero(),
            1 => Fr::one(),
            2 => -Fr::one(),
            3 => Fr::from(2u64).pow([rng.gen_range(0..254)]),
            4 => -Fr::from(rng.r#gen::<u64>()),
            5 => Fr::from(rng.r#gen::<u64>()),
            _ => Fr::rand(rng),
        };
        let bases: Vec<Affine<P>> = (0..n).map(|_| base(&mut rng)).collect();
        let scalars: Vec<Fr> = (0..n).map(|_| scalar(&mut rng)).collect();
        let expected: Projective<P> = bases.iter().zip(&scalars).map(|(base, scalar)| *base * scalar).sum();
        let integers: Vec<_> = scalars.iter().map(|s| s.into_bigint()).collect();
        assert_eq!(multiply(&bases, &integers), expected, "{n} points, seed {seed}");
    }

    #[test]
    fn both_groups_agree_with_the_plain_sum() {
        for (seed, n) in (0..).zip([0, 1, 2, 3, 5, 17, 64, 300]) {
            agrees::<g1::Config>(seed, n);
            agrees::<g2::Config>(seed, n);
        }
        agrees::<g1::Config>(99, 5_000);
    }

    #[test]
    fn digits_give_the_scalar_back() {
        let mut rng = StdRng::seed_from_u64(5);
        for width in 2..=16 {
            for scalar in [Fr::zero(), Fr::one(), -Fr::one(), Fr::rand(&mut rng), Fr::from(u64::MAX)] {
                let base = Fr::from(1u64 << width);
                let digits = digits(&scalar.into_bigint(), width);
                let back = digits.iter().rev().fold(Fr::zero(), |sum, digit| {
                    let size = Fr::from(digit.unsigned_abs());
                    sum * base + if *digit < 0 { -size } else { size }
                });
                assert_eq!(back, scalar, "width {width}");
                assert!(digits.iter().all(|digit| digit.unsigned_abs() <= 1 << (width - 1)));
            }
        }
    }
}
