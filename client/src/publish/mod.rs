//! Lists from what authorities publish.
//!
//! Each file gives up to three lists: names with aliases, by their keys (`document::name_key`); ids of parties; IMO numbers of
//! ships. Every record of which nothing can be looked up is counted and told. Files are read from front to back, record by record.

mod eu;
mod gathered;
mod ofac;
#[cfg(test)]
mod tests;
mod un;
mod xml;

pub use gathered::Gathered;

use plimsoll_circuits::policy::ListError;
use std::{
    fmt,
    io::{self, BufRead},
    str::FromStr,
};

/// The form of a published file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `sdn.xml` of the US Treasury.
    OfacXml,
    /// `sdn.csv` of the US Treasury, with `alt.csv` for other names.
    OfacCsv,
    /// The consolidated list of the United Nations Security Council, XML.
    UnXml,
    /// The consolidated list of the European Union's financial sanctions, XML 1.1.
    EuXml,
    /// The same as CSV 1.1.
    EuCsv,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::OfacXml, Self::OfacCsv, Self::UnXml, Self::EuXml, Self::EuCsv];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OfacXml => "ofac-sdn-xml",
            Self::OfacCsv => "ofac-sdn-csv",
            Self::UnXml => "un-xml",
            Self::EuXml => "eu-xml",
            Self::EuCsv => "eu-csv",
        }
    }

    /// What the names of its lists begin with.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::OfacXml | Self::OfacCsv => "ofac-sdn",
            Self::UnXml => "un",
            Self::EuXml | Self::EuCsv => "eu",
        }
    }

    /// Reads a file of this form; `aliases` is the file with other names, where that is one of its own.
    ///
    /// # Errors
    /// [`ImportError`].
    pub fn read<R: BufRead, A: BufRead>(self, input: R, aliases: Option<A>) -> Result<Gathered, ImportError> {
        match self {
            Self::OfacXml => ofac::xml(input),
            Self::OfacCsv => ofac::csv(input, aliases),
            Self::UnXml => un::xml(input),
            Self::EuXml => eu::xml(input),
            Self::EuCsv => eu::csv(input),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let names = Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|format| format.name() == text)
            .ok_or_else(|| format!("the formats are {names}"))
    }
}

/// Why a published file gives no lists.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file system refuses.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// No XML, or more than is taken of it.
    #[error("at byte {at}: {why}")]
    Xml {
        /// Where, from the file's beginning.
        at: u64,
        /// What is wrong.
        why: String,
    },
    /// No table.
    #[error("it is no such table: {0}")]
    Csv(#[from] csv::Error),
    /// A file of another form.
    #[error("it is of another form: {wanted} was expected, and {seen} was found")]
    Format {
        /// What such a file has.
        wanted: &'static str,
        /// What this one has.
        seen: String,
    },
    /// Nothing that can be looked up.
    #[error("it has {records} records, and none of them gives a name, an id or an IMO number")]
    Nothing {
        /// How many records it has.
        records: usize,
    },
    /// No list can be made of it.
    #[error(transparent)]
    List(#[from] ListError),
}
