//! A circuit laid out: its matrices, an assignment, and the names of its checks.

use crate::{
    field::{F, to_bytes},
    gadget::{Cs, R1csResult, Record, record},
};
use ark_ff::{AdditiveGroup, Field};
use ark_relations::gr1cs::{
    ConstraintSynthesizer, ConstraintSystem, OptimizationGoal, SynthesisError, SynthesisMode,
    predicate::polynomial_constraint::R1CS_PREDICATE_LABEL,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// One row of a matrix: coefficients by column, columns ascending and distinct. Column 0 is the constant 1, then the
/// public inputs, then the witness.
pub type Row = Vec<(usize, F)>;

/// A circuit's matrices with one assignment.
#[derive(Clone, Debug)]
pub struct Synthesized {
    /// The matrices A, B and C: `(A z)(B z) = C z` row by row.
    pub matrices: [Vec<Row>; 3],
    /// The assignment z: 1, the public inputs, the witness.
    pub assignment: Vec<F>,
    /// Columns before the witness: 1 and the public inputs.
    pub instance: usize,
    /// Names of checks with their constraints; inner names before the outer ones.
    pub names: Vec<(&'static str, Range<usize>)>,
    /// Columns that are private inputs, as marked by [`private`](crate::gadget::private).
    pub private: Vec<usize>,
}

/// A circuit's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Constraints.
    pub constraints: usize,
    /// Entries of the three matrices.
    pub non_zeros: usize,
    /// Columns of the instance, the constant 1 among them.
    pub instance: usize,
    /// Columns of the witness.
    pub witness: usize,
}

/// A constraint that an assignment does not satisfy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Its index.
    pub constraint: usize,
    /// The innermost name it stands under, if any.
    pub name: Option<&'static str>,
}

impl Synthesized {
    /// Lays out a circuit with its witness.
    ///
    /// # Errors
    /// Whatever the circuit reports.
    pub fn new(circuit: impl FnOnce(&Cs) -> R1csResult<()>) -> R1csResult<Self> {
        let cs = ConstraintSystem::<F>::new_ref();
        cs.set_optimization_goal(OptimizationGoal::Constraints);
        cs.set_mode(SynthesisMode::Prove { construct_matrices: true, generate_lc_assignments: false });
        let (result, record) = record(|| circuit(&cs));
        result?;
        Self::from_system(&cs, record)
    }

    /// A circuit that is given by its matrices, without values and names: columns in all, those of 1 and the public inputs, and those of
    /// private inputs.
    #[must_use]
    pub fn from_rows(rows: Vec<[Row; 3]>, columns: usize, instance: usize, private: Vec<usize>) -> Self {
        let mut matrices = [const { Vec::new() }; 3];
        for row in rows {
            let canonical =
                |row: Row| canonical(row.into_iter().map(|(column, value)| (value, column)).collect());
            matrices.iter_mut().zip(row).for_each(|(matrix, row)| matrix.push(canonical(row)));
        }
        let mut assignment = vec![F::ZERO; columns];
        assignment[0] = F::ONE;
        Self { matrices, assignment, instance, names: Vec::new(), private }
    }

    /// Lays out an arkworks circuit with its witness.
    ///
    /// # Errors
    /// Whatever the circuit reports.
    pub fn of(circuit: impl ConstraintSynthesizer<F>) -> R1csResult<Self> {
        Self::new(|cs| circuit.generate_constraints(cs.clone()))
    }

    fn from_system(cs: &Cs, record: Record) -> R1csResult<Self> {
        cs.finalize();
        let mut all = cs.to_matrices()?;
        let matrices = all.remove(R1CS_PREDICATE_LABEL).ok_or(SynthesisError::PredicateNotFound)?;
        let matrices: [_; 3] = matrices.try_into().map_err(|_| SynthesisError::ArityMismatch)?;
        if all.values().any(|m| m.iter().any(|rows| !rows.is_empty())) {
            return Err(SynthesisError::PredicateNotFound);
        }
        let instance = cs.num_instance_variables();
        let mut assignment = cs.instance_assignment()?;
        assignment.extend(cs.witness_assignment()?);
        Ok(Self {
            matrices: matrices.map(|rows| rows.into_iter().map(canonical).collect()),
            assignment,
            instance,
            names: record.names,
            private: record.private.into_iter().flatten().map(|i| i + instance).collect(),
        })
    }

    /// Sizes.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            constraints: self.matrices[0].len(),
            non_zeros: self.matrices.iter().flatten().map(Vec::len).sum(),
            instance: self.instance,
            witness: self.assignment.len() - self.instance,
        }
    }

    /// BLAKE3 of the sizes and every entry of the matrices, as hexadecimal digits: what a golden file pins.
    #[must_use]
    pub fn matrix_hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut put = |n: usize| {
            hasher.update(&(n as u64).to_le_bytes());
        };
        put(self.instance);
        put(self.assignment.len());
        put(self.matrices[0].len());
        for row in self.matrices.iter().flatten() {
            hasher.update(&(row.len() as u64).to_le_bytes());
            for (column, value) in row {
                hasher.update(&(*column as u64).to_le_bytes());
                hasher.update(&to_bytes(value));
            }
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The constraints that `assignment` does not satisfy, evaluated on that vector. An assignment of the wrong length,
    /// or one whose first entry is not 1, violates constraint `usize::MAX`.
    #[must_use]
    pub fn violations(&self, assignment: &[F]) -> Vec<Violation> {
        self.violated(assignment).collect()
    }

    /// The first of [`violations`](Self::violations).
    #[must_use]
    pub fn first_violation(&self, assignment: &[F]) -> Option<Violation> {
        self.violated(assignment).next()
    }

    fn violated<'a>(&'a self, z: &'a [F]) -> impl Iterator<Item = Violation> + 'a {
        let well_formed = z.len() == self.assignment.len() && z.first() == Some(&F::ONE);
        let malformed = (!well_formed).then_some(Violation { constraint: usize::MAX, name: None });
        let rows = if well_formed { self.matrices[0].len() } else { 0 };
        let broken = (0..rows).filter(move |&i| !self.holds(i, z));
        malformed.into_iter().chain(broken.map(|i| Violation { constraint: i, name: self.name_of(i) }))
    }

    /// The columns that stand in a constraint.
    #[must_use]
    pub fn columns_of(&self, constraint: usize) -> BTreeSet<usize> {
        self.matrices.iter().flat_map(|matrix| &matrix[constraint]).map(|(column, _)| *column).collect()
    }

    /// Whether an assignment of the right length satisfies a constraint.
    #[must_use]
    pub fn holds(&self, constraint: usize, z: &[F]) -> bool {
        let [a, b, c] = self.matrices.each_ref().map(|matrix| dot(&matrix[constraint], z));
        a * b == c
    }

    /// The innermost name that a constraint stands under.
    #[must_use]
    pub fn name_of(&self, constraint: usize) -> Option<&'static str> {
        self.names
            .iter()
            .filter(|(_, range)| range.contains(&constraint))
            .min_by_key(|(_, range)| range.len())
            .map(|(name, _)| *name)
    }

    /// All names that a constraint stands under, innermost first.
    #[must_use]
    pub fn names_of(&self, constraint: usize) -> Vec<&'static str> {
        let mut found: Vec<_> = self.names.iter().filter(|(_, range)| range.contains(&constraint)).collect();
        found.sort_by_key(|(_, range)| range.len());
        found.into_iter().map(|(name, _)| *name).collect()
    }

    /// The constraints laid out under a name, wherever it was used.
    #[must_use]
    pub fn constraints_of(&self, name: &str) -> Vec<usize> {
        let mut out: Vec<usize> =
            self.names.iter().filter(|(n, _)| *n == name).flat_map(|(_, range)| range.clone()).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The circuit without one constraint.
    #[must_use]
    pub fn without(&self, constraint: usize) -> Self {
        let mut out = self.clone();
        for matrix in &mut out.matrices {
            matrix.remove(constraint);
        }
        for (_, range) in &mut out.names {
            let before = |end: usize| if end > constraint { end - 1 } else { end };
            *range = before(range.start)..before(range.end);
        }
        out
    }

    /// Columns of public and private inputs that no constraint mentions: each is an input that nothing binds.
    #[must_use]
    pub fn unbound(&self) -> Vec<usize> {
        let mut used = vec![false; self.assignment.len()];
        for (column, _) in self.matrices.iter().flatten().flatten() {
            used[*column] = true;
        }
        (1..self.instance).chain(self.private.iter().copied()).filter(|&i| !used[i]).collect()
    }
}

/// The value of one row of a matrix.
#[must_use]
pub fn dot(row: &Row, z: &[F]) -> F {
    row.iter().map(|(column, value)| *value * z[*column]).sum()
}

fn canonical(row: Vec<(F, usize)>) -> Row {
    let mut out = BTreeMap::new();
    for (value, column) in row {
        *out.entry(column).or_insert(F::ZERO) += value;
    }
    out.into_iter().filter(|(_, value)| *value != F::ZERO).collect()
}
