use super::*;
use crate::batch::BATCH;
use crate::point::{InG1, InG2};
use crate::stop::NEVER;
use ark_ec::{
    AffineRepr, CurveGroup,
    short_weierstrass::{Affine, Projective},
};
use rand::{Rng, SeedableRng, rngs::StdRng};

/// The point of a table with small multiples of the generator, the first one twice.
fn table<S: Side>(isa: Isa, len: usize) -> Vec<S::Point> {
    let generator = Affine::<S::Curve>::generator();
    let points: Vec<_> = (0..len).map(|i| generator * ark_bn254::Fr::from(i.max(1) as u64)).collect();
    let points = Projective::<S::Curve>::normalize_batch(&points);
    points.iter().map(|point| S::from_ark(isa, point)).collect()
}

/// Sums lists and compares with arkworks. Gives how often the stand-in was used.
fn check<S: Side>(isa: Isa, table: &[S::Point], lists: &[Vec<Ref>]) -> usize {
    let mut refs = Vec::new();
    let mut ranges = Vec::new();
    for list in lists {
        ranges.push(List { start: refs.len() as u32, len: list.len() as u32 });
        refs.extend_from_slice(list);
    }
    let point = |reference: &Ref| {
        let point = S::to_ark(isa, reference.of(table, &[]));
        if reference.is_negative() { -point } else { point }
    };
    let sums = sum_lists::<S>(&NEVER, isa, table, refs, ranges).unwrap();
    let stand_in = S::to_ark(isa, &S::stand_in(isa));
    let full = lists.iter().filter(|list| !list.is_empty()).count();
    assert_eq!(sums.len(), full, "a sum for each list that is not empty");
    for (index, list) in lists.iter().enumerate() {
        let expected: Projective<S::Curve> = list.iter().map(point).sum();
        let mut got = Projective::<S::Curve>::default();
        let sum = sums.iter().find(|(place, _)| *place as usize == index);
        assert_eq!(sum.is_some(), !list.is_empty(), "list {index}");
        if let Some((_, sum)) = sum {
            got += S::to_ark(isa, &sum.point);
            got -= stand_in * ark_bn254::Fr::from(sum.excess);
        }
        assert_eq!(got, expected, "{isa}, list {index} of {}", list.len());
    }
    sums.iter().map(|(_, sum)| sum.excess as usize).sum()
}

fn available() -> impl Iterator<Item = Isa> {
    [Isa::Portable, Isa::Ifma].into_iter().filter(|isa| isa.available().is_ok())
}

const PLUS: bool = false;
const MINUS: bool = true;

#[test]
fn lists_without_a_sum_stay_as_they_are() {
    for isa in available() {
        let table = table::<InG1>(isa, 4);
        assert_eq!(check::<InG1>(isa, &table, &[]), 0);
        let lists = [vec![], vec![Ref::table(2, PLUS)], vec![], vec![Ref::table(3, MINUS)], vec![]];
        assert_eq!(check::<InG1>(isa, &table, &lists), 0);
    }
}

/// Sums at infinity, doublings, and those whose parts only are one of these.
fn exceptional<S: Side>(isa: Isa) {
    let table = table::<S>(isa, 12);
    let r = |multiple: i32| Ref::table(multiple.unsigned_abs() as usize, multiple < 0);
    let lists = [
        vec![r(5), r(-5)],
        vec![r(5), r(5)],
        vec![r(-5), r(-5)],
        vec![r(1), Ref::table(0, PLUS)],
        vec![r(1), Ref::table(0, MINUS)],
        vec![r(2), r(3), r(1), r(4)],
        vec![r(2), r(3), r(-1), r(-4)],
        vec![r(1), r(-1), r(1), r(-1)],
        vec![r(1), r(-1), r(2), r(-2), r(3)],
        vec![r(7); 9],
        vec![r(-7); 8],
        vec![r(3), r(-3), r(1)],
        vec![r(3), r(-3), r(-1)],
        vec![r(9), r(1)],
    ];
    let replaced = check::<S>(isa, &table, &lists);
    // One each in lists 0 and 4, one in list 6, at least two each in lists 7 and 8, one each in 11 and 12.
    assert!(replaced >= 9, "{replaced}");
}

#[test]
fn equal_and_opposite_points_are_summed() {
    available().for_each(exceptional::<InG1>);
    available().for_each(exceptional::<InG2>);
    exceptional::<InG1>(Isa::Emulated);
}

/// The exceptions are the first and the last additions of batches, among many that are none.
#[test]
fn exceptions_at_the_ends_of_batches_are_found() {
    for isa in available() {
        let len = 600;
        let table = table::<InG1>(isa, len);
        let ends =
            [0, 1, 15, 16, BATCH - 2, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH - 1, 2 * BATCH, 2 * BATCH + 2];
        for opposite in [PLUS, MINUS] {
            let lists: Vec<_> = (0..2 * BATCH + 3)
                .map(|i| {
                    let place = 1 + i % (len - 2);
                    if ends.contains(&i) {
                        vec![Ref::table(place, MINUS), Ref::table(place, !opposite)]
                    } else {
                        vec![Ref::table(place, i % 3 == 0), Ref::table(place + 1, i % 5 == 0)]
                    }
                })
                .collect();
            let replaced = check::<InG1>(isa, &table, &lists);
            assert_eq!(replaced, if opposite == MINUS { ends.len() } else { 0 });
        }
    }
}

/// Whole batches of exceptions.
#[test]
fn nothing_but_exceptions_is_summed() {
    for isa in available() {
        let table = table::<InG1>(isa, 20);
        let lists: Vec<_> = (0..BATCH + 5)
            .map(|i| vec![Ref::table(1 + i % 19, PLUS), Ref::table(1 + i % 19, i % 2 == 0)])
            .collect();
        assert_eq!(check::<InG1>(isa, &table, &lists), (BATCH + 5).div_ceil(2));
    }
}

fn random_lists<S: Side>(isa: Isa, seed: u64, lists: usize, len: usize) {
    let rng = &mut StdRng::seed_from_u64(seed);
    // The smaller the table is, the more sums are exceptions.
    let places = [2, 5, 40][rng.gen_range(0..3)];
    let table = table::<S>(isa, places);
    let lists: Vec<Vec<_>> = (0..lists)
        .map(|_| {
            (0..rng.gen_range(0..len)).map(|_| Ref::table(rng.gen_range(0..places), rng.r#gen())).collect()
        })
        .collect();
    check::<S>(isa, &table, &lists);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    #[test]
    fn random_lists_are_summed(seed: u64) {
        for isa in available() {
            random_lists::<InG1>(isa, seed, 60, 24);
            random_lists::<InG2>(isa, seed, 20, 24);
        }
    }
}

#[test]
fn the_emulation_sums_the_same() {
    random_lists::<InG1>(Isa::Emulated, 6, 12, 12);
    random_lists::<InG2>(Isa::Emulated, 7, 6, 8);
}
