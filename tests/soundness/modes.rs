//! Values alone are what a laid out circuit has: witnesses are made without constraints, by shorter ways.

use plimsoll_circuits::{
    field::F,
    soundness::Synthesized,
    statement::{
        Instance, Statement,
        amend::Amend,
        attest::Attest,
        movement::Move,
        register::{RegisterLarge, RegisterSmall},
        revalue::Revalue,
    },
};
use plimsoll_tests::{
    World,
    twin::{Rows, assignment},
};

/// Compares the two for these inputs, true or not.
fn agree<S: Statement>(what: &str, (public, witness): &(S::Public, S::Witness)) -> Synthesized {
    let laid = Synthesized::of(Instance::<S> { public, witness }).expect("the circuit is laid out");
    let alone = assignment::<S>(public, witness);
    assert_eq!(alone.len(), laid.assignment.len(), "{} {what}", S::CIRCUIT);
    let differs = (0..alone.len()).find(|&i| alone[i] != laid.assignment[i]);
    assert_eq!(differs, None, "{} {what}: the first column that differs", S::CIRCUIT);
    // What answers to many assignments answers as the matrices do, wherever one is spoilt.
    let (rows, mut spoilt) = (Rows::of(&laid), alone);
    for column in (1..spoilt.len()).rev().step_by(spoilt.len() / 8) {
        let first = laid.first_violation(&spoilt).map(|violation| violation.constraint);
        assert_eq!(rows.first_violated(&spoilt), first, "{} {what}", S::CIRCUIT);
        spoilt[column] += F::from(1u64);
    }
    laid
}

fn check<S: Statement>(fixture: impl Fn(&mut World) -> (S::Public, S::Witness)) {
    for seed in 0..3 {
        let laid = agree::<S>("true", &fixture(&mut World::new(seed)));
        assert_eq!(laid.first_violation(&laid.assignment), None, "{}", S::CIRCUIT);
    }
    agree::<S>("blank", &S::blank());
}

#[test]
fn values_alone_are_those_of_a_laid_out_move() {
    check::<Move>(World::pledge);
}

#[test]
fn values_alone_are_those_of_a_laid_out_register() {
    check::<RegisterSmall>(|world| world.register_small(5_000_000));
    check::<RegisterLarge>(|world| world.register_large(5_000_000));
}

#[test]
fn values_alone_are_those_of_a_laid_out_attest() {
    check::<Attest>(World::attest_of_a_title);
}

#[test]
fn values_alone_are_those_of_a_laid_out_amend_and_revalue() {
    check::<Amend>(|world| world.amend_to(5_000_000));
    check::<Revalue>(|world| world.revalue_to(5_000_000));
}
