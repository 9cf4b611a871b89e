//! The two sets of files, see the module above.

use std::{
    string::{String, ToString},
    vec::Vec,
};

use ark_bn254::Fr;

use crate::{
    DecodeError, Proof, RefusalCode, VerifyingKey, inputs,
    snarkjs::{self, SnarkjsError},
};

/// Why a file's bytes are refused; without a code, because it is not of its format.
pub(super) struct Refusal {
    pub(super) code: Option<RefusalCode>,
    pub(super) reason: String,
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        Self { code: Some(error.code()), reason: error.to_string() }
    }
}

impl From<SnarkjsError> for Refusal {
    fn from(error: SnarkjsError) -> Self {
        Self { code: error.code(), reason: error.to_string() }
    }
}

/// How the bytes of the three files are understood.
pub(super) trait Reader {
    fn key(&self, bytes: &[u8]) -> Result<VerifyingKey, Refusal>;
    fn values(&self, bytes: &[u8], count: usize) -> Result<Vec<Fr>, Refusal>;
    fn proof(&self, bytes: &[u8]) -> Result<Proof, Refusal>;
}

pub(super) struct Native;

impl Reader for Native {
    fn key(&self, bytes: &[u8]) -> Result<VerifyingKey, Refusal> {
        Ok(VerifyingKey::from_bytes(bytes)?)
    }

    fn values(&self, bytes: &[u8], count: usize) -> Result<Vec<Fr>, Refusal> {
        Ok(inputs::decode(bytes, count)?)
    }

    fn proof(&self, bytes: &[u8]) -> Result<Proof, Refusal> {
        Ok(Proof::from_bytes(bytes)?)
    }
}

pub(super) struct Snarkjs;

impl Reader for Snarkjs {
    fn key(&self, bytes: &[u8]) -> Result<VerifyingKey, Refusal> {
        Ok(snarkjs::read_verification_key(bytes)?)
    }

    fn values(&self, bytes: &[u8], count: usize) -> Result<Vec<Fr>, Refusal> {
        Ok(snarkjs::read_public(bytes, count)?)
    }

    fn proof(&self, bytes: &[u8]) -> Result<Proof, Refusal> {
        Ok(snarkjs::read_proof(bytes)?)
    }
}
