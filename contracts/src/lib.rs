#![doc = include_str!("../README.md")]

pub mod attest;
pub mod bytes;
pub mod control;
pub mod dump;
pub mod entry;
pub mod genesis;
pub mod keys;
pub mod order;
pub mod replay;
pub mod rules;
pub mod store;
pub mod time;
pub mod transition;
pub mod verdict;

pub use attest::{AttestError, Attestation, Demand};
pub use bytes::{DecodeError, Hash32};
pub use control::{ControlAddress, ControlKey, ControlSignature};
pub use entry::{Action, Entry, Flush, MaxAge, Receipt, Roots, Snapshot};
pub use genesis::{ActiveCircuit, Domain, Genesis, GenesisError};
pub use keys::{Keys, KeysError};
pub use order::{Order, SignedOrder};
pub use plimsoll_circuits::{day::Day, time::UnixTime};
pub use replay::{Expected, ReplayError, Report, Seen};
pub use store::{
    Dropped, Examined, FlushHabit, Ledger, OrderError, PostedNote, StoreError, SubmitError, View,
};
pub use transition::{Conditions, EntryId, MEMO_BYTES, Posting, RegisterPosting, Transition};
pub use verdict::{Code, Rejection};
