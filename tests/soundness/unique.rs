//! What is shown of every statement's hints for all assignments, and not only near an honest one.

use crate::golden::blank;
use plimsoll_circuits::statement::{
    CircuitId, Statement,
    amend::Amend,
    attest::Attest,
    movement::Move,
    register::{RegisterLarge, RegisterSmall},
    revalue::Revalue,
};
use std::collections::BTreeSet;

/// The parts of a signature's check, in which alone hints are not shown to be determined.
const SIGNATURES: [&str; 6] = [
    "challenge canonical",
    "key in subgroup",
    "signature",
    "signature equation",
    "signature scalar below l",
    "variable base",
];

/// Where a quotient is determined if its divisor is not zero: additions of points, as the gadgets' documentation shows.
const DIVISIONS: [&str; 2] = ["fixed base", "variable base"];

/// Hints in all, determined, determined if no divisor is zero, open.
type Figures = [usize; 4];

fn figures<S: Statement>(expected: Figures) {
    let laid = blank::<S>();
    let found = laid.uniqueness();
    let name = |row: &usize| laid.name_of(*row).unwrap_or_default();
    let others: Vec<_> = found.divisions.iter().map(name).filter(|name| !DIVISIONS.contains(name)).collect();
    assert!(others.is_empty(), "{}: divisions in {others:?}", S::CIRCUIT);
    let open: BTreeSet<usize> = found.open.iter().copied().collect();
    let first = (0..laid.matrices[0].len()).flat_map(|row| {
        let columns = laid.matrices.iter().flat_map(move |matrix| matrix[row].iter());
        columns.map(move |(column, _)| (row, *column))
    });
    let mut seen = BTreeSet::new();
    for (row, column) in first.filter(|(_, column)| open.contains(column)) {
        let is_first = seen.insert(column);
        assert!(!is_first || SIGNATURES.contains(&name(&row)), "{}: a hint of {}", S::CIRCUIT, name(&row));
    }
    assert_eq!(seen, open, "a hint stands in no constraint");
    let is = [found.hints, found.proven, found.conditional, found.open.len()];
    assert_eq!(is, expected, "{}", S::CIRCUIT);
}

#[test]
fn all_hints_but_those_of_signatures_are_determined() {
    figures::<Move>([30316, 25136, 3227, 1953]);
    figures::<RegisterSmall>([25278, 16028, 3391, 5859]);
    figures::<RegisterLarge>([36678, 27428, 3391, 5859]);
    figures::<Attest>([21315, 19099, 263, 1953]);
    figures::<Amend>([34089, 24839, 3391, 5859]);
    figures::<Revalue>([26186, 19152, 3128, 3906]);
    assert_eq!(CircuitId::ALL.len(), 6);
}

/// A row that is left out leaves its hint open: a row of a sponge, of a path, of a range, of a choice.
#[test]
fn a_row_that_is_missing_is_noticed() {
    let laid = blank::<Attest>();
    let whole = laid.uniqueness();
    let known = whole.proven + whole.conditional;
    let rows = laid.matrices[0].len();
    for row in [rows / 7, rows / 3, rows - 400] {
        let less = laid.without(row).uniqueness();
        assert!(less.proven + less.conditional < known, "row {row}, {:?}", laid.name_of(row));
    }
}
