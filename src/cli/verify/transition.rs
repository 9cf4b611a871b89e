//! `plimsoll verify transition`.

use crate::cli::{context::Context, error::Failure, output::Done, shown::moment, table::Fields};
use plimsoll_contracts::{Action, Entry, EntryId, Ledger, Rejection, Transition};
use serde::Serialize;
use std::fmt;

pub(super) const EXAMPLES: &str = "\
Examples:
  plimsoll verify transition \\
      0x0d6f3c0e8a5b1f6e2c94d7a3b8e1f0c5a6b7d8e9f0a1b2c3d4e5f6a7b8c9d0e1
  plimsoll --json verify transition \\
      0d6f3c0e8a5b1f6e2c94d7a3b8e1f0c5a6b7d8e9f0a1b2c3d4e5f6a7b8c9d0e1

Every accepting command prints the identity. `plimsoll ledger verify` verifies
all transitions and all rules.";

#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    transition: String,
    circuit: &'static str,
    version: u32,
    height: u64,
    time: String,
    entry_hash: String,
}

/// The accepted transition of an identity, with its entry.
pub(in crate::cli) fn find(ledger: &Ledger, id: EntryId) -> Result<(Entry, Transition), Failure> {
    let view = ledger.view()?;
    let unknown = || {
        Failure::refused(format!("the ledger has accepted no transition {}", id))
            .help("`plimsoll ledger log` lists what it accepted")
    };
    let receipt = view.receipt(id)?.ok_or_else(unknown)?;
    let entry = view.entry(receipt.height)?.ok_or_else(unknown)?;
    match entry.action.clone() {
        Action::Transition(transition) => Ok((entry, transition)),
        // No flush has an identity.
        Action::Flush(_) => Err(unknown()),
        Action::Order(_) => Err(Failure::refused(format!("{} is an order", id))
            .help("orders carry signatures and no proof; `plimsoll ledger verify` checks them")),
    }
}

pub(super) fn run(id: EntryId, context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_to_read()?;
    let keys = context.verifying_keys(ledger.genesis())?;
    let (entry, t) = find(&ledger, id)?;
    let verdict: Result<(), Rejection> = keys.verify(t.circuit, t.version, &t.posted, &t.proof).map(drop);
    let report = Report {
        verdict: if verdict.is_ok() { "valid" } else { "invalid" },
        code: verdict.as_ref().err().map(|e| e.code.name()),
        reason: verdict.as_ref().err().map(|e| e.detail.clone()),
        transition: t.id().to_string(),
        circuit: t.circuit.name(),
        version: t.version,
        height: entry.height,
        time: moment(entry.time),
        entry_hash: entry.hash().to_string(),
    };
    Ok(Done::verdict(&report, verdict.is_ok()))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("proof", self.verdict).maybe("reason", self.reason.as_ref());
        fields
            .add("transition", &self.transition)
            .add("circuit", format!("{}-v{}", self.circuit, self.version));
        fields.add("accepted", format!("at height {}, {}", self.height, self.time));
        fields.add("entry hash", &self.entry_hash);
        write!(f, "{fields}")
    }
}
