//! `plimsoll ledger verify`.

use crate::cli::{context::Context, error::Failure, output::Done, refusal::unusable, table::Fields, values};
use plimsoll_client::{Clock, SystemClock, wallet::LedgerSeen};
use plimsoll_contracts::{Expected, ReplayError, Report as Replayed, Seen, StoreError, replay::Counts};
use serde::Serialize;
use std::fmt;

const EXAMPLES: &str = "\
Examples:
  plimsoll --insecure-dev-keys ledger verify
  plimsoll --insecure-dev-keys ledger verify --home bank-a
  plimsoll ledger verify \\
      --genesis \\
      0xca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb
  plimsoll ledger verify \\
      --expect \\
      12:0x3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d
  plimsoll --insecure-dev-keys --json ledger verify

Nothing but the genesis, the keys that it pins and the log is believed. Exit
status is 1 at the first difference, with its height. An entry dated later than
this machine's clock is one.

An older copy of a ledger, put back, is sound in itself: only who saw more of
it can tell. So the ledger is compared with what the party of --home saw, if it
ever read a ledger, or else with --genesis and --expect. Every receipt names
height and hash of its entry.";

/// What `ledger verify` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// An entry that the ledger must have, by height and hash, as receipts name it; may be repeated
    #[arg(long, value_name = "HEIGHT:HASH", value_parser = values::seen)]
    expect: Vec<Seen>,
}

#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    genesis: String,
    height: u64,
    /// What it was compared with besides its rules.
    expected: Compared,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    /// The fault's stable code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replayed: Option<Found>,
}

#[derive(Clone, Serialize)]
struct Compared {
    /// Who said so: `options`, `wallet` or `nobody`.
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    genesis: Option<String>,
    seen: Vec<Seen>,
}

#[derive(Serialize)]
struct Found {
    #[serde(flatten)]
    counts: Counts,
    notes: u64,
    waiting: u64,
    members: u64,
    entry_hash: String,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let (by, expected) = expected(args, context)?;
    let ledger = context.ledger_as_it_is()?;
    let keys = context.verifying_keys(ledger.genesis())?;
    let genesis = ledger.genesis().hash().to_string();
    let newest = ledger.view()?.latest()?;
    let step = context.progress.count(newest.height, "replaying the log");
    let replayed = ledger.verify(&keys, &expected, |_| step.advance());
    drop(step);
    let compared =
        Compared { by, genesis: expected.genesis.map(|hash| hash.to_string()), seen: expected.seen };
    let report = |verdict, height, fault: Option<&ReplayError<_>>, replayed| Report {
        verdict,
        genesis,
        height,
        expected: compared,
        fault: fault.map(ToString::to_string),
        code: fault.map(ReplayError::code),
        replayed,
    };
    match replayed {
        Ok(replayed) => {
            let counts = Found::of(&replayed);
            Ok(Done::new(&report("sound", replayed.newest.height, None, Some(counts))))
        }
        Err(error) => match height(&error) {
            Some(height) => Ok(Done::verdict(&report("faulty", height, Some(&error), None), false)),
            None => Err(unusable(error)),
        },
    }
}

/// What the ledger is held against, and who says so.
fn expected(args: &Args, context: &Context) -> Result<(&'static str, Expected), Failure> {
    let now = Some(SystemClock.now());
    let genesis = context.globals.genesis;
    if genesis.is_some() || !args.expect.is_empty() {
        return Ok(("options", Expected { genesis, seen: args.expect.clone(), now }));
    }
    Ok(match LedgerSeen::load(&context.globals.home)? {
        Some(seen) => ("wallet", Expected { genesis: Some(seen.genesis), seen: vec![seen.newest], now }),
        None => ("nobody", Expected { now, ..Expected::default() }),
    })
}

/// At which height a ledger is faulty; `None` if nothing was said about it.
fn height(error: &ReplayError<StoreError>) -> Option<u64> {
    match error {
        ReplayError::OtherGenesis { .. } => Some(0),
        ReplayError::Log { why, .. } | ReplayError::Tables { why, .. }
            if !matches!(why, StoreError::Damaged { .. }) =>
        {
            None
        }
        ReplayError::Genesis(_) | ReplayError::Store { .. } | ReplayError::Tables { .. } => {
            error.sound_up_to()
        }
        ReplayError::Future { height, .. } | ReplayError::Rewritten { height, .. } => Some(*height),
        _ => error.sound_up_to().map(|height| height + 1),
    }
}

impl Found {
    fn of(replayed: &Replayed) -> Self {
        let Replayed { newest, counts, notes, waiting, members } = *replayed;
        Self { counts, notes, waiting, members, entry_hash: newest.entry_hash.to_string() }
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
                let Counts { registers, moves, amends, revalues, orders, flushes } = c.counts;
                fields.add(
                    "entries",
                    format!(
                        "{registers} registers, {moves} moves, {amends} amends, {revalues} revalues, {orders} orders, {flushes} flushes"
                    ),
                );
                fields.add(
                    "state",
                    format!("{} notes, {} of them waiting, {} members", c.notes, c.waiting, c.members),
                );
                fields.add("entry hash", &c.entry_hash);
            }
            (None, None) => {}
        }
        fields.add("genesis", &self.genesis);
        match self.expected.by {
            "nobody" => {
                fields.add(
                    "compared",
                    "with its own log alone: give --genesis and --expect, or the --home of a party",
                );
            }
            by => {
                let seen: Vec<_> =
                    self.expected.seen.iter().map(|s| format!("height {}", s.height)).collect();
                let genesis = self.expected.genesis.as_ref().map(|_| "the genesis".to_owned());
                let what: Vec<_> = genesis.into_iter().chain(seen).collect();
                let whose = if by == "wallet" { "that the wallet saw" } else { "that you gave" };
                fields.add("compared", format!("with {} {whose}", what.join(", ")));
            }
        }
        write!(f, "{fields}")
    }
}
