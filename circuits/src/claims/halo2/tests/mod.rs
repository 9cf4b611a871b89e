//! The layout against the netlist's own check, cell by cell and lie by lie.

mod lies;
mod netlists;
mod spoiled;

use super::*;
use crate::claims::netlist::{Builder, Wire};
use halo2_proofs::dev::{MockProver, VerifyFailure};
use netlists::Part;

/// The names of the gates that fail, and `copy` for cells of one wire that differ.
fn failures(circuit: &ClaimCircuit, public: &[F]) -> Vec<String> {
    let public = public.iter().map(to_halo2).collect();
    let prover = MockProver::run(circuit.k(), circuit, vec![public]).unwrap();
    let mut names: Vec<String> = match prover.verify() {
        Ok(()) => Vec::new(),
        Err(failures) => failures.iter().map(name).collect(),
    };
    names.sort();
    names.dedup();
    names
}

fn name(failure: &VerifyFailure) -> String {
    match failure {
        VerifyFailure::ConstraintNotSatisfied { constraint, .. } => constraint.to_string(),
        VerifyFailure::Permutation { .. } => "copy".to_owned(),
        other => format!("{other:?}"),
    }
}

fn public(net: &Netlist, values: &[F]) -> Vec<F> {
    net.public().iter().map(|wire| values[wire.index()]).collect()
}

#[test]
fn every_kind_of_gate_holds() {
    for part in Part::ALL {
        let (net, values) = part.netlist();
        assert_eq!(net.violated(&values), None, "{part:?}");
        let circuit = ClaimCircuit::new(&net, &values);
        assert_eq!(failures(&circuit, &public(&net, &values)), Vec::<String>::new(), "{part:?}");
    }
}

/// Keys are derived without values, so nothing but values may depend on them.
#[test]
fn the_layout_does_not_depend_on_values() {
    for part in Part::ALL {
        let (net, values) = part.netlist();
        let (blank, full) = (ClaimCircuit::blank(&net).sheet, ClaimCircuit::new(&net, &values).sheet);
        assert_eq!(blank.fixed, full.fixed, "{part:?}");
        assert_eq!(blank.ties, full.ties, "{part:?}");
        let places = |sheet: &Sheet| sheet.advice.iter().map(|(place, _)| *place).collect::<Vec<_>>();
        assert_eq!(places(&blank), places(&full), "{part:?}");
    }
}

#[test]
fn no_cell_is_assigned_twice() {
    for part in Part::ALL {
        let (net, values) = part.netlist();
        let sheet = ClaimCircuit::new(&net, &values).sheet;
        let mut places: Vec<_> = sheet.advice.iter().map(|(place, _)| (place.column, place.row)).collect();
        places.sort_unstable();
        assert!(places.windows(2).all(|pair| pair[0] != pair[1]), "{part:?}");
    }
}

#[test]
fn numbers_cross_over_unchanged() {
    let one = F::from(1u64);
    for x in [F::from(0u64), one, -one, F::from(u64::MAX), -F::from(u64::MAX) * F::from(u64::MAX)] {
        assert_eq!(from_halo2(&to_halo2(&x)), x);
        assert_eq!(to_halo2(&(x + one)), to_halo2(&x) + Fr::one());
        assert_eq!(to_halo2(&(x * x)), to_halo2(&x) * to_halo2(&x));
    }
}
