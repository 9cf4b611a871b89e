#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod error;
mod event;
mod parameters;
mod key;
mod keys;
mod proof;
mod transcript;
mod prove;
mod verify;

pub use error::{BatchError, ClaimError, KeyError, ParametersError};
pub use event::{ClaimEvent, ClaimProgress};
pub use key::{ClaimKey, Fingerprint};
pub use keys::Keys;
pub use parameters::{MAX_K, Parameters};
pub use proof::ClaimProof;
pub use prove::prove;
pub use verify::{verify, verify_batch};
