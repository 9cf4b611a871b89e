//! Lists from tables of comma-separated values, as authorities publish them.

use super::{Entry, List, ListError, ListHead, ListKind, entry::canonical};
use rayon::prelude::*;
use std::fmt;

/// Most problems of a table that are told at once.
const TOLD: usize = 20;

/// What a table is to become.
#[derive(Clone, Debug)]
pub struct FromTable<'a> {
    /// What is to stand at the list's top.
    pub head: ListHead,
    /// The heading of the column with the values; the first column if not given.
    pub column: Option<&'a str>,
    /// The heading of the column with further values of the same row, `;` between them.
    pub aliases: Option<&'a str>,
    /// The heading of the column with labels; of a list of names without one, labels are the names as the table writes them.
    pub label: Option<&'a str>,
    /// The heading of the column with prices, which a list with prices has.
    pub price: Option<&'a str>,
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

/// A row, or an alias in one: the line, and the entry as it is written there.
type Row = (u64, Entry);

impl FromTable<'_> {
    /// Reads a table with a heading; lines that begin with `#` are comments.
    ///
    /// # Errors
    /// What is wrong with it, by line.
    pub fn read(&self, bytes: &[u8]) -> Result<(List, Dropped), TableError> {
        self.head.check()?;
        let mut dropped = Dropped::default();
        let rows = self.rows(bytes, &mut dropped)?;
        let read: Vec<_> = rows
            .into_par_iter()
            .map(|(line, written)| {
                let wrong = |help| (line, format!("{:?}: {help}", written.value));
                written.priced().map_err(wrong)?;
                let (value, _) = canonical(self.head.kind, &written.value).map_err(wrong)?;
                let original = (self.head.kind == ListKind::Name).then(|| written.value.clone());
                Ok(Entry { value, label: written.label.or(original), price: written.price })
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
        if let Some(pair) = entries.windows(2).find(|p| p[0].value == p[1].value && p[0].price != p[1].price)
        {
            return Err(TableError::one(1, format!("{:?} is there with two prices", pair[0].value)));
        }
        entries.dedup_by(|a, b| a.value == b.value);
        dropped.repeated = before - entries.len();
        Ok((List::new(self.head.clone(), entries)?, dropped))
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
        let [aliases_at, label_at, price_at] =
            [self.aliases, self.label, self.price].map(|name| name.map(column).transpose());
        let (aliases_at, label_at, price_at) = (aliases_at?, label_at?, price_at?);
        let mut rows = Vec::new();
        let mut problems = Vec::new();
        let mut count = 0;
        for record in reader.records() {
            let record = record.map_err(|e| {
                let line = e.position().map_or(1, csv::Position::line);
                TableError::one(line, e.to_string())
            })?;
            let line = record.position().map_or(1, csv::Position::line);
            let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).filter(|cell| !cell.is_empty());
            let aliases = cell(aliases_at).unwrap_or_default().split(';').map(str::trim);
            let written: Vec<_> =
                cell(Some(value_at)).into_iter().chain(aliases).filter(|value| !value.is_empty()).collect();
            for value in &written {
                let (label, price) = (cell(label_at), cell(price_at));
                let value = (*value).to_owned();
                let entry = Entry { value, label: label.map(str::to_owned), price: price.map(str::to_owned) };
                rows.push((line, entry));
            }
            if !written.is_empty() {
                continue;
            }
            if self.skip_empty {
                dropped.empty += 1;
                continue;
            }
            count += 1;
            if problems.len() < TOLD {
                let help = "no value; such rows are left out if you say so, and screened by nothing then";
                problems.push((line, help.to_owned()));
            }
        }
        if count > 0 { Err(TableError { problems, count }) } else { Ok(rows) }
    }
}
