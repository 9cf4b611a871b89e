//! SQLite: one file, for one machine.

use super::{Database, fault::Meaning, migrator};
use crate::proving::store::OpenError;
use sqlx::{
    Connection as _, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{fs::OpenOptions, io::ErrorKind, path::Path, time::Duration};
use tokio::time::{Instant, sleep, timeout};

/// The tables, step by step. Steps are added and never changed: a database remembers what it was made with.
const MIGRATIONS: &[(&str, &str)] =
    &[("queue", include_str!("../../../../migrations/sqlite/0001_queue.sql"))];

/// For how long a connection waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);

/// Opening the file takes no longer, whoever holds it.
const PATIENCE: Duration = Duration::from_secs(8);

/// Opens the file, and creates it if there is none, for its owner only.
pub(super) async fn open(path: &str) -> Result<Database, OpenError> {
    if path.is_empty() || path.starts_with(":memory:") || path.contains('?') {
        return Err(OpenError::NoFile);
    }
    create(Path::new(path)).map_err(|error| OpenError::File { path: path.to_owned(), error })?;
    let held = |reason: String| OpenError::Held { place: path.to_owned(), reason };
    let begun = Instant::now();
    loop {
        let connected = timeout(PATIENCE, connect(path)).await;
        match connected.map_err(|_| held(format!("no answer in {} s", PATIENCE.as_secs())))? {
            // Nobody else waits for a connection yet: the file did not let itself be opened.
            Err(error @ sqlx::Error::PoolTimedOut) => return Err(held(error.to_string())),
            // Several processes that create the file at once disturb each other for a moment.
            Err(error) if Meaning::of(&error) == Meaning::Lost => {
                if begun.elapsed() >= BUSY {
                    return Err(held(error.to_string()));
                }
                sleep(Duration::from_millis(20)).await;
            }
            Err(error) if Meaning::of(&error) == Meaning::Full => {
                return Err(OpenError::Full { place: path.to_owned(), reason: error.to_string() });
            }
            Err(sqlx::Error::Migrate(error)) => {
                return Err(OpenError::Tables { place: path.to_owned(), reason: error.to_string() });
            }
            Err(error) => {
                return Err(OpenError::Database { place: path.to_owned(), reason: error.to_string() });
            }
            Ok(database) => return Ok(database),
        }
    }
}

/// SQLite gives the files beside it, which hold the latest changes, the same permissions.
fn create(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

async fn connect(path: &str) -> sqlx::Result<Database> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // What is erased is overwritten.
        .pragma("secure_delete", "ON");
    let pool = || SqlitePoolOptions::new().acquire_timeout(BUSY).idle_timeout(None).max_lifetime(None);
    // A transaction that the database has undone by itself, on a full disk say, cannot be rolled back: the connection would
    // then count as within one for ever. It is closed, and the pool opens another.
    let writer = pool().max_connections(1).before_acquire(|connection, _| {
        let free = !connection.is_in_transaction();
        Box::pin(async move { Ok(free) })
    });
    let writer = writer.connect_with(options.clone()).await?;
    // Inside a transaction that writes: of several processes one makes the tables, the others wait for it.
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    migrator(MIGRATIONS)
        .run_direct(None, &mut *transaction, false)
        .await
        .map_err(|error| sqlx::Error::Migrate(Box::new(error)))?;
    transaction.commit().await?;
    let readers = pool().max_connections(4).connect_with(options.pragma("query_only", "ON")).await?;
    Ok(Database::Sqlite { writer, readers })
}

/// Moves the log of changes, where erased witnesses still stand, into the file, and empties it.
pub(super) async fn scrub(writer: &SqlitePool) -> sqlx::Result<()> {
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_all(writer).await?;
    Ok(())
}
