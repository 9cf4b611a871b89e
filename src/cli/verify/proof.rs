//! `plimsoll verify proof`.

use crate::cli::{error::Failure, output::Done};
use plimsoll_verifier::cli as verifier;
use serde::Serialize;
use std::fmt;

pub(super) const EXAMPLES: &str = "\
Examples:
  plimsoll verify proof native --vk move.vk --public move.public \\
      --proof move.proof
  plimsoll verify proof snarkjs --vk verification_key.json \\
      --public public.json --proof proof.json

The program plimsoll-verify does the same, alone and offline.";

#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    vk_hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_inputs: Option<usize>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code, &self.reason) {
            (Some(code), Some(reason)) => writeln!(f, "invalid: {code}: {reason}"),
            _ => writeln!(
                f,
                "valid: {} public inputs, key {}",
                self.public_inputs.unwrap_or_default(),
                self.vk_hash
            ),
        }
    }
}

pub(super) fn run(format: verifier::Format) -> Result<Done, Failure> {
    match verifier::run(&verifier::Args { json: false, format }) {
        verifier::Outcome::Valid { vk_hash, inputs } => Ok(Done::new(&Report {
            verdict: "valid",
            code: None,
            reason: None,
            vk_hash: hex::encode(vk_hash),
            public_inputs: Some(inputs),
        })),
        verifier::Outcome::Refused { code, reason, vk_hash } => Ok(Done::verdict(
            &Report {
                verdict: "invalid",
                code: Some(code.as_str()),
                reason: Some(reason),
                vk_hash: hex::encode(vk_hash),
                public_inputs: None,
            },
            false,
        )),
        verifier::Outcome::Unusable { reason } => {
            Err(Failure::usage(reason).help("see `plimsoll verify proof --help` for the files that it takes"))
        }
    }
}
