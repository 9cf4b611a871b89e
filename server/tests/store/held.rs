//! A database that another process keeps for itself.

use crate::{
    backend::sqlite,
    world::{NOW, WIDE, job},
};
use plimsoll_server::proving::store::{OpenError, StoreError, SubmitError, open};
use plimsoll_tests::postgres::Postgres;
use sqlx::Connection as _;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_another_holds_is_told_within_seconds() {
    let place = sqlite().await;
    let mut other = sqlx::SqliteConnection::connect(&place.url).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let error = open(&place.url).await.err().unwrap();
    assert!(matches!(error, OpenError::Held { .. }), "{error}");
    assert!(error.to_string().contains("another process"), "{error}");
    let error = place.store.submit(&[job("a")], WIDE, NOW).await.unwrap_err();
    assert!(matches!(error, SubmitError::Store(StoreError::Held(_))), "{error}");
    let error = place.store.beat(NOW).await.unwrap_err();
    assert!(matches!(error, StoreError::Held(_)), "{error}");
    other.close().await.unwrap();
    open(&place.url).await.unwrap();
    place.store.submit(&[job("a")], WIDE, NOW).await.unwrap();
}

/// Not even reading is possible then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_another_has_to_itself_is_told_within_seconds() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("queue.db");
    let mut other =
        sqlx::SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", path.display())).await.unwrap();
    sqlx::raw_sql("CREATE TABLE a (b); PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
        .execute(&mut other)
        .await
        .unwrap();
    let error = open(path.to_str().unwrap()).await.err().unwrap();
    assert!(matches!(error, OpenError::Held { .. }), "{error}");
    other.close().await.unwrap();
    open(path.to_str().unwrap()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_that_another_holds_are_told_within_seconds() {
    let Some(server) = tokio::task::spawn_blocking(Postgres::shared).await.unwrap() else { return };
    let url = server.database();
    let store = open(&url).await.unwrap();
    let mut other = sqlx::PgConnection::connect(&url).await.unwrap();
    let lock = "BEGIN; LOCK TABLE queue, beats, credentials, _sqlx_migrations IN ACCESS EXCLUSIVE MODE";
    sqlx::raw_sql(lock).execute(&mut other).await.unwrap();
    let error = open(&url).await.err().unwrap();
    assert!(matches!(error, OpenError::Held { .. }), "{error}");
    let error = store.beat(NOW).await.unwrap_err();
    assert!(matches!(error, StoreError::Held(_)), "{error}");
    other.close().await.unwrap();
    open(&url).await.unwrap();
    store.beat(NOW).await.unwrap();
}
