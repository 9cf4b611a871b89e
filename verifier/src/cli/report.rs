//! What the program says, and how it exits.

use std::{eprintln, format, println, process::ExitCode, string::String};

use serde::Serialize;

use crate::RefusalCode;

/// What became of one verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The proof is valid.
    Valid {
        /// Hash of the key it is valid under.
        vk_hash: [u8; 32],
        /// How many public inputs it has.
        inputs: usize,
    },
    /// The submission was read and is refused.
    Refused {
        /// The ledger's code.
        code: RefusalCode,
        /// In words.
        reason: String,
        /// Hash of the key it was held against.
        vk_hash: [u8; 32],
    },
    /// There is no verdict.
    Unusable {
        /// In words.
        reason: String,
    },
}

#[derive(Serialize)]
struct Report<'a> {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vk_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_inputs: Option<usize>,
}

impl Outcome {
    /// Prints one line: a verdict on standard output, the lack of one on standard error; as JSON always on
    /// standard output, with `verdict` one of `valid`, `invalid`, `unusable`.
    pub fn print(&self, json: bool) {
        if json {
            // Strings and numbers with fixed field names always serialize.
            println!("{}", serde_json::to_string(&self.report()).unwrap_or_default());
            return;
        }
        match self {
            Self::Valid { vk_hash, inputs } => {
                println!("valid: {inputs} public inputs, key {}", hex(vk_hash))
            }
            Self::Refused { code, reason, .. } => println!("invalid: {code}: {reason}"),
            Self::Unusable { reason } => eprintln!("no verdict: {reason}"),
        }
    }

    /// 0 valid, 1 refused, 2 unusable.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Valid { .. } => 0,
            Self::Refused { .. } => 1,
            Self::Unusable { .. } => 2,
        })
    }

    fn report(&self) -> Report<'_> {
        let nothing =
            Report { verdict: "unusable", code: None, reason: None, vk_hash: None, public_inputs: None };
        match self {
            Self::Valid { vk_hash, inputs } => Report {
                verdict: "valid",
                vk_hash: Some(hex(vk_hash)),
                public_inputs: Some(*inputs),
                ..nothing
            },
            Self::Refused { code, reason, vk_hash } => Report {
                verdict: "invalid",
                code: Some(code.as_str()),
                reason: Some(reason),
                vk_hash: Some(hex(vk_hash)),
                ..nothing
            },
            Self::Unusable { reason } => Report { reason: Some(reason), ..nothing },
        }
    }
}

pub(super) fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
