#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod assignment;

mod blinding;

mod engine;

mod prover;

mod proven;

pub use assignment::{Assignment, AssignmentError};
pub use blinding::{Blinding, RandomnessError};
pub use engine::{ArkEngine, ConcurrentEngine, Engine, EngineError};
pub use proven::{Proven, Timings};
pub use prover::{ProveError, Prover};
