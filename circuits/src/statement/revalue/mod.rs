//! Revalue: a title gets another value, by a later valuation of the same documents in the same currency. What the lot bears stays,
//! also above a fallen value: then nothing more is pledged until a later valuation covers it.

mod check;
#[cfg(feature = "r1cs")]
mod circuit;
mod public;
mod witness;

pub use public::RevaluePublic;
pub use witness::RevalueWitness;

use super::{CircuitId, Refusal, Statement};
use crate::field::F;

/// The names of Revalue's checks.
pub mod checks {
    use crate::statement::{spent_title, valued};

    /// The note that goes in is a title of the owner, in the note tree, with its right nullifier.
    pub const TITLE: &str = "REVALUE-1 title in tree";
    /// The owner is a member.
    pub const OWNER: &str = "REVALUE-2 owner member";
    /// The lot is not frozen.
    pub const FROZEN: &str = "REVALUE-3 not frozen";
    /// The title's bill opens.
    pub const BILL: &str = "REVALUE-4 bill opening";
    /// The valuer's signature over a valuation of this lot, the same documents and the same currency.
    pub const VALUATION: &str = "REVALUE-5 valuation";
    /// The valuer is a member with that role.
    pub const VALUER: &str = "REVALUE-6 valuer member";
    /// The valuation is made and not expired.
    pub const VALUATION_DATE: &str = "REVALUE-7 valuation dates";
    /// The value has 64 bits.
    pub const VALUE_RANGE: &str = "REVALUE-8 value range";
    /// The valuation is later than the one before.
    pub const LATER: &str = "REVALUE-9 later valuation";
    /// The commitment is the title's under its new bill, of the same owner, bearing what it bore.
    pub const COMMITMENT: &str = "REVALUE-10 commitment";
    /// The owner's signature over all posted values.
    pub const SIGNATURE: &str = "REVALUE-11 owner signature";
    /// The audit record is sealed right.
    pub const AUDIT: &str = "REVALUE-12 audit";

    /// All checks, in the order in which they stand in the circuit.
    pub const ALL: [&str; 12] = [
        TITLE,
        OWNER,
        FROZEN,
        BILL,
        VALUATION,
        VALUER,
        VALUATION_DATE,
        VALUE_RANGE,
        LATER,
        COMMITMENT,
        SIGNATURE,
        AUDIT,
    ];

    pub(super) const SPENT: spent_title::Names =
        spent_title::Names { title: TITLE, owner: OWNER, frozen: FROZEN, bill: BILL };
    pub(super) const VALUED: valued::Names =
        valued::Names { valuation: VALUATION, valuer: VALUER, dates: VALUATION_DATE, range: VALUE_RANGE };
}

/// The statement.
#[derive(Clone, Copy, Debug)]
pub struct Revalue;

impl Statement for Revalue {
    const CIRCUIT: CircuitId = CircuitId::Revalue;
    type Public = RevaluePublic<F>;
    type Witness = RevalueWitness;

    fn check(public: &Self::Public, witness: &Self::Witness) -> Result<(), Refusal> {
        check::check(public, witness)
    }

    fn blank() -> (Self::Public, Self::Witness) {
        (RevaluePublic::blank(), RevalueWitness::blank())
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
