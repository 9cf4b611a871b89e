//! PostgreSQL: for many machines.

use super::{Database, fault::Meaning, migrator};
use crate::proving::store::OpenError;
use sqlx::{
    PgPool,
    migrate::MigrateError,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};

/// The tables, step by step. Steps are added and never changed: a database remembers what it was made with.
const MIGRATIONS: &[(&str, &str)] =
    &[("queue", include_str!("../../../../migrations/postgres/0001_queue.sql"))];

/// How long a caller waits for a connection, while the server restarts for one.
const ACQUIRE: Duration = Duration::from_secs(5);

/// How many connections a process holds at most.
const CONNECTIONS: u32 = 16;

/// A statement that waits for a lock, or runs, for longer is given up, and its transaction undone.
const LIMITS: &str = "SET lock_timeout = '5s'; SET statement_timeout = '15s'; \
                      SET idle_in_transaction_session_timeout = '30s'";

/// Connects, and makes the tables under an advisory lock.
pub(super) async fn open(url: &str) -> Result<Database, OpenError> {
    // The reason is left out: it could repeat a part of the address, and that has a password in it.
    let options = PgConnectOptions::from_str(url).map_err(|_| OpenError::Address)?;
    let place = place(&options);
    let options = match options.get_application_name() {
        None => options.application_name("plimsoll"),
        Some(_) => options,
    };
    let failed = |error: sqlx::Error| OpenError::Database { place: place.clone(), reason: error.to_string() };
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE)
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(LIMITS).execute(connection).await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await
        .map_err(failed)?;
    migrate(&pool).await.map_err(|error| {
        let (place, reason) = (place.clone(), error.to_string());
        match Meaning::of_migration(&error) {
            Meaning::Lost => OpenError::Held { place, reason },
            Meaning::Full => OpenError::Full { place, reason },
            _ => OpenError::Tables { place, reason },
        }
    })?;
    Ok(Database::Postgres(pool))
}

async fn migrate(pool: &PgPool) -> Result<(), MigrateError> {
    // A connection of its own that is closed after: an advisory lock ends with it, whatever happened.
    let mut connection = pool.acquire().await?.detach();
    // Making tables may take its time; waiting for those who keep them may not.
    sqlx::raw_sql("SET statement_timeout = 0").execute(&mut connection).await?;
    let done = migrator(MIGRATIONS).run_direct(None, &mut connection, false).await;
    sqlx::Connection::close(connection).await?;
    done
}

/// Where the server is, without user and password.
fn place(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or_else(|| options.get_username());
    match options.get_socket() {
        Some(folder) => format!("PostgreSQL in {}, database {database}", folder.display()),
        None => format!("PostgreSQL at {}:{}, database {database}", options.get_host(), options.get_port()),
    }
}
