//! `plimsoll note`: notes whose memos cannot be read.

use super::{
    context::Context,
    error::Failure,
    files,
    output::Done,
    shown::{Note, or_unknown, short},
    table::Table,
};
use clap::Subcommand;
use plimsoll_circuits::credential::{Signed, Valuation};
use plimsoll_client::{
    issuer::IssuedBill,
    ops::OpError,
    wallet::{OpenedEntry, RecoverError},
};
use rand::rngs::OsRng;
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll note recover opened.json";

const RECOVER_EXAMPLES: &str = "\
Examples:
  plimsoll note recover opened.json
  plimsoll note recover opened.json registered.json \\
      --issued issued.json --valuation valuation.json
  plimsoll note recover --issued issued.json --valuation valuation.json

Whoever sent you a note may have sealed a memo that you cannot read. Guardians
open the entry that made it with `plimsoll audit open ID --out FILE`. Bill and
making of the note stand in earlier entries of the lot: have the entry opened
that registered it, too, and for a lien the pledge.

With the files of issuer and valuer a title can be pledged and passed on again,
also one whose memo was read and whose documents are lost, and a lien can be
assigned, split and given back in part; not if the documents were amended.
The keys of pledges cannot be recovered: what is given back of them is found by
an opening of the discharge only, which is then recovered and merged.";

/// Commands about notes.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Put a note whose memo cannot be read into the wallet, by what guardians opened, or give notes lost documents
    #[command(after_help = RECOVER_EXAMPLES)]
    Recover {
        /// What guardians opened, as `plimsoll audit open --out` writes it
        #[arg(value_name = "FILE", required_unless_present = "issued")]
        openings: Vec<PathBuf>,
        /// The issuer's file of the bill
        #[arg(long, value_name = "FILE", requires = "valuation")]
        issued: Option<PathBuf>,
        /// The valuer's file of that bill
        #[arg(long, value_name = "FILE", requires = "issued")]
        valuation: Option<PathBuf>,
    },
}

#[derive(Serialize)]
struct Report {
    recovered: Vec<Note>,
    warnings: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["recovered", "note", "lot", "amount"]);
        for note in &self.recovered {
            table.row([
                note.kind.to_string(),
                short(&note.id).to_owned(),
                short(&note.lot).to_owned(),
                or_unknown(note.amount.as_ref()),
            ]);
        }
        write!(f, "{table}")?;
        self.warnings.iter().try_for_each(|warning| writeln!(f, "warning  {warning}"))
    }
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    let Command::Recover { openings, issued, valuation } = command;
    let openings: Vec<OpenedEntry> = openings
        .iter()
        .map(|file| files::read_json(file, "plimsoll audit open"))
        .collect::<Result<_, _>>()?;
    let documents: Option<(IssuedBill, Signed<Valuation>)> = match issued.zip(valuation) {
        None => None,
        Some((issued, valuation)) => Some((
            files::read_json(&issued, "plimsoll bill issue")?,
            files::read_json(&valuation, "plimsoll bill value")?,
        )),
    };
    context.at_desk(|desk, _| {
        let documents = documents.as_ref().map(|(issued, valuation)| (issued, valuation));
        let found = desk.recover(&openings, documents, &mut OsRng)?;
        let recovered = found.notes.iter().map(Note::of).collect();
        Ok(Done::new(&Report { recovered, warnings: found.warnings }))
    })
}

impl From<RecoverError> for Failure {
    fn from(error: RecoverError) -> Self {
        match error {
            RecoverError::Dossier(error) => OpError::Dossier(error).into(),
            RecoverError::Ledger(error) => error.into(),
            RecoverError::Wallet(error) => error.into(),
            RecoverError::NoEntry(_) => Failure::refused(error).code("NoEntry"),
            RecoverError::Nothing => Failure::refused(error).code("NothingRecovered"),
        }
    }
}
