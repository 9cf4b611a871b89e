//! What Plimsoll says about a cargo, and its circuits.

pub mod field;
mod point;
pub mod tag;
pub mod day;
pub mod time;
pub mod currency;
pub mod poseidon2;
pub mod merkle;
pub mod signature;
pub mod member;
#[cfg(feature = "documents")]
pub mod document;
pub mod fingerprint;
pub mod credential;
pub mod note;
pub mod audit;
pub mod statement;
#[cfg(feature = "documents")]
pub mod policy;
#[cfg(feature = "claims")]
pub mod claims;

#[cfg(feature = "r1cs")]
pub mod gadget;
#[cfg(feature = "r1cs")]
pub mod curve;
#[cfg(feature = "r1cs")]
pub mod soundness;
