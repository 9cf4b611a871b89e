#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::field::{F, Point, Scalar};
use crate::gadget::{
    Cs, FVar, R1csResult, System, enforce_bits, input, named, private, witness, witness_bit,
};
use crate::merkle::{Path, gadget::PathVar};
use crate::poseidon2;
use crate::signature::{Signature, SigningKey, gadget::*};
use crate::tag::Tag;
use ark_ec::{AffineRepr, CurveGroup};
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar};
use ark_relations::gr1cs::{ConstraintSystem, OptimizationGoal, SynthesisMode};

fn f(n: u64) -> F {
    F::from(n)
}

#[test]
fn an_untied_copy_and_a_missing_bit_check_are_free() {
    // h = H(x) is computed from a copy of x that nothing ties to x.
    let copy = |tied: bool| {
        Synthesized::new(|cs| {
            let x = private(cs, || witness(cs, f(7)))?;
            let copied = witness(cs, f(7))?;
            let hash = poseidon2::gadget::hash(Tag::Leaf, std::slice::from_ref(&copied))?;
            let out = witness(cs, poseidon2::hash(Tag::Leaf, &[f(7)]))?;
            named(cs, "out", || hash.enforce_equal(&out))?;
            named(cs, "copy", || if tied { x.enforce_equal(&copied) } else { Ok(()) })
        })
        .unwrap()
    };
    assert_eq!(copy(true).freedom(&[]).dimension, 0);
    let loose = copy(false);
    let freedom = loose.freedom(&[]);
    assert_eq!(freedom.dimension, 1);
    assert_eq!(freedom.free.len(), 1);
    assert_eq!(loose.unbound(), [1]);
    assert_eq!(loose.freedom(&[2]).dimension, 0, "with the copy held fixed nothing else is free");

    let sum = Synthesized::new(|cs| {
        let x = private(cs, || witness(cs, f(3)))?;
        let system = System::new(cs);
        let (a, b) = (system.witness(Some(f(1)))?, system.witness(Some(f(1)))?);
        let packed = &a + &b.double();
        named(cs, "sum", || system.enforce_equal(&packed, &system.lin(&x)))
    })
    .unwrap();
    let freedom = sum.freedom(&[]);
    assert_eq!((freedom.dimension, freedom.free[0].name), (1, Some("sum")));
}

#[test]
fn a_hint_that_no_constraint_mentions_is_free_and_has_no_name() {
    let laid = Synthesized::new(|cs| witness(cs, f(1)).map(drop)).unwrap();
    assert_eq!(laid.freedom(&[]).free, [Free { column: 1, name: None }]);
}

#[test]
fn violations_are_those_of_the_vector_that_is_given() {
    let laid = Synthesized::new(|cs| {
        let x = input(cs, f(5))?;
        named(cs, "range", || enforce_bits(&x, 3))
    })
    .unwrap();
    assert_eq!(laid.violations(&laid.assignment), []);
    let mut z = laid.assignment.clone();
    z[1] = f(6);
    assert_eq!(laid.violations(&z), [Violation { constraint: 3, name: Some("range") }]);
    z.pop();
    assert_eq!(laid.violations(&z), [Violation { constraint: usize::MAX, name: None }]);
    let mut scaled = laid.assignment.clone();
    scaled[0] = f(2);
    assert!(laid.first_violation(&scaled).is_some(), "the constant must be 1");
}

#[test]
fn idle_constraints_are_told() {
    let laid = Synthesized::new(|cs| {
        let x = input(cs, f(5))?;
        let y = witness(cs, f(5))?;
        x.enforce_equal(&y)?;
        x.enforce_equal(&y)
    })
    .unwrap();
    assert_eq!(laid.freedom(&[]), Freedom { dimension: 0, free: vec![], idle: vec![1] });
}

#[test]
fn what_depends_on_others_is_told_with_them() {
    // x = y, y = z and x = z say one thing twice; x y = 25 says another, and x bounds nothing else.
    let laid = Synthesized::new(|cs| {
        let (x, y, z) = (input(cs, f(5))?, witness(cs, f(5))?, witness(cs, f(5))?);
        x.enforce_equal(&y)?;
        y.enforce_equal(&z)?;
        x.enforce_equal(&z)?;
        x.mul_equals(&y, &FVar::Constant(f(25)))
    })
    .unwrap();
    let dependence = laid.dependence(&laid.assignment);
    assert_eq!(dependence.combinations, [[0, 1, 2]]);
    assert_eq!(dependence.constraints(), [0, 1, 2].into());
    assert_eq!(dependence.implying(1), [0, 2]);
    assert_eq!(dependence.implying(3), [0; 0]);
    assert!(laid.without(1).dependence(&laid.assignment).combinations.is_empty());
}

/// As large as a statement: two paths of depth 16, four signatures, hashes.
fn statement(cs: &Cs, seed: u8) -> R1csResult<()> {
    let secret = SigningKey::from_bytes([seed; 32]);
    for n in 0..4 {
        let message = input(cs, f(n))?;
        let key = PublicKeyVar::new_witness(cs, &secret.public())?;
        let signature = SignatureVar::new_witness(cs, &secret.sign(f(n)))?;
        verify(&key, &message, &signature)?;
    }
    for n in 0..4 {
        let leaf = private(cs, || witness(cs, f(n)))?;
        let off = private(cs, || witness_bit(cs, false))?;
        let _root = PathVar::<16>::new_witness(cs, &Path::blank())?.root_if(&leaf, &off)?;
    }
    let xs: Vec<FVar> = private(cs, || (0..60).map(|i| witness(cs, f(i))).collect::<R1csResult<_>>())?;
    poseidon2::gadget::sponge(Tag::SigHash, &xs).map(drop)
}

#[test]
fn freedom_scales_to_a_statement_and_every_mode_lays_out_the_same() {
    let laid = Synthesized::new(|cs| statement(cs, 1)).unwrap();
    assert_eq!(laid.first_violation(&laid.assignment), None);
    assert!(laid.counts().constraints > 30_000, "{:?}", laid.counts());
    assert_eq!(laid.freedom(&[]).dimension, 0);
    let other = Synthesized::new(|cs| statement(cs, 2)).unwrap();
    assert_eq!(laid.matrix_hash(), other.matrix_hash());
    assert_ne!(laid.assignment, other.assignment);

    // Setup: no values at all. Proving without matrices: the same assignment.
    let setup = ConstraintSystem::<F>::new_ref();
    setup.set_mode(SynthesisMode::Setup);
    setup.set_optimization_goal(OptimizationGoal::Constraints);
    statement(&setup, 1).unwrap();
    assert_eq!(setup.num_constraints(), laid.counts().constraints);
    assert_eq!(setup.num_witness_variables(), laid.counts().witness);
    let fast = ConstraintSystem::<F>::new_ref();
    fast.set_mode(SynthesisMode::Prove { construct_matrices: false, generate_lc_assignments: false });
    statement(&fast, 1).unwrap();
    let mut assignment = fast.instance_assignment().unwrap();
    assignment.extend(fast.witness_assignment().unwrap());
    assert_eq!(assignment, laid.assignment);
}

#[test]
#[ignore = "prints timings"]
fn timing() {
    for _ in 0..2 {
        let start = std::time::Instant::now();
        let cs = ConstraintSystem::<F>::new_ref();
        cs.set_mode(SynthesisMode::Prove { construct_matrices: false, generate_lc_assignments: false });
        statement(&cs, 1).unwrap();
        println!("witness of the large statement: {:?}", start.elapsed());
    }
    let start = std::time::Instant::now();
    let laid = Synthesized::new(|cs| statement(cs, 1)).unwrap();
    println!("laid out: {:?}, {:?}", start.elapsed(), laid.counts());
    let start = std::time::Instant::now();
    assert_eq!(laid.freedom(&[]).dimension, 0);
    println!("freedom: {:?}", start.elapsed());
}

/// Sizes and matrix hashes of every gadget. A change here changes every circuit that uses it: it needs a new circuit
/// version.
#[test]
fn golden() {
    let point = || (Point::generator() * Scalar::from(5u64)).into_affine();
    let inputs = |cs: &Cs, n: u64| (0..n).map(|i| input(cs, f(i))).collect::<R1csResult<Vec<FVar>>>();
    let mut out = String::new();
    let mut line = |name: &str, circuit: &dyn Fn(&Cs) -> R1csResult<()>| {
        let laid = Synthesized::new(circuit).unwrap();
        let counts = laid.counts();
        out += &format!("{name} {} {} {}\n", counts.constraints, counts.non_zeros, &laid.matrix_hash()[..16]);
    };
    for (name, n) in [("hash-3", 2), ("hash-4", 3), ("hash-8", 7), ("hash-12", 11), ("hash-16", 15)] {
        line(name, &|cs| poseidon2::gadget::hash(Tag::Note, &inputs(cs, n)?).map(drop));
    }
    line("bits-64", &|cs| enforce_bits(&inputs(cs, 1)?[0], 64));
    line("canonical", &|cs| crate::gadget::canonical_bits(&inputs(cs, 1)?[0]).map(drop));
    line("path-level", &|cs| {
        PathVar::<1>::new_witness(cs, &Path::blank())?.root(&inputs(cs, 1)?[0]).map(drop)
    });
    line("fixed-base-250", &|cs| {
        let bits = crate::gadget::bits(&inputs(cs, 1)?[0], 250)?;
        crate::curve::mul_fixed_base(&bits).map(drop)
    });
    line("variable-base-250", &|cs| {
        let bits = crate::gadget::bits(&inputs(cs, 1)?[0], 250)?;
        let point = crate::curve::PointVar::new_unchecked(cs, &point())?;
        crate::curve::mul_base(&point, &bits).map(drop)
    });
    line("signature", &|cs| {
        let key = PublicKeyVar::new_witness(cs, &SigningKey::from_bytes([1; 32]).public())?;
        let signature = SignatureVar::new_witness(cs, &Signature::blank())?;
        verify(&key, &inputs(cs, 1)?[0], &signature)
    });
    assert_eq!(out, include_str!("golden.txt"), "the gadgets changed:\n{out}");
}
