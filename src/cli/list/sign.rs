//! `plimsoll list sign`.

use super::{Report, read};
use crate::cli::{context::Context, error::Failure, files, output::Done};
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  plimsoll --home bank-a list sign ports.json --out lists/sanctioned-ports.json
  plimsoll list show lists/sanctioned-ports.json

The signature is over name, kind, edition, day, source and the entries' root;
labels are not signed. A policy may ask for a publisher by its address, which
`list show` tells: publisher = \"0x..\". Give every edition a number of its own
(`list make --edition`): whoever had a later one in use refuses an earlier one.";

/// What `list sign` takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// A list
    #[arg(value_name = "FILE")]
    list: PathBuf,
    /// Where the signed list goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    files::vacant(&args.out)?;
    let list = read(&args.list)?;
    let party = context.party()?;
    let keys = party.keys();
    let signed = list.sign(&keys.signing, keys.nkc());
    files::create(&args.out, signed.to_json().as_bytes())?;
    Ok(Done::new(&Report::of(&args.out, &signed).known_to(context)))
}
