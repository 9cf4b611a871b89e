//! `plimsoll witness-key`: the workers' keys, to which witnesses are sealed.

use crate::cli::{error::Failure, files, output::Done, table::Fields};
use clap::Subcommand;
use plimsoll_api::{WitnessKeys, WitnessPublicKey};
use plimsoll_server::proving::serve::witness_keys;
use rand::rngs::OsRng;
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
};

const EXAMPLES: &str = "\
Examples:
  plimsoll witness-key new witness.key
  plimsoll witness-key show witness.key
  plimsoll witness-key rotate witness.key --out witness-2.key --keep 1

A coordinator and its workers share one file; a coordinator without a worker
can do with the public keys (`worker.witness_public_keys`). After a rotation
give workers the new file first, then the coordinator.";

const NEW_EXAMPLES: &str = "\
Examples:
  plimsoll witness-key new witness.key

Whoever has the file reads every witness that is sealed to it.";

const SHOW_EXAMPLES: &str = "\
Examples:
  plimsoll witness-key show witness.key
  plimsoll --json witness-key show witness.key";

const ROTATE_EXAMPLES: &str = "\
Examples:
  plimsoll witness-key rotate witness.key --out witness-2.key
  plimsoll witness-key rotate witness.key --out witness-2.key --keep 0";

/// Commands about the workers' keys.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Make a key
    #[command(after_help = NEW_EXAMPLES)]
    New {
        /// The file to make
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show the public keys, newest first
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Put a fresh key before those of a file
    #[command(after_help = ROTATE_EXAMPLES)]
    Rotate {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The file to make
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// So many of the older keys stay, for jobs that wait
        #[arg(long, value_name = "N", default_value_t = 1)]
        keep: usize,
    },
}

#[derive(Serialize)]
struct Shown {
    id: String,
    public_key: String,
}

#[derive(Serialize)]
struct Report {
    file: PathBuf,
    keys: Vec<Shown>,
}

impl Report {
    fn of(file: &Path, keys: &WitnessKeys) -> Self {
        let shown = |key: &WitnessPublicKey| Shown {
            id: key.id(),
            public_key: format!("0x{}", hex::encode(key.to_bytes())),
        };
        Self {
            file: file.to_owned(),
            keys: std::iter::once(keys.public()).chain(keys.older()).map(shown).collect(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("file", self.file.display());
        for key in &self.keys {
            fields.add("key", &key.id).add("public", &key.public_key);
        }
        write!(f, "{fields}")
    }
}

pub(super) fn run(command: &Command) -> Result<Done, Failure> {
    let (file, keys) = match command {
        Command::New { file } => (file, made(file, WitnessKeys::generate(&mut OsRng))?),
        Command::Show { file } => (file, read(file)?),
        Command::Rotate { file, out, keep } => (out, made(out, read(file)?.rotated(*keep, &mut OsRng))?),
    };
    Ok(Done::new(&Report::of(file, &keys)))
}

fn made(file: &Path, keys: WitnessKeys) -> Result<WitnessKeys, Failure> {
    files::create_secret(file, keys.to_text().as_bytes())?;
    Ok(keys)
}

fn read(file: &Path) -> Result<WitnessKeys, Failure> {
    files::closed_to_others(file)?;
    witness_keys(file, false)?.ok_or_else(|| {
        Failure::usage(format!("there is no file {}", file.display()))
            .help("`plimsoll witness-key new` makes one")
    })
}
