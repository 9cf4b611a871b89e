#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod time;

pub mod auth;

pub mod http;

pub mod metrics;

pub mod telemetry;

mod descriptors;

mod shutdown;

pub mod config;

pub mod proving;

pub mod webhook;

mod trace;

pub use shutdown::Shutdown;
pub use time::Millis;
