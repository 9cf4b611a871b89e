use super::*;
use crate::field::{
    Butterfly, Fr, Spread,
    tests::{Int, Probe},
};
use ark_bn254::Fr as ArkFr;
use ark_ff::{BigInteger, Field, PrimeField, UniformRand};
use rand::{Rng, SeedableRng, rngs::StdRng};

impl<V: Vector, M: Modulus> Probe for Wide<V, M> {
    const REDUCED: u64 = 4;
    const PRODUCT: u64 = 3;
    const LOOSE: u64 = 10;
    const POWER: u64 = 260;

    fn put(residues: &[Int]) -> Self {
        let mut lanes = [[0; 8]; LIMBS];
        for (lane, residue) in residues.iter().enumerate() {
            for (i, limbs) in lanes.iter_mut().enumerate() {
                limbs[lane] = (*residue >> (52 * i as u32)).0[0] & if i + 1 < LIMBS { LOW } else { u64::MAX };
            }
        }
        Self(lanes.map(|limbs| V::load(&limbs)), PhantomData)
    }

    fn get(self) -> Vec<Int> {
        let mut limbs = [[0; 8]; LIMBS];
        for (limbs, vector) in limbs.iter_mut().zip(self.0) {
            vector.store(limbs);
        }
        assert!(limbs.as_flattened().iter().all(|limb| *limb <= LOW), "not carried: {limbs:x?}");
        let value = |lane: usize| {
            (0..LIMBS).rev().fold(Int::zero(), |sum, i| {
                let mut sum = sum << 52;
                assert!(!sum.add_with_carry(&Int::from(limbs[i][lane])));
                sum
            })
        };
        (0..8).map(value).collect()
    }
}

type Lanes<V> = Wide<V, Fr>;

fn field(residue: &Int) -> ArkFr {
    ArkFr::from_le_bytes_mod_order(&residue.to_bytes_le())
}

/// `factor p`.
fn multiple(factor: u64) -> Int {
    let mut sum = Int::zero();
    for _ in 0..factor {
        sum.add_with_carry(&super::super::tests::int(Fr::P));
    }
    sum
}

/// A lazy residue, of any size up to `bound p`, often close to it.
fn lazy(rng: &mut StdRng, bound: u64) -> Int {
    let mut residue = multiple(if rng.r#gen() { bound } else { rng.gen_range(1..=bound) });
    let less = match rng.gen_range(0..4) {
        0 => Int::zero(),
        1 => Int::from(1u64),
        2 => super::super::tests::int(Fr::P),
        _ => super::super::tests::int(ArkFr::rand(rng).into_bigint().0),
    };
    residue.sub_with_borrow(&less);
    residue
}

/// Butterflies as numbers: the bound of 2p that all else relies on, and the values.
fn check_butterflies<V: Vector + Send + Sync + 'static>(rounds: usize) {
    let rng = &mut StdRng::seed_from_u64(3);
    for _ in 0..rounds {
        let [a, b]: [Vec<_>; 2] = [82, 84].map(|bound| (0..8).map(|_| lazy(rng, bound)).collect());
        let mut factors: Vec<_> = (0..8).map(|_| ArkFr::rand(rng)).collect();
        (factors[0], factors[1]) = (ArkFr::from(1u64), -ArkFr::from(1u64));
        let one = Lanes::<V>::scalar(&factors[1]);
        for (factor, factors) in
            [(Lanes::<V>::pack(&factors).factor(), &factors), (one.spread(), &vec![factors[1]; 8])]
        {
            let (x, y) = Lanes::<V>::butterfly(Lanes::put(&a), Lanes::put(&b), factor);
            let (sum, difference) = (Lanes::wrapped(x.0).get(), Lanes::wrapped(y.0).get());
            for i in 0..8 {
                let product = field(&b[i]) * factors[i];
                assert_eq!(field(&sum[i]), field(&a[i]) + product);
                assert_eq!(field(&difference[i]), field(&a[i]) - product);
                let mut limit = a[i];
                limit.add_with_carry(&multiple(2));
                assert!(a[i] <= sum[i] && sum[i] < limit, "{} {} {}", a[i], b[i], sum[i]);
                assert!(a[i] < difference[i] && difference[i] <= limit);
            }
        }
        let settled = Lanes::wrapped(Lanes::<V>::put(&b).settle().0).get();
        let product = Butterfly::product(Lanes::<V>::put(&b), Lanes::put(&a)).get();
        for i in 0..8 {
            assert_eq!(field(&settled[i]), field(&b[i]));
            assert!(settled[i] < multiple(2));
            let scale = ArkFr::from(2u64).pow([520]);
            assert_eq!(field(&product[i]) * scale, field(&a[i]) * field(&b[i]));
            assert!(product[i] < multiple(1));
        }
    }
}

#[test]
fn butterflies_stay_within_their_bounds() {
    check_butterflies::<crate::simd::Emulated>(60);
}

#[cfg(target_arch = "x86_64")]
#[test]
fn vector_butterflies_stay_within_their_bounds() {
    if crate::Isa::Ifma.available().is_ok() {
        check_butterflies::<crate::simd::Avx512>(300);
    }
}

/// No carries for as many layers as the largest transform has, on operands that make all limbs grow.
#[test]
fn limbs_hold_uncarried_sums() {
    type E = Lanes<crate::simd::Emulated>;
    let rng = &mut StdRng::seed_from_u64(4);
    let mut x = E::put(&[Int::zero(); 8]);
    let mut expected = [ArkFr::from(0u64); 8];
    for layer in 0..40 {
        let b: Vec<_> = (0..8).map(|_| lazy(rng, 84)).collect();
        let factors: Vec<_> = (0..8).map(|_| ArkFr::rand(rng)).collect();
        let (sum, difference) = E::butterfly(x, E::put(&b), E::pack(&factors).factor());
        x = if layer % 2 == 0 { sum } else { difference };
        for i in 0..8 {
            let product = field(&b[i]) * factors[i];
            expected[i] += if layer % 2 == 0 { product } else { -product };
        }
    }
    let got = E::wrapped(x.0).get();
    assert_eq!(got.iter().map(field).collect::<Vec<_>>(), expected);
    assert!(got.iter().all(|residue| *residue <= multiple(80)));
}

#[test]
fn multiplications_by_zero_and_one_keep_residues_small() {
    type E = Lanes<crate::simd::Emulated>;
    let largest = E::put(&[lazy(&mut StdRng::seed_from_u64(5), 4); 8]);
    assert!(largest.mul(E::zero()).get().iter().all(|residue| *residue <= multiple(1)));
    assert!(largest.mul(E::one()).get().iter().all(|residue| *residue < multiple(2)));
}
