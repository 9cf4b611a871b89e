//! Every hint of every statement has one value, whatever the assignment, but for those that are free by design.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plimsoll_assurance::{
    result::{Kept, versions},
    unique::{self, Figures},
};
use plimsoll_circuits::{
    field::F,
    statement::{
        CircuitId, Public, Statement,
        amend::Amend,
        attest::Attest,
        movement::Move,
        register::{RegisterLarge, RegisterSmall},
        revalue::Revalue,
    },
};
use plimsoll_tests::twin::blank;
use std::collections::BTreeSet;

/// Where hints are free, and what follows from them stands.
const FREE_IN: [&str; 3] = ["challenge canonical", "key in subgroup", "signature scalar below l"];

#[test]
fn every_hint_is_determined_and_the_kept_figures_are_of_these_circuits() {
    let found = unique::all();
    assert_eq!(found.len(), CircuitId::ALL.len());
    for figures in &found {
        let free: usize = figures.free.values().sum();
        assert_eq!((figures.conditional, figures.open), (0, 0), "{}", figures.circuit);
        assert_eq!(figures.proven + free + figures.following, figures.hints, "{}", figures.circuit);
    }
    let kept: Kept<Vec<Figures>> = Kept::read("unique").unwrap();
    assert_eq!((kept.figures, kept.circuits), (found, versions()), "assurance unique --write");
}

/// What is free reaches no row but those that it is made for, and what is taken for a point is the posted one.
fn stays_inside<S: Statement>(key: fn(&S::Public) -> [F; 2]) {
    let laid = blank::<S>();
    let found = laid.uniqueness();
    let loose: BTreeSet<usize> =
        found.free.iter().map(|choice| choice.column).chain(found.following.iter().copied()).collect();
    for matrix in &laid.matrices {
        for (row, terms) in
            matrix.iter().enumerate().filter(|(_, row)| row.iter().any(|(c, _)| loose.contains(c)))
        {
            let name = laid.name_of(row).unwrap_or_default();
            assert!(FREE_IN.contains(&name), "{}: row {row} of {name}, {} terms", S::CIRCUIT, terms.len());
        }
    }
    // Posted values come first among the private inputs: which are the key's is told by values that are all different.
    let different: Vec<F> = (0u64..).map(F::from).take(S::blank().0.to_fields().len()).collect();
    let public = S::Public::from_fields(&different).unwrap();
    let columns = key(&public).map(|x| laid.private[different.iter().position(|y| *y == x).unwrap()]);
    assert_eq!(found.assumed, [columns], "{}", S::CIRCUIT);
}

#[test]
fn what_is_free_stays_where_it_does_no_harm() {
    stays_inside::<Move>(|public| public.audit.key);
    stays_inside::<RegisterSmall>(|public| public.audit.key);
    stays_inside::<RegisterLarge>(|public| public.audit.key);
    stays_inside::<Amend>(|public| public.audit.key);
    stays_inside::<Revalue>(|public| public.audit.key);
    stays_inside::<Attest>(|public| public.verifier);
}
