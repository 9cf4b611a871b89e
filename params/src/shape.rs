//! A circuit's matrices, taken from the statement itself.

use ark_ff::Zero;
use ark_relations::{
    gr1cs::{
        ConstraintSynthesizer, ConstraintSystem, OptimizationGoal, R1CS_PREDICATE_LABEL, SynthesisError,
        SynthesisMode,
    },
    utils::matrix::Matrix,
};
use plimsoll_circuits::{
    field::{F, to_bytes},
    statement::{CircuitId, Digest, Instance, Statement},
};

use crate::MatrixHash;

/// Under this context BLAKE3 hashes matrices and nothing else.
const HASH_CONTEXT: &str = "plimsoll circuit matrices v1";

/// The matrices of one circuit version. Columns: the constant one, the public inputs, then the witness.
///
/// Rows are in one normal form: columns rise, each stands once, and no coefficient is zero.
#[derive(Clone)]
pub struct CircuitShape {
    circuit: CircuitId,
    version: u32,
    instance: usize,
    witness: usize,
    constraints: usize,
    matrices: Vec<Matrix<F>>,
    hash: MatrixHash,
}

/// How big a circuit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Constraints, which are the rows of each matrix.
    pub constraints: usize,
    /// Columns of the constant one and the public inputs.
    pub instance: usize,
    /// Columns of the witness.
    pub witness: usize,
    /// Entries of A, B and C that are not zero.
    pub non_zeros: [usize; 3],
}

/// Why a statement has no matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// The circuit failed while it was read off. A circuit must not depend on values: correct the circuit.
    #[error("the circuit {circuit} cannot be read off: {cause}")]
    Synthesis {
        /// The circuit.
        circuit: CircuitId,
        /// What failed.
        cause: SynthesisError,
    },
    /// The circuit allocates another number of public inputs than three: correct the circuit.
    #[error("{circuit} allocates {allocated} public inputs, not the three that every circuit has")]
    PublicInputs {
        /// The circuit.
        circuit: CircuitId,
        /// What the circuit allocates.
        allocated: usize,
    },
    /// The circuit has constraints that are not rank one, which Groth16 cannot prove: correct the circuit.
    #[error("{circuit} has constraints that are not rank one")]
    NotRankOne {
        /// The circuit.
        circuit: CircuitId,
    },
    /// Nothing in this version proves the circuit: update the program.
    #[error("no statement is known for {circuit}")]
    NoStatement {
        /// The circuit.
        circuit: CircuitId,
    },
}

impl CircuitShape {
    /// Reads the matrices off the statement's blank instance. Takes about as long as proving's first step, and is done
    /// once per process.
    ///
    /// # Errors
    /// See [`ShapeError`]: all of them are faults of the circuit.
    pub fn of<S: Statement>() -> Result<Self, ShapeError> {
        let circuit = S::CIRCUIT;
        let failed = |cause| ShapeError::Synthesis { circuit, cause };
        let cs = ConstraintSystem::new_ref();
        // What key generation does, so that rows and columns are the same.
        cs.set_optimization_goal(OptimizationGoal::Constraints);
        cs.set_mode(SynthesisMode::Setup);
        let (public, witness) = S::blank();
        Instance::<S> { public: &public, witness: &witness }
            .generate_constraints(cs.clone())
            .map_err(failed)?;
        cs.finalize();

        let (instance, witness) = (cs.num_instance_variables(), cs.num_witness_variables());
        if instance != Digest::INPUTS + 1 {
            return Err(ShapeError::PublicInputs { circuit, allocated: instance - 1 });
        }
        let constraints = cs.num_constraints();
        let mut matrices = cs.to_matrices().map_err(failed)?.remove(R1CS_PREDICATE_LABEL).unwrap_or_default();
        if matrices.len() != 3 || matrices.iter().any(|m| m.len() != constraints) {
            return Err(ShapeError::NotRankOne { circuit });
        }
        matrices.iter_mut().flatten().for_each(normalize);
        let hash = hash(instance, witness, constraints, &matrices);
        Ok(Self { circuit, version: circuit.version(), instance, witness, constraints, matrices, hash })
    }

    /// The circuit.
    #[must_use]
    pub const fn circuit(&self) -> CircuitId {
        self.circuit
    }

    /// Its version.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// A, B and C: for each constraint, its entries as coefficient and column.
    #[must_use]
    pub fn matrices(&self) -> &[Matrix<F>] {
        &self.matrices
    }

    /// The circuit's hash: BLAKE3 in key derivation mode, context `plimsoll circuit matrices v1`, over
    ///
    /// - the number of instance columns, of witness columns and of constraints,
    /// - for A, then B, then C, for each row: the number of its entries, then each entry as column and coefficient,
    ///
    /// with numbers as little-endian `u64` and coefficients as 32 bytes, big endian.
    #[must_use]
    pub const fn hash(&self) -> MatrixHash {
        self.hash
    }

    /// How big the circuit is.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut non_zeros = [0; 3];
        for (count, matrix) in non_zeros.iter_mut().zip(&self.matrices) {
            *count = matrix.iter().map(Vec::len).sum();
        }
        Counts { constraints: self.constraints, instance: self.instance, witness: self.witness, non_zeros }
    }

    /// How many values an assignment has: one for each column.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.instance + self.witness
    }

    /// The first constraint that the assignment breaks, if any: `Az * Bz != Cz`. Columns beyond the assignment's end
    /// count as zero.
    #[must_use]
    pub fn first_broken(&self, assignment: &[F]) -> Option<usize> {
        let value = |matrix: usize, row: usize| {
            self.matrices[matrix][row]
                .iter()
                .map(|(coefficient, column)| assignment.get(*column).map_or(F::zero(), |x| *x * coefficient))
                .sum::<F>()
        };
        (0..self.constraints).find(|&row| value(0, row) * value(1, row) != value(2, row))
    }
}

impl std::fmt::Debug for CircuitShape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CircuitShape")
            .field("circuit", &self.circuit)
            .field("version", &self.version)
            .field("hash", &self.hash)
            .finish_non_exhaustive()
    }
}

/// Brings a row to its normal form.
fn normalize(row: &mut Vec<(F, usize)>) {
    row.sort_unstable_by_key(|(_, column)| *column);
    row.dedup_by(|next, kept| {
        let same = next.1 == kept.1;
        if same {
            kept.0 += next.0;
        }
        same
    });
    row.retain(|(coefficient, _)| !coefficient.is_zero());
}

fn hash(instance: usize, witness: usize, constraints: usize, matrices: &[Matrix<F>]) -> MatrixHash {
    let mut hasher = blake3::Hasher::new_derive_key(HASH_CONTEXT);
    let number = |hasher: &mut blake3::Hasher, n: usize| {
        hasher.update(&(n as u64).to_le_bytes());
    };
    for n in [instance, witness, constraints] {
        number(&mut hasher, n);
    }
    for row in matrices.iter().flatten() {
        number(&mut hasher, row.len());
        for (coefficient, column) in row {
            number(&mut hasher, *column);
            hasher.update(&to_bytes(coefficient));
        }
    }
    MatrixHash::from_bytes(*hasher.finalize().as_bytes())
}
