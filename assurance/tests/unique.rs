//! Every hint of every statement has one value, whatever the assignment, but for those that are free by design.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plimsoll_assurance::{
    result::{Kept, versions},
    unique::{self, Figures},
};
use plimsoll_circuits::{
    field::F,
    soundness::Synthesized,
    statement::{
        AuditPublic, CircuitId, Public, Statement,
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
fn stays_inside<S: Statement>(key: [F; 2]) {
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
    let posted = S::blank().0.to_fields();
    let columns: Vec<usize> =
        key.iter().map(|x| column_of(&laid, posted.iter().position(|y| y == x).unwrap())).collect();
    assert_eq!(found.assumed, [[columns[0], columns[1]]], "{}", S::CIRCUIT);
}

/// The column of a posted value: they come first among the private inputs.
fn column_of(laid: &Synthesized, posted: usize) -> usize {
    laid.private[posted]
}

#[test]
fn what_is_free_stays_where_it_does_no_harm() {
    fn audit_key(audit: &AuditPublic<F>) -> [F; 2] {
        audit.key
    }
    stays_inside::<Move>(audit_key(&Move::blank().0.audit));
    stays_inside::<RegisterSmall>(audit_key(&RegisterSmall::blank().0.audit));
    stays_inside::<RegisterLarge>(audit_key(&RegisterLarge::blank().0.audit));
    stays_inside::<Amend>(audit_key(&Amend::blank().0.audit));
    stays_inside::<Revalue>(audit_key(&Revalue::blank().0.audit));
    stays_inside::<Attest>(Attest::blank().0.verifier);
}
