//! What a waiver lets pass.

use super::content;
use crate::cli::{error::Failure, values};
use plimsoll_circuits::field::F;
use plimsoll_contracts::{Day, order::Waiver};
use std::path::PathBuf;

/// What `governance propose waive` takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// All of it as JSON, as docs/cli.md tells it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["doc", "invoices", "boxes", "until"])]
    file: Option<PathBuf>,

    /// The value in slot 0 of the posting that may have them: the DOC fingerprint of its bill
    #[arg(long, value_name = "0x..", value_parser = values::element, required_unless_present = "file")]
    doc: Option<F>,

    /// An invoice's fingerprint that may come again; repeat for more
    #[arg(long = "invoice", value_name = "0x..", value_parser = values::element)]
    invoices: Vec<F>,

    /// A container's fingerprint that may come again; repeat for more
    #[arg(long = "box", value_name = "0x..", value_parser = values::element)]
    boxes: Vec<F>,

    /// The last day of that posting
    #[arg(long, value_name = "DATE", value_parser = values::coming_day, required_unless_present = "file")]
    until: Option<Day>,
}

impl Args {
    pub(super) fn content(&self) -> Result<Waiver, Failure> {
        match (&self.file, self.doc, self.until) {
            (Some(file), ..) => content(file),
            (None, Some(doc), Some(until)) => {
                Ok(Waiver { doc, invoices: self.invoices.clone(), boxes: self.boxes.clone(), until })
            }
            _ => Err(Failure::usage("no posting is named").help("say --doc and --until, or --file")),
        }
    }
}
