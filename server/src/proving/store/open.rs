//! Opens a store.

use super::{Store, database::Database, sql::SqlStore};
use std::sync::Arc;

/// Why there is no store. No message contains a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address begins with a word that means nothing here.
    #[error(
        "`{0}://` is no database that is known here; write sqlite:///path/to/file.db or postgres://user@host/database"
    )]
    UnknownScheme(String),
    /// The address of PostgreSQL cannot be read.
    #[error("the address of the database cannot be read; write postgres://user:password@host:5432/database")]
    Address,
    /// There is no file in the address, or more than a file.
    #[error("the address of the database must name a file and nothing else; write sqlite:///path/to/file.db")]
    NoFile,
    /// The file cannot be created.
    #[error("{path} cannot be created: {error}; create its folder, and let this user write there")]
    File {
        /// The file.
        path: String,
        /// Why not.
        error: std::io::Error,
    },
    /// The database does not answer as one should.
    #[error(
        "{place} cannot be opened: {reason}; see that it runs, and that the address and the password are right"
    )]
    Database {
        /// Which.
        place: String,
        /// Why not.
        reason: String,
    },
    /// Another process keeps it for itself.
    #[error(
        "{place} is held by another process, which has not let go of it for seconds: {reason}; see what has it open (another \
         `plimsoll`, `sqlite3`, a backup), let it finish or end it, and try again"
    )]
    Held {
        /// Which.
        place: String,
        /// What the database says.
        reason: String,
    },
    /// There is no room left where it lies.
    #[error("{place} has no room to write: {reason}; make room on its disk, and try again")]
    Full {
        /// Which.
        place: String,
        /// What the database says.
        reason: String,
    },
    /// Its tables cannot be made, or were made by another version.
    #[error(
        "the tables of {place} cannot be brought up to date: {reason}; see that the user may create tables, and that no newer version of this program was at work there"
    )]
    Tables {
        /// Which database.
        place: String,
        /// Why not.
        reason: String,
    },
}

/// Opens the store at an address, and brings its tables up to date: `sqlite:///path/file.db` or just a path for SQLite,
/// `postgres://user:password@host/database` for PostgreSQL. Several processes may do so at once.
///
/// Where PostgreSQL is on another machine, add `?sslmode=verify-full&sslrootcert=/path/to/ca.pem`: without it the
/// connection is encrypted only if the server offers that, and to whoever answers.
///
/// # Errors
/// See [`OpenError`].
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    Ok(Arc::new(SqlStore::new(Database::open(url).await?)))
}
