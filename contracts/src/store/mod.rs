//! Where a ledger is kept: in memory, or in one file.
//!
//! The file is an embedded `redb` database, opened so that several processes may share it: any number read, each at one
//! height; writers take turns, waiting for one another for a limited time. An entry is one write transaction, durable when
//! its receipt is given; a process that dies at any moment leaves either the whole entry or nothing of it, and readers go on
//! as if nothing had happened. Reading never writes. The file must lie on a local file system whose byte-range locks work
//! (Linux, macOS, Windows), not on a network share.

mod backend;
mod compare;
mod error;
mod guard;
mod habit;
mod ledger;
pub mod memory;
mod nodes;
mod open;
mod repair;
mod tables;
mod view;
mod writer;

pub(crate) use compare::differing_table;
pub use error::{OrderError, StoreError, SubmitError};
pub use guard::panic_is_caught;
pub use habit::FlushHabit;
pub use ledger::Ledger;
pub use memory::MemoryState;
pub use open::LOCK_WAIT;
pub use repair::{Dropped, Examined};
pub use view::{PostedNote, View};
