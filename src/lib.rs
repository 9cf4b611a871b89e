//! The client side of Plimsoll: parties and their keys, the issuer's gateway, wallets, and the operations that turn an
//! intent ("pledge 30,000 USD to this bank") into a transition that the ledger accepts.
//!
//! In the order in which a bill walks through them: [`party`] keeps keys, [`directory`] says who is who, [`issuer`] makes a
//! bill out of a carrier's document, [`valuer`] says what it is worth, [`memo`] and [`blob`] carry openings to their new
//! owners, [`wallet`] finds them again, and a [`Desk`] acts.

pub mod blob;
pub mod carrier_signature;
pub mod claims;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod directory;
mod files;
#[cfg(test)]
mod fixture;
pub mod issuer;
pub mod memo;
pub mod money;
pub mod ops;
pub mod party;
pub mod services;
mod text;
pub mod valuer;
pub mod wallet;

pub use clock::{Clock, FixedClock, SystemClock, UnixTime};
pub use money::Money;
pub use ops::Desk;
pub use party::{Party, PublicParty};
pub use services::Services;
