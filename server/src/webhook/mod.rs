//! Webhooks: a tenant's own server is told when a job has ended, signed as Standard Webhooks has it.

mod send;
mod sign;
mod target;

pub use send::Sender;
pub use sign::Secret;
pub use target::{TargetError, check};
