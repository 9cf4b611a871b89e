//! snarkjs's files: `verification_key.json`, `public.json`, `proof.json`.
//!
//! Numbers are strings of decimal digits without leading zeros. A point of G1 is `[x, y, "1"]`, one of G2
//! `[[x.c0, x.c1], [y.c0, y.c1], ["1", "0"]]`.
//!
//! Reading is strict: every field there and none unknown, protocol `groth16`, curve `bn128` (or `bn254`, the same),
//! `nPublic` as many as the key has inputs, every number below its modulus, every point in its group. What snarkjs
//! itself would reduce or take for granted is refused. `vk_alphabeta_12` may be left out; where it stands it must be
//! e(alpha, beta).
//!
//! A key read here is not yet linted: [`PreparedVerifyingKey::new`](crate::PreparedVerifyingKey::new) does that.

mod decimal;
mod read;
mod shape;
mod write;

use std::string::String;

use crate::{DecodeError, RefusalCode};

pub use read::{read_proof, read_public, read_verification_key};
pub use write::{proof_json, public_json, verification_key_json};

/// Why a snarkjs file is refused.
#[derive(Debug, thiserror::Error)]
pub enum SnarkjsError {
    /// Not JSON, or not of the file's shape: a field missing, unknown, repeated or of another type.
    #[error("not the shape of this file: {0}")]
    Shape(#[from] serde_json::Error),
    /// Made by another proof system.
    #[error("protocol is {0:?}, not groth16")]
    Protocol(String),
    /// Over another curve.
    #[error("curve is {0:?}, not bn128")]
    Curve(String),
    /// `nPublic` and the IC points disagree.
    #[error("nPublic is {declared}, but there are {ic} IC points")]
    PublicCount {
        /// The file's `nPublic`.
        declared: usize,
        /// The length of the file's `IC`; it should be one more.
        ic: usize,
    },
    /// `vk_alphabeta_12` is not e(alpha, beta).
    #[error("vk_alphabeta_12 is not e(alpha, beta)")]
    AlphaBeta,
    /// The right shape with a wrong number or point in it.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

impl SnarkjsError {
    /// The ledger's code if the file could be read and what it says is refused; `None` if it could not be read.
    #[must_use]
    pub const fn code(&self) -> Option<RefusalCode> {
        match self {
            Self::Decode(error) => Some(error.code()),
            _ => None,
        }
    }
}
