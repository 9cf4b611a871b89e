//! `plimsoll ledger log`.

use crate::cli::{
    context::Context,
    error::Failure,
    governance::Words,
    output::Done,
    shown::{counted, moment},
    table::Table,
};
use plimsoll_circuits::field::to_hex;
use plimsoll_contracts::{Action, ControlAddress, Domain, Entry, Flush};
use serde::Serialize;
use std::fmt;

const EXAMPLES: &str = "\
Examples:
  plimsoll ledger log
  plimsoll ledger log --since 100 --limit 20
  plimsoll --json ledger log --limit 1";

/// What `ledger log` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Only entries above this height
    #[arg(long, value_name = "HEIGHT", default_value_t = 0)]
    since: u64,

    /// At most so many entries
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
}

#[derive(Serialize)]
struct Report {
    height: u64,
    entries: Vec<Line>,
}

/// An entry, as everybody sees it.
#[derive(Serialize)]
struct Line {
    height: u64,
    time: String,
    kind: &'static str,
    what: String,
    /// The kind of an order.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<&'static str>,
    /// The control keys that signed it; none if it is open to all.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed: Option<Vec<ControlAddress>>,
    /// None of a flush.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    entry_hash: String,
    nullifiers: Vec<String>,
    commitments: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flush: Option<Flush>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_as_it_is()?;
    let (view, domain) = (ledger.view()?, ledger.genesis().domain());
    let mut entries = Vec::new();
    for entry in view.entries_since(args.since)?.take(args.limit) {
        entries.push(line(&entry?, domain));
    }
    Ok(Done::new(&Report { height: view.latest()?.height, entries }))
}

fn line(entry: &Entry, domain: Domain) -> Line {
    let (kind, what, posting) = match &entry.action {
        Action::Transition(t) => ("transition", format!("{}-v{}", t.circuit, t.version), t.posting()),
        Action::Order(signed) => ("order", Words { directory: None }.of(&signed.order), None),
        Action::Flush(flush) => ("flush", format!("flush of {}", counted(flush.leaves, "note")), None),
    };
    let texts = |xs: &[_]| xs.iter().map(to_hex).collect();
    Line {
        height: entry.height,
        time: moment(entry.time),
        kind,
        what,
        order: match &entry.action {
            Action::Order(signed) => Some(signed.order.name()),
            _ => None,
        },
        signed: match &entry.action {
            Action::Order(signed) => signed.signers(domain),
            _ => None,
        },
        id: entry.action.id(domain).map(|id| id.to_string()),
        flush: match &entry.action {
            Action::Flush(flush) => Some(*flush),
            _ => None,
        },
        entry_hash: entry.hash().to_string(),
        nullifiers: posting.as_ref().map(|p| texts(p.nullifiers())).unwrap_or_default(),
        commitments: posting.as_ref().map(|p| texts(p.commitments())).unwrap_or_default(),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["height", "time", "id", "entry"]);
        for line in &self.entries {
            let what = line.order.map_or_else(|| line.what.clone(), |kind| format!("{kind}: {}", line.what));
            let signers: Vec<_> = line.signed.iter().flatten().map(ToString::to_string).collect();
            let what = match signers[..] {
                [] => what,
                _ => format!("{what}; signed by {}", signers.join(", ")),
            };
            table.row([
                line.height.to_string(),
                line.time.clone(),
                line.id.clone().unwrap_or_default(),
                what,
            ]);
        }
        write!(f, "{table}")
    }
}
