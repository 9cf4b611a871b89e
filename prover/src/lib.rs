#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod assignment;

mod blinding;

mod engine;

mod ready;

mod secrecy;

mod threads;

mod stage;

mod options;

mod error;

mod prover;

mod proven;

mod job;

pub mod pool;

pub use assignment::{Assignment, AssignmentError};
pub use blinding::{Blinding, RandomnessError};
pub use engine::{ArkEngine, Engine, EngineError, EngineKey, MEMORY_VARIABLE, PreparedEngine, Wanted};
pub use error::ProveError;
pub use job::{Case, Job, JobError};
pub use options::ProveOptions;
pub use plimsoll_engine::Stop;
pub use pool::{Order, Pool, PoolOptions, Priority, Ticket};
pub use proven::{Proven, Timings};
pub use prover::Prover;
pub use ready::{ReadyError, ReadyKey};
pub use secrecy::no_core_dumps;
pub use stage::Stage;
pub use threads::ThreadsError;
