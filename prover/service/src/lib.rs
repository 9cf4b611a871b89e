#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod store;

mod time;

pub mod auth;

pub mod coordinator;

pub mod http;

pub mod worker;

pub mod metrics;

pub mod telemetry;

mod shutdown;

pub mod config;

pub mod serve;

pub use shutdown::Shutdown;
pub use time::Millis;
