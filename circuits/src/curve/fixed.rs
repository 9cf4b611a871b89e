//! A secret scalar times the base point.

use super::{
    PointVar,
    edwards::Coordinates,
    montgomery::{Montgomery, coordinates},
    slopes,
};
use crate::{
    field::{F, Point, PointProjective, Scalar},
    gadget::{Bit, Lin, R1csResult, System, named},
};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, Field, One, PrimeField};
use ark_r1cs_std::GR1CSVar;
use std::sync::OnceLock;

/// Windows of three bits that are added in Montgomery form: 249 bits.
const WINDOWS: usize = 83;

/// A window's four magnitudes `8^j G/2` times 1, 3, 5, 7 in Montgomery form, as coefficients over `[1, e0, e1, e0 e1]`, e0
/// and e1 being 1 or -1: u first, then v.
type Window = [[F; 4]; 2];

/// `k B`, B the base point of Baby Jubjub's subgroup and k the number with these bits, lowest first; 1 to 251 bits. 504
/// constraints for 251 bits.
///
/// The bits but the top one to three are taken in windows of three. With digits c = 2 b - 1 = ±1, a window is d = c0 + 2 c1 +
/// 4 c2 = ±1, ±3, ±5 or ±7, so over q windows the sum of d_j 8^j is 2 k' - (8^q - 1), k' the number of these bits; with B/2 for
/// base that is k' B and a constant. The u of d 8^j B/2 depends on |d| = 4 + c0 c2 + 2 c1 c2 alone, and its v has the sign of
/// c2: three constraints a window, and three for the addition. The top bits choose, from a table that also takes the
/// constant back, the point that is added last, by the complete law.
///
/// # No exceptional case
///
/// Before window j is added the accumulator is s B/2 with s the sum of the digits below: odd, so not 0, and |s| <= 8^j - 1.
/// What is added is d 8^j B/2, 8^j <= |d 8^j| <= 7 8^j. So s - d 8^j and s + d 8^j are integers that are not zero (|s| < |d 8^j|)
/// and below 8^(j+1) in size. With at most 83 windows that is at most 8^83 = 2^249 < l: neither is 0 modulo l, the order
/// of B/2. So the two points are neither equal nor opposite, whatever the bits; and s itself is not 0 modulo l, so the
/// accumulator is never the identity.
///
/// # Errors
/// [`MissingCS`](ark_relations::gr1cs::SynthesisError::MissingCS) if all bits are constants.
///
/// # Panics
/// If there are no bits, or more than 251.
pub fn mul_fixed_base(bits: &[Bit]) -> R1csResult<PointVar> {
    let system = System::new(&bits.cs());
    let lins: Vec<Lin> = bits.iter().map(|b| system.bit(b)).collect();
    named(system.cs(), "fixed base", || mul(&system, &lins)?.var(&system))
}

/// See [`mul_fixed_base`].
pub(crate) fn mul(system: &System, bits: &[Lin]) -> R1csResult<Coordinates> {
    assert!((1..=251).contains(&bits.len()), "a scalar has 1 to 251 bits, not {}", bits.len());
    let windows = (bits.len() - 1) / 3;
    let (low, top) = bits.split_at(3 * windows);
    let tops = tops(windows);
    let last = lookup_top(system, top, tops)?;
    let points = tables().iter().zip(low.chunks_exact(3)).map(|(window, bits)| entry(bits, window));
    let guesses = points.collect::<Option<Vec<_>>>().map(|points| slopes::of_sums(&points));
    let mut guesses = guesses.unwrap_or_default().into_iter();
    let mut accumulator: Option<Montgomery> = None;
    for (window, bits) in tables().iter().zip(low.chunks_exact(3)) {
        let term = lookup(system, bits, window)?;
        accumulator = Some(match accumulator {
            None => term,
            Some(sum) => sum.add(&term, guesses.next().unwrap_or_default(), system)?,
        });
    }
    match accumulator {
        None => Ok(last),
        Some(sum) => sum.to_edwards(system)?.add(&last, system),
    }
}

/// A window's point: three constraints, `t = c0 c1`, `c2 (x1 c0 + x2 c1) = u - x0 - x3 t`, `c2 (y3 t) = v - (y0 c2 + y1 c0 + y2 c1)`.
fn lookup(system: &System, bits: &[Lin], [x, y]: &Window) -> R1csResult<Montgomery> {
    let one = system.constant(F::ONE);
    let c: Vec<Lin> = bits.iter().map(|b| b.double() - &one).collect();
    let t = system.mul(&c[0], &c[1])?;
    let u = system.mul(&c[2], &system.sum([(x[1], &c[0]), (x[2], &c[1])]))?;
    let v = system.mul(&c[2], &t.scale(y[3]))?;
    Ok(Montgomery {
        u: system.sum([(F::ONE, &u), (x[0], &one), (x[3], &t)]),
        v: system.sum([(F::ONE, &v), (y[0], &c[2]), (y[1], &c[0]), (y[2], &c[1])]),
    })
}

/// The point that three bits choose, without the circuit: what [`lookup`] will find.
fn entry(bits: &[Lin], [x, y]: &Window) -> Option<(F, F)> {
    let digit = |i: usize| Some(bits[i].value()?.is_one());
    let (c0, c1, c2) = (digit(0)?, digit(1)?, digit(2)?);
    let signed = |set: bool, c: F| if set { c } else { -c };
    let (e0, e1) = (c0 == c2, c1 == c2);
    let at = |c: &[F; 4]| c[0] + signed(e0, c[1]) + signed(e1, c[2]) + signed(e0 == e1, c[3]);
    Some((at(x), signed(c2, at(y))))
}

/// The table entry that one to three bits choose: a multilinear combination, with one product for two bits, four for three.
fn lookup_top(system: &System, bits: &[Lin], table: &[Point; 8]) -> R1csResult<Coordinates> {
    let mut monomials = vec![system.constant(F::ONE)];
    for bit in bits {
        let products = monomials.iter().map(|m| system.mul(m, bit)).collect::<R1csResult<Vec<_>>>()?;
        monomials.extend(products);
    }
    let coordinate = |get: fn(&Point) -> F| {
        // Coefficients of the multilinear polynomial through the table: subtract along each bit.
        let mut c: Vec<F> = table[..monomials.len()].iter().map(get).collect();
        for i in 0..bits.len() {
            for k in (0..c.len()).filter(|k| k >> i & 1 == 1) {
                let below = c[k ^ (1 << i)];
                c[k] -= below;
            }
        }
        system.sum(c.into_iter().zip(&monomials))
    };
    Ok(Coordinates { x: coordinate(|p| p.x), y: coordinate(|p| p.y) })
}

/// The windows' tables, made once.
fn tables() -> &'static [Window] {
    static TABLES: OnceLock<Vec<Window>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut base = Point::generator() * half();
        let mut points = Vec::with_capacity(4 * WINDOWS);
        for _ in 0..WINDOWS {
            let twice = base.double();
            points.extend(multiples(base, twice).take(4));
            base = twice.double().double();
        }
        let points = coordinates(&PointProjective::normalize_batch(&points));
        let quarter = F::from(4u64).inverse().unwrap_or_default();
        points.chunks_exact(4).map(|points| window(points, quarter)).collect()
    })
}

/// Coefficients over `[1, e0, e1, e0 e1]`: magnitude 4 + e0 + 2 e1.
fn window(points: &[(F, F)], quarter: F) -> Window {
    // Index 2 (e1 + 1)/2 + (e0 + 1)/2 is the magnitude's place among 1, 3, 5, 7.
    let coefficients = |p: [F; 4]| {
        [
            p[0] + p[1] + p[2] + p[3],
            p[1] + p[3] - p[0] - p[2],
            p[2] + p[3] - p[0] - p[1],
            p[0] + p[3] - p[1] - p[2],
        ]
        .map(|c| c * quarter)
    };
    [coefficients(std::array::from_fn(|i| points[i].0)), coefficients(std::array::from_fn(|i| points[i].1))]
}

/// For each number q of windows, what the top bits add: `w 8^q B + (8^q - 1) B/2`, w = 0..8.
fn tops(windows: usize) -> &'static [Point; 8] {
    static TOPS: [OnceLock<[Point; 8]>; WINDOWS + 1] = [const { OnceLock::new() }; WINDOWS + 1];
    TOPS[windows].get_or_init(|| {
        let power = Scalar::from(8u64).pow([windows as u64]);
        let correction = (power - Scalar::ONE) * half();
        let (first, step) = (Point::generator() * correction, Point::generator() * power);
        let points: Vec<_> = multiples(first, step).take(8).collect();
        let points = PointProjective::normalize_batch(&points);
        std::array::from_fn(|w| points[w])
    })
}

/// `first`, `first + step`, `first + 2 step` and so on.
fn multiples(first: PointProjective, step: PointProjective) -> impl Iterator<Item = PointProjective> {
    std::iter::successors(Some(first), move |point| Some(*point + step))
}

fn half() -> Scalar {
    Scalar::from(2u64).inverse().unwrap_or_default()
}

const _: () = assert!(Scalar::MODULUS_BIT_SIZE == 251);
