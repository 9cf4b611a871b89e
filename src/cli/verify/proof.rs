//! `plimsoll verify proof`.

use crate::cli::{context::Context, error::Failure, output::Done, refusal};
use plimsoll_verifier::{CircuitId, cli as verifier};
use serde::Serialize;
use std::fmt;

pub(super) const EXAMPLES: &str = "\
Examples:
  plimsoll verify proof native --vk move.vk --posted move.posted \\
      --proof move.proof
  plimsoll verify proof snarkjs --vk verification_key.json \\
      --posted posted.json --proof proof.json

The development keys of this version are refused without --insecure-dev-keys.
Under a key of one of Plimsoll's circuits the public inputs are made from what
was posted; where the key is none of this version's, --circuit says which one.
Keys of other circuits take --public. The program plimsoll-verify does the
same, alone and offline.";

#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    circuit: Option<&'static str>,
    vk_hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<usize>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code, &self.reason) {
            (Some(code), Some(reason)) => writeln!(f, "invalid: {code}: {reason}"),
            _ => {
                let circuit = self.circuit.map(|circuit| format!("{circuit}, ")).unwrap_or_default();
                let values = self.values.unwrap_or_default();
                writeln!(f, "valid: {circuit}{values} values, key {}", self.vk_hash)
            }
        }
    }
}

pub(super) fn run(format: verifier::Format, context: &Context) -> Result<Done, Failure> {
    let insecure_dev_keys = context.globals.insecure_dev_keys;
    match verifier::run(&verifier::Args { json: false, insecure_dev_keys, format }) {
        verifier::Outcome::Valid { circuit, vk_hash, values } => Ok(Done::new(&Report {
            verdict: "valid",
            code: None,
            reason: None,
            circuit: circuit.map(CircuitId::name),
            vk_hash: hex::encode(vk_hash),
            values: Some(values),
        })),
        verifier::Outcome::Refused { code, reason, vk_hash } => Ok(Done::verdict(
            &Report {
                verdict: "invalid",
                code: Some(code.as_str()),
                reason: Some(reason),
                circuit: None,
                vk_hash: hex::encode(vk_hash),
                values: None,
            },
            false,
        )),
        verifier::Outcome::DevelopmentKey { circuit } => Err(refusal::development_key(circuit.name())),
        verifier::Outcome::Unusable { reason } => {
            Err(Failure::usage(reason).help("see `plimsoll verify proof --help` for the files that it takes"))
        }
    }
}
