//! `plimsoll ledger repair`.

use crate::cli::{context::Context, error::Failure, files, output::Done, shown::moment, table::Fields};
use plimsoll_client::{Clock, SystemClock};
use plimsoll_contracts::{Dropped, Examined, Genesis, Ledger};
use serde::Serialize;
use std::fmt;

const EXAMPLES: &str = "\
Examples:
  plimsoll --insecure-dev-keys ledger repair
  plimsoll --insecure-dev-keys ledger repair --drop-from 41
  plimsoll --insecure-dev-keys --json ledger repair

Examines the ledger as `plimsoll ledger verify` does. What its file keeps
beside the log is built again from the log, and the old file stays beside it as
ledger.redb.before-repair-1, -2, ..: it is evidence, so do not delete it.

Where the log itself is at fault (an entry of the future, a rewritten one, a
row that cannot be read), nothing is repaired until you say so: the entry at
fault and all behind it would be gone from the ledger, though they were
accepted. They are listed, and --drop-from with the height of the first takes
them off. Ask the members first: whoever saw one of them is told that the
ledger lost entries, and goes on only with `plimsoll wallet sync
--accept-ledger`. If a copy of the ledger has them, restore that.";

/// What `ledger repair` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Take off the entry at this height, the first that cannot stand, and all behind it
    #[arg(long, value_name = "HEIGHT")]
    drop_from: Option<u64>,
}

#[derive(Serialize)]
struct Report {
    /// `sound`: nothing to repair; `repaired`; `refused`: entries would be lost.
    verdict: &'static str,
    genesis: String,
    /// The newest entry that stands.
    height: u64,
    entry_hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    /// Entries that were taken off, or would be.
    dropped: Vec<Line>,
    /// Why there may be more of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<String>,
    /// Where the old file is.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<String>,
}

#[derive(Serialize)]
struct Line {
    height: u64,
    time: String,
    /// None of a flush.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    entry_hash: String,
}

impl Line {
    fn of(dropped: &Dropped) -> Self {
        Self {
            height: dropped.height,
            time: moment(dropped.time),
            id: dropped.id.map(|id| id.to_string()),
            entry_hash: dropped.entry_hash.to_string(),
        }
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let place = context.place();
    // Needed only where the ledger's file does not say it itself.
    let spare: Option<Genesis> = files::read_json(&place.genesis(), "plimsoll ledger init").ok();
    let ledger = Ledger::open_damaged(place.database(), spare.as_ref())?;
    let keys = context.verifying_keys(ledger.genesis())?;
    let step = context.progress.step("examining the ledger");
    let examined = ledger.examine(&keys, SystemClock.now(), |_| ())?;
    drop(step);
    let first = examined.kept.height + 1;
    let report = |verdict, kept| Report {
        verdict,
        genesis: ledger.genesis().hash().to_string(),
        height: examined.kept.height,
        entry_hash: examined.kept.entry_hash.to_string(),
        fault: examined.fault.as_ref().map(ToString::to_string),
        dropped: examined.dropped.iter().map(Line::of).collect(),
        unreadable: examined.unreadable.as_ref().map(ToString::to_string),
        kept,
    };
    if let Some(height) = args.drop_from
        && (height != first || !examined.loses_entries())
    {
        return Err(not_that(height, &examined));
    }
    if examined.fault.is_none() {
        return Ok(Done::new(&report("sound", None)));
    }
    if examined.loses_entries() && args.drop_from.is_none() {
        return Ok(Done::verdict(&report("refused", None), false));
    }
    let step = context.progress.count(examined.kept.height, "building the ledger from its log");
    let kept = ledger.rebuild(&examined, |_| step.advance())?;
    drop(step);
    Ok(Done::new(&report("repaired", Some(kept.display().to_string()))))
}

/// Only what cannot stand is ever taken off.
fn not_that(height: u64, examined: &Examined) -> Failure {
    let failure =
        Failure::refused(format!("the entry at height {height} is not the first that cannot stand"));
    if examined.loses_entries() {
        failure.help(format!("the first is at height {}", examined.kept.height + 1))
    } else {
        failure.help("every entry stands: run the command without --drop-from")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        let first = self.height + 1;
        match self.verdict {
            "sound" => {
                fields.add("verdict", format!("sound up to height {}: nothing to repair", self.height))
            }
            "repaired" => fields.add("verdict", format!("repaired, sound up to height {}", self.height)),
            _ => fields.add("verdict", format!("NOT REPAIRED: entries from height {first} on would be lost")),
        };
        fields.maybe("fault", self.fault.as_ref());
        fields.add("entry hash", &self.entry_hash).add("genesis", &self.genesis);
        let name = if self.kept.is_some() { "dropped" } else { "would drop" };
        for line in &self.dropped {
            let id = line.id.as_deref().unwrap_or("a flush");
            fields.add(name, format!("height {}, {}, {id}", line.height, line.time));
        }
        if let Some(why) = &self.unreadable {
            fields.add(name, format!("what cannot be read: {why}"));
        }
        fields.maybe("old file", self.kept.as_ref());
        if self.verdict == "refused" {
            fields.add("next", format!("ask the members; then plimsoll ledger repair --drop-from {first}"));
        }
        write!(f, "{fields}")
    }
}
