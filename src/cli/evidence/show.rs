//! `plimsoll evidence show`.

use super::{
    kept::{Found, all},
    list::Line,
};
use crate::cli::{context::Context, error::Failure, output::Done, table::Fields};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    line: Line,
    folder: String,
    files: Vec<String>,
    /// The ledger, by its genesis hash.
    genesis: String,
    /// The entry at which it stood.
    entry_hash: String,
    entry_time: String,
    /// The command that judges it again.
    again: String,
    verdict: Value,
}

pub(super) fn run(name: &str, context: &Context) -> Result<Done, Failure> {
    let mut fits: Vec<Found> =
        all(&context.globals.home)?.into_iter().filter(|found| found.name.contains(name)).collect();
    let count = fits.len();
    match (fits.pop(), count) {
        (Some(found), 1) => Ok(Done::new(&Report::of(&found, context))),
        (None, _) => Err(Failure::refused(format!("nothing of the name {name} is kept in this home"))
            .help("`plimsoll evidence list` shows what is")),
        _ => Err(Failure::usage(format!("{count} have {name} in their names"))
            .help("write more of the name, as `plimsoll evidence list` prints it")),
    }
}

impl Report {
    fn of(found: &Found, context: &Context) -> Self {
        let record = &found.record;
        let file = |name: &str| found.folder.join(format!("{name}.json")).display().to_string();
        let (answer, question) = (file(&record.kind), file(&record.asked));
        let (home, ledger) = (&context.globals.home, &context.globals.ledger);
        let again = format!(
            "plimsoll --home {} --ledger {} verify {} {} --{} {} --as-of {} --at {}",
            word(&home.display().to_string()),
            word(&ledger.display().to_string()),
            record.kind,
            word(&answer),
            record.asked,
            word(&question),
            record.ledger.height,
            record.judged_at
        );
        Self {
            line: Line::of(found),
            folder: found.folder.display().to_string(),
            files: vec![question, answer, file("verdict")],
            genesis: record.genesis.clone(),
            entry_hash: record.ledger.entry_hash.to_string(),
            entry_time: record.ledger.time.to_string(),
            again,
            verdict: record.verdict.clone(),
        }
    }
}

/// A path as a word of a shell.
fn word(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if !path.is_empty() && path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        let line = &self.line;
        let verdict = if line.accepted { "accepted" } else { "refused" };
        fields.add("judged", format!("{verdict}, {}", line.judged_at));
        fields.add("ledger", format!("{}, at height {}, {}", self.genesis, line.height, self.entry_time));
        fields.add("entry hash", &self.entry_hash);
        for file in &self.files {
            fields.add("file", file);
        }
        writeln!(f, "{fields}")?;
        let verdict = serde_json::to_string_pretty(&self.verdict).map_err(|_| fmt::Error)?;
        writeln!(f, "{verdict}\n\nJudge it again as the ledger stood then:\n  {}", self.again)
    }
}
