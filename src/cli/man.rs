//! `plimsoll man`.

use super::{command, error::Failure, files, output::Done};
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll man --out man1

Writes one page for the program and one for each command, such as
plimsoll-lot-pledge.1. `man -l man1/plimsoll.1` shows one.";

/// What `man` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder to make
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Report {
    folder: String,
    pages: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} pages in {}", self.pages, self.folder)
    }
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let failed = |e: std::io::Error| Failure::usage(format!("cannot write in {}: {e}", args.out.display()));
    let staged = files::StagedFolder::new(&args.out)?;
    clap_mangen::generate_to(command(), staged.path()).map_err(failed)?;
    let pages = std::fs::read_dir(staged.path()).map_err(failed)?.count();
    staged.publish()?;
    Ok(Done::new(&Report { folder: args.out.display().to_string(), pages }))
}
