//! Move: two notes in, two out. One statement is endorse, pledge, possessory pledge, partial repayment, discharge,
//! assignment, syndication and surrender; on the ledger they all look alike.

mod check;
#[cfg(feature = "r1cs")]
mod circuit;
mod public;
mod witness;

pub use public::MovePublic;
pub use witness::{InputWitness, MoveWitness, OutputWitness, OwnerWitness};

use super::{CircuitId, Refusal, Statement};
use crate::field::F;

/// The names of Move's checks.
pub mod checks {
    /// Each place holds a kind of note that it may hold; numbers have 64 bits; dummies are empty.
    pub const FORM: &str = "MOVE-1 form of notes";
    /// The inputs' nullifiers are right.
    pub const NULLIFIER: &str = "MOVE-2 nullifiers";
    /// The two nullifiers differ.
    pub const DISTINCT: &str = "MOVE-3 distinct nullifiers";
    /// Inputs other than dummies are in the note tree.
    pub const MEMBERSHIP: &str = "MOVE-4 notes in tree";
    /// The acting owner is a member.
    pub const OWNER: &str = "MOVE-5 owner member";
    /// The outputs' commitments are right.
    pub const COMMITMENT: &str = "MOVE-6 commitments";
    /// Each output belongs to a member that may own it.
    pub const RECIPIENT: &str = "MOVE-7 recipient members";
    /// All notes are of one lot, and there is one unless all are dummies.
    pub const LOT: &str = "MOVE-8 one lot";
    /// The lot is not frozen.
    pub const FROZEN: &str = "MOVE-9 not frozen";
    /// A title in gives one title or retired out, with its bill; else there is none.
    pub const TITLE: &str = "MOVE-10 one title";
    /// Amounts add up.
    pub const BALANCE: &str = "MOVE-11 balance";
    /// All liens have the same prior, pool and bill; a new one has the right ones.
    pub const TRANCHE: &str = "MOVE-12 tranche";
    /// A lien's amount is at most its pool.
    pub const POOL: &str = "MOVE-13 amount within pool";
    /// The bill behind a new lien is the title's.
    pub const BILL: &str = "MOVE-14 bill opening";
    /// A new lien keeps the encumbrance within the value; else nothing grows: beside a title what is given in, without one
    /// the liens.
    pub const VALUE_CAP: &str = "MOVE-15 value cap";
    /// The owner's signature over all public inputs.
    pub const SIGNATURE: &str = "MOVE-16 owner signature";
    /// The audit record is sealed right.
    pub const AUDIT: &str = "MOVE-17 audit";

    /// All checks, in the order in which they stand in the circuit.
    pub const ALL: [&str; 17] = [
        FORM, NULLIFIER, DISTINCT, MEMBERSHIP, OWNER, COMMITMENT, RECIPIENT, LOT, FROZEN, TITLE, BALANCE,
        TRANCHE, POOL, BILL, VALUE_CAP, SIGNATURE, AUDIT,
    ];
}

/// The statement.
#[derive(Clone, Copy, Debug)]
pub struct Move;

impl Statement for Move {
    const CIRCUIT: CircuitId = CircuitId::Move;
    type Public = MovePublic<F>;
    type Witness = MoveWitness;

    fn check(public: &Self::Public, witness: &Self::Witness) -> Result<(), Refusal> {
        check::check(public, witness)
    }

    fn blank() -> (Self::Public, Self::Witness) {
        (MovePublic::blank(), MoveWitness::blank())
    }

    #[cfg(feature = "r1cs")]
    fn synthesize(
        cs: &crate::gadget::Cs,
        public: &Self::Public,
        witness: &Self::Witness,
    ) -> ark_relations::gr1cs::Result<()> {
        circuit::synthesize(cs, public, witness)
    }
}
