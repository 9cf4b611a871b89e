//! How jobs end.

use crate::world::{LATER, NOW, POLICY, Shared, held, job, lease, leased, proof, read, submit, tenant};
use plimsoll_api::{Failure, FailureCode, State};
use plimsoll_server::proving::store::{Outcome, Policy};

pub async fn a_proof_counts_once(store: &Shared) {
    let lease = leased(store).await;
    let finish = |byte, us| async move {
        store.finish(lease.id, lease.fence, &Outcome::Proven(proof(byte), us), &POLICY, LATER).await.unwrap()
    };
    assert!(finish(1, 123_456).await);
    let kept = read(store, lease.id).await;
    assert_eq!((kept.state, kept.finished_at), (State::Succeeded, Some(LATER)));
    assert_eq!((kept.proof, &kept.failure, kept.stage), (Some((proof(1), 123_456)), &None, None));
    // The answer was lost, and the worker says it again.
    assert!(finish(1, 123_456).await);
    assert!(!finish(2, 123_456).await);
    assert_eq!(read(store, lease.id).await, kept);
}

pub async fn a_failure_is_kept(store: &Shared) {
    let lease = leased(store).await;
    let failure = Failure {
        code: FailureCode::StatementRefused,
        check: Some("MOVE-15 value cap".to_owned()),
        detail: "the value is above the cap".to_owned(),
    };
    let outcome = Outcome::Failed(failure.clone());
    assert!(store.finish(lease.id, lease.fence, &outcome, &POLICY, LATER).await.unwrap());
    let kept = read(store, lease.id).await;
    assert_eq!((kept.state, kept.finished_at, kept.failure), (State::Failed, Some(LATER), Some(failure)));
    assert!(!store.finish(lease.id, lease.fence, &outcome, &POLICY, LATER).await.unwrap());
    assert_eq!(store.heartbeat(&[held(&lease)], LATER).await.unwrap(), [lease.id]);
}

pub async fn a_returned_job_was_no_attempt(store: &Shared) {
    let mut given = leased(store).await;
    for _ in 0..5 {
        assert!(store.finish(given.id, given.fence, &Outcome::Returned, &POLICY, NOW).await.unwrap());
        let kept = read(store, given.id).await;
        assert_eq!((kept.state, kept.attempts), (State::Queued, 0));
        given = lease(store, 1).await.pop().unwrap();
        assert_eq!(given.attempt, 1);
    }
}

pub async fn a_poisoned_job_is_set_aside(store: &Shared) {
    submit(store, &[job("a")]).await;
    for attempt in 1..=3 {
        let given = lease(store, 1).await.pop().unwrap();
        assert_eq!(given.attempt, attempt);
        let outcome = Outcome::Broken(format!("out of\nmemory {attempt} {}", "x".repeat(10_000)));
        assert!(store.finish(given.id, given.fence, &outcome, &POLICY, NOW).await.unwrap());
        let kept = read(store, given.id).await;
        assert_eq!(kept.state, if attempt < 3 { State::Queued } else { State::Failed });
        if attempt == 3 {
            let failure = kept.failure.unwrap();
            assert_eq!(failure.code, FailureCode::SetAside);
            assert!(failure.detail.contains("memory 1") && failure.detail.contains("memory 3"));
            assert!(failure.detail.len() < 2000);
            // One line for each attempt, however the reason was written.
            assert_eq!(failure.detail.lines().count(), 4);
        }
    }
    assert!(lease(store, 1).await.is_empty());
    // One attempt, if there may be one only.
    let given = leased(store).await;
    let strict = Policy { attempts: 1, ..POLICY };
    assert!(
        store.finish(given.id, given.fence, &Outcome::Broken("no".to_owned()), &strict, NOW).await.unwrap()
    );
    assert_eq!(read(store, given.id).await.state, State::Failed);
}

pub async fn queued_and_running_jobs_can_be_cancelled(store: &Shared) {
    submit(store, &[job("a"), job("a")]).await;
    let running = lease(store, 1).await.pop().unwrap();
    let queued = job("a");
    submit(store, std::slice::from_ref(&queued)).await;
    for id in [running.id, queued.id] {
        let (kept, changed) = store.cancel(&tenant("a"), id, LATER).await.unwrap().unwrap();
        assert_eq!((kept.state, kept.finished_at, changed), (State::Cancelled, Some(LATER), true));
        let (again, changed) = store.cancel(&tenant("a"), id, LATER.plus(1)).await.unwrap().unwrap();
        assert_eq!((again, changed), (kept, false));
    }
    // The worker learns of it, and its result counts for nothing.
    assert_eq!(store.heartbeat(&[held(&running)], LATER).await.unwrap(), [running.id]);
    let late = Outcome::Proven(proof(1), 1);
    assert!(!store.finish(running.id, running.fence, &late, &POLICY, LATER).await.unwrap());
    assert_eq!(lease(store, 5).await.len(), 1);
    // What has ended stays as it ended.
    let lease = leased(store).await;
    store.finish(lease.id, lease.fence, &late, &POLICY, NOW).await.unwrap();
    let (kept, changed) = store.cancel(&tenant("a"), lease.id, LATER).await.unwrap().unwrap();
    assert_eq!((kept.state, changed), (State::Succeeded, false));
}

pub async fn cancel_and_finish_at_once(store: &Shared) {
    for _ in 0..20 {
        let lease = leased(store).await;
        let (id, fence) = (lease.id, lease.fence);
        let one = store.clone();
        let finish =
            tokio::spawn(
                async move { one.finish(id, fence, &Outcome::Proven(proof(1), 1), &POLICY, NOW).await },
            );
        let two = store.clone();
        let cancel = tokio::spawn(async move { two.cancel(&tenant("a"), id, NOW).await });
        let finished = finish.await.unwrap().unwrap();
        let (_, cancelled) = cancel.await.unwrap().unwrap().unwrap();
        assert_ne!(finished, cancelled);
        let state = read(store, id).await.state;
        assert_eq!(state, if finished { State::Succeeded } else { State::Cancelled });
    }
}
