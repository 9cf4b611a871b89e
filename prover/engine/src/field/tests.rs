//! All operations against arkworks, with operands at the ends of their ranges more often than not.

use super::*;
use crate::{
    isa::{Isa, Kernels, Task},
    simd::{Avx512, Emulated},
};
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Field, One, PrimeField, UniformRand, Zero};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::marker::PhantomData;

/// A residue, not necessarily the smallest one.
pub(super) type Int = BigInt<5>;
type Ark<B> = <<B as Base>::Modulus as Modulus>::Ark;

/// A base field whose residues can be looked at.
pub(super) trait Probe: Base {
    /// The bound of reduced elements, in multiples of p.
    const REDUCED: u64;
    /// The bound of products.
    const PRODUCT: u64;
    /// The bound of loose elements.
    const LOOSE: u64;
    /// The Montgomery form's power of two.
    const POWER: u64;
    /// One residue a lane.
    fn put(residues: &[Int]) -> Self;
    /// The residues. Fails if they are not carried.
    fn get(self) -> Vec<Int>;
}

impl<M: Modulus> Probe for Portable<M> {
    const REDUCED: u64 = 1;
    const PRODUCT: u64 = 1;
    const LOOSE: u64 = 1;
    const POWER: u64 = 256;

    fn put(residues: &[Int]) -> Self {
        let [words @ .., top] = residues[0].0;
        assert_eq!(top, 0);
        Self::new(words)
    }

    fn get(self) -> Vec<Int> {
        vec![int(self.0)]
    }
}

pub(super) fn int([a, b, c, d]: [u64; 4]) -> Int {
    BigInt([a, b, c, d, 0])
}

/// `factor p + offset`.
fn multiple<B: Base>(factor: u64, offset: Int) -> Int {
    let mut sum = offset;
    for _ in 0..factor {
        assert!(!sum.add_with_carry(&int(B::Modulus::P)));
    }
    sum
}

/// A residue below `bound p`.
fn residue<B: Probe>(rng: &mut StdRng, bound: u64) -> Int {
    let mut p_less_one = int(B::Modulus::P);
    p_less_one.sub_with_borrow(&Int::from(1u64));
    let ones = |bits: u32| {
        let mut x = Int::from(1u64) << bits;
        x.sub_with_borrow(&Int::from(1u64));
        x
    };
    let random = int(Ark::<B>::rand(rng).into_bigint().0);
    let offset = match rng.gen_range(0..6) {
        0 => Int::zero(),
        1 => Int::from(1u64),
        2 => p_less_one,
        3 => ones([52, 104, 156, 208, 253][rng.gen_range(0..5)]),
        _ => random,
    };
    let factor = if rng.r#gen() { bound - 1 } else { rng.gen_range(0..bound) };
    multiple::<B>(factor, offset)
}

/// What a residue stands for.
fn value<B: Probe>(residue: &Int) -> Ark<B> {
    let power = Ark::<B>::from(2u64).pow([B::POWER]);
    Ark::<B>::from_le_bytes_mod_order(&residue.to_bytes_le()) / power
}

/// Elements of one range, and what they stand for.
fn operand<B: Probe>(rng: &mut StdRng, bound: u64) -> (B, Vec<Ark<B>>) {
    let residues: Vec<_> = (0..B::LANES).map(|_| residue::<B>(rng, bound)).collect();
    (B::put(&residues), residues.iter().map(value::<B>).collect())
}

/// Checks values, and that they are below `bound p`.
fn expect<B: Probe>(name: &str, got: B, bound: u64, expected: impl Fn(usize) -> Ark<B>) {
    // The top limb alone tells whether a multiple of p fits, see the module.
    let limit = multiple::<B>(bound, if B::REDUCED == 1 { Int::zero() } else { Int::from(1u64) << 212 });
    for (lane, residue) in got.get().iter().enumerate() {
        assert!(*residue < limit, "{name}: {residue} is too large");
        assert_eq!(value::<B>(residue), expected(lane), "{name}, lane {lane}");
    }
}

#[inline(always)]
fn check<B: Probe>(rounds: usize) {
    let rng = &mut StdRng::seed_from_u64(1);
    // The portable arithmetic keeps all residues below p.
    let (reduced, product, loose) = (B::REDUCED, B::PRODUCT, B::LOOSE);
    expect::<B>("zero", B::zero(), reduced, |_| Zero::zero());
    expect::<B>("one", B::one(), reduced, |_| One::one());
    for _ in 0..rounds {
        let (l, ml) = operand::<B>(rng, loose);
        let ((a, ma), (b, mb), (c, mc)) =
            (operand::<B>(rng, reduced), operand::<B>(rng, reduced), operand::<B>(rng, reduced));
        expect("mul", l.mul(a), product, |i| ml[i] * ma[i]);
        expect("square", a.square(), product, |i| ma[i].square());
        expect("sub", a.sub(b), loose, |i| ma[i] - mb[i]);
        let (p, mp) = operand::<B>(rng, product);
        expect("sub_both", p.sub_both(b, c), reduced, |i| mp[i] - mb[i] - mc[i]);
        expect("sub_reduced", p.sub_reduced(b), reduced, |i| mp[i] - mb[i]);
        expect("triple", a.triple(), reduced, |i| ma[i] + ma[i].double());
        expect("double", a.double(), loose, |i| ma[i].double());
        let mask: u8 = rng.r#gen();
        let signed = |i: usize| if mask >> i & 1 == 1 { -mb[i] } else { mb[i] };
        expect("negate_where, right", a.sub(b.negate_where(mask)), loose, |i| ma[i] - signed(i));
        expect("negate_where, left", b.negate_where(mask).sub(a), loose, |i| signed(i) - ma[i]);
        expect("negate_where, last", p.sub_reduced(b.negate_where(mask)), reduced, |i| mp[i] - signed(i));

        let (m, mm) = operand::<B>(rng, loose);
        let [real, imaginary] = B::mul_quadratic([l, m], [a, b]);
        expect("mul_quadratic, real", real, product, |i| ml[i] * ma[i] - mm[i] * mb[i]);
        expect("mul_quadratic, imaginary", imaginary, product, |i| ml[i] * mb[i] + mm[i] * ma[i]);
        let [real, imaginary] = B::square_quadratic([a, b]);
        expect("square_quadratic, real", real, product, |i| ma[i].square() - mb[i].square());
        expect("square_quadratic, imaginary", imaginary, product, |i| (ma[i] * mb[i]).double());

        let mut lines = [[0; 8]; 8];
        B::store_pair([a, b], |lane, words| lines[lane] = words);
        for lane in 0..B::LANES {
            let [first, second] = [0, 1].map(|half| lines[lane].as_chunks::<4>().0[half]);
            assert_eq!([B::to_ark(first), B::to_ark(second)], [ma[lane], mb[lane]], "to_ark");
            assert_eq!(B::to_ark(B::from_ark(&ma[lane])), ma[lane], "from_ark");
        }
        let [first, second] = B::load_pair(|lane| &lines[lane]);
        assert_eq!([first.get(), second.get()], [a.get(), b.get()], "load_pair");
    }
    quadratic::<B>(rng);
}

/// The operations that the extension makes from those of the base field.
#[inline(always)]
fn quadratic<B: Probe>(rng: &mut StdRng) {
    let mut element = |bound: u64| {
        let ((a, ma), (b, mb)) = (operand::<B>(rng, bound), operand::<B>(rng, bound));
        (Quadratic([a, b]), [ma, mb])
    };
    let ((a, ma), (b, mb), (c, mc)) = (element(B::REDUCED), element(B::REDUCED), element(B::REDUCED));
    let (p, mp) = element(B::PRODUCT);
    let loose = B::LOOSE;
    for k in 0..2 {
        expect("one", Quadratic::<B>::one().0[k], B::REDUCED, |_| Ark::<B>::from(1 - k as u64));
        expect("sub", a.sub(b).0[k], loose, |i| ma[k][i] - mb[k][i]);
        expect("sub_both", p.sub_both(b, c).0[k], B::REDUCED, |i| mp[k][i] - mb[k][i] - mc[k][i]);
        expect("sub_reduced", p.sub_reduced(b).0[k], B::REDUCED, |i| mp[k][i] - mb[k][i]);
        expect("triple", a.triple().0[k], B::REDUCED, |i| ma[k][i] + ma[k][i].double());
        expect("double", a.double().0[k], loose, |i| ma[k][i].double());
        expect("negate_where", a.sub(b.negate_where(!0)).0[k], loose, |i| ma[k][i] + mb[k][i]);
    }
    let product = a.mul(b);
    expect("mul", product.0[0], B::PRODUCT, |i| ma[0][i] * mb[0][i] - ma[1][i] * mb[1][i]);
    expect("mul", product.0[1], B::PRODUCT, |i| ma[0][i] * mb[1][i] + ma[1][i] * mb[0][i]);
    let square = a.square();
    expect("square", square.0[0], B::PRODUCT, |i| ma[0][i].square() - ma[1][i].square());
    expect("square", square.0[1], B::PRODUCT, |i| (ma[0][i] * ma[1][i]).double());
}

/// Runs where code is compiled for the processor's extensions, as all hot loops do.
struct Check<B>(usize, PhantomData<B>);

impl<B: Probe> Task for Check<B> {
    type Output = ();

    #[inline(always)]
    fn run<K: Kernels>(self) {
        check::<B>(self.0);
    }
}

#[test]
fn portable_arithmetic_agrees_with_arkworks() {
    check::<Portable<Fq>>(4000);
    check::<Portable<Fr>>(4000);
}

#[test]
fn emulated_arithmetic_agrees_with_arkworks() {
    check::<Wide<Emulated, Fq>>(100);
    check::<Wide<Emulated, Fr>>(100);
}

#[test]
fn vector_arithmetic_agrees_with_arkworks() {
    if let Ok(isa) = Isa::Ifma.available() {
        isa.run(Check::<Wide<Avx512, Fq>>(1000, PhantomData));
        isa.run(Check::<Wide<Avx512, Fr>>(1000, PhantomData));
    }
}

#[test]
fn constants_are_what_they_say() {
    fn check<M: Modulus>() {
        assert_eq!(M::Ark::MODULUS.0, M::P);
        assert_eq!(M::P[0].wrapping_mul(M::INVERSE), u64::MAX);
        assert_eq!(M::SIXTEEN * M::SIXTEENTH, M::Ark::one());
        assert_eq!(M::SIXTEEN, M::Ark::from(16u64));
        let two = M::Ark::from(2u64);
        assert_eq!(two.pow([256]).into_bigint().0, M::ONE_256);
        assert_eq!(two.pow([260]).into_bigint().0, M::ONE_260);
        assert_eq!(modulus::canonical::<M>([u64::MAX; 4]), (two.pow([256]) - M::Ark::one()).into_bigint().0);
        assert_eq!(modulus::canonical::<M>(M::P), [0; 4]);
    }
    check::<Fq>();
    check::<Fr>();
}
