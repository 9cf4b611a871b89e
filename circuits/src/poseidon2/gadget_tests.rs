#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::permutation::width;
use super::{gadget, *};
use crate::gadget::{Cs, FVar, Lin, R1csResult, System, private, witness};
use crate::soundness::Synthesized;
use ark_ff::UniformRand;
use ark_r1cs_std::GR1CSVar;
use ark_relations::gr1cs::{ConstraintSystem, SynthesisMode};
use rand::SeedableRng;

const WIDTHS: [(usize, usize); 5] = [(3, 240), (4, 264), (8, 363), (12, 459), (16, 555)];

fn native(state: &[F]) -> Vec<F> {
    match state.len() {
        3 => t3::permutation(state.try_into().unwrap()).to_vec(),
        4 => t4::permutation(state.try_into().unwrap()).to_vec(),
        8 => t8::permutation(state.try_into().unwrap()).to_vec(),
        12 => t12::permutation(state.try_into().unwrap()).to_vec(),
        _ => t16::permutation(state.try_into().unwrap()).to_vec(),
    }
}

fn inputs(cs: &Cs, values: &[F]) -> R1csResult<Vec<FVar>> {
    private(cs, || values.iter().map(|x| witness(cs, *x)).collect())
}

fn permutation(values: &[F]) -> (Synthesized, Vec<F>) {
    let mut out = Vec::new();
    let laid = Synthesized::new(|cs| {
        let vars = inputs(cs, values)?;
        let system = System::new(cs);
        let state: Vec<Lin> = vars.iter().map(|x| system.lin(x)).collect();
        out = gadget::permute(&system, &state)?.iter().map(|x| x.value().unwrap()).collect();
        Ok(())
    })
    .unwrap();
    (laid, out)
}

#[test]
fn the_permutation_is_the_native_one_and_each_hint_is_determined() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
    for (t, constraints) in WIDTHS {
        let blank = permutation(&vec![F::from(0u64); t]).0;
        for round in 0..20 {
            let state: Vec<F> = match round {
                0 => vec![F::from(0u64); t],
                1 => (0..t as u64).map(F::from).collect(),
                2 => vec![-F::from(1u64); t],
                _ => (0..t).map(|_| F::rand(&mut rng)).collect(),
            };
            let (laid, out) = permutation(&state);
            assert_eq!(out, native(&state), "width {t}");
            assert_eq!(laid.first_violation(&laid.assignment), None);
            assert_eq!(laid.counts().constraints, constraints);
            assert_eq!(laid.matrices, blank.matrices);
            if round == 3 {
                assert_eq!(laid.freedom(&[]).dimension, 0);
            }
        }
    }
}

#[test]
fn the_matrices_are_invertible() {
    for (t, _) in WIDTHS {
        let w = width(t);
        for i in 0..t {
            for j in 0..t {
                let entry: F = (0..t).map(|k| w.matrix[i][k] * w.inverse[k][j]).sum();
                assert_eq!(entry, F::from(i == j));
            }
        }
    }
}

#[test]
fn changing_any_hint_breaks_a_constraint() {
    let state: Vec<F> = (10..14u64).map(F::from).collect();
    let (laid, _) = permutation(&state);
    for column in laid.instance + 4..laid.assignment.len() {
        let mut z = laid.assignment.clone();
        z[column] += F::from(1u64);
        assert_eq!(laid.first_violation(&z).and_then(|v| v.name), Some("poseidon2"), "{column}");
    }
}

#[test]
fn dropping_any_constraint_frees_a_hint() {
    let (laid, _) = permutation(&[5, 6, 7].map(F::from));
    for i in 0..laid.counts().constraints {
        assert_eq!(laid.without(i).freedom(&[]).dimension, 1, "{i}");
    }
}

#[test]
fn every_use_agrees_with_its_native_twin() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(2);
    let xs: Vec<F> = (0..40).map(|_| F::rand(&mut rng)).collect();
    let laid = Synthesized::new(|cs| {
        let vars = inputs(cs, &xs)?;
        for n in 1..=MAX_INPUTS {
            assert_eq!(gadget::hash(Tag::Note, &vars[..n])?.value()?, hash(Tag::Note, &xs[..n]));
        }
        for n in [1, 14, 15, 16, 30, 31, 40] {
            assert_eq!(gadget::sponge(Tag::SigHash, &vars[..n])?.value()?, sponge(Tag::SigHash, &xs[..n]));
        }
        let four: [FVar; 4] = vars[..4].to_vec().try_into().unwrap();
        assert_eq!(gadget::compress(&four)?.value()?, compress(&xs[..4].try_into().unwrap()));
        let out = gadget::pair(Tag::RhoMove, &vars[0], &vars[1])?;
        assert_eq!([out[0].value()?, out[1].value()?], pair(Tag::RhoMove, xs[0], xs[1]));
        let out = gadget::mask(Tag::AuditMove, &vars[0], &vars[1])?;
        assert_eq!(out.map(|x| x.value().unwrap()), mask(Tag::AuditMove, xs[0], xs[1]));
        Ok(())
    })
    .unwrap();
    assert_eq!(laid.first_violation(&laid.assignment), None);
    assert_eq!(laid.freedom(&[]).dimension, 0);
}

#[test]
fn constants_are_hashed_without_a_system() {
    let xs = [1u64, 2, 3].map(F::from);
    let vars = xs.map(FVar::Constant);
    assert_eq!(gadget::hash(Tag::Leaf, &vars).unwrap().value().unwrap(), hash(Tag::Leaf, &xs));
}

#[test]
fn setup_and_every_mode_of_proving_work() {
    for mode in [
        SynthesisMode::Setup,
        SynthesisMode::Prove { construct_matrices: false, generate_lc_assignments: false },
        SynthesisMode::Prove { construct_matrices: false, generate_lc_assignments: true },
        SynthesisMode::Prove { construct_matrices: true, generate_lc_assignments: true },
    ] {
        let cs = ConstraintSystem::<F>::new_ref();
        cs.set_mode(mode);
        let vars = inputs(&cs, &[F::from(1u64); 20]).unwrap();
        let out = gadget::sponge(Tag::Text, &vars).unwrap();
        let doubled = &out + &out;
        if mode != SynthesisMode::Setup {
            assert_eq!(doubled.value().unwrap(), sponge(Tag::Text, &[F::from(1u64); 20]) * F::from(2u64));
        }
    }
}

#[test]
#[ignore = "prints timings"]
fn timing() {
    for (t, _) in WIDTHS {
        let state: Vec<F> = (0..t as u64).map(F::from).collect();
        let cs = ConstraintSystem::<F>::new_ref();
        cs.set_mode(SynthesisMode::Prove { construct_matrices: false, generate_lc_assignments: false });
        let system = System::new(&cs);
        let vars: Vec<Lin> = inputs(&cs, &state).unwrap().iter().map(|x| system.lin(x)).collect();
        let _ = native(&state);
        gadget::permute(&system, &vars).unwrap();
        let start = std::time::Instant::now();
        for _ in 0..100 {
            std::hint::black_box(native(std::hint::black_box(&state)));
        }
        let plain = start.elapsed() / 100;
        let start = std::time::Instant::now();
        for _ in 0..100 {
            gadget::permute(&system, &vars).unwrap();
        }
        println!(
            "width {t}: native {plain:?}, gadget {:?}, non-zeros {}",
            start.elapsed() / 100,
            permutation(&state).0.counts().non_zeros
        );
    }
}
