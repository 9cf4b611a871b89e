//! What a failure of the database means.

use crate::proving::store::StoreError;
use sqlx::{Error, migrate::MigrateError};
use std::{future::Future, time::Duration};
use tokio::time::{Instant, sleep, timeout};

/// How often a transaction that lost against another is tried.
const TRIES: u32 = 5;

/// And for how long: what is locked for seconds is held by somebody who will not let go soon.
const LOCKED: Duration = Duration::from_secs(5);

/// A transaction that takes longer is given up: the network to the database is gone.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is kept cannot be read.
pub(crate) fn unreadable(what: impl Into<String>) -> Error {
    Error::Decode(what.into().into())
}

/// Runs a transaction, again if it lost against another one and was undone.
pub(crate) async fn retry<T, F>(transaction: impl Fn() -> F) -> Result<T, StoreError>
where
    F: Future<Output = sqlx::Result<T>>,
{
    let (mut tries, begun) = (1, Instant::now());
    loop {
        let late = || StoreError::Unavailable(format!("no answer in {} s", PATIENCE.as_secs()));
        match timeout(PATIENCE, transaction()).await.map_err(|_| late())? {
            Ok(answer) => return Ok(answer),
            Err(error)
                if tries < TRIES && begun.elapsed() < LOCKED && Meaning::of(&error) == Meaning::Lost =>
            {
                sleep(Duration::from_millis(10 << tries)).await;
                tries += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match Meaning::of(&error) {
            Meaning::Corrupt => Self::Corrupt(error.to_string()),
            Meaning::Lost => Self::Held(error.to_string()),
            Meaning::Full => Self::Full(error.to_string()),
            Meaning::Unavailable => Self::Unavailable(error.to_string()),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Another transaction was in the way, and this one is undone.
    Lost,
    /// There is no room on the disk.
    Full,
    /// It may work later.
    Unavailable,
    /// It will not.
    Corrupt,
}

impl Meaning {
    pub(super) fn of(error: &Error) -> Self {
        match error {
            Error::Database(error) => {
                let code = error.code().unwrap_or_default();
                match code.parse() {
                    // PostgreSQL's codes have five characters, SQLite's are shorter.
                    Ok(number) if code.len() < 5 => Self::of_sqlite(number),
                    _ => Self::of_postgres(&code),
                }
            }
            Error::Migrate(error) => Self::of_migration(error),
            Error::ColumnDecode { .. }
            | Error::ColumnNotFound(_)
            | Error::ColumnIndexOutOfBounds { .. }
            | Error::Decode(_)
            | Error::Encode(_)
            | Error::RowNotFound
            | Error::TypeNotFound { .. } => Self::Corrupt,
            _ => Self::Unavailable,
        }
    }

    /// Of an error while tables are made.
    pub(super) fn of_migration(error: &MigrateError) -> Self {
        match error {
            MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => Self::of(cause),
            _ => Self::Corrupt,
        }
    }

    fn of_sqlite(code: u32) -> Self {
        // The low byte is the kind.
        match code & 0xff {
            5 | 6 => Self::Lost,                    // BUSY, LOCKED
            13 => Self::Full,                       // FULL
            1 | 11 | 19 | 20 | 26 => Self::Corrupt, // ERROR, CORRUPT, CONSTRAINT, MISMATCH, NOTADB
            _ => Self::Unavailable,                 // read only, cannot open, input or output, ..
        }
    }

    fn of_postgres(code: &str) -> Self {
        match code {
            // Serialisation failure, deadlock, lock not available.
            "40001" | "40P01" | "55P03" => Self::Lost,
            "53100" => Self::Full,
            // A query that ran too long.
            "57014" => Self::Unavailable,
            _ => match code.get(..2) {
                // Data, integrity, syntax or missing tables, a damaged database.
                Some("22" | "23" | "42" | "XX") => Self::Corrupt,
                _ => Self::Unavailable,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_meaning() {
        for (code, meaning) in [
            (5, Meaning::Lost),
            (517, Meaning::Lost),
            (13, Meaning::Full),
            (14, Meaning::Unavailable),
            (2067, Meaning::Corrupt),
        ] {
            assert_eq!(Meaning::of_sqlite(code), meaning, "{code}");
        }
        for (code, meaning) in [
            ("40001", Meaning::Lost),
            ("40P01", Meaning::Lost),
            ("57P01", Meaning::Unavailable),
            ("53100", Meaning::Full),
            ("53300", Meaning::Unavailable),
            ("08006", Meaning::Unavailable),
            ("23505", Meaning::Corrupt),
            ("42P01", Meaning::Corrupt),
        ] {
            assert_eq!(Meaning::of_postgres(code), meaning, "{code}");
        }
    }
}
