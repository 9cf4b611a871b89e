//! `plimsoll evidence list`.

use super::kept::{Found, all};
use crate::cli::{context::Context, error::Failure, output::Done, table::Table};
use serde::Serialize;
use std::fmt;

#[derive(Serialize)]
struct Report {
    evidence: Vec<Line>,
}

#[derive(Serialize)]
pub(super) struct Line {
    pub(super) name: String,
    /// `bundle` or `attest`.
    pub(super) kind: String,
    pub(super) judged_at: String,
    /// Where the ledger stood.
    pub(super) height: u64,
    /// Whether the answer was accepted.
    pub(super) accepted: bool,
    /// Who asked, and what for, where the verdict says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
}

impl Line {
    pub(super) fn of(found: &Found) -> Self {
        let record = &found.record;
        Self {
            name: found.name.clone(),
            kind: record.kind.clone(),
            judged_at: record.judged_at.clone(),
            height: record.ledger.height,
            accepted: record.verdict["ok"] == true,
            purpose: record.verdict["purpose"].as_str().map(str::to_owned),
        }
    }
}

pub(super) fn run(context: &Context) -> Result<Done, Failure> {
    let evidence = all(&context.globals.home)?.iter().map(Line::of).collect();
    Ok(Done::new(&Report { evidence }))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.evidence.is_empty() {
            return writeln!(f, "nothing was judged from this home");
        }
        let mut table = Table::new(&["name", "verdict", "height", "for"]);
        for line in &self.evidence {
            table.row([
                line.name.clone(),
                if line.accepted { "accepted" } else { "refused" }.to_owned(),
                line.height.to_string(),
                line.purpose.clone().unwrap_or_default(),
            ]);
        }
        write!(f, "{table}")
    }
}
