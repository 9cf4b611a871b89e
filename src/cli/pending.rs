//! `plimsoll pending`: what an interrupted command submitted.

use super::{
    context::Context,
    error::Failure,
    output::Done,
    shown::{intent, kind, lot_name, moment, short},
    site::Site,
    table::Fields,
};
use clap::Subcommand;
use plimsoll_circuits::{
    field::to_hex,
    note::{Kind, Note},
};
use plimsoll_client::{
    Party,
    ops::{Pending, PendingError},
};
use serde::Serialize;
use std::fmt;

const EXAMPLES: &str = "\
Examples:
  plimsoll pending show
  plimsoll pending drop

A command that acts keeps its transition in HOME/pending until it is known what
became of it. It is never submitted again unasked: the next command asks the
ledger, and either says that the earlier one took place, or that it did not,
and forgets it.";

const SHOW_EXAMPLES: &str = "\
Examples:
  plimsoll pending show --home copper
  plimsoll --json pending show";

const DROP_EXAMPLES: &str = "\
Examples:
  plimsoll pending drop --home copper
  plimsoll --json pending drop

It takes back nothing that the ledger has accepted; `plimsoll wallet sync`
finds that.";

/// Commands about what is pending.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Show what an interrupted command submitted, and what became of it
    #[command(after_help = SHOW_EXAMPLES)]
    Show,
    /// Forget what an interrupted command submitted
    #[command(after_help = DROP_EXAMPLES)]
    Drop,
}

pub(super) fn run(command: &Command, context: &Context) -> Result<Done, Failure> {
    let party = context.party()?;
    match command {
        Command::Show => {
            let pending = Pending::load(&party)?;
            let shown =
                pending.map(|pending| Shown::of(&pending, context.site().ok().as_ref())).transpose()?;
            Ok(Done::new(&Report { pending: shown }))
        }
        Command::Drop => drop_of(&party, context),
    }
}

fn drop_of(party: &Party, context: &Context) -> Result<Done, Failure> {
    let dropped = match Pending::load(party) {
        Ok(pending) => {
            pending.map(|pending| Shown::of(&pending, context.site().ok().as_ref())).transpose()?
        }
        // Whatever it was, nobody can read it any more.
        Err(PendingError::Damaged(file)) => {
            Pending::forget(party)?;
            return Ok(Done::new(&Dropped {
                dropped: true,
                damaged: Some(file.display().to_string()),
                pending: None,
            }));
        }
        Err(error) => return Err(error.into()),
    };
    Pending::forget(party)?;
    Ok(Done::new(&Dropped { dropped: dropped.is_some(), damaged: None, pending: dropped }))
}

#[derive(Serialize)]
struct Report {
    pending: Option<Shown>,
}

#[derive(Serialize)]
struct Dropped {
    dropped: bool,
    /// The file, if nobody could read what was in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    damaged: Option<String>,
    pending: Option<Shown>,
}

#[derive(Serialize)]
struct Shown {
    intent: &'static str,
    transition: String,
    since: String,
    /// `accepted`, `not-accepted`; `unknown` if the ledger does not answer.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u64>,
    notes: Vec<Made>,
}

/// A note that it makes, amounts in minor units.
#[derive(Serialize)]
struct Made {
    kind: &'static str,
    id: String,
    lot: String,
    amount: u64,
    to: String,
}

impl Shown {
    fn of(pending: &Pending, site: Option<&Site>) -> Result<Self, Failure> {
        let receipt = site.map(|site| pending.receipt(&site.access())).transpose()?;
        let made = |note: &Note| Made {
            kind: kind(note.content.kind),
            id: to_hex(&note.commitment()),
            lot: lot_name(note.content.lot),
            amount: note.content.amount,
            to: site.map_or_else(|| to_hex(&note.owner.0), |site| site.directory.name_of(note.owner)),
        };
        let notes = pending.makes.iter().filter(|note| note.content.kind != Kind::Dummy);
        Ok(Self {
            intent: intent(pending.intent),
            transition: pending.transition.id().to_string(),
            since: moment(pending.since),
            state: match &receipt {
                None => "unknown",
                Some(None) => "not-accepted",
                Some(Some(_)) => "accepted",
            },
            height: receipt.flatten().map(|receipt| receipt.height),
            notes: notes.map(made).collect(),
        })
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("pending", format!("{}, since {}", self.intent, self.since));
        for note in &self.notes {
            let Made { kind, lot, amount, to, .. } = note;
            fields.add(kind, format!("{amount} (minor units) of lot {} for {to}", short(lot)));
        }
        fields.add("transition", &self.transition);
        let became = match (self.state, self.height) {
            ("accepted", Some(height)) => format!("the ledger accepted it at height {height}"),
            ("not-accepted", _) => "it is not on the ledger, and is not submitted again".to_owned(),
            _ => "not known: the ledger does not answer".to_owned(),
        };
        fields.add("became of it", became);
        write!(f, "{fields}")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.pending {
            Some(pending) => write!(f, "{pending}"),
            None => writeln!(f, "nothing is pending"),
        }
    }
}

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.pending, &self.damaged) {
            (Some(pending), _) => write!(f, "forgotten\n{pending}"),
            (None, Some(file)) => writeln!(f, "forgotten: {file}, which could not be read"),
            (None, None) => writeln!(f, "nothing is pending"),
        }
    }
}
