//! `plimsoll bill`: from a carrier's document to a bill with a value.

mod check;
pub(super) mod documents;
mod issue;
mod sign;
mod value;

use super::{context::Context, error::Failure, output::Done};
use clap::Subcommand;

const EXAMPLES: &str = "\
Examples:
  plimsoll bill check samples/ebl-to-order.json
  plimsoll bill check samples/ebl-to-order.json --annex samples/invoice.json \\
      --annex samples/vessel.json
  plimsoll bill issue bill.json --jwks carrier.jwks.json --carrier ZZEL \\
      --invoice invoice.json --holder \"Copper Ltd\" --out issued.json
  plimsoll bill value issued.json --value \"100000.00 USD\" \\
      --expires 2027-03-31 --out valuation.json";

/// Commands about bills.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Read a bill and its annexes, and report every fault and the identity that the ledger goes by
    Check(check::Args),
    /// Sign an issuance request with a carrier's key, as its own system would (carrier)
    Sign(sign::Args),
    /// Sign a carrier's bill for its first holder, with fingerprints from the guardians (issuer)
    Issue(issue::Args),
    /// Sign what an issued bill is worth (valuer)
    Value(value::Args),
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Check(args) => check::run(&args, context),
        Command::Sign(args) => sign::run(&args),
        Command::Issue(args) => issue::run(&args, context),
        Command::Value(args) => value::run(&args, context),
    }
}
