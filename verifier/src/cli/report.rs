//! What the program says, and how it exits.

use std::{borrow::Cow, eprintln, format, println, process::ExitCode, string::String};

use serde::Serialize;

use crate::{CircuitId, RefusalCode};

/// What became of one verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The proof is valid.
    Valid {
        /// The circuit, if the key is one of this version's.
        circuit: Option<CircuitId>,
        /// Hash of the key it is valid under.
        vk_hash: [u8; 32],
        /// For how many values.
        values: usize,
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
    /// The key is one under which anybody can forge, and nobody asked for it: no verdict.
    DevelopmentKey {
        /// The circuit.
        circuit: CircuitId,
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
    reason: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    circuit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vk_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<usize>,
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
            Self::Valid { circuit, vk_hash, values } => {
                let circuit = circuit.map(|circuit| format!("{circuit}, ")).unwrap_or_default();
                println!("valid: {circuit}{values} values, key {}", hex(vk_hash))
            }
            Self::Refused { code, reason, .. } => println!("invalid: {code}: {reason}"),
            Self::DevelopmentKey { circuit } => eprintln!("no verdict: {}", development(*circuit)),
            Self::Unusable { reason } => eprintln!("no verdict: {reason}"),
        }
    }

    /// 0 valid, 1 refused, 2 unusable.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Valid { .. } => 0,
            Self::Refused { .. } => 1,
            Self::DevelopmentKey { .. } | Self::Unusable { .. } => 2,
        })
    }

    fn report(&self) -> Report<'_> {
        let nothing = Report {
            verdict: "unusable",
            code: None,
            reason: None,
            circuit: None,
            vk_hash: None,
            values: None,
        };
        match self {
            Self::Valid { circuit, vk_hash, values } => Report {
                verdict: "valid",
                circuit: circuit.map(CircuitId::name),
                vk_hash: Some(hex(vk_hash)),
                values: Some(*values),
                ..nothing
            },
            Self::Refused { code, reason, vk_hash } => Report {
                verdict: "invalid",
                code: Some(code.as_str()),
                reason: Some(reason.into()),
                vk_hash: Some(hex(vk_hash)),
                ..nothing
            },
            Self::DevelopmentKey { circuit } => Report {
                reason: Some(development(*circuit).into()),
                circuit: Some(circuit.name()),
                ..nothing
            },
            Self::Unusable { reason } => Report { reason: Some(reason.into()), ..nothing },
        }
    }
}

fn development(circuit: CircuitId) -> String {
    format!(
        "the key is the insecure development key of {circuit}, under which anybody can forge proofs; \
         --insecure-dev-keys takes it all the same"
    )
}

pub(super) fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
