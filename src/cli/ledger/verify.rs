//! `plimsoll ledger verify`.

use crate::cli::{context::Context, error::Failure, output::Done, refusal::unusable, table::Fields};
use plimsoll_contracts::{ReplayError, Report as Replayed, StoreError};
use serde::Serialize;
use std::fmt;

pub(super) const EXAMPLES: &str = "\
Examples:
  plimsoll --insecure-dev-keys ledger verify
  plimsoll --insecure-dev-keys --json ledger verify

Nothing but the genesis, the keys that it pins and the log is believed. Exit status is 1 at the first difference, with its
height. Compare the genesis hash with the one that the ledger's members pinned.";

#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    genesis: String,
    height: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replayed: Option<Counts>,
}

#[derive(Serialize)]
struct Counts {
    registers: u64,
    moves: u64,
    orders: u64,
    notes: u64,
    members: u64,
    entry_hash: String,
}

pub(super) fn run(context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_to_read()?;
    let keys = context.verifying_keys(ledger.genesis())?;
    let genesis = ledger.genesis().hash().to_string();
    let newest = ledger.view()?.latest()?;
    let step = context.progress.count(newest.height, "replaying the log");
    let replayed = ledger.replay(&keys, |_| step.advance());
    drop(step);
    match replayed {
        Ok(replayed) => {
            let counts = Counts::of(&replayed);
            let height = replayed.newest.height;
            Ok(Done::new(&Report { verdict: "sound", genesis, height, fault: None, replayed: Some(counts) }))
        }
        Err(error) => match height(&error) {
            Some(height) => {
                let fault = Some(error.to_string());
                Ok(Done::verdict(
                    &Report { verdict: "faulty", genesis, height, fault, replayed: None },
                    false,
                ))
            }
            None => Err(unusable(error)),
        },
    }
}

/// At which height a log is faulty; `None` if the replay said nothing about the log.
fn height(error: &ReplayError<StoreError>) -> Option<u64> {
    match error {
        ReplayError::Genesis(_) => Some(0),
        ReplayError::OtherKeys => None,
        ReplayError::Log { height, why: StoreError::Damaged(_) } => Some(height + 1),
        ReplayError::Log { .. } => None,
        ReplayError::Height { expected, .. } => Some(*expected),
        ReplayError::Chain(height) | ReplayError::Time(height) => Some(*height),
        ReplayError::Repeated { height, .. }
        | ReplayError::Refused { height, .. }
        | ReplayError::RefusedOrder { height, .. }
        | ReplayError::Root { height, .. }
        | ReplayError::Store { height, .. }
        | ReplayError::State { height, .. } => Some(*height),
    }
}

impl Counts {
    fn of(replayed: &Replayed) -> Self {
        let Replayed { newest, registers, moves, orders, notes, members } = *replayed;
        Self { registers, moves, orders, notes, members, entry_hash: newest.entry_hash.to_string() }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        match (&self.fault, &self.replayed) {
            (Some(fault), _) => {
                fields.add("verdict", format!("FAULTY at height {}", self.height)).add("fault", fault);
            }
            (None, Some(c)) => {
                fields.add("verdict", format!("sound up to height {}", self.height));
                fields.add(
                    "entries",
                    format!("{} registers, {} moves, {} orders", c.registers, c.moves, c.orders),
                );
                fields.add("state", format!("{} notes, {} members", c.notes, c.members));
                fields.add("entry hash", &c.entry_hash);
            }
            (None, None) => {}
        }
        fields.add("genesis", &self.genesis);
        write!(f, "{fields}")
    }
}
