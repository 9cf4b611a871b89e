//! What a reopening permits.

use super::{content, newest};
use crate::cli::{error::Failure, values};
use plimsoll_circuits::field::F;
use plimsoll_contracts::{Day, View, order::Reopening};
use std::path::PathBuf;

/// What `governance propose reopen` takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// All of it as JSON, as docs/cli.md tells it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["doc", "entry", "coming", "numbers", "until"])]
    file: Option<PathBuf>,

    /// The DOC fingerprint under which the lot was registered
    #[arg(long, value_name = "0x..", value_parser = values::element, conflicts_with = "entry")]
    doc: Option<F>,

    /// The height of the lot's registration on the log
    #[arg(long, value_name = "HEIGHT")]
    entry: Option<u64>,

    /// The DOC fingerprint that may be registered, if another: one that came by an amendment and has no lot
    #[arg(long, value_name = "0x..", value_parser = values::element)]
    coming: Option<F>,

    /// A slot-0 value whose invoices and containers that registration may have; repeat for more
    #[arg(long = "number", value_name = "0x..", value_parser = values::element)]
    numbers: Vec<F>,

    /// The last day of that registration
    #[arg(long, value_name = "DATE", value_parser = values::coming_day, required_unless_present = "file")]
    until: Option<Day>,
}

impl Args {
    pub(super) fn content(&self, view: &View) -> Result<Reopening, Failure> {
        let Self { file, doc, entry, coming, numbers, until } = self;
        match (file, *until) {
            (Some(file), _) => content(file),
            (None, None) => Err(Failure::usage("no last day is named").help("say --until, or --file")),
            (None, Some(until)) => {
                let lot = newest(view, *doc, *entry)?;
                let numbers = if numbers.is_empty() { vec![lot.doc] } else { numbers.clone() };
                Ok(Reopening { lot, coming: coming.unwrap_or(lot.doc), numbers, until })
            }
        }
    }
}
