//! Who asks: bearer tokens and client certificates.

pub mod token;

pub use token::{Token, certificate_hash};
