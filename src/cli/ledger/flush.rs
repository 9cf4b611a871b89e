//! `plimsoll ledger flush`.

use crate::cli::{
    context::Context,
    error::Failure,
    output::Done,
    shown::{counted, moment},
    table::Fields,
};
use plimsoll_client::{Clock as _, SystemClock};
use serde::Serialize;
use std::fmt;

pub(super) const EXAMPLES: &str = "\
Examples:
  plimsoll ledger flush
  plimsoll --json ledger flush

Whatever is submitted flushes the ledger by itself unless others wait behind
it, and whoever needs a flush makes one. So this is for a ledger on which
nothing happens: it shows that the ledger is alive, and that nothing came.";

#[derive(Serialize)]
struct Report {
    height: u64,
    time: String,
    entry_hash: String,
    /// Notes that entered the tree.
    leaves: u64,
}

pub(super) fn run(context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_to_write()?;
    let made = ledger.flush(SystemClock.now())?;
    let leaves = match ledger.view()?.entry(made.height)?.map(|entry| entry.action) {
        Some(plimsoll_contracts::Action::Flush(flush)) => flush.leaves,
        _ => 0,
    };
    let (time, entry_hash) = (moment(made.time), made.entry_hash.to_string());
    Ok(Done::new(&Report { height: made.height, time, entry_hash, leaves }))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("flushed", format!("at height {}, {}", self.height, self.time));
        fields.add("entered", counted(self.leaves, "note")).add("entry hash", &self.entry_hash);
        write!(f, "{fields}")
    }
}
