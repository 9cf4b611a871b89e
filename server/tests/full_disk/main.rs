//! A store whose files may not grow, as on a full disk, and may again. A program of its own, since the limit is the
//! process's.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plimsoll_server::{
    Millis,
    proving::store::{
        Action, Actions, CredentialHash, CredentialKind, NewCredential, StoreError, Tenant, open,
    },
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};

/// SIGXFSZ, by which Linux tells that a file would grow beyond the limit.
const TOO_LONG: i32 = 25;

fn credential(number: u8) -> NewCredential {
    NewCredential {
        kind: CredentialKind::Token,
        hash: CredentialHash([number; 32]),
        name: "x".repeat(100),
        tenant: Tenant::new("bank-a").unwrap(),
        actions: Actions(vec![Action::Read]),
        expires_at: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_may_not_grow_are_told_and_grow_again() {
    // Heard, so that it does not end the process.
    let _heard = signal(SignalKind::from_raw(TOO_LONG)).unwrap();
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path().join("queue.db").to_str().unwrap()).await.unwrap();
    let now = Millis(1_700_000_000_000);
    store.beat(now).await.unwrap();
    let before = getrlimit(Resource::Fsize);
    for round in 0..2 {
        setrlimit(Resource::Fsize, Rlimit { current: Some(4096), ..before }).unwrap();
        for _ in 0..3 {
            let refused = store.add_credential(&credential(round), now).await.unwrap_err();
            assert!(matches!(refused, StoreError::Full(_) | StoreError::Unavailable(_)), "{refused}");
            store.beat(now).await.unwrap_err();
        }
        assert_eq!(store.credentials().await.unwrap().len(), usize::from(round), "what only reads goes on");
        setrlimit(Resource::Fsize, before).unwrap();
        store.beat(now).await.unwrap();
        store.add_credential(&credential(round), now).await.unwrap();
    }
    assert_eq!(store.credentials().await.unwrap().len(), 2);
}
