//! `plimsoll jobs verify`.

use super::submit;
use crate::cli::{context::Context, error::Failure, output::Done};
use plimsoll_api::{VerifyRequest, from_json};
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll jobs verify proofs/0197c3a2-5b1e-7c40-9d2f-3a4b5c6d7e8f.json

The file holds `circuit`, `posted` and `proof`, as
`plimsoll jobs submit --out` writes it; - is standard input. Whoever does not
trust the service verifies alone and offline: `plimsoll verify proof`.";

/// What `jobs verify` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The proof with its circuit and posted values, as JSON
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    circuit: &'static str,
    posted: usize,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let service = context.service_to_ask()?;
    let request: VerifyRequest = submit::read(&args.file, "a proof", |text| from_json(text))?;
    let verdict = service.verify(&request)?;
    let report = Report {
        verdict: if verdict.valid { "valid" } else { "invalid" },
        reason: verdict.reason,
        circuit: request.circuit.name(),
        posted: request.posted.len(),
    };
    Ok(Done::verdict(&report, verdict.valid))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Some(reason) => write!(f, "{}: {reason}", self.verdict),
            None => write!(f, "{}: {}, {} posted values", self.verdict, self.circuit, self.posted),
        }
    }
}
