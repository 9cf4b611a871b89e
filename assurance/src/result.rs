//! What a run found, kept in a file.

use plimsoll_circuits::statement::CircuitId;
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, io, path::PathBuf};
use time::{Date, OffsetDateTime, macros::format_description};

/// The figures of one run, with what they are of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Kept<T> {
    /// The day of the run, in UTC.
    pub date: String,
    /// Versions of the circuits by their names.
    pub circuits: BTreeMap<String, u32>,
    /// What it found.
    pub figures: T,
}

/// Where results are kept.
#[must_use]
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("results").join(format!("{name}.json"))
}

/// The circuits' versions now.
#[must_use]
pub fn versions() -> BTreeMap<String, u32> {
    CircuitId::ALL.into_iter().map(|circuit| (circuit.name().to_owned(), circuit.version())).collect()
}

impl<T: Serialize + DeserializeOwned> Kept<T> {
    /// What was found just now.
    #[must_use]
    pub fn now(figures: T) -> Self {
        Self { date: day(OffsetDateTime::now_utc().date()), circuits: versions(), figures }
    }

    /// Reads a run's file.
    ///
    /// # Errors
    /// If there is none, or it is of another form.
    pub fn read(name: &str) -> io::Result<Self> {
        Ok(serde_json::from_str(&std::fs::read_to_string(path(name))?)?)
    }

    /// Writes a run's file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, name: &str) -> io::Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        std::fs::write(path(name), text)
    }
}

fn day(date: Date) -> String {
    date.format(format_description!("[year]-[month]-[day]")).unwrap_or_default()
}
