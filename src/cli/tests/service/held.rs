//! A store that another process keeps for itself.

use crate::place::{Place, program};
use sqlx::Connection as _;

/// Every command that opens it says so within seconds, and what to do.
#[test]
fn a_store_that_another_holds_is_told() {
    let place = Place::new("");
    place.coordinator(0, None).process.kill();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let url = format!("sqlite://{}", place.path().join("data/queue.db").display());
    let mut other = runtime.block_on(sqlx::SqliteConnection::connect(&url)).unwrap();
    runtime.block_on(sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other)).unwrap();
    for words in [
        &["access", "grant", "--data", "data", "--tenant", "bank-a", "--may", "read"][..],
        &["access", "list", "--data", "data"],
        &["access", "revoke", "1", "--data", "data"],
        &["serve", "--config", "service.toml", "--threads", "0", "--listen", "127.0.0.1:0"],
    ] {
        let output = program(place.path()).args(words).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains("held by another process") && said.contains("try again"), "{words:?}: {said}");
    }
    runtime.block_on(other.close()).unwrap();
    place.token("bank-a", "read");
}
