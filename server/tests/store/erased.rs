//! A job that has ended has no witness, in no column and in no file.

use crate::{
    backend::{Place, postgres, sqlite},
    world::{KEY, LATER, NOW, POLICY, SOON, Shared, WIDE, job, lease, proof, tenant},
};
use plimsoll_api::{Failure, FailureCode, SealedWitness};
use plimsoll_server::proving::store::{NewJob, Outcome, Policy};
use sqlx::Connection;
use std::{fs, path::Path};

/// Longer than a page, so that it also stands on pages of its own.
const PLANTED: &[u8; 16] = b"PLANTED WITNESS!";

fn planted() -> NewJob {
    let witness = SealedWitness {
        key: KEY.to_owned(),
        encapsulated: PLANTED.repeat(2),
        ciphertext: PLANTED.repeat(1000),
    };
    NewJob { witness, ..job("a") }
}

/// Ends a job in each way there is.
async fn end_all(store: &Shared) {
    let due = NewJob { deadline: Some(LATER), ..planted() };
    let dropped = planted();
    let jobs: Vec<_> = [dropped.clone(), due].into_iter().chain((0..5).map(|_| planted())).collect();
    store.submit(&jobs, WIDE, NOW).await.unwrap();
    store.cancel(&tenant("a"), dropped.id, NOW).await.unwrap();
    store.sweep(&POLICY, LATER).await.unwrap();
    let given = lease(store, 9).await;
    assert_eq!(given.len(), 5);
    let failure = Failure { code: FailureCode::MalformedWitness, check: None, detail: String::new() };
    let last = Policy { attempts: 1, ..POLICY };
    let outcomes = [Outcome::Proven(proof(1), 1), Outcome::Failed(failure), Outcome::Broken("no".to_owned())];
    for (lease, outcome) in given.iter().zip(&outcomes) {
        assert!(store.finish(lease.id, lease.fence, outcome, &last, NOW).await.unwrap());
    }
    store.cancel(&tenant("a"), given[3].id, NOW).await.unwrap();
    assert_eq!(store.sweep(&last, SOON).await.unwrap().set_aside, [given[4].id]);
}

const LEFT: &str = "SELECT COUNT(*) FROM jobs WHERE ciphertext IS NOT NULL OR encapsulated IS NOT NULL";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_keeps_nothing_in_its_files() {
    let Place { store, home, url } = sqlite().await;
    store.submit(&[planted()], WIDE, NOW).await.unwrap();
    assert!(planted_in(home.path()), "the search finds what is there");
    let id = lease(&store, 1).await[0].id;
    store.cancel(&tenant("a"), id, NOW).await.unwrap();
    end_all(&store).await;
    let mut raw = sqlx::SqliteConnection::connect(&url).await.unwrap();
    let (left, all): (i64, i64) = (
        sqlx::query_scalar(LEFT).fetch_one(&mut raw).await.unwrap(),
        sqlx::query_scalar("SELECT COUNT(*) FROM jobs").fetch_one(&mut raw).await.unwrap(),
    );
    assert_eq!((left, all), (0, 8));
    assert!(!planted_in(home.path()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_keeps_nothing_in_its_columns() {
    let Some(Place { store, url, home: _home }) = postgres().await else { return };
    end_all(&store).await;
    let mut raw = sqlx::PgConnection::connect(&url).await.unwrap();
    let left: i64 = sqlx::query_scalar(LEFT).fetch_one(&mut raw).await.unwrap();
    let all: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM jobs").fetch_one(&mut raw).await.unwrap();
    assert_eq!((left, all), (0, 7));
    // Not even by hand: the table refuses.
    let ended = "UPDATE jobs SET ciphertext = 'x', encapsulated = 'x'";
    assert!(sqlx::query(ended).execute(&mut raw).await.is_err());
}

fn planted_in(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().any(|file| {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        bytes.windows(PLANTED.len()).any(|window| window == PLANTED)
    })
}
