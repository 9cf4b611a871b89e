//! Statements: what is proven, natively and as circuits (protocol, section 8).
//!
//! Each statement is a folder of the same files: `public` (what the ledger sees, in an order written once), `witness`,
//! `check` (the native relation) and `circuit`. A check has one name, used by both.

mod any;
#[macro_use]
mod public;
pub mod amend;
pub mod attest;
pub mod movement;
pub mod register;
pub mod revalue;
mod sighash;
mod spent_title;
mod valued;
#[cfg(feature = "r1cs")]
pub mod digest_gadget;

pub use any::AnyWitness;
pub use plimsoll_digest::{CircuitId, Digest, Identity};
pub use public::{AuditPublic, Part, Public};
pub use sighash::{external_hash, sighash};
pub use spent_title::SpentTitle;

/// The names of the two checks that every circuit begins with. Natively they hold by what a [`Digest`] is.
pub mod digest_checks {
    /// `h` is the sponge over the posted values.
    pub const SIGHASH: &str = "POSTED-1 sighash";
    /// `y` is what the posted values give at `z`.
    pub const EVALUATION: &str = "POSTED-2 evaluation";
}

/// Why a statement cannot be proven: the check that fails, by the name that the circuit gives it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{check}: {why}")]
pub struct Refusal {
    /// The check, such as `MOVE-7 value cap`.
    pub check: &'static str,
    /// What is wrong, and where the caller can do something about it, what.
    pub why: String,
}

impl Refusal {
    /// `Ok` if the check holds, else the refusal.
    ///
    /// # Errors
    /// The refusal, if `holds` is false.
    pub fn unless(holds: bool, check: &'static str, why: &str) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self { check, why: why.to_owned() }) }
    }
}

/// A statement: a relation between posted values and a witness, with the circuit that proves it. Its circuit has three public
/// inputs, which follow from the posted values: those of their [`Digest`].
pub trait Statement: Sized + Send + Sync + 'static {
    /// Which circuit proves it.
    const CIRCUIT: CircuitId;
    /// What the ledger sees.
    type Public: Public + Clone + Send + Sync;
    /// What only the prover sees, and who holds it can overwrite. An overwritten witness satisfies nothing.
    type Witness: Clone + Send + Sync + zeroize::Zeroize;

    /// Whether the witness satisfies the statement.
    ///
    /// # Errors
    /// The first check that fails, in the circuit's order.
    fn check(public: &Self::Public, witness: &Self::Witness) -> Result<(), Refusal>;

    /// Posted values and a witness of the right shape that satisfy nothing: from them the circuit's matrices are made.
    fn blank() -> (Self::Public, Self::Witness);

    /// Allocates the public inputs, the posted values and the witness, and enforces every check.
    ///
    /// # Errors
    /// If the constraint system refuses an allocation.
    #[cfg(feature = "r1cs")]
    fn synthesize(
        cs: &crate::gadget::Cs,
        public: &Self::Public,
        witness: &Self::Witness,
    ) -> ark_relations::gr1cs::Result<()>;
}

/// One instance of a statement, in the form that proof systems synthesise.
#[cfg(feature = "r1cs")]
pub struct Instance<'a, S: Statement> {
    /// What the ledger sees.
    pub public: &'a S::Public,
    /// What only the prover sees.
    pub witness: &'a S::Witness,
}

#[cfg(feature = "r1cs")]
impl<S: Statement> ark_relations::gr1cs::ConstraintSynthesizer<crate::field::F> for Instance<'_, S> {
    fn generate_constraints(self, cs: crate::gadget::Cs) -> ark_relations::gr1cs::Result<()> {
        S::synthesize(&cs, self.public, self.witness)
    }
}
