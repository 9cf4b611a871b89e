use super::*;
use crate::stop::NEVER;
use ark_ff::{FftField, One, PrimeField, UniformRand, Zero};
use rand::{Rng, SeedableRng, rngs::StdRng};

/// What arkworks gives.
fn expected(a: &[Fr], b: &[Fr]) -> Vec<BigInt<4>> {
    let domain = Radix2EvaluationDomain::<Fr>::new(a.len()).unwrap();
    let coset = domain.get_coset(Fr::GENERATOR).unwrap();
    let [a, b] = [a, b].map(|values| coset.fft(&domain.ifft(values)));
    a.iter().zip(b).map(|(a, b)| (*a * b).into_bigint()).collect()
}

fn check(transform: &Transform, a: &[Fr], b: &[Fr], scratch: &mut Scratch) {
    let mut out = vec![BigInt::default(); a.len()];
    transform.coset_products(&NEVER, a, b, scratch, &mut out);
    let correction = transform.correction();
    for (i, (out, expected)) in out.iter().zip(expected(a, b)).enumerate() {
        assert!(*out < Fr::MODULUS, "{} {i}", a.len());
        let out = Fr::from_bigint(*out).unwrap() * correction;
        assert_eq!(out.into_bigint(), expected, "{} 2^{} {i}", transform.isa, transform.log_n);
    }
}

fn edge(rng: &mut StdRng) -> Fr {
    match rng.gen_range(0..5) {
        0 => Fr::zero(),
        1 => Fr::one(),
        2 => -Fr::one(),
        3 => Fr::new_unchecked(BigInt::from(rng.r#gen::<u64>())),
        _ => Fr::rand(rng),
    }
}

fn check_all(isa: Isa, sizes: std::ops::RangeInclusive<u32>) {
    if isa.available().is_err() {
        return;
    }
    let rng = &mut StdRng::seed_from_u64(1);
    let mut scratch = Scratch::default();
    for log_n in sizes {
        let transform = Transform::new(isa, log_n).unwrap();
        let n = transform.len();
        let random = |rng: &mut StdRng| (0..n).map(|_| Fr::rand(rng)).collect::<Vec<_>>();
        let edges = |rng: &mut StdRng| (0..n).map(|_| edge(rng)).collect::<Vec<_>>();
        check(&transform, &random(rng), &random(rng), &mut scratch);
        check(&transform, &edges(rng), &edges(rng), &mut scratch);
        check(&transform, &vec![-Fr::one(); n], &edges(rng), &mut scratch);
        check(&transform, &vec![Fr::zero(); n], &random(rng), &mut scratch);
        check(&transform, &vec![largest(); n], &vec![largest(); n], &mut scratch);
    }
}

/// The element whose Montgomery form is the largest number.
fn largest() -> Fr {
    let mut words = Fr::MODULUS;
    words.0[0] -= 1;
    Fr::new_unchecked(words)
}

#[test]
fn portable_kernels_agree_with_arkworks() {
    check_all(Isa::Portable, 0..=12);
}

#[test]
fn vector_kernels_agree_with_arkworks() {
    check_all(Isa::Ifma, 0..=13);
}

#[test]
fn emulated_kernels_agree_with_arkworks() {
    check_all(Isa::Emulated, 0..=10);
}

/// Where the bounds of large transforms need it, elements are reduced halfway. No test can afford such a size.
#[test]
fn settling_changes_nothing() {
    struct Settling(Vec<Fr>);
    impl Task for Settling {
        type Output = Vec<BigInt<4>>;

        fn run<K: Kernels>(self) -> Self::Output {
            let log_n = self.0.len().ilog2();
            let root = Radix2EvaluationDomain::<Fr>::new(self.0.len()).unwrap().group_gen;
            let mut tables = Tables::<K::Fr>::new(log_n, root);
            assert!(!tables.settle);
            tables.settle = true;
            let (mut scratch, mut out) = (Scratch::default(), vec![BigInt::default(); self.0.len()]);
            let [a, b] = [&self.0[..]; 2];
            CosetProducts { stop: &NEVER, tables: &tables, a, b, scratch: &mut scratch, out: &mut out }
                .run::<K>();
            out
        }
    }
    let values = vec![largest(); 1 << 9];
    let mut expected = vec![BigInt::default(); values.len()];
    for isa in [Isa::Ifma, Isa::Emulated, Isa::Portable].into_iter().filter(|isa| isa.available().is_ok()) {
        let transform = Transform::new(isa, 9).unwrap();
        transform.coset_products(&NEVER, &values, &values, &mut Scratch::default(), &mut expected);
        assert_eq!(isa.run(Settling(values.clone())), expected, "{isa}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let rng = &mut StdRng::seed_from_u64(2);
    let transform = Transform::new(Isa::of_this_machine().unwrap(), 13).unwrap();
    let [a, b]: [Vec<_>; 2] = std::array::from_fn(|_| (0..transform.len()).map(|_| Fr::rand(rng)).collect());
    for threads in [1, 2, 3, 5, 12] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| check(&transform, &a, &b, &mut Scratch::default()));
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn kernels_agree(seed: u64, log_n in 0u32..=9) {
        let rng = &mut StdRng::seed_from_u64(seed);
        for isa in [Isa::Portable, Isa::Ifma].into_iter().filter(|isa| isa.available().is_ok()) {
            let transform = Transform::new(isa, log_n).unwrap();
            let [a, b]: [Vec<_>; 2] = std::array::from_fn(|_| (0..transform.len()).map(|_| edge(rng)).collect());
            check(&transform, &a, &b, &mut Scratch::default());
        }
    }
}
