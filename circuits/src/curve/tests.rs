#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::field::{Point, Scalar};
use crate::gadget::{Bit, Cs, R1csResult, private, witness_bit};
use crate::soundness::Synthesized;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField, UniformRand};
use rand::SeedableRng;

/// A point of order 8, found by clearing the odd part of a point of the curve.
pub(crate) fn torsion() -> Point {
    let mut x = F::from(2u64);
    loop {
        // y^2 = (1 - a x^2) / (1 - d x^2)
        let xx = x.square();
        if let Some(y) = ((F::ONE - A * xx) * (F::ONE - D * xx).inverse().unwrap()).sqrt() {
            let point = Point::new_unchecked(x, y);
            assert!(point.is_on_curve());
            let t = point.mul_bigint(Scalar::MODULUS).into_affine();
            if !t.mul_bigint([4u64]).into_affine().is_zero() {
                return t;
            }
        }
        x += F::ONE;
    }
}

fn random_point(rng: &mut rand_chacha::ChaCha20Rng) -> Point {
    (Point::generator() * Scalar::rand(rng)).into_affine()
}

fn scalar_bits(cs: &Cs, k: ark_ff::BigInt<4>, n: usize) -> R1csResult<Vec<Bit>> {
    private(cs, || (0..n).map(|i| witness_bit(cs, k.get_bit(i))).collect())
}

#[test]
fn the_laws_are_complete_because_a_is_a_square_and_d_is_not() {
    assert!(A.legendre().is_qr() && D.legendre().is_qnr());
    assert_eq!(ROOT_OF_A.square(), A);
    // No point of Montgomery form has u = -1, and (0, 0) alone has order 2.
    assert!((MONTGOMERY_A - F::from(2u64)).legendre().is_qnr());
    assert!((MONTGOMERY_A.square() - F::from(4u64)).legendre().is_qnr());
    assert_eq!(MONTGOMERY_A, F::from(2u64) * (A + D) / (A - D));
    assert_eq!(F::from(4u64) / (A - D), F::ONE);
}

#[test]
fn additions_agree_with_the_native_ones_on_all_points() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
    let (p, q, t) = (random_point(&mut rng), random_point(&mut rng), torsion());
    let off = (p + t).into_affine();
    let points = [p, q, -p, Point::zero(), t, -t, (t + t).into_affine(), off];
    let mut matrices = None;
    for a in points {
        for b in points {
            let laid = Synthesized::new(|cs| {
                let (x, y) = (PointVar::new_witness(cs, &a)?, PointVar::new_witness(cs, &b)?);
                assert_eq!(x.add(&y)?.value()?, (a + b).into_affine());
                assert_eq!(x.double()?.value()?, (a + a).into_affine());
                assert_eq!(x.add(&PointVar::constant(&b))?.value()?, (a + b).into_affine());
                assert_eq!(x.add(&y.negate()?)?.value()?, (a - b).into_affine());
                Ok(())
            })
            .unwrap();
            assert_eq!(laid.first_violation(&laid.assignment), None);
            assert_eq!(laid.freedom(&[]).dimension, 0);
            assert_eq!(laid.counts().constraints, 2 * 3 + 6 + 5 + 3 + 6);
            if b == q {
                // Constants differ between matrices only where b does.
                assert!(*matrices.get_or_insert_with(|| laid.matrices.clone()) == laid.matrices);
            }
        }
    }
}

#[test]
fn dropping_any_constraint_of_an_addition_frees_a_hint() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(2);
    let (p, q) = (random_point(&mut rng), random_point(&mut rng));
    let laid = Synthesized::new(|cs| {
        let (x, y) = (PointVar::new_unchecked(cs, &p)?, PointVar::new_unchecked(cs, &q)?);
        x.add(&y)?.double().map(drop)
    })
    .unwrap();
    assert_eq!(laid.counts().constraints, 11);
    for i in 0..11 {
        assert_eq!(laid.without(i).freedom(&[]).dimension, 1, "{i}");
    }
}

#[test]
fn points_off_the_curve_and_outside_the_subgroup_are_refused() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(3);
    let p = random_point(&mut rng);
    let laid = |p: Point| Synthesized::new(|cs| PointVar::new_subgroup_witness(cs, &p).map(drop)).unwrap();
    for good in [p, -p, Point::zero()] {
        let laid = laid(good);
        assert_eq!(laid.first_violation(&laid.assignment), None);
        assert_eq!(laid.freedom(&[]).dimension, 0);
        assert_eq!(laid.counts().constraints, 18);
    }
    let bad = [
        (p + torsion()).into_affine(),
        torsion(),
        Point::new_unchecked(F::ZERO, -F::ONE),
        Point::new_unchecked(F::from(3u64), F::from(4u64)),
    ];
    for bad in bad {
        let laid = laid(bad);
        assert!(laid.first_violation(&laid.assignment).is_some());
        // Nor with any other eighth that the prover could try: 8 (Q + T) = 8 Q for each T of small order.
        for k in 0..8u64 {
            let q = (p * Scalar::from(3u64) + torsion().mul_bigint([k])).into_affine();
            let lie = Synthesized::new(|cs| {
                let root = PointVar::new_witness(cs, &q)?;
                root.double()?.double()?.double()?.enforce_equal(&PointVar::constant(&bad))
            })
            .unwrap();
            assert!(lie.first_violation(&lie.assignment).is_some());
        }
    }
    let laid = Synthesized::new(|cs| PointVar::new_witness(cs, &bad[3]).map(drop)).unwrap();
    assert!(laid.first_violation(&laid.assignment).is_some());
}

/// Scalars of n bits that stress a multiplication: ends, runs, neighbours of multiples of l and of l/2.
fn edge_scalars(n: usize, rng: &mut rand_chacha::ChaCha20Rng) -> Vec<ark_ff::BigInt<4>> {
    let one = ark_ff::BigInt::<4>::from(1u64);
    let mut max = one;
    max <<= n as u32;
    max.sub_with_borrow(&one);
    let mut out = vec![ark_ff::BigInt::from(0u64), one, ark_ff::BigInt::from(2u64), max];
    let mut half = one;
    half <<= n as u32 - 1;
    out.push(half);
    let mut multiple = Scalar::MODULUS;
    multiple.div2();
    for _ in 0..4 {
        for step in 0..3u64 {
            let mut x = multiple;
            x.add_with_carry(&ark_ff::BigInt::from(step));
            out.push(x);
            let mut x = multiple;
            x.sub_with_borrow(&ark_ff::BigInt::from(step));
            out.push(x);
        }
        multiple.add_with_carry(&Scalar::MODULUS);
    }
    out.extend((0..4).map(|_| F::rand(rng).into_bigint()));
    // Cut to n bits.
    out.into_iter()
        .map(|x| {
            let bits: Vec<bool> = (0..n).map(|i| x.get_bit(i)).collect();
            ark_ff::BigInt::from_bits_le(&bits)
        })
        .collect()
}

#[test]
fn the_fixed_base_agrees_with_its_native_twin() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(4);
    for (n, constraints) in [(1, 0), (2, 1), (3, 4), (4, 11), (64, 131), (249, 501), (250, 503), (251, 504)] {
        let mut matrices = None;
        for k in edge_scalars(n, &mut rng) {
            let laid = Synthesized::new(|cs| {
                let bits = scalar_bits(cs, k, n)?;
                let got = mul_fixed_base(&bits)?.value()?;
                assert_eq!(got, Point::generator().mul_bigint(k).into_affine(), "{n} bits, {k}");
                Ok(())
            })
            .unwrap();
            assert_eq!(laid.first_violation(&laid.assignment), None);
            assert_eq!(laid.freedom(&[]).dimension, 0);
            assert_eq!(laid.counts().constraints - n, constraints, "{n} bits");
            assert!(*matrices.get_or_insert_with(|| laid.matrices.clone()) == laid.matrices);
        }
    }
}

#[test]
fn the_variable_base_agrees_with_its_native_twin() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(5);
    let p = random_point(&mut rng);
    for (n, constraints) in [(1, 1797), (7, 1797), (250, 1797)] {
        let mut matrices = None;
        for k in edge_scalars(n, &mut rng) {
            let laid = Synthesized::new(|cs| {
                let point = PointVar::new_unchecked(cs, &p)?;
                let bits = scalar_bits(cs, k, n)?;
                assert_eq!(mul_base(&point, &bits)?.value()?, p.mul_bigint(k).into_affine(), "{n} bits, {k}");
                Ok(())
            })
            .unwrap();
            assert_eq!(laid.first_violation(&laid.assignment), None);
            assert_eq!(laid.freedom(&[]).dimension, 0);
            assert_eq!(laid.counts().constraints - n, constraints, "{n} bits");
            assert!(*matrices.get_or_insert_with(|| laid.matrices.clone()) == laid.matrices);
        }
    }
}

#[test]
fn a_leading_one_agrees_with_its_native_twin_up_to_254_bits() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(6);
    for (n, constraints) in [(1, 19), (2, 25), (249, 1507), (250, 1520), (254, 1572)] {
        for k in edge_scalars(n, &mut rng) {
            let p = random_point(&mut rng);
            let mut scalar = k;
            let mut leading = ark_ff::BigInt::<4>::from(1u64);
            leading <<= n as u32;
            scalar.add_with_carry(&leading);
            let laid = Synthesized::new(|cs| {
                let point = PointVar::new_unchecked(cs, &p)?;
                let bits = scalar_bits(cs, k, n)?;
                assert_eq!(
                    mul_base_leading_one(&point, &bits)?.value()?,
                    p.mul_bigint(scalar).into_affine(),
                    "{n} bits, {k}"
                );
                Ok(())
            })
            .unwrap();
            assert_eq!(laid.first_violation(&laid.assignment), None);
            assert_eq!(laid.freedom(&[]).dimension, 0);
            assert_eq!(laid.counts().constraints - n, constraints, "{n} bits");
        }
    }
}

#[test]
fn the_identity_is_no_base_and_lays_out_without_a_panic() {
    let laid = Synthesized::new(|cs| {
        let point = PointVar::new_unchecked(cs, &Point::zero())?;
        let bits = scalar_bits(cs, ark_ff::BigInt::from(5u64), 250)?;
        mul_base(&point, &bits).map(drop)
    })
    .unwrap();
    assert_eq!(laid.first_violation(&laid.assignment).and_then(|v| v.name), Some("variable base"));
}

#[test]
fn eight_points_have_small_order_and_no_others() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(7);
    let check = |p: Point| {
        let laid = Synthesized::new(|cs| {
            let point = PointVar::new_witness(cs, &p)?;
            let system = point.system();
            point.coordinates(&system).enforce_small_order(&system, None)
        })
        .unwrap();
        laid.first_violation(&laid.assignment).is_none()
    };
    for k in 0..8u64 {
        let t = torsion().mul_bigint([k]).into_affine();
        assert!(check(t), "{k}");
        assert!(!check((random_point(&mut rng) + t).into_affine()), "{k}");
    }
}
