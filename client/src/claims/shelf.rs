//! Where published lists are found.

use super::opened::{ListFileError, open_list};
use plimsoll_circuits::policy::{List, ListError};
use std::{
    io::{self, ErrorKind},
    path::PathBuf,
};

/// More than a list of a million entries with labels.
pub(super) const MAX_BYTES: u64 = 256 << 20;

/// Why a list is not there.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// No list of this name.
    #[error(
        "there is no list {name} in {place}; fetch it from whoever publishes it, or name its folder with --lists"
    )]
    Missing {
        /// The list's name.
        name: String,
        /// Where it was looked for.
        place: String,
    },
    /// The file system refuses, or the file is too large.
    #[error("the list {name} cannot be read: {cause}")]
    Unreadable {
        /// The list's name.
        name: String,
        /// Why.
        cause: io::Error,
    },
    /// An older edition than one that was put in use before.
    #[error(
        "the list {name} is edition {got}, and edition {seen} of the same publisher was in use here: it was put back; fetch the newest one \
         from its publisher, and ask for a new request if this one pins the old edition"
    )]
    Outdated {
        /// The list's name.
        name: String,
        /// Its edition.
        got: u64,
        /// The newest one that was in use.
        seen: u64,
    },
    /// Two editions of one number.
    #[error(
        "the list {name} is another edition {edition} than the one that was in use here, and one publisher signed both; keep it as evidence, \
         and ask the publisher which is right"
    )]
    Forked {
        /// The list's name.
        name: String,
        /// The number.
        edition: u64,
    },
    /// It is no list file.
    #[error("the list {name} cannot be used: {cause}")]
    Malformed {
        /// The list's name.
        name: String,
        /// Why.
        cause: ListError,
    },
}

/// Where lists are found: a folder, or a service.
pub trait Shelf: Send + Sync {
    /// The list of a name that a policy gives it, in the edition that is to be used.
    ///
    /// # Errors
    /// [`ShelfError`].
    fn list(&self, name: &str) -> Result<List, ShelfError>;
}

/// A folder with list files, each named after its list: `sanctioned-ports.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFolder(pub PathBuf);

impl Shelf for ListFolder {
    fn list(&self, name: &str) -> Result<List, ShelfError> {
        let name = name.to_owned();
        // A policy's names are words of letters, digits and hyphens, so none leads out of the folder.
        open_list(&self.0.join(format!("{name}.json"))).map_err(|error| match error {
            ListFileError::Read(cause) if cause.kind() == ErrorKind::NotFound => {
                ShelfError::Missing { name, place: self.0.display().to_string() }
            }
            ListFileError::Read(cause) => ShelfError::Unreadable { name, cause },
            ListFileError::List(cause) => ShelfError::Malformed { name, cause },
        })
    }
}
