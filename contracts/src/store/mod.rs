//! Where a ledger is kept: in memory, or in one file.
//!
//! The file is an embedded `redb` database, opened so that several processes may share it: any number read, each at one
//! height; writers take turns, waiting for one another for a limited time. An entry is one write transaction, durable when
//! its receipt is given; a process that dies at any moment leaves either the whole entry or nothing of it. The file must lie
//! on a local file system whose byte-range locks work (Linux, macOS, Windows), not on a network share.

mod error;
mod ledger;
pub mod memory;
mod nodes;
mod tables;
mod view;
mod writer;

pub use error::{OrderError, StoreError, SubmitError};
pub use ledger::{LOCK_WAIT, Ledger};
pub use memory::MemoryState;
pub use view::{PostedNote, View};
