//! A connection to either database.

use super::statement::{Statement, Value};
use sqlx::{
    Decode, Postgres, Row as _, Sqlite, Transaction, Type, pool::PoolConnection, postgres::PgRow,
    sqlite::SqliteRow,
};

/// A connection, in a transaction if it may write. What was written and not committed is undone when this is dropped.
pub(crate) enum Session {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// Prepares a statement for one database.
macro_rules! prepared {
    ($database:ty, $text:expr, $values:expr) => {{
        let mut query = sqlx::query::<$database>($text);
        for value in $values {
            query = match value {
                Value::Int(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

impl Session {
    /// All rows of a query.
    pub(crate) async fn all(&mut self, statement: Statement) -> sqlx::Result<Vec<Row>> {
        let Statement { sql, values } = statement;
        match self {
            Self::SqliteRead(connection) => {
                let rows = prepared!(Sqlite, sql.sqlite, values).fetch_all(&mut **connection).await?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            Self::SqliteWrite(connection) => {
                let rows = prepared!(Sqlite, sql.sqlite, values).fetch_all(&mut **connection).await?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            Self::PostgresRead(connection) => {
                let rows = prepared!(Postgres, sql.postgres, values).fetch_all(&mut **connection).await?;
                Ok(rows.into_iter().map(Row::Postgres).collect())
            }
            Self::PostgresWrite(connection) => {
                let rows = prepared!(Postgres, sql.postgres, values).fetch_all(&mut **connection).await?;
                Ok(rows.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// The first row of a query, if there is one.
    pub(crate) async fn first(&mut self, statement: Statement) -> sqlx::Result<Option<Row>> {
        Ok(self.all(statement).await?.into_iter().next())
    }

    /// Runs a statement. Gives how many rows it changed.
    pub(crate) async fn run(&mut self, statement: Statement) -> sqlx::Result<u64> {
        let Statement { sql, values } = statement;
        match self {
            Self::SqliteRead(connection) => {
                let done = prepared!(Sqlite, sql.sqlite, values).execute(&mut **connection).await?;
                Ok(done.rows_affected())
            }
            Self::SqliteWrite(connection) => {
                let done = prepared!(Sqlite, sql.sqlite, values).execute(&mut **connection).await?;
                Ok(done.rows_affected())
            }
            Self::PostgresRead(connection) => {
                let done = prepared!(Postgres, sql.postgres, values).execute(&mut **connection).await?;
                Ok(done.rows_affected())
            }
            Self::PostgresWrite(connection) => {
                let done = prepared!(Postgres, sql.postgres, values).execute(&mut **connection).await?;
                Ok(done.rows_affected())
            }
        }
    }

    /// Makes what was written last.
    pub(crate) async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::SqliteWrite(transaction) => transaction.commit().await,
            Self::PostgresWrite(transaction) => transaction.commit().await,
            Self::SqliteRead(_) | Self::PostgresRead(_) => Ok(()),
        }
    }
}

/// A row of an answer.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// What stands in a column: `i64`, `String` or `Vec<u8>`, or an `Option` of these.
    pub(crate) fn get<'r, T>(&'r self, column: &str) -> sqlx::Result<T>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>,
    {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
    }
}
