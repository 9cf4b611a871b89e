//! `plimsoll samples`.

use super::{error::Failure, files, output::Done, refusal::unusable, table::Fields, values};
use crate::samples;
use plimsoll_circuits::day::Day;
use plimsoll_client::{Clock, SystemClock};
use serde::Serialize;
use std::{collections::BTreeSet, fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll samples --out samples
  plimsoll samples --out samples --today 2026-05-25

The folder then holds:
  *.json             fictional bills and annexes, shipped ten days before today
  *.signed.json      the bills, signed by the carriers that they name
  *.jwks.json        the carriers' public keys, for `bill issue --jwks`
  *.private.jwk      their private keys, which are no secret, for `bill sign`
  lists/             lists in today's edition, for `policy test --lists`
  policies/          the ready policies

Beside a sound cargo there are the papers of those who would pledge it twice:
altered, issued again under another number, a house bill over the same
containers, another bill with the same invoice, a sea waybill.";

/// What `samples` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder to make
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// What counts as today; today if not given
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    today: Option<Day>,
}

#[derive(Serialize)]
struct Report {
    folder: String,
    today: String,
    files: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("samples", format!("{} files in {}", self.files.len(), self.folder));
        fields.add("dated", format!("{}; all of it is fictional", self.today));
        write!(f, "{fields}")
    }
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let today = args.today.unwrap_or_else(|| SystemClock.now().day());
    let staged = files::StagedFolder::new(&args.out)?;
    let made = samples::files(today).map_err(unusable)?;
    let folders: BTreeSet<_> =
        made.iter().filter_map(|file| file.path.split_once('/')).map(|(f, _)| f).collect();
    for folder in folders {
        files::create_folder(&staged.path().join(folder))?;
    }
    for file in &made {
        let path = staged.path().join(&file.path);
        // Everybody can compute these keys; still a file with a private key is closed, and used only if it is.
        let create = if file.path.ends_with(".private.jwk") { files::create_secret } else { files::create };
        create(&path, &file.bytes)?;
    }
    staged.publish()?;
    Ok(Done::new(&Report {
        folder: args.out.display().to_string(),
        today: today.to_string(),
        files: made.into_iter().map(|file| file.path).collect(),
    }))
}
