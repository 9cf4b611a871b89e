//! What became of the entries of a book.

use crate::cli::{bill::issue::Issued, error::Failure, files, shown::counted, table::Fields};
use plimsoll_circuits::fingerprint::keys::SlotKind;
use serde::{Serialize, Serializer};
use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
};

/// The whole report: written anew after every entry, and shown at the end.
#[derive(Serialize)]
pub(super) struct Report {
    book: String,
    /// Where issued bills and this report are.
    folder: String,
    issued: usize,
    issued_before: usize,
    refused: usize,
    waiting: usize,
    /// Why the run ended before the book did.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "maybe_as_error")]
    stopped: Option<Failure>,
    entries: Vec<Entry>,
    #[serde(skip)]
    path: PathBuf,
}

/// One entry of the book.
#[derive(Serialize)]
pub(super) struct Entry {
    pub(super) id: String,
    #[serde(flatten)]
    pub(super) outcome: Outcome,
    /// Entries of the book that are alike.
    pub(super) alike_in_book: Vec<Alike>,
    /// What should be looked at in the documents.
    pub(super) advice: Vec<String>,
}

/// What became of an entry.
#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub(super) enum Outcome {
    /// This run issued it.
    Issued(Issued),
    /// An earlier one did.
    IssuedBefore(Issued),
    /// It is not issued.
    Refused {
        #[serde(serialize_with = "as_error")]
        error: Failure,
    },
    /// Its turn did not come.
    Waiting,
}

/// An entry of the same book that is alike.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Alike {
    pub(super) entry: String,
    /// The soft keys of one's own documents that it has, too.
    pub(super) alike: BTreeSet<SlotKind>,
}

impl fmt::Display for Alike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alike: Vec<_> = self.alike.iter().map(ToString::to_string).collect();
        write!(f, "entry {} of this book, by {}", self.entry, alike.join(" and "))
    }
}

fn as_error<S: Serializer>(failure: &Failure, out: S) -> Result<S::Ok, S::Error> {
    failure.error().serialize(out)
}

fn maybe_as_error<S: Serializer>(failure: &Option<Failure>, out: S) -> Result<S::Ok, S::Error> {
    failure.as_ref().map(Failure::error).serialize(out)
}

impl Report {
    /// The report on entries as far as they were read, kept in the folder.
    pub(super) fn new(book: &Path, folder: &Path, entries: Vec<Entry>) -> Result<Self, Failure> {
        let mut report = Self {
            book: book.display().to_string(),
            folder: folder.display().to_string(),
            issued: 0,
            issued_before: 0,
            refused: 0,
            waiting: 0,
            stopped: None,
            entries,
            path: folder.join("report.json"),
        };
        report.keep()?;
        Ok(report)
    }

    /// Notes what became of an entry.
    pub(super) fn note(&mut self, place: usize, outcome: Outcome) -> Result<(), Failure> {
        if let Some(entry) = self.entries.get_mut(place) {
            entry.outcome = outcome;
        }
        self.keep()
    }

    /// Notes why those that wait have to.
    pub(super) fn stop(&mut self, why: Failure) -> Result<(), Failure> {
        self.stopped = Some(why);
        self.keep()
    }

    fn keep(&mut self) -> Result<(), Failure> {
        (self.issued, self.issued_before, self.refused, self.waiting) = (0, 0, 0, 0);
        for entry in &self.entries {
            *match entry.outcome {
                Outcome::Issued(_) => &mut self.issued,
                Outcome::IssuedBefore(_) => &mut self.issued_before,
                Outcome::Refused { .. } => &mut self.refused,
                Outcome::Waiting => &mut self.waiting,
            } += 1;
        }
        files::replace_secret_json(&self.path, self)
    }

    /// Whether the whole book is issued.
    pub(super) fn is_all_issued(&self) -> bool {
        self.refused + self.waiting == 0
    }

    /// Whether this run issued an entry.
    pub(super) fn is_issued(&self, place: usize) -> bool {
        matches!(self.entries.get(place), Some(Entry { outcome: Outcome::Issued(_), .. }))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("book", format!("{}, {}", self.book, counted(self.entries.len() as u64, "document")));
        fields.add("issued", format!("{}, and {} before", self.issued, self.issued_before));
        fields.add("refused", self.refused).add("waiting", self.waiting);
        fields.add("files", format!("in {}, with report.json", self.folder));
        write!(f, "{fields}")?;
        if let Some(why) = &self.stopped {
            writeln!(f, "\nit stopped, and goes on when it is run again: {}", why.message)?;
            help(f, why)?;
        }
        if self.refused > 0 {
            writeln!(f, "\nrefused:")?;
        }
        for entry in &self.entries {
            if let Outcome::Refused { error } = &entry.outcome {
                writeln!(f, "  {}: {}", entry.id, error.message)?;
                help(f, error)?;
            }
        }
        let told: Vec<_> = self.entries.iter().flat_map(Entry::referrals).collect();
        if !told.is_empty() {
            writeln!(f, "\nto look at, since they are alike:")?;
        }
        told.iter().try_for_each(|line| writeln!(f, "  {line}"))
    }
}

fn help(f: &mut fmt::Formatter<'_>, failure: &Failure) -> fmt::Result {
    failure.help.as_ref().map_or(Ok(()), |help| writeln!(f, "    help: {help}"))
}

impl Entry {
    /// What is alike to it, on the ledger and in the book, a line each.
    fn referrals(&self) -> Vec<String> {
        let ledger = match &self.outcome {
            Outcome::Issued(issued) | Outcome::IssuedBefore(issued) => &issued.referrals[..],
            _ => &[],
        };
        let ledger = ledger.iter().map(|referral| format!("{}: an entry of the ledger {referral}", self.id));
        ledger.chain(self.alike_in_book.iter().map(|alike| format!("{}: {alike}", self.id))).collect()
    }
}
