//! Multiplications against arkworks, with points and scalars made to meet the exceptions.

use super::*;
use crate::{
    group,
    point::{InG1, InG2},
    prepare::multiples,
    stop::NEVER,
};
use ark_bn254::Fr;
use ark_ec::{AffineRepr, CurveGroup, short_weierstrass::Affine};
use ark_ff::{BigInt, Field, One, PrimeField, UniformRand, Zero};
use rand::{Rng, SeedableRng, rngs::StdRng};

fn available() -> impl Iterator<Item = Isa> {
    [Isa::Portable, Isa::Ifma].into_iter().filter_map(|isa| isa.available().ok())
}

/// Infinity, equal and opposite points, the stand-in itself, and random ones.
fn some_points<S: Side>(rng: &mut StdRng, n: usize) -> Vec<Affine<S::Curve>> {
    let few: Vec<Affine<S::Curve>> = (0..3)
        .map(|_| Projective::<S::Curve>::rand(rng).into_affine())
        .chain([Affine::generator()])
        .collect();
    let mut point = || match rng.gen_range(0..6) {
        0 => Affine::identity(),
        1 => few[rng.gen_range(0..4)],
        2 => -few[rng.gen_range(0..4)],
        _ => Projective::<S::Curve>::rand(rng).into_affine(),
    };
    (0..n).map(|_| point()).collect()
}

/// 0, 1, -1, powers of two, short ones and their negatives, and random ones.
fn some_scalars(rng: &mut StdRng, n: usize) -> Vec<Fr> {
    let mut scalar = || match rng.gen_range(0..8) {
        0 => Fr::zero(),
        1 => Fr::one(),
        2 => -Fr::one(),
        3 => Fr::from(2u64).pow([rng.gen_range(0..254)]),
        4 => -Fr::from(rng.r#gen::<u64>()),
        5 => Fr::from(rng.r#gen::<u16>()),
        _ => Fr::rand(rng),
    };
    (0..n).map(|_| scalar()).collect()
}

fn sorted(windows: Windows, scalars: &[BigInt<4>]) -> Sorted {
    Sorted::new(&NEVER, windows, scalars).unwrap()
}

/// Two parts over the same table, as the prover's last multiplication has them.
fn agrees<S: Side>(isa: Isa, windows: Windows, seed: u64, n: usize) {
    let rng = &mut StdRng::seed_from_u64(seed);
    let (points, scalars) = (some_points::<S>(rng, n), some_scalars(rng, n));
    let expected: Projective<S::Curve> =
        points.iter().zip(&scalars).map(|(point, scalar)| *point * scalar).sum();
    let (mut positions, mut present) = (Vec::new(), Vec::new());
    for point in &points {
        positions.push(if point.is_zero() { NOWHERE } else { present.len() as u32 });
        present.extend((!point.is_zero()).then(|| S::from_ark(isa, point)));
    }
    let table = multiples::<S>(isa, windows, &present);
    let scalars: Vec<_> = scalars.iter().map(|scalar| scalar.into_bigint()).collect();
    let half = n / 3;
    let sorted = [sorted(windows, &scalars[..half]), sorted(windows, &scalars[half..])];
    let parts = [(&sorted[0], &positions[..half]), (&sorted[1], &positions[half..])];
    let sum = multiply::<S>(&NEVER, isa, &table, &parts).unwrap();
    assert_eq!(sum, expected, "{isa}, {windows:?}, {n} points, seed {seed}");
}

#[test]
fn both_groups_agree_with_the_plain_sum() {
    for isa in available() {
        for (seed, n) in (0..).zip([0, 1, 2, 3, 7, 40, 150]) {
            for windows in
                [(4, 1), (8, 32), (7, 6), (9, 29), (15, 17)].map(|(width, tables)| Windows { width, tables })
            {
                agrees::<InG1>(isa, windows, seed, n);
                agrees::<InG2>(isa, windows, seed, n);
            }
        }
        agrees::<InG1>(isa, Windows { width: 8, tables: 32 }, 99, 3_000);
    }
}

#[test]
fn all_in_one_bucket() {
    for isa in available() {
        let windows = Windows { width: 4, tables: 32 };
        let generator = Affine::generator();
        let table =
            multiples::<InG1>(isa, windows, &[generator, -generator].map(|p| InG1::from_ark(isa, &p)));
        // All of the same point, then as many of its negative: the sum is at infinity.
        let positions: Vec<u32> = (0..600).map(|i| u32::from(i >= 300)).collect();
        let digits = sorted(windows, &[Fr::from(5u64).into_bigint(); 600]);
        assert!(multiply::<InG1>(&NEVER, isa, &table, &[(&digits, &positions)]).unwrap().is_zero());
        let digits = sorted(windows, &[Fr::from(5u64).into_bigint(); 301]);
        let expected = generator * Fr::from(5 * 299u64);
        let parts = [(&digits, &positions[..301])];
        assert_eq!(multiply::<InG1>(&NEVER, isa, &table, &parts), Ok(expected));
    }
}

#[test]
fn digits_give_the_scalar_back() {
    let rng = &mut StdRng::seed_from_u64(5);
    for (width, tables) in [(2, 1), (4, 9), (13, 20), (15, 17), (16, 4), (20, 13)] {
        let windows = Windows { width, tables };
        for scalar in
            [Fr::zero(), Fr::one(), -Fr::one(), Fr::from(u64::MAX)].into_iter().chain(some_scalars(rng, 50))
        {
            let mut sum = Fr::zero();
            windows.digits(&scalar.into_bigint(), |digit| {
                let (group, size) = (digit.list / windows.buckets(), digit.list % windows.buckets() + 1);
                assert!(group < windows.groups() && digit.table < tables);
                let bits = width * group + windows.step() * digit.table;
                let part = Fr::from(size) * Fr::from(2u64).pow([u64::from(bits)]);
                sum += if digit.negative { -part } else { part };
            });
            assert_eq!(sum, scalar, "{windows:?}");
        }
    }
}

#[test]
fn many_products_are_those_of_arkworks() {
    let rng = &mut StdRng::seed_from_u64(6);
    let small = (1..20u64).map(Fr::from);
    // With minus two, the last addition is a doubling.
    let scalars: Vec<Fr> =
        small.clone().chain(small.map(|x| -x)).chain((0..20).map(|_| Fr::rand(rng))).collect();
    let points: Vec<Affine<_>> =
        scalars.iter().map(|_| Projective::<<InG1 as Side>::Curve>::rand(rng).into_affine()).collect();
    for isa in available() {
        let stored: Vec<_> = points.iter().map(|point| InG1::from_ark(isa, point)).collect();
        let products = group::multiply::<InG1>(isa, &stored, &scalars).unwrap();
        for ((product, point), scalar) in products.iter().zip(&points).zip(&scalars) {
            assert_eq!(InG1::to_ark(isa, product), (*point * scalar).into_affine(), "{isa}, {scalar}");
        }
        assert_eq!(group::multiply::<InG1>(isa, &stored[..1], &[Fr::zero()]), None);
    }
}
