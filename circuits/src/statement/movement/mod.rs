//! Move: two notes in, two out. One statement is endorse, pledge, possessory pledge, partial repayment, discharge,
//! assignment, syndication and surrender; on the ledger they all look alike.
//!
//! Written D DUMMY, T TITLE, L LIEN, R RELEASE, X RETIRED, these are all there are:
//!
//! | in | out |
//! |---|---|
//! | DD | DD |
//! | TD | TD, TL, XD |
//! | TR | TD, XD |
//! | LD, LL | LD, RD, LL, LR |

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
    /// Every note has the form of its kind; numbers have 64 bits.
    pub const FORM: &str = "MOVE-1 form of notes";
    /// The four kinds stand in one of the shapes that there are.
    pub const SHAPE: &str = "MOVE-2 shape";
    /// The inputs' nullifiers are right.
    pub const NULLIFIER: &str = "MOVE-3 nullifiers";
    /// The two nullifiers differ.
    pub const DISTINCT: &str = "MOVE-4 distinct nullifiers";
    /// Inputs other than dummies are in the note tree.
    pub const MEMBERSHIP: &str = "MOVE-5 notes in tree";
    /// The acting owner is a member.
    pub const OWNER: &str = "MOVE-6 owner member";
    /// The outputs' commitments are right, with rho and blinding as they follow.
    pub const COMMITMENT: &str = "MOVE-7 commitments";
    /// Each output belongs to a member that may own it; change that goes back needs no role, a release belongs to nobody.
    pub const RECIPIENT: &str = "MOVE-8 recipients";
    /// All notes are of one lot, and there is one unless all are dummies.
    pub const LOT: &str = "MOVE-9 one lot";
    /// The lot is not frozen.
    pub const FROZEN: &str = "MOVE-10 not frozen";
    /// Amounts add up.
    pub const BALANCE: &str = "MOVE-11 balance";
    /// Liens have making, prior, pool and bill of what they come from; title and retired keep the bill.
    pub const TRANCHE: &str = "MOVE-12 tranche";
    /// The bill behind a new lien, or a surrendered title, is the title's.
    pub const BILL: &str = "MOVE-13 bill opening";
    /// A new lien keeps the encumbrance within the value.
    pub const VALUE_CAP: &str = "MOVE-14 value cap";
    /// The owner's signature over all posted values.
    pub const SIGNATURE: &str = "MOVE-15 owner signature";
    /// The audit record is sealed right.
    pub const AUDIT: &str = "MOVE-16 audit";

    /// All checks, in the order in which they stand in the circuit.
    pub const ALL: [&str; 16] = [
        FORM, SHAPE, NULLIFIER, DISTINCT, MEMBERSHIP, OWNER, COMMITMENT, RECIPIENT, LOT, FROZEN, BALANCE,
        TRANCHE, BILL, VALUE_CAP, SIGNATURE, AUDIT,
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
