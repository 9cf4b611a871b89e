#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{super::Synthesized, Choice, ChoiceOf, Function, Uniqueness};
use crate::{
    curve::{PointVar, mul_base, mul_fixed_base},
    field::{F, Point},
    gadget::{
        Cs, R1csResult, System, bits, canonical_bits, enforce_below, enforce_nonzero, enforce_one_hot, input,
        is_zero, private, select, witness, witness_bit,
    },
    merkle::{Path, gadget::PathVar},
    poseidon2,
    tag::Tag,
};
use ark_ec::AffineRepr;
use ark_ff::{BigInteger, Field, PrimeField};

fn f(n: u64) -> F {
    F::from(n)
}

fn of(circuit: impl FnOnce(&Cs) -> R1csResult<()>) -> Uniqueness {
    Synthesized::new(circuit).unwrap().uniqueness()
}

fn is_proven(circuit: impl FnOnce(&Cs) -> R1csResult<()>) {
    let found = of(circuit);
    assert_eq!((found.proven, found.open.len()), (found.hints, 0), "{found:?}");
    assert!(found.hints > 0);
}

#[test]
fn gadgets_without_divisions_are_proven_outright() {
    is_proven(|cs| bits(&input(cs, f(5))?, 64).map(drop));
    is_proven(|cs| bits(&input(cs, f(5))?, 252).map(drop));
    for x in [0, 7] {
        is_proven(|cs| is_zero(&input(cs, f(x))?).map(drop));
    }
    is_proven(|cs| enforce_nonzero(&input(cs, f(3))?));
    is_proven(|cs| {
        let bit = private(cs, || witness_bit(cs, true))?;
        select(&bit, &input(cs, f(1))?, &input(cs, f(2))?).map(drop)
    });
    is_proven(|cs| poseidon2::gadget::hash(Tag::Note, &[input(cs, f(1))?, input(cs, f(2))?]).map(drop));
    is_proven(|cs| PathVar::<4>::new_witness(cs, &Path::blank())?.root(&input(cs, f(1))?).map(drop));
}

/// Second answers that are not near the first: rank says of each that nothing is free.
#[test]
fn what_has_a_second_answer_is_not_proven() {
    let square = |cs: &Cs| {
        let (x, system) = (input(cs, f(49))?, System::new(cs));
        let root = system.witness(Some(f(7)))?;
        system.enforce(&root, &root, &system.lin(&x))
    };
    // 254 bits: those of x + r are as good.
    let alias = |cs: &Cs| {
        let (x, system) = (input(cs, f(5))?, System::new(cs));
        let bits = system.hint_bits(Some(5u64.into()), 254)?;
        system.enforce_equal(&system.pack(&bits), &system.lin(&x))
    };
    // One bit of several: which, nothing says.
    let hot = |cs: &Cs| {
        let bits = [witness_bit(cs, true)?, witness_bit(cs, false)?, witness_bit(cs, false)?];
        enforce_one_hot(&bits)
    };
    for (laid, open) in
        [square, alias, hot].map(|circuit| Synthesized::new(circuit).unwrap()).iter().zip([1, 254, 3])
    {
        assert_eq!(laid.freedom(&[]).dimension, 0);
        assert_eq!(laid.uniqueness().open.len(), open);
    }
}

#[test]
fn a_divisor_is_an_obligation_until_it_is_shown_not_to_be_zero() {
    let quotient = |shown: bool| {
        of(|cs| {
            let (a, b) = (private(cs, || witness(cs, f(6)))?, private(cs, || witness(cs, f(3)))?);
            let system = System::new(cs);
            system.div(&system.lin(&a), &system.lin(&b))?;
            if shown { enforce_nonzero(&b) } else { Ok(()) }
        })
    };
    let (loose, tied) = (quotient(false), quotient(true));
    assert_eq!((loose.hints, loose.proven, loose.conditional, &loose.divisions[..]), (1, 0, 1, &[0][..]));
    assert_eq!((tied.hints, tied.proven, tied.divisions.len()), (2, 2, 0));
}

/// Every row of these gadgets is needed: without it, something is not proven any more.
#[test]
fn a_row_that_is_missing_is_noticed() {
    let tests = Synthesized::new(|cs| {
        is_zero(&input(cs, f(7))?).map(drop)?;
        bits(&input(cs, f(5))?, 8).map(drop)
    })
    .unwrap();
    assert!(tests.uniqueness().open.is_empty());
    for row in 0..tests.matrices[0].len() {
        let less = tests.without(row).uniqueness();
        assert!(less.proven < less.hints, "row {row}");
    }
}

/// The inverse of an amount, which is 0 where none is needed: without the row that says so it is free for an amount of 0.
#[test]
fn an_inverse_that_is_zero_where_it_is_not_needed_is_determined() {
    let laid = |forms: usize| {
        of(|cs| {
            let needed = private(cs, || witness_bit(cs, true))?;
            let amount = private(cs, || witness(cs, f(3)))?;
            let system = System::new(cs);
            let (amount, needed) = (system.lin(&amount), system.bit(&needed));
            let inverse = system.witness(Some(F::from(3u64).inverse().unwrap()))?;
            system.enforce(&amount, &inverse, &needed)?;
            let (one, zero) = (system.constant(f(1)), system.constant(f(0)));
            match forms {
                0 => Ok(()),
                1 => system.enforce(&inverse, &needed, &zero),
                _ => system.enforce(&inverse, &(&one - &needed), &zero),
            }
        })
    };
    assert_eq!([0, 1, 2].map(|forms| laid(forms).proven), [0, 0, 1]);
}

/// Flags of the first so many places, as netlists of claims have them: each 1 only where the one before it is, and a sum.
#[test]
fn bits_in_a_row_are_determined_by_how_many_they_are() {
    let laid = |tied: bool| {
        of(|cs| {
            let system = System::new(cs);
            let bits =
                [true, true, false].map(|bit| witness_bit(cs, bit).unwrap()).map(|bit| system.bit(&bit));
            let one = system.constant(f(1));
            for pair in bits.windows(2).take(if tied { 2 } else { 1 }) {
                system.enforce(&pair[1], &(&pair[0] - &one), &system.constant(f(0)))?;
            }
            system.enforce_equal(&(&(&bits[0] + &bits[1]) + &bits[2]), &system.lin(&input(cs, f(2))?))
        })
    };
    assert_eq!([true, false].map(|tied| laid(tied).proven), [3, 0]);
}

/// Division by 10 with a remainder of four bits: determined where the remainder is at most 9, and free where it may be more.
#[test]
fn a_quotient_is_determined_if_its_remainder_is_bounded() {
    let laid = |most: u64| {
        of(|cs| {
            let system = System::new(cs);
            let bits = |value: u64| system.hint_bits(Some(value.into()), 4);
            let (rest, room, quotient) = (bits(3)?, bits(most - 3)?, bits(4)?);
            system.enforce_equal(&(&system.pack(&rest) + &system.pack(&room)), &system.constant(f(most)))?;
            let value = &system.pack(&quotient).scale(f(10)) + &system.pack(&rest);
            system.enforce_equal(&value, &system.lin(&input(cs, f(43))?))
        })
    };
    assert_eq!([9, 10].map(|most| laid(most).proven), [12, 0]);
}

/// Bits behind those that a number needs: their sum is 0, so each is.
#[test]
fn bits_whose_sum_is_nothing_are_nothing() {
    let found = of(|cs| {
        let system = System::new(cs);
        let (used, spare) =
            (system.hint_bits(Some(5u64.into()), 3)?, system.hint_bits(Some(0u64.into()), 4)?);
        let zero = system.constant(f(0));
        let all = &system.pack(&used) + &system.pack(&spare).scale(f(8));
        system.enforce_equal(&all, &system.lin(&input(cs, f(5))?))?;
        // Not weighed, so that the sum alone does not tell which is which.
        system.enforce_equal(
            &spare.iter().map(|bit| system.bit(bit)).fold(zero.clone(), |sum, bit| &sum + &bit),
            &zero,
        )
    });
    assert_eq!((found.hints, found.proven), (7, 7));
}

#[test]
fn a_function_of_what_is_determined_is_determined() {
    // Column 1 is public, 2 private; 3 = f(1, 2), 4 = f(3, 5), and 5 is free.
    let laid = Synthesized::from_rows(Vec::new(), 6, 2, vec![2]);
    let function = |inputs: &[usize], output| Function { inputs: inputs.to_vec(), outputs: vec![output] };
    let found = laid.uniqueness_with(&[function(&[3, 5], 4), function(&[1, 2], 3)]);
    assert_eq!((found.proven, &found.open[..]), (1, &[4, 5][..]));
}

fn chosen(found: &Uniqueness) -> [usize; 2] {
    let of = |kind| found.free.iter().filter(|Choice { of, .. }| *of == kind).count();
    [of(ChoiceOf::Prefix), of(ChoiceOf::Eighth)]
}

/// The bits of a number below r are determined by it modulo r; those of one that may be r + 4 are not.
#[test]
fn bits_are_determined_by_a_comparison_that_leaves_one_number() {
    let canonical = of(|cs| canonical_bits(&input(cs, f(5))?).map(drop));
    assert!(canonical.is_complete(), "{canonical:?}");
    assert_eq!(chosen(&canonical), [4, 0]);
    assert!(canonical.proven >= 254 && canonical.proven + canonical.following.len() + 4 == canonical.hints);

    let laid = |above: u64| {
        of(|cs| {
            let (x, system) = (input(cs, f(5))?, System::new(cs));
            let bits = system.hint_bits(Some(5u64.into()), 254)?;
            system.enforce_equal(&system.pack(&bits), &system.lin(&x))?;
            let mut bound = F::MODULUS;
            bound.add_with_carry(&above.into());
            enforce_below(&bits, &bound)
        })
    };
    assert_eq!(laid(0), canonical);
    // One number has two sets of bits then.
    assert!(laid(1).open.len() >= 254);
}

#[test]
fn multiples_of_points_are_determined_if_the_points_are_of_the_subgroup() {
    let fixed = of(|cs| mul_fixed_base(&bits(&input(cs, f(5))?, 251)?).map(drop));
    assert_eq!((fixed.proven, fixed.divisions.len()), (fixed.hints, 0));

    let variable = |checked: bool| {
        of(|cs| {
            let scalar = bits(&input(cs, f(5))?, 250)?;
            let point = if checked {
                PointVar::new_subgroup_witness(cs, &Point::generator())?
            } else {
                PointVar::new_unchecked(cs, &Point::generator())?
            };
            mul_base(&point, &scalar).map(drop)
        })
    };
    let (shown, taken) = (variable(true), variable(false));
    assert!(shown.is_complete() && shown.assumed.is_empty(), "{shown:?}");
    assert_eq!(chosen(&shown), [0, 2]);
    // What is not shown is taken for one, and told.
    assert!(taken.is_complete() && taken.free.is_empty());
    assert_eq!(taken.assumed.len(), 1);
}

/// What is told are columns: a point whose x is a multiple of one is not the point that they make.
#[test]
fn only_columns_as_they_stand_are_taken_for_a_point() {
    let laid = |k: F| {
        of(|cs| {
            let point = PointVar::new_unchecked(cs, &Point::generator())?;
            let system = point.system();
            let x = system.var(&system.lin(&point.x).scale(k))?;
            mul_base(&PointVar { x, ..point }, &bits(&input(cs, f(5))?, 250)?).map(drop)
        })
    };
    for k in [f(1), -f(1)] {
        assert!(laid(k).is_complete() && laid(k).assumed.len() == 1);
    }
    assert!(!laid(f(2)).is_complete() && laid(f(2)).assumed.is_empty());
}

/// A point of the curve alone may be of small order, for which a slope is free.
#[test]
fn a_point_outside_the_subgroup_has_no_multiples() {
    let found = of(|cs| {
        let scalar = bits(&input(cs, f(5))?, 250)?;
        mul_base(&PointVar::new_witness(cs, &Point::generator())?, &scalar).map(drop)
    });
    assert!(!found.is_complete() && found.conditional > 1000 && found.assumed.is_empty());
}

/// What a look around a row shows, the whole derivation says, too.
#[test]
fn a_row_that_is_needed_around_it_is_needed() {
    let laid = Synthesized::new(|cs| {
        canonical_bits(&input(cs, f(5))?)?;
        drop(is_zero(&input(cs, f(7))?)?);
        poseidon2::gadget::hash(Tag::Note, &[input(cs, f(1))?, input(cs, f(2))?]).map(drop)
    })
    .unwrap();
    assert!(laid.uniqueness().is_complete());
    let rows: Vec<usize> = (0..laid.matrices[0].len()).collect();
    let needed = laid.needed_rows(&rows);
    for row in rows.iter().copied().filter(|row| needed[*row]).step_by(7) {
        assert!(!laid.without(row).uniqueness().is_complete(), "row {row}");
    }
    // The others are rows of the comparison, which the whole derivation needs as well.
    let others: Vec<usize> = rows.into_iter().filter(|row| !needed[*row]).collect();
    assert!(others.len() < 20, "{others:?}");
    for row in others {
        assert!(!laid.without(row).uniqueness().is_complete(), "row {row}");
    }
}
