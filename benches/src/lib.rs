//! Measurements. What is measured, how, and what came of it stands in `README.md` beside this crate.
#![forbid(unsafe_code)]
pub mod claims;
pub mod draw;
pub mod host;
pub mod spread;
