//! The databases: how to connect, and one way to speak to either.
//!
//! All that differs between SQLite and PostgreSQL stands in this folder.

mod statement;

mod session;

mod fault;

mod sqlite;

mod postgres;

pub(super) use fault::{retry, unreadable};
pub(super) use session::{Row, Session};
pub(super) use statement::{Sql, Statement, locked, skip_locked, sql};

use sqlx::{
    PgPool, SqlSafeStr as _, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
};

/// An open database.
pub(super) enum Database {
    /// One connection writes, others read.
    Sqlite {
        /// The one.
        writer: SqlitePool,
        /// The others.
        readers: SqlitePool,
    },
    /// All connections do both.
    Postgres(PgPool),
}

impl Database {
    /// Opens what the address names, and brings its tables up to date.
    pub(super) async fn open(url: &str) -> Result<Self, super::OpenError> {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme);
        match scheme {
            Some("postgres" | "postgresql") => postgres::open(url).await,
            Some("sqlite") => sqlite::open(url.trim_start_matches("sqlite://")).await,
            Some(other) => Err(super::OpenError::UnknownScheme(other.to_owned())),
            None if url.starts_with("postgres:") || url.starts_with("postgresql:") => {
                Err(super::OpenError::Address)
            }
            None => sqlite::open(url.trim_start_matches("sqlite:")).await,
        }
    }

    /// Starts a transaction that may write.
    pub(super) async fn write(&self) -> sqlx::Result<Session> {
        match self {
            // At once, so that nothing that was read is stale when it writes.
            Self::Sqlite { writer, .. } => {
                Ok(Session::SqliteWrite(writer.begin_with("BEGIN IMMEDIATE").await?))
            }
            Self::Postgres(pool) => {
                Ok(Session::PostgresWrite(pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?))
            }
        }
    }

    /// Takes a connection for one statement that reads.
    pub(super) async fn read(&self) -> sqlx::Result<Session> {
        match self {
            Self::Sqlite { readers, .. } => Ok(Session::SqliteRead(readers.acquire().await?)),
            Self::Postgres(pool) => Ok(Session::PostgresRead(pool.acquire().await?)),
        }
    }

    /// Takes away what erased rows leave behind in the log of changes, where the database lets us.
    pub(super) async fn scrub(&self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite { writer, .. } => sqlite::scrub(writer).await,
            Self::Postgres(_) => Ok(()),
        }
    }
}

/// Makes tables in steps, each a name and SQL; the first is number 1.
fn migrator(steps: &[(&'static str, &'static str)]) -> Migrator {
    let step = |(number, (name, text)): (i64, &(&'static str, &'static str))| {
        Migration::new(number, (*name).into(), MigrationType::Simple, text.into_sql_str(), false)
    };
    Migrator::with_migrations((1..).zip(steps).map(step).collect())
}
