//! `plimsoll ledger`: create a ledger, look at it, flush it, verify it, repair it.

mod flush;
mod init;
mod log;
mod repair;
mod status;
mod verify;

use super::{context::Context, error::Failure, output::Done};
use clap::Subcommand;

const EXAMPLES: &str = "\
Examples:
  plimsoll --insecure-dev-keys ledger init --name \"Trial register\"
  plimsoll ledger status
  plimsoll ledger log --since 10
  plimsoll ledger flush
  plimsoll --insecure-dev-keys ledger verify
  plimsoll --insecure-dev-keys ledger repair";

/// Commands about the ledger.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Create a ledger with its governors, its guardians, its member administration and an empty directory
    Init(init::Args),
    /// Show the newest height, its roots and who may do what
    #[command(after_help = status::EXAMPLES)]
    Status,
    /// List what the ledger accepted, as everybody sees it
    Log(log::Args),
    /// Let what waits enter the trees now, or show that nothing came
    #[command(after_help = flush::EXAMPLES)]
    Flush,
    /// Replay the whole log: every rule, every proof, every flush; compare all that is kept beside it, and what you saw
    Verify(verify::Args),
    /// Build the ledger's file again from its log, and keep the old one
    Repair(repair::Args),
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Init(args) => init::run(&args, context),
        Command::Status => status::run(context),
        Command::Log(args) => log::run(&args, context),
        Command::Flush => flush::run(context),
        Command::Verify(args) => verify::run(&args, context),
        Command::Repair(args) => repair::run(&args, context),
    }
}
