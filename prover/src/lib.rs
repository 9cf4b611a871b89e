#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod assignment;

mod blinding;

mod engine;

mod ready;

mod threads;

mod error;

mod prover;

mod proven;

pub use assignment::{Assignment, AssignmentError};
pub use blinding::{Blinding, RandomnessError};
pub use engine::{ArkEngine, Engine, EngineError, EngineKey, MEMORY_VARIABLE, PreparedEngine, Wanted};
pub use error::ProveError;
pub use proven::{Proven, Timings};
pub use prover::Prover;
pub use ready::{ReadyError, ReadyKey};
pub use threads::ThreadsError;
