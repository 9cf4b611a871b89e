//! `plimsoll evidence`: what this party judged and relied on, as it was.

mod kept;
mod list;
mod show;

pub(super) use kept::{Judged, keep_with_verdict};

use super::{context::Context, error::Failure, output::Done};
use clap::Subcommand;

const EXAMPLES: &str = "\
Examples:
  plimsoll --home bank-a evidence list
  plimsoll --home bank-a evidence show 2026-11-20/093000-bundle-1f6e2c94d7a3";

const LIST_EXAMPLES: &str = "\
Examples:
  plimsoll --home bank-a evidence list
  plimsoll --json --home bank-a evidence list

`plimsoll verify bundle`, `plimsoll verify attest` and
`plimsoll lien discharge` keep what they judged in the folder `evidence` of the
party's home, by day.";

const SHOW_EXAMPLES: &str = "\
Examples:
  plimsoll --home bank-a evidence show 2026-11-20/093000-bundle-1f6e2c94d7a3
  plimsoll --json --home bank-a evidence show 093000-bundle

It names the files, the verdict as it was, and the command that judges them
again as the ledger stood then.";

/// Commands about evidence.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// List the answers that this party judged, oldest first
    #[command(after_help = LIST_EXAMPLES)]
    List,
    /// Show one: the files, the verdict, and how to judge it again
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// Its name, as `plimsoll evidence list` prints it, or any part that no other has
        #[arg(value_name = "NAME")]
        name: String,
    },
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::List => list::run(context),
        Command::Show { name } => show::run(&name, context),
    }
}
