//! A statement's circuit as what answers to a witness, beside the native relation.

use ark_ff::{AdditiveGroup, Field, One, Zero};
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystem, SynthesisMode};
use plimsoll_circuits::{
    field::F,
    soundness::Synthesized,
    statement::{Instance, Statement},
};
use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

/// A statement's circuit, laid out with its blank witness.
#[must_use]
pub fn blank<S: Statement>() -> Synthesized {
    let (public, witness) = S::blank();
    Synthesized::of(Instance::<S> { public: &public, witness: &witness }).expect("blank is laid out")
}

/// The assignment that the circuit makes of these inputs, true or not.
#[must_use]
pub fn assignment<S: Statement>(public: &S::Public, witness: &S::Witness) -> Vec<F> {
    let cs = ConstraintSystem::<F>::new_ref();
    cs.set_mode(SynthesisMode::Prove { construct_matrices: false, generate_lc_assignments: false });
    Instance::<S> { public, witness }.generate_constraints(cs.clone()).expect("any witness is laid out");
    let mut all = cs.instance_assignment().expect("there is an instance");
    all.extend(cs.witness_assignment().expect("there is a witness"));
    all
}

/// A private column of which a row says that it is the sum of 64 bits, and the columns of the bits, the lowest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The number.
    pub column: usize,
    /// Its bits.
    pub bits: Vec<usize>,
}

/// The numbers of 64 bits that rows of this check are about. Each of their bits is one by a row of its own.
#[must_use]
pub fn numbers(circuit: &Synthesized, check: &'static str) -> Vec<Number> {
    let [a, b, c] = &circuit.matrices;
    let one = F::from(1u64);
    // x (1 - x) = 0
    let is_bit = |column: usize| {
        (0..a.len())
            .any(|row| a[row] == [(column, one)] && b[row] == [(0, one), (column, -one)] && c[row].is_empty())
    };
    let powers: Vec<F> = (0..64).map(|i| F::from(1u64 << i)).collect();
    let mut numbers: Vec<Number> = Vec::new();
    for row in circuit.constraints_of(check) {
        let terms = &a[row];
        if b[row] != [(0, one)] || !c[row].is_empty() || terms.len() != 65 {
            continue;
        }
        let number = terms.iter().find(|(column, _)| circuit.private.contains(column)).expect("a number");
        let bits: Vec<usize> = powers
            .iter()
            .map(|power| {
                let bit = terms.iter().find(|term| *term != number && term.1 == -number.1 * power);
                bit.expect("each power of two stands once").0
            })
            .collect();
        assert_eq!(bits.iter().collect::<BTreeSet<_>>().len(), 64);
        assert!(bits.iter().all(|bit| is_bit(*bit)) && numbers.iter().all(|n| n.column != number.0));
        numbers.push(Number { column: number.0, bits });
    }
    numbers
}

/// A circuit's rows, packed for many assignments: each coefficient stands once, and most of them, 1 and -1, cost no multiplication.
pub struct Rows {
    coefficients: Vec<F>,
    /// Coefficient and column, row by row and matrix by matrix.
    terms: Vec<(u32, u32)>,
    /// Where each row's terms of the three matrices end.
    ends: Vec<[usize; 3]>,
    columns: usize,
}

impl Rows {
    /// The rows of a circuit.
    #[must_use]
    pub fn of(circuit: &Synthesized) -> Self {
        let mut coefficients = vec![F::ONE, -F::ONE];
        let mut places: HashMap<F, u32> = (0..).zip(&coefficients).map(|(i, c)| (*c, i)).collect();
        let narrow = |i: usize| u32::try_from(i).expect("a circuit has fewer columns");
        let mut terms = Vec::new();
        let rows = 0..circuit.matrices[0].len();
        let ends = rows.map(|row| {
            circuit.matrices.each_ref().map(|matrix| {
                for (column, value) in &matrix[row] {
                    let place = *places.entry(*value).or_insert_with(|| {
                        coefficients.push(*value);
                        narrow(coefficients.len() - 1)
                    });
                    terms.push((place, narrow(*column)));
                }
                terms.len()
            })
        });
        let ends = ends.collect();
        Self { coefficients, terms, ends, columns: circuit.assignment.len() }
    }

    /// The rows that the assignment does not satisfy, in their order.
    ///
    /// # Panics
    /// If the assignment is not one of this circuit's.
    pub fn violated<'a>(&'a self, z: &'a [F]) -> impl Iterator<Item = usize> + 'a {
        assert_eq!((z.len(), z.first()), (self.columns, Some(&F::ONE)));
        let starts = std::iter::once(0).chain(self.ends.iter().map(|&[_, _, c]| c));
        self.ends.iter().zip(starts).enumerate().filter_map(|(row, (&[a, b, c], start))| {
            let holds = self.dot(start..a, z) * self.dot(a..b, z) == self.dot(b..c, z);
            (!holds).then_some(row)
        })
    }

    /// The first of [`violated`](Self::violated).
    ///
    /// # Panics
    /// As it does.
    #[must_use]
    pub fn first_violated(&self, z: &[F]) -> Option<usize> {
        self.violated(z).next()
    }

    fn dot(&self, terms: Range<usize>, z: &[F]) -> F {
        let mut sum = F::ZERO;
        for &(coefficient, column) in &self.terms[terms] {
            let x = &z[column as usize];
            match coefficient {
                0 => sum += x,
                1 => sum -= x,
                _ if x.is_zero() => {}
                i if x.is_one() => sum += &self.coefficients[i as usize],
                i => sum += self.coefficients[i as usize] * x,
            }
        }
        sum
    }
}
