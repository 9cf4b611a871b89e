#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::soundness::Synthesized;
use ark_ff::{BigInt, BigInteger, Field, PrimeField, UniformRand};
use ark_r1cs_std::GR1CSVar;
use ark_relations::gr1cs::SynthesisError;
use rand::SeedableRng;

fn f(n: u64) -> F {
    F::from(n)
}

fn power(n: u32) -> BigInt<4> {
    let mut x = BigInt::from(1u64);
    x <<= n;
    x
}

/// Lays out a gadget over private inputs.
fn lay(values: &[F], gadget: impl FnOnce(&Cs, &[FVar]) -> R1csResult<()>) -> Synthesized {
    Synthesized::new(|cs| {
        let vars = private(cs, || values.iter().map(|x| witness(cs, *x)).collect::<R1csResult<Vec<_>>>())?;
        gadget(cs, &vars)
    })
    .unwrap()
}

fn holds(laid: &Synthesized) -> bool {
    laid.first_violation(&laid.assignment).is_none()
}

#[test]
fn bits_are_those_of_the_number_and_bound_it() {
    for n in [1, 8, 64, 250, 252] {
        let top = F::from_bigint(power(n as u32)).unwrap();
        for (x, fits) in [(f(0), true), (f(1), true), (top - f(1), true), (top, false), (-f(1), false)] {
            let laid = lay(&[x], |_, v| {
                let b = bits(&v[0], n)?;
                if fits {
                    assert_eq!(from_bits(&b)?.value()?, x);
                }
                Ok(())
            });
            assert_eq!(holds(&laid), fits, "{n} bits");
            assert_eq!(laid.counts().constraints, n + 1);
            assert_eq!(laid.freedom(&[]).dimension, 0);
        }
    }
    assert_eq!(bits(&FVar::Constant(f(4)), 2).unwrap_err(), SynthesisError::Unsatisfiable);
    assert_eq!(bits(&FVar::Constant(f(3)), 2).unwrap().value().unwrap(), [true, true]);
}

/// The rank does not see a missing bit check while the sum pins the hint: it takes a lie, in which a bit is 2.
#[test]
fn dropping_any_constraint_of_a_range_lets_a_lie_through() {
    let laid = lay(&[f(5)], |_, v| enforce_bits(&v[0], 4));
    for i in 0..5 {
        assert_eq!(laid.without(i).freedom(&[]).dimension, 0, "{i}");
    }
    // A bit of 2: 5 = 1 + 2 2 in bits 1, 2, 0, 0 of weights 1, 2, 4, 8.
    let first = laid.instance + 1;
    let mut two = laid.assignment.clone();
    two[first + 1] = f(2);
    two[first + 2] = f(0);
    let broken = laid.violations(&two);
    assert_eq!(broken.iter().map(|v| v.constraint).collect::<Vec<_>>(), [1]);
    assert!(laid.without(1).first_violation(&two).is_none());
    // Without the sum any bits pass.
    let mut other = laid.assignment.clone();
    other[first] = f(0);
    assert!(laid.without(4).first_violation(&other).is_none());
}

#[test]
fn zero_and_equality_are_told_with_no_hint_left_over() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
    for (a, b) in
        [(f(0), f(0)), (f(3), f(3)), (f(3), f(4)), (f(0), -f(1)), (F::rand(&mut rng), F::rand(&mut rng))]
    {
        let laid = lay(&[a, b], |_, v| {
            assert_eq!(is_equal(&v[0], &v[1])?.value()?, a == b);
            Ok(())
        });
        assert!(holds(&laid));
        assert_eq!(laid.counts().constraints, 3);
        assert_eq!(laid.freedom(&[]).dimension, 0);
        let (bit, inverse) = (laid.instance + 2, laid.instance + 3);
        // The other answer, with any inverse.
        for hint in [f(0), f(1), (a - b).inverse().unwrap_or_default(), f(77)] {
            let mut lie = laid.assignment.clone();
            lie[bit] = f(1) - lie[bit];
            lie[inverse] = hint;
            assert!(laid.first_violation(&lie).is_some());
        }
        // Each constraint is needed, at one of the two answers.
        if a == b {
            assert!(laid.without(0).freedom(&[]).dimension > 0);
            assert!(laid.without(2).freedom(&[]).dimension > 0);
        } else {
            assert!(laid.without(0).freedom(&[]).dimension > 0);
            let mut lie = laid.assignment.clone();
            (lie[bit], lie[inverse]) = (f(1), f(0));
            assert!(laid.without(1).first_violation(&lie).is_none());
        }
    }
}

#[test]
fn choices_and_conditions_bind_when_they_should() {
    for bit in [false, true] {
        let laid = lay(&[f(3), f(4)], |cs, v| {
            let bit_var = private(cs, || witness_bit(cs, bit))?;
            assert_eq!(select(&bit_var, &v[0], &v[1])?.value()?, if bit { f(3) } else { f(4) });
            named(cs, "equal", || enforce_equal_if(&bit_var, &v[0], &v[1]))
        });
        assert_eq!(laid.counts().constraints, 3);
        assert_eq!(laid.first_violation(&laid.assignment).and_then(|v| v.name), bit.then_some("equal"));
        assert_eq!(laid.freedom(&[]).dimension, 0);
        let laid = lay(&[f(0), f(4)], |cs, v| {
            let bit = private(cs, || witness_bit(cs, bit))?;
            enforce_zero_if(&bit, &v[0])
        });
        assert!(holds(&laid));
    }
    let laid = lay(&[f(0)], |_, v| enforce_nonzero(&v[0]));
    assert!(!holds(&laid));
    let laid = lay(&[f(9)], |_, v| enforce_nonzero(&v[0]));
    assert!(holds(&laid) && laid.freedom(&[]).dimension == 0);
    assert!(enforce_nonzero(&FVar::Constant(f(0))).is_err());
    for (pattern, ok) in
        [([true, false, false], true), ([false; 3], false), ([true, true, false], false), ([true; 3], false)]
    {
        let laid = Synthesized::new(|cs| {
            let bits = pattern.iter().map(|b| witness_bit(cs, *b)).collect::<R1csResult<Vec<_>>>()?;
            enforce_one_hot(&bits)
        })
        .unwrap();
        assert_eq!(holds(&laid), ok);
    }
}

#[test]
fn at_most_orders_ranged_numbers() {
    for (a, b, ok) in [(0, 0, true), (3, 4, true), (4, 3, false), (0, u64::MAX, true), (u64::MAX, 0, false)] {
        assert_eq!(holds(&lay(&[f(a), f(b)], |_, v| enforce_at_most(&v[0], &v[1], 64))), ok, "{a} {b}");
    }
}

/// The comparison with these bits and this bound, laid out with honest hints.
fn below(x: &BigInt<4>, n: usize, bound: &BigInt<4>) -> Synthesized {
    Synthesized::new(|cs| {
        let bits =
            private(cs, || (0..n).map(|i| witness_bit(cs, x.get_bit(i))).collect::<R1csResult<Vec<_>>>())?;
        enforce_below(&bits, bound)
    })
    .unwrap()
}

/// Whether any of the 16 prefixes, with all values behind it re-derived, makes the comparison pass.
fn any_hint_passes(x: &BigInt<4>, n: usize, bound: &BigInt<4>) -> bool {
    let laid = below(x, n, bound);
    let block = n.div_ceil(16);
    let start = laid.instance + n;
    (0..16usize).any(|choice| {
        let mut z = laid.assignment.clone();
        let prefix = |v: &BigInt<4>, i: usize| {
            let mut v = *v;
            (0..n - ((i + 1) * block).min(n)).for_each(|_| v.div2());
            modulo(&v)
        };
        let mut layer: Vec<F> = (0..16).map(|i| prefix(bound, i) - prefix(x, i)).collect();
        let mut column = start;
        for k in 0..4 {
            z[column] = f((choice >> k & 1) as u64);
            column += 1;
        }
        for k in 0..4 {
            layer = layer.chunks_exact(2).map(|pair| pair[choice >> k & 1]).collect();
            for v in &layer {
                z[column] = *v;
                column += 1;
            }
        }
        let difference = (layer[0] - f(1)).into_bigint();
        for i in 0..block {
            z[column] = F::from(difference.get_bit(i));
            column += 1;
        }
        assert_eq!(column, z.len());
        laid.first_violation(&z).is_none()
    })
}

#[test]
fn numbers_below_a_bound_pass_and_others_fail_with_any_hint() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(3);
    let mut near_top = power(254);
    near_top.sub_with_borrow(&BigInt::from(12345u64));
    // The bounds of a signature's challenge: c + D below r + D, and its complement below 2^254 - D.
    let offset = crate::curve::offset_integer(11, 254);
    let (mut upper, mut lower) = (F::MODULUS, power(254));
    upper.add_with_carry(&offset);
    lower.sub_with_borrow(&offset);
    let cases = [
        (254, upper),
        (254, lower),
        (254, F::MODULUS),
        (251, crate::field::Scalar::MODULUS),
        (254, near_top),
        (254, power(254)),
        (64, BigInt::from(1u64 << 40)),
        (64, BigInt::from(1u64)),
        (17, BigInt::from(99u64)),
    ];
    for (n, bound) in cases {
        let blank = below(&BigInt::from(0u64), n, &bound);
        let mut numbers = vec![BigInt::from(0u64), BigInt::from(1u64)];
        for step in 0..3u64 {
            let mut x = bound;
            x.sub_with_borrow(&BigInt::from(step));
            numbers.push(x);
            let mut x = bound;
            x.add_with_carry(&BigInt::from(step));
            numbers.push(x);
        }
        let mut last = power(n as u32);
        last.sub_with_borrow(&BigInt::from(1u64));
        numbers.push(last);
        for _ in 0..20 {
            let random = F::rand(&mut rng).into_bigint();
            numbers.push(BigInt::from_bits_le(&(0..n).map(|i| random.get_bit(i)).collect::<Vec<_>>()));
        }
        for x in numbers.into_iter().filter(|x| *x <= last) {
            let laid = below(&x, n, &bound);
            assert_eq!(holds(&laid), x < bound, "{x} below {bound}");
            assert_eq!(any_hint_passes(&x, n, &bound), x < bound, "{x} below {bound}");
            assert_eq!(laid.matrices, blank.matrices);
            assert_eq!(laid.freedom(&[]).dimension, 0);
        }
    }
}

#[test]
#[should_panic(expected = "room to wrap")]
fn a_bound_that_could_wrap_is_refused() {
    below(&BigInt::from(0u64), 254, &BigInt::from(5u64));
}

#[test]
fn the_bits_of_x_plus_r_are_refused() {
    for x in [f(0), f(1), f(1 << 50), -f(1), -f(2)] {
        let laid = lay(&[x], |_, v| {
            let bits = canonical_bits(&v[0])?;
            let value = x.into_bigint();
            assert!(bits.iter().enumerate().all(|(i, b)| b.value() == Ok(value.get_bit(i))));
            Ok(())
        });
        assert!(holds(&laid));
        assert_eq!(laid.counts().constraints, 291);
        assert_eq!(laid.freedom(&[]).dimension, 0);
        let mut alias = x.into_bigint();
        alias.add_with_carry(&F::MODULUS);
        if alias < power(254) {
            assert_eq!(modulo(&alias), x);
            assert!(!any_hint_passes(&alias, 254, &F::MODULUS));
        }
    }
}

#[test]
fn a_guess_changes_no_value() {
    for (x, guess) in [(7u64, 3u64), (7, 0), (0, 5), (0, 0), (1, 1)] {
        let right = f(x).inverse().unwrap_or_default();
        for guess in [f(guess), right] {
            let laid = lay(&[f(10), f(x)], |cs, v| {
                let system = System::new(cs);
                let quotient = system.div_by(&system.lin(&v[0]), &system.lin(&v[1]), guess)?;
                assert_eq!(quotient.value(), Some(f(10) * right));
                assert_eq!(inverses([&quotient, &system.lin(&v[1])])[1], right);
                Ok(())
            });
            assert_eq!(holds(&laid), x != 0);
        }
    }
}

#[test]
fn names_nest_and_cost_nothing_unrecorded() {
    let laid = lay(&[f(3)], |cs, v| {
        named(cs, "outer", || {
            enforce_bits(&v[0], 2)?;
            named(cs, "inner", || enforce_bits(&v[0], 2))
        })
    });
    assert_eq!(laid.name_of(0), Some("outer"));
    assert_eq!(laid.name_of(4), Some("inner"));
    assert_eq!(laid.names_of(4), ["inner", "outer"]);
    assert_eq!(laid.constraints_of("inner"), [3, 4, 5]);
    let shorter = laid.without(4);
    assert_eq!(shorter.constraints_of("inner"), [3, 4]);
    assert_eq!(named(&Cs::None, "unheard", || Ok(1)), Ok(1));
}
