//! Register: a bill becomes a title on the ledger.

mod check;
#[cfg(feature = "r1cs")]
mod circuit;
mod public;
mod witness;

pub use public::{RegisterLargePublic, RegisterPublic, RegisterSmallPublic};
pub use witness::{MemberWitness, RegisterWitness};

use super::{CircuitId, Refusal, Statement};
use crate::{
    field::F,
    fingerprint::{LARGE_SLOTS, SMALL_SLOTS},
};

/// The names of Register's checks.
pub mod checks {
    use crate::statement::valued;

    /// The issuer's signature over the title credential: ledger, documents, posted fingerprints, first holder, generation.
    pub const CREDENTIAL: &str = "REGISTER-1 title credential";
    /// The issuer is a member with that role.
    pub const ISSUER: &str = "REGISTER-2 issuer member";
    /// The credential may still be used.
    pub const CREDENTIAL_DATE: &str = "REGISTER-3 credential date";
    /// The valuer's signature over the valuation of this lot and these documents.
    pub const VALUATION: &str = "REGISTER-4 valuation";
    /// The valuer is a member with that role.
    pub const VALUER: &str = "REGISTER-5 valuer member";
    /// The valuation is made and not expired.
    pub const VALUATION_DATE: &str = "REGISTER-6 valuation dates";
    /// The value has 64 bits.
    pub const VALUE_RANGE: &str = "REGISTER-7 value range";
    /// The first holder is a member that may own titles.
    pub const HOLDER: &str = "REGISTER-8 first holder member";
    /// The commitment is the new title's.
    pub const COMMITMENT: &str = "REGISTER-9 commitment";
    /// The first holder's signature over all public inputs.
    pub const SIGNATURE: &str = "REGISTER-10 first holder signature";
    /// The audit record is sealed right.
    pub const AUDIT: &str = "REGISTER-11 audit";

    /// All checks, in the order in which they stand in the circuit.
    pub const ALL: [&str; 11] = [
        CREDENTIAL,
        ISSUER,
        CREDENTIAL_DATE,
        VALUATION,
        VALUER,
        VALUATION_DATE,
        VALUE_RANGE,
        HOLDER,
        COMMITMENT,
        SIGNATURE,
        AUDIT,
    ];

    pub(super) const VALUED: valued::Names =
        valued::Names { valuation: VALUATION, valuer: VALUER, dates: VALUATION_DATE, range: VALUE_RANGE };
}

/// The statement for bills with `SLOTS` fingerprints, one of the two [tiers](crate::fingerprint::Tier).
#[derive(Clone, Copy, Debug)]
pub struct Register<const SLOTS: usize>;

impl<const SLOTS: usize> Statement for Register<SLOTS> {
    const CIRCUIT: CircuitId = match SLOTS {
        SMALL_SLOTS => CircuitId::RegisterSmall,
        LARGE_SLOTS => CircuitId::RegisterLarge,
        _ => panic!("a posting has as many fingerprints as one of the two tiers"),
    };
    type Public = RegisterPublic<F, SLOTS>;
    type Witness = RegisterWitness;

    fn check(public: &Self::Public, witness: &Self::Witness) -> Result<(), Refusal> {
        check::check(public, witness)
    }

    fn blank() -> (Self::Public, Self::Witness) {
        (RegisterPublic::blank(), RegisterWitness::blank())
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

/// The statement for small bills.
pub type RegisterSmall = Register<SMALL_SLOTS>;
/// The statement for big bills.
pub type RegisterLarge = Register<LARGE_SLOTS>;
