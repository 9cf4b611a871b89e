//! `plimsoll bill`: from a carrier's document to a bill with a value.

mod alike;
mod amend;
mod attest;
mod batch;
mod check;
pub(super) mod documents;
mod given;
mod issue;
mod paper;
mod provenance;
mod read;
mod sheet;
mod sign;
mod value;

pub(super) use attest::ground_option;

use super::{context::Context, error::Failure, output::Done};
use clap::Subcommand;

const EXAMPLES: &str = "\
Examples:
  plimsoll bill check samples/ebl-to-order.json
  plimsoll bill check samples/ebl-to-order.json --annex samples/invoice.json \\
      --annex samples/vessel.json
  plimsoll bill read samples/invoice.ubl.xml
  plimsoll bill issue bill.json --jwks carrier.jwks.json --carrier ZZEL \\
      --invoice invoice.json --holder \"Copper Ltd\" --out issued.json
  plimsoll bill batch book.json --out issued
  plimsoll bill amend proposal.json --attest attest.json \\
      --challenge challenge.json --consent bank-a.json --out amended.json
  plimsoll bill sheet issued.json
  plimsoll bill value issued.json --value \"100000.00 USD\" \\
      --expires 2027-03-31 --out valuation.json";

/// Commands about bills.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Read a bill and its annexes, and report every fault and the identity that the ledger goes by
    Check(check::Args),
    /// Show what is read of an invoice or bill in a format of others (UBL, CII, Factur-X; TradeTrust, eFBL), beside what stands in the file
    Read(read::Args),
    /// Sign an issuance request with a carrier's key, as its own system would (carrier)
    Sign(sign::Args),
    /// Sign a carrier's bill for its first holder, with fingerprints from the guardians (issuer)
    Issue(Box<issue::Args>),
    /// Issue the documents of a book, such as all that a bank brings in, and go on where an earlier run stopped (issuer)
    Batch(batch::Args),
    /// Show which keys of an issued or amended bill stand in which slots, and that they are all
    Sheet(sheet::Args),
    /// Propose other documents for a lot, to be shown to the banks that hold liens on it (issuer)
    Propose(Box<amend::ProposeArgs>),
    /// Sign proposed documents for a lot once those banks agree (issuer)
    Amend(amend::AmendArgs),
    /// Sign what an issued or amended bill is worth (valuer)
    Value(value::Args),
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Check(args) => check::run(&args, context),
        Command::Read(args) => read::run(&args, context),
        Command::Sign(args) => sign::run(&args, context),
        Command::Issue(args) => issue::run(&args, context),
        Command::Batch(args) => batch::run(&args, context),
        Command::Sheet(args) => sheet::run(&args, context),
        Command::Propose(args) => amend::propose(&args, context),
        Command::Amend(args) => amend::amend(&args, context),
        Command::Value(args) => value::run(&args, context),
    }
}
