//! Lists from tables of comma-separated values, as authorities publish them.

use super::{Entry, List, ListError, ListKind, entry};
use crate::day::Day;
use rayon::prelude::*;
use std::fmt;

/// Most problems of a table that are told at once.
const TOLD: usize = 20;

/// What a table is to become.
#[derive(Clone, Debug)]
pub struct FromTable<'a> {
    /// The list's name.
    pub name: &'a str,
    /// What it is of.
    pub kind: ListKind,
    /// The day that it describes.
    pub dated: Day,
    /// Where it comes from.
    pub source: &'a str,
    /// The heading of the column with the values; the first column if not given.
    pub column: Option<&'a str>,
    /// The heading of the column with labels.
    pub label: Option<&'a str>,
    /// Whether rows without a value are left out rather than refused.
    pub skip_empty: bool,
}

/// What was found beside the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Rows that name a value that another row names too.
    pub repeated: usize,
    /// Rows without a value.
    pub empty: usize,
}

/// What is wrong with a table, by line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct TableError {
    /// Line and what is wrong there; the first of them.
    pub problems: Vec<(u64, String)>,
    /// How many there are.
    pub count: usize,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} problem{} in the table:", self.count, if self.count == 1 { "" } else { "s" })?;
        self.problems.iter().try_for_each(|(line, what)| write!(f, "\n  line {line}: {what}"))?;
        match self.count - self.problems.len() {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

impl TableError {
    fn one(line: u64, what: impl Into<String>) -> Self {
        Self { problems: vec![(line, what.into())], count: 1 }
    }
}

impl From<ListError> for TableError {
    fn from(error: ListError) -> Self {
        Self::one(1, error.to_string())
    }
}

/// A row: its line, value and label.
type Row = (u64, String, Option<String>);

impl FromTable<'_> {
    /// Reads a table with a heading; lines that begin with `#` are comments.
    ///
    /// # Errors
    /// What is wrong with it, by line.
    pub fn read(&self, bytes: &[u8]) -> Result<(List, Dropped), TableError> {
        if !super::is_list_name(self.name) {
            return Err(TableError::one(
                1,
                format!("{:?} is no list's name; use small letters, digits and hyphens", self.name),
            ));
        }
        let mut dropped = Dropped::default();
        let rows = self.rows(bytes, &mut dropped)?;
        let read: Vec<_> = rows
            .into_par_iter()
            .map(|(line, written, label)| match entry(self.kind, &written) {
                Ok((value, _)) => Ok(Entry { value, label }),
                Err(help) => Err((line, format!("{written:?}: {help}"))),
            })
            .collect();
        let count = read.iter().filter(|row| row.is_err()).count();
        if count > 0 {
            let problems = read.into_iter().filter_map(Result::err).take(TOLD).collect();
            return Err(TableError { problems, count });
        }
        let mut entries: Vec<Entry> = read.into_iter().filter_map(Result::ok).collect();
        let before = entries.len();
        entries.par_sort();
        entries.dedup_by(|a, b| a.value == b.value);
        dropped.repeated = before - entries.len();
        let list = List::new(self.name, self.kind, self.dated, self.source, entries)?;
        Ok((list, dropped))
    }

    fn rows(&self, bytes: &[u8], dropped: &mut Dropped) -> Result<Vec<Row>, TableError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(bytes);
        let headings = reader.headers().map_err(|e| TableError::one(1, e.to_string()))?.clone();
        let column = |name: &str| {
            headings.iter().position(|heading| heading == name).ok_or_else(|| {
                let all: Vec<_> = headings.iter().collect();
                TableError::one(1, format!("there is no column {name:?}; the columns are {}", all.join(", ")))
            })
        };
        let value_at = self.column.map_or(Ok(0), column)?;
        let label_at = self.label.map(column).transpose()?;
        let mut rows = Vec::new();
        let mut problems = Vec::new();
        let mut count = 0;
        for record in reader.records() {
            let record = record.map_err(|e| {
                let line = e.position().map_or(1, csv::Position::line);
                TableError::one(line, e.to_string())
            })?;
            let line = record.position().map_or(1, csv::Position::line);
            match record.get(value_at).filter(|value| !value.is_empty()) {
                Some(value) => {
                    let label = label_at.and_then(|at| record.get(at)).filter(|label| !label.is_empty());
                    rows.push((line, value.to_owned(), label.map(str::to_owned)));
                }
                None if self.skip_empty => dropped.empty += 1,
                None => {
                    count += 1;
                    if problems.len() < TOLD {
                        problems.push((
                            line,
                            "no value; such rows are left out if you say so, and screened by nothing then"
                                .to_owned(),
                        ));
                    }
                }
            }
        }
        if count > 0 { Err(TableError { problems, count }) } else { Ok(rows) }
    }
}
