//! `plimsoll governance`: orders are proposed as files, signed by whoever must, and submitted.

mod draft;
mod file;
mod key;
mod lot;
mod propose;
mod show;
mod sign;
mod standing;
mod submit;
mod words;

pub(super) use draft::{fresh, signed};
pub(super) use standing::{Need, is_accredited};
pub(super) use words::{Words, span};

use super::{context::Context, error::Failure, output::Done};
use clap::Subcommand;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  plimsoll governance propose freeze --entry 12 --out order.json
  plimsoll governance show order.json
  plimsoll governance sign order.json --governor 1
  plimsoll governance sign order.json --governor-key-file /media/safe/own.age
  plimsoll governance submit order.json";

const SHOW_EXAMPLES: &str = "\
Examples:
  plimsoll governance show order.json
  plimsoll governance show order.json --typed-data

With --typed-data it prints what a wallet signs: the JSON of
eth_signTypedData_v4. `plimsoll governance sign --signature` adds the signature.";

const SIGN_EXAMPLES: &str = "\
Examples:
  plimsoll governance sign order.json --governor 1 --governor 2
  plimsoll governance sign order.json --governor-key-file /media/safe/own.age
  plimsoll governance sign order.json --administrator
  plimsoll governance sign order.json --control-key-file bank-a/control.age

Read first what you sign: `plimsoll governance show`. The signature goes into
the file; pass it on to the next who signs, or sign copies of it and add
the others' signatures with --signature. A signature of nobody who may sign is
refused, and the file stays as it was.";

const SUBMIT_EXAMPLES: &str = "\
Examples:
  plimsoll governance submit order.json

Anybody may, once as many have signed as must. An order is used once.";

const LAPSE_EXAMPLES: &str = "\
Examples:
  plimsoll governance lapse --entry 12
  plimsoll governance lapse --pause

What one governor ordered alone ends by itself for nobody: once its time is
over, anybody may end it so. Before that, governors lift or resume it.";

const KEY_EXAMPLES: &str = "\
Examples:
  plimsoll governance key --out /media/safe/own.age

The file opens with the passphrase alone. Its address is for
`plimsoll governance propose governors`.";

/// Commands about orders of the governors and others.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Write an order that nobody signed yet
    #[command(subcommand)]
    Propose(propose::Kind),
    /// Say what an order does, who must sign it, who signed, and what is missing
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// The order's file
        #[arg(value_name = "FILE")]
        order: PathBuf,
        /// Print what a wallet signs instead
        #[arg(long)]
        typed_data: bool,
    },
    /// Add signatures to an order
    #[command(after_help = SIGN_EXAMPLES)]
    Sign {
        /// The order's file
        #[arg(value_name = "FILE")]
        order: PathBuf,
        #[command(flatten)]
        by: sign::By,
    },
    /// Submit an order to the ledger
    #[command(after_help = SUBMIT_EXAMPLES)]
    Submit {
        /// The order's file
        #[arg(value_name = "FILE")]
        order: PathBuf,
    },
    /// End what one governor ordered alone, once its time is over
    #[command(after_help = LAPSE_EXAMPLES)]
    Lapse {
        #[command(flatten)]
        of: lot::Emergency,
    },
    /// Make a governor's control key
    #[command(after_help = KEY_EXAMPLES)]
    Key {
        /// Where its file goes
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

pub(super) fn run(command: &Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Propose(kind) => propose::run(kind, context),
        Command::Show { order, typed_data } => show::run(order, *typed_data, context),
        Command::Sign { order, by } => sign::run(order, by, context),
        Command::Submit { order } => submit::run(order, context),
        Command::Lapse { of } => submit::lapse(of, context),
        Command::Key { out } => key::run(out, context),
    }
}
