//! Witness generation: a value for every column of the circuit's matrices, and nothing else.

use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystem, SynthesisError, SynthesisMode};
use plimsoll_circuits::{
    field::F,
    statement::{Digest, Instance, Public as _, Statement},
};
use zeroize::Zeroizing;

/// A value for every column: the constant one, the public inputs, then the witness. Overwritten when dropped.
///
/// Only a [`Prover`](crate::Prover) makes one, after the native check; engines read it.
pub struct Assignment {
    values: Zeroizing<Vec<F>>,
    instance: usize,
}

/// Why the circuit gives no assignment. Each is a fault of the circuit, not of the witness, which passed the native check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssignmentError {
    /// A hint could not be computed.
    #[error("the circuit cannot compute its witness: {0}. Native check and circuit disagree: report it")]
    Synthesis(SynthesisError),
    /// The circuit allocated other columns than it has when its keys are made.
    #[error(
        "the circuit allocated {found_instance} instance and {found_witness} witness values, its key has \
         {instance} and {witness}: its shape depends on its values. Report it"
    )]
    Columns {
        /// The key's instance columns.
        instance: usize,
        /// The key's witness columns.
        witness: usize,
        /// The circuit's instance values.
        found_instance: usize,
        /// The circuit's witness values.
        found_witness: usize,
    },
    /// The circuit's public inputs are not those of what is posted.
    #[error("public input {0} is not that of what is posted: the circuit makes another one. Report it")]
    PublicInput(usize),
}

impl Assignment {
    /// Runs the circuit over the witness, for a key of so many columns. No matrices, no linear combinations: the key has
    /// them.
    pub(crate) fn generate<S: Statement>(
        columns: usize,
        public: &S::Public,
        witness: &S::Witness,
    ) -> Result<Self, AssignmentError> {
        let expected_instance = Digest::INPUTS + 1;
        let expected_witness = columns.saturating_sub(expected_instance);
        let cs = ConstraintSystem::<F>::new_ref();
        cs.set_mode(SynthesisMode::Prove { construct_matrices: false, generate_lc_assignments: false });
        if let Some(mut cs) = cs.borrow_mut() {
            // Vectors that never grow leave no old copies behind.
            cs.assignments.instance_assignment.reserve_exact(expected_instance);
            cs.assignments.witness_assignment.reserve_exact(expected_witness);
        }
        let synthesized = Instance::<S> { public, witness }
            .generate_constraints(cs.clone())
            .map_err(AssignmentError::Synthesis);

        // Taken out of the system, because gadgets that cache may keep the system itself alive.
        let (instance, witness) = match cs.borrow_mut() {
            Some(mut cs) => {
                let taken = &mut cs.assignments;
                (
                    std::mem::take(&mut taken.instance_assignment),
                    Zeroizing::new(std::mem::take(&mut taken.witness_assignment)),
                )
            }
            None => return Err(AssignmentError::Synthesis(SynthesisError::MissingCS)),
        };
        synthesized?;
        if (instance.len(), witness.len()) != (expected_instance, expected_witness) {
            return Err(AssignmentError::Columns {
                instance: expected_instance,
                witness: expected_witness,
                found_instance: instance.len(),
                found_witness: witness.len(),
            });
        }
        let stated = Digest::new(S::CIRCUIT, S::CIRCUIT.version(), &public.to_fields()).inputs();
        if let Some(i) = (0..stated.len()).find(|&i| instance.get(i + 1) != Some(&stated[i])) {
            return Err(AssignmentError::PublicInput(i));
        }
        let mut values = Zeroizing::new(Vec::with_capacity(columns));
        values.extend_from_slice(&instance);
        values.extend_from_slice(&witness);
        Ok(Self { values, instance: instance.len() })
    }

    /// Bytes that an assignment of so many columns takes while it is made: the circuit's values, and the assignment.
    pub(crate) const fn bytes(columns: usize) -> usize {
        2 * columns * size_of::<F>()
    }

    /// All values, in the order of the columns.
    #[must_use]
    pub fn values(&self) -> &[F] {
        &self.values
    }

    /// How many of them are the constant one and the public inputs.
    #[must_use]
    pub const fn instance_len(&self) -> usize {
        self.instance
    }

    /// The public inputs.
    #[must_use]
    pub fn public_inputs(&self) -> &[F] {
        &self.values[1..self.instance]
    }
}

impl std::fmt::Debug for Assignment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Assignment({} values, not shown)", self.values.len())
    }
}
