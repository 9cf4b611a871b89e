//! Where published lists are found.

use plimsoll_circuits::policy::{List, ListError};
use std::{
    fs::File,
    io::{self, ErrorKind, Read as _},
    path::PathBuf,
};

/// More than a list of a million entries with labels.
const MAX_BYTES: u64 = 256 << 20;

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
        let unreadable = |cause| ShelfError::Unreadable { name: name.to_owned(), cause };
        // A policy's names are words of letters, digits and hyphens, so none leads out of the folder.
        let file = match File::open(self.0.join(format!("{name}.json"))) {
            Err(e) if e.kind() == ErrorKind::NotFound => {
                let place = self.0.display().to_string();
                return Err(ShelfError::Missing { name: name.to_owned(), place });
            }
            file => file.map_err(unreadable)?,
        };
        let mut bytes = Vec::new();
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(unreadable(io::Error::other("it is larger than any list")));
        }
        List::parse(&bytes).map_err(|cause| ShelfError::Malformed { name: name.to_owned(), cause })
    }
}
