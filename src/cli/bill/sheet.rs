//! `plimsoll bill sheet`.

use super::documents::signed;
use crate::cli::{
    context::Context,
    error::Failure,
    output::Done,
    sheet::{Report, Shown},
};
use plimsoll_client::{SystemClock, services::LocalLedger};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  plimsoll bill sheet issued.json
  plimsoll --json bill sheet amended.json

The issuer signs a sheet that says of every slot which key of the documents it
holds, or that it is a pad. It is checked: each key that the documents give
must stand in its slot, and nothing else may be called one. What an amendment
leaves out is seen beside the documents before, with `plimsoll lot amend`. If
the bill is registered, or the amendment used, the ledger's entry must have
posted the same. Exit status is 1 if anything does not fit.";

/// What `bill sheet` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The issued bill, or the amended one
    #[arg(value_name = "ISSUED")]
    issued: PathBuf,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let signed = signed(&args.issued)?;
    let ledger = context.ledger_to_read()?;
    let keys = context.verifying_keys(ledger.genesis())?;
    let directory = context.directory(ledger.genesis())?;
    let access = LocalLedger::new(&ledger, &keys, &SystemClock);
    let shown = Shown::of(&*signed, directory.carriers(), &access)?;
    Ok(Done::new(&Report::new(signed.lot(), vec![shown])))
}
