//! `plimsoll governance`: orders are proposed as files, signed by whoever must, and submitted.

mod draft;
mod file;
mod key;
mod lot;
mod merge;
mod propose;
mod release;
mod show;
mod sign;
mod standing;
mod submit;
mod vouch;
mod words;

pub(super) use draft::{fresh, signed};
pub(super) use standing::is_accredited;
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
the file; pass it on to the next who signs, or sign copies of it and bring
them together with `plimsoll governance merge`. A signature of nobody who may
sign is refused, and the file stays as it was.";

const MERGE_EXAMPLES: &str = "\
Examples:
  plimsoll governance merge mine.json hers.json --out order.json

The files are copies of one order, each signed by somebody. Nothing is written
if one is another order, or if somebody signed who may not.";

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

const VOUCH_EXAMPLES: &str = "\
Examples:
  plimsoll governance vouch recovery.json --home carrier
  plimsoll governance vouch change.json --guardian 1,3

FILE holds the content of the order. Of a recovery, an issuer says that the
title was not surrendered to it before the lot was frozen; leave \"statement\"
out, it is put there. Of a new audit key, as many guardians of the one before
sign as act together; \"guardians_signed\" begins as [].";

const RELEASE_KEYS_EXAMPLES: &str = "\
Examples:
  plimsoll governance release-keys --entry 12 --liens 2 --home copper

Who is to own a recovered lot gives these keys to the governors, for the liens
in the order in which they list them.";

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
    /// Sign what a recovery or a new audit key needs of an issuer or guardians
    #[command(after_help = VOUCH_EXAMPLES)]
    Vouch {
        /// The file with the order's content
        #[arg(value_name = "FILE")]
        content: PathBuf,
        #[command(flatten)]
        by: vouch::By,
    },
    /// Show to which keys releases of a recovered lot's liens are sealed
    #[command(after_help = RELEASE_KEYS_EXAMPLES)]
    ReleaseKeys {
        #[command(flatten)]
        lot: lot::Named,
        /// How many liens the recovery makes again
        #[arg(long, value_name = "NUMBER")]
        liens: u16,
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
    /// Bring the signatures of an order's copies together
    #[command(after_help = MERGE_EXAMPLES)]
    Merge {
        /// A copy of the order
        #[arg(value_name = "FILE")]
        first: PathBuf,
        /// Other copies of it
        #[arg(value_name = "COPY", required = true)]
        others: Vec<PathBuf>,
        /// Where the order goes with all signatures
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
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
        Command::Vouch { content, by } => vouch::run(content, by, context),
        Command::ReleaseKeys { lot, liens } => release::run(lot, *liens, context),
        Command::Sign { order, by } => sign::run(order, by, context),
        Command::Merge { first, others, out } => merge::run(first, others, out, context),
        Command::Submit { order } => submit::run(order, context),
        Command::Lapse { of } => submit::lapse(of, context),
        Command::Key { out } => key::run(out, context),
    }
}
