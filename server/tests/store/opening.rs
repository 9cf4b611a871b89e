//! How a store is opened, and what it survives.

use crate::{
    backend::sqlite,
    world::{LATER, NOW, POLICY, WIDE, job, lease, proof, submit, tenant},
};
use plimsoll_api::State;
use plimsoll_server::proving::store::{OpenError, Outcome, StoreError, open};
use plimsoll_tests::postgres::Postgres;
use sqlx::Connection;
use std::{collections::HashSet, time::Duration};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_the_file_is_there_again() {
    let place = sqlite().await;
    let new = job("a");
    submit(&place.store, std::slice::from_ref(&new)).await;
    let leased = lease(&place.store, 1).await.pop().unwrap();
    drop(place.store);
    // The same file, by its path alone.
    let store = open(place.url.trim_start_matches("sqlite://")).await.unwrap();
    assert!(store.finish(new.id, leased.fence, &Outcome::Proven(proof(1), 1), &POLICY, LATER).await.unwrap());
    assert_eq!(store.job(&tenant("a"), new.id).await.unwrap().unwrap().state, State::Succeeded);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = sqlite().await;
    submit(&place.store, &[job("a")]).await;
    let mut files = 0;
    for file in std::fs::read_dir(place.home.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
        files += 1;
    }
    assert!(files >= 2, "the file and its log");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_open_a_file_at_once() {
    let home = tempfile::tempdir().unwrap();
    many_open(&format!("sqlite://{}/queue.db", home.path().display())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_open_a_database_at_once() {
    let Some(server) = Postgres::shared() else { return };
    many_open(&server.database()).await;
}

async fn many_open(url: &str) {
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let url = url.to_owned();
            tokio::spawn(async move {
                let store = open(&url).await.unwrap();
                for _ in 0..5 {
                    store.submit(&[job("a")], WIDE, NOW).await.unwrap();
                }
                store
            })
        })
        .collect();
    let mut stores = Vec::new();
    for task in tasks {
        stores.push(task.await.unwrap());
    }
    assert_eq!(stores[0].depth(NOW).await.unwrap().waiting(), 40);
    // They also share the queue: no job goes to two.
    let tasks: Vec<_> = stores
        .into_iter()
        .map(|store| {
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let given = lease(&store, 2).await;
                    if given.is_empty() {
                        return mine;
                    }
                    mine.extend(given.into_iter().map(|lease| lease.id));
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.unwrap());
    }
    assert_eq!((all.len(), all.iter().collect::<HashSet<_>>().len()), (40, 40));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_of_a_newer_version_are_left_alone() {
    let place = sqlite().await;
    drop(place.store);
    let mut raw = sqlx::SqliteConnection::connect(&place.url).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (99, 'later', TRUE, x'00', 0)";
    sqlx::query(newer).execute(&mut raw).await.unwrap();
    let error = open(&place.url).await.err().unwrap();
    assert!(matches!(error, OpenError::Tables { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_say_what_to_do_and_no_password() {
    let home = tempfile::tempdir().unwrap();
    let missing = format!("sqlite://{}/no/such/folder/queue.db", home.path().display());
    let text = home.path().join("text");
    std::fs::write(&text, "this is no database, and long enough to be none at all. ".repeat(20)).unwrap();
    let text = text.display().to_string();
    for (url, part) in [
        ("mysql://root:hunter2@localhost/x", "postgres://"),
        ("postgres://root:hunter2@localhost:99999/x", "postgres://"),
        ("postgres://root:hunter2@127.0.0.1:1/x", "127.0.0.1:1"),
        ("sqlite://", "sqlite:///"),
        ("sqlite:///tmp/queue.db?mode=rwc", "nothing else"),
        (missing.as_str(), "create its folder"),
        (text.as_str(), "not a database"),
    ] {
        let error: OpenError = open(url).await.err().unwrap();
        let (shown, debug) = (error.to_string(), format!("{error:?}"));
        assert!(shown.contains(part), "{shown}");
        assert!(!shown.contains("hunter2") && !debug.contains("hunter2"), "{shown} {debug}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_dies_loses_nothing() {
    let Some(server) = tokio::task::spawn_blocking(Postgres::start_new).await.unwrap() else { return };
    let store = open(&server.database()).await.unwrap();
    let new = job("a");
    submit(&store, std::slice::from_ref(&new)).await;
    let leased = lease(&store, 1).await.pop().unwrap();
    server.kill();
    let mut tries = 0;
    // A process that served a connection lives until it learns that its parent died.
    let down = loop {
        match store.beat(NOW).await {
            Err(down) => break down,
            Ok(()) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
        tries += 1;
        assert!(tries < 50, "the server does not die");
    };
    assert!(matches!(down, StoreError::Unavailable(_)), "{down}");
    server.start();
    let mut tries = 0;
    while store.beat(NOW).await.is_err() {
        tries += 1;
        assert!(tries < 50, "the store does not come back");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let outcome = Outcome::Proven(proof(1), 1);
    assert!(store.finish(new.id, leased.fence, &outcome, &POLICY, LATER).await.unwrap());
    server.restart();
    assert_eq!(store.job(&tenant("a"), new.id).await.unwrap().unwrap().state, State::Succeeded);
}
