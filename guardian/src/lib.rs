#![doc = include_str!("../README.md")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails shall panic"))]

mod id;
mod point;
pub mod wire;

pub mod keygen;

pub mod fingerprint;
pub mod opening;

pub mod council;
pub mod local;
pub mod log;

pub use council::{Council, CouncilError, CouncilKeys, Evaluators, FingerprintError};
pub use id::{GuardianId, GuardianSet, SetError};
pub use local::{Seated, Surroundings};
pub use plimsoll_circuits::time::UnixTime;
