//! `plimsoll session`: passphrases that are asked for once, and kept in the memory of a process of one's own for a while.
//!
//! The agent listens on a Unix socket in a folder that only this user may enter, asks the kernel who is at the other end, and
//! answers nobody else. Nothing is written to disk. When the time is over, or it is told to forget, it overwrites what it kept
//! and ends.

#[cfg(unix)]
mod agent;
#[cfg(unix)]
mod client;
#[cfg(unix)]
mod folder;
mod open;

use super::{context::Context, error::Failure, output::Done, table::Fields, values};
use clap::Subcommand;
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};
use zeroize::Zeroizing;

const EXAMPLES: &str = "\
Examples:
  plimsoll --home bank-a session open --for 30m
  plimsoll session status
  plimsoll session close";

const OPEN_EXAMPLES: &str = "\
Examples:
  plimsoll --home bank-a session open
  plimsoll --home bank-a session open --for 2h
  plimsoll session open --of administration
  plimsoll --home carrier session open --of party,fingerprints --with 1,3,5

The passphrase is tried first. Every process of this user can then use what it
opens, until the time is over or the session is closed; so close it before you
go. Passphrases of governors, and a guardian's own, are never kept: they are
asked for at each signature and each opening.";

const STATUS_EXAMPLES: &str = "\
Examples:
  plimsoll session status";

const CLOSE_EXAMPLES: &str = "\
Examples:
  plimsoll session close";

const AGENT_EXAMPLES: &str = "\
Examples:
  plimsoll session agent";

/// The longest that a passphrase is kept.
const LONGEST: Duration = Duration::from_secs(12 * 3_600);

/// What a passphrase is kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Of {
    /// The keys of the party whose folder this is
    Party,
    /// The member administration's keys
    Administration,
    /// The fingerprint shares of guardians on this machine
    Fingerprints,
}

/// Commands about the session.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Ask for passphrases once and keep them in memory for a while
    #[command(after_help = OPEN_EXAMPLES)]
    Open {
        /// What for
        #[arg(long = "of", value_name = "WHAT", value_delimiter = ',', default_value = "party")]
        of: Vec<Of>,
        /// For how long, at most 12h
        #[arg(long = "for", value_name = "TIME", default_value = "15m", value_parser = length)]
        length: Duration,
        /// The folder with the guardians' folders; that of the ledger if not given
        #[arg(long, value_name = "DIR")]
        guardians: Option<PathBuf>,
        /// Which guardians' fingerprint shares; as many of those that are there as must act together if not given
        #[arg(long = "with", value_name = "NUMBERS", value_parser = values::guardians)]
        who: Option<values::Guardians>,
    },
    /// Show for which files passphrases are kept, and for how long still
    #[command(after_help = STATUS_EXAMPLES)]
    Status,
    /// Forget every passphrase now
    #[command(after_help = CLOSE_EXAMPLES)]
    Close,
    /// Run the process that keeps them, as `session open` does by itself, until there is nothing to keep
    #[command(after_help = AGENT_EXAMPLES)]
    Agent,
}

fn length(text: &str) -> Result<Duration, String> {
    values::duration(text).and_then(|length| match length <= LONGEST {
        true => Ok(length),
        false => Err("a session lasts at most 12h".to_owned()),
    })
}

/// A file whose passphrase is kept.
#[derive(Serialize)]
struct Kept {
    file: String,
    seconds_left: u64,
}

#[derive(Serialize)]
struct Report {
    kept: Vec<Kept>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kept.is_empty() {
            return f.write_str("no session is open");
        }
        let mut fields = Fields::default();
        for Kept { file, seconds_left } in &self.kept {
            fields.add("open", format!("{file}, for {} min {} s more", seconds_left / 60, seconds_left % 60));
        }
        write!(f, "{fields}")
    }
}

#[cfg(unix)]
pub(super) fn run(command: &Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Open { of, length, guardians, who } => {
            let who = who.as_ref().map(|who| who.0.as_slice());
            for open in open::opened(of, guardians.as_deref(), who, context)? {
                client::hold(&open.path, &open.passphrase, *length)?;
            }
        }
        Command::Status => {}
        Command::Close => client::forget()?,
        Command::Agent => agent::run()?,
    }
    Ok(Done::new(&Report { kept: client::list()? }))
}

/// The passphrase that the session keeps for a file, if it keeps one.
#[cfg(unix)]
pub(super) fn give(path: &Path) -> Option<Zeroizing<String>> {
    client::give(path)
}

#[cfg(not(unix))]
pub(super) fn run(_: &Command, _: &Context) -> Result<Done, Failure> {
    Err(Failure::usage("there are no sessions on this system").help("name a file with --passphrase-file"))
}

#[cfg(not(unix))]
pub(super) fn give(_: &Path) -> Option<Zeroizing<String>> {
    None
}
