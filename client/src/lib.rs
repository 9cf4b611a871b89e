#![doc = include_str!("../README.md")]

pub mod blob;
pub mod carrier_signature;
pub mod claims;
pub mod clock;
pub mod directory;
pub mod files;
#[cfg(test)]
mod fixture;
pub mod issuer;
pub mod memo;
pub mod money;
pub mod ops;
pub mod party;
pub mod publish;
pub mod referral;
pub mod services;
pub mod text;
pub mod valuer;
pub mod wallet;

pub use clock::{Clock, FixedClock, SystemClock, UnixTime};
pub use money::Money;
pub use ops::Desk;
pub use party::{Party, PublicParty};
pub use services::Services;
