//! `plimsoll directory`: what all members of a ledger go by, beside who is who.

mod add;
mod list;

use super::{context::Context, error::Failure, output::Done, values};
use clap::Subcommand;
use plimsoll_circuits::document::{CarrierCode, carrier::CarrierId};

const EXAMPLES: &str = "\
Examples:
  plimsoll directory carriers list
  plimsoll directory carriers add --name \"Quick Line (fictional)\" \\
      --code NMFTA:ZZQL --code SMDG:ZZQ";

const CARRIERS_EXAMPLES: &str = "\
Examples:
  plimsoll directory carriers list
  plimsoll directory carriers list --code ZZEL
  plimsoll directory carriers add --name \"Quick Line (fictional)\" \\
      --code NMFTA:ZZQL --code SMDG:ZZQ
  plimsoll directory carriers add --to 1000 --code NMFTA:ZZQX

Whichever code a bill names, one carrier has one id: by it the same bill is
known again. So nothing is ever taken away, no code leads to another carrier
later, and two carriers that merge stay two.";

const ADD_EXAMPLES: &str = "\
Examples:
  plimsoll directory carriers add --name \"Quick Line (fictional)\" \\
      --code NMFTA:ZZQL --code SMDG:ZZQ
  plimsoll directory carriers add --name \"Slow Bulk (fictional)\" \\
      --code IMO:0000001
  plimsoll directory carriers add --to 1000 --code NMFTA:ZZQX

Lists are SMDG (liner codes), NMFTA (SCACs), IMO (numbers of companies and
registered owners) and LEI. What is added stays for good: make sure whose code
it is, and that the carrier is not in the list under another one. Give a new
carrier all its SCACs at once: those are dropped in front of its references,
and one that is added later (--to) is not, so that no bill that was read before
becomes another. The directory is signed anew, as its next edition, with the
member administration's key.";

const LIST_EXAMPLES: &str = "\
Examples:
  plimsoll directory carriers list
  plimsoll directory carriers list --code ZZEL
  plimsoll --json directory carriers list --name line

Of the ledger's directory (--ledger); where there is no ledger, the carriers
that the program knows by itself, with which a new ledger begins.";

/// Commands about the directory.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Carriers and forwarders with their codes
    #[command(subcommand)]
    Carriers(Carriers),
}

/// Commands about carriers.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = CARRIERS_EXAMPLES)]
pub enum Carriers {
    /// Add a carrier or forwarder, or codes to one, for all members of the ledger
    #[command(after_help = ADD_EXAMPLES)]
    Add {
        /// The name of a new carrier
        #[arg(long, value_name = "NAME", value_parser = values::name, required_unless_present = "to")]
        name: Option<String>,
        /// The id of a carrier that is in the directory already
        #[arg(long, value_name = "ID", conflicts_with = "name")]
        to: Option<CarrierId>,
        /// A code, with its list in front: SMDG, NMFTA, IMO or LEI; repeat for more
        #[arg(long = "code", value_name = "LIST:CODE", required = true)]
        codes: Vec<CarrierCode>,
    },
    /// List carriers with their ids and codes
    #[command(after_help = LIST_EXAMPLES)]
    List {
        /// Only the carrier of this code, such as MAEU or SMDG:MSK
        #[arg(long, value_name = "CODE")]
        code: Option<String>,
        /// Only carriers whose names hold this text
        #[arg(long, value_name = "TEXT")]
        name: Option<String>,
    },
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    let Command::Carriers(command) = command;
    match command {
        Carriers::Add { name, to, codes } => add::run(name, to, codes, context),
        Carriers::List { code, name } => list::run(code.as_deref(), name.as_deref(), context),
    }
}
