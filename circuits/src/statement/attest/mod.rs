//! Attest: "I own the live title of a lot whose encumbrance is at most X and which can bear this loan." A snapshot for one
//! verifier; it changes nothing on the ledger.
//!
//! It can be made for one verifier only: then it says "that, or I hold this verifier's signing key". The verifier knows
//! that it did not make the Attest itself, and is convinced; anybody else it shows the Attest to is not, because the
//! verifier could have made it up ([`AttestWitness::simulated`]). An Attest for all names
//! [`NOBODY`](crate::signature::NOBODY) as the verifier, so there is no third case.

mod challenge;
mod check;
#[cfg(feature = "r1cs")]
mod circuit;
mod public;
mod witness;

pub use challenge::Challenge;
pub use public::{AttestPublic, MAX_RATE_BPS, designation};
pub use witness::{AttestWitness, link};

use super::{CircuitId, Refusal, Statement};
use crate::{field::F, note::AMOUNT_BITS};

/// Bits of `rate x value` for a rate of at most 10,000 and a value of 64 bits.
const RATE_BITS: usize = AMOUNT_BITS + 14;

/// The names of Attest's checks. All but the last are waived in a simulated Attest.
pub mod checks {
    /// An Attest is simulated or real, nothing between. Natively its type says so.
    pub const BRANCH: &str = "ATTEST-0 simulated or real";
    /// The note is a title of the owner, in the note tree.
    pub const TITLE: &str = "ATTEST-1 title in tree";
    /// Its nullifier is not among those spent.
    pub const LIVE: &str = "ATTEST-2 title live";
    /// The owner is a member.
    pub const OWNER: &str = "ATTEST-3 owner member";
    /// The lot is not frozen.
    pub const FROZEN: &str = "ATTEST-4 not frozen";
    /// The bill opens, in the stated currency.
    pub const BILL: &str = "ATTEST-5 bill opening";
    /// The link is of this bill and lot.
    pub const LINK: &str = "ATTEST-6 link";
    /// The encumbrance is at most the stated maximum.
    pub const ENCUMBRANCE: &str = "ATTEST-7 encumbrance";
    /// The requested sum fits within the rate.
    pub const RATE: &str = "ATTEST-8 advance rate";
    /// The bill is valued no earlier than stated.
    pub const VALUED: &str = "ATTEST-9 valued since";
    /// The owner is of the organisation that is named, if one is.
    pub const APPLICANT: &str = "ATTEST-10 applicant";
    /// The owner's signature over all posted values; the verifier's if the Attest is simulated.
    pub const SIGNATURE: &str = "ATTEST-11 signature";

    /// All checks that a native witness can fail, in the order in which they stand in the circuit.
    pub const ALL: [&str; 11] =
        [TITLE, LIVE, OWNER, FROZEN, BILL, LINK, ENCUMBRANCE, RATE, VALUED, APPLICANT, SIGNATURE];
}

/// The statement.
#[derive(Clone, Copy, Debug)]
pub struct Attest;

impl Statement for Attest {
    const CIRCUIT: CircuitId = CircuitId::Attest;
    type Public = AttestPublic<F>;
    type Witness = AttestWitness;

    fn check(public: &Self::Public, witness: &Self::Witness) -> Result<(), Refusal> {
        check::check(public, witness)
    }

    fn blank() -> (Self::Public, Self::Witness) {
        (AttestPublic::blank(), AttestWitness::blank())
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
