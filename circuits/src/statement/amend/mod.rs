//! Amend: a title gets other documents of the same issuer organisation, for a correction or a switch bill. Liens name the lot, so they
//! stay; what the lot bears must be within the new value. What the new documents give that no earlier ones gave enters the
//! fingerprint sets.

mod check;
#[cfg(feature = "r1cs")]
mod circuit;
mod public;
mod witness;

pub use public::AmendPublic;
pub use witness::AmendWitness;

use super::{CircuitId, Refusal, Statement};
use crate::field::F;

/// The names of Amend's checks.
pub mod checks {
    use crate::statement::{spent_title, valued};

    /// The note that goes in is a title of the owner, in the note tree, with its right nullifier.
    pub const TITLE: &str = "AMEND-1 title in tree";
    /// The owner is a member.
    pub const OWNER: &str = "AMEND-2 owner member";
    /// The lot is not frozen.
    pub const FROZEN: &str = "AMEND-3 not frozen";
    /// The title's bill opens.
    pub const BILL: &str = "AMEND-4 bill opening";
    /// The issuer's signature over the amendment: ledger, lot, old bill, new documents, posted fingerprints.
    pub const AMENDMENT: &str = "AMEND-5 amendment";
    /// The issuer is a member with that role, of the organisation in the bill.
    pub const ISSUER: &str = "AMEND-6 issuer member";
    /// The amendment may still be used.
    pub const AMENDMENT_DATE: &str = "AMEND-7 amendment date";
    /// The valuer's signature over a valuation of this lot and the new documents, in the same currency.
    pub const VALUATION: &str = "AMEND-8 valuation";
    /// The valuer is a member with that role.
    pub const VALUER: &str = "AMEND-9 valuer member";
    /// The valuation is made and not expired.
    pub const VALUATION_DATE: &str = "AMEND-10 valuation dates";
    /// The value has 64 bits.
    pub const VALUE_RANGE: &str = "AMEND-11 value range";
    /// The valuation is no earlier than the one before.
    pub const NOT_EARLIER: &str = "AMEND-12 valued no earlier";
    /// What the lot bears is within the new value.
    pub const VALUE_CAP: &str = "AMEND-13 value cap";
    /// The commitment is the title's under its new bill, of the same owner, bearing what it bore.
    pub const COMMITMENT: &str = "AMEND-14 commitment";
    /// The owner's signature over all posted values.
    pub const SIGNATURE: &str = "AMEND-15 owner signature";
    /// The audit record is sealed right.
    pub const AUDIT: &str = "AMEND-16 audit";

    /// All checks, in the order in which they stand in the circuit.
    pub const ALL: [&str; 16] = [
        TITLE,
        OWNER,
        FROZEN,
        BILL,
        AMENDMENT,
        ISSUER,
        AMENDMENT_DATE,
        VALUATION,
        VALUER,
        VALUATION_DATE,
        VALUE_RANGE,
        NOT_EARLIER,
        VALUE_CAP,
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
pub struct Amend;

impl Statement for Amend {
    const CIRCUIT: CircuitId = CircuitId::Amend;
    type Public = AmendPublic<F>;
    type Witness = AmendWitness;

    fn check(public: &Self::Public, witness: &Self::Witness) -> Result<(), Refusal> {
        check::check(public, witness)
    }

    fn blank() -> (Self::Public, Self::Witness) {
        (AmendPublic::blank(), AmendWitness::blank())
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
