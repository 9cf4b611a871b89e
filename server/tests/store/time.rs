//! What time demands.

use crate::world::{
    LATER, NOW, POLICY, SOON, Shared, WIDE, job, lease, lease_as, leased, proof, read, submit, tenant,
};
use plimsoll_api::{FailureCode, Priority, State};
use plimsoll_circuits::statement::CircuitId;
use plimsoll_server::proving::store::{NewJob, Outcome, Swept};

pub async fn leases_run_out(store: &Shared) {
    let id = leased(store).await.id;
    let swept = store.sweep(&POLICY, SOON.plus(-1)).await.unwrap();
    assert_eq!(swept, Swept::default());
    for attempt in 1..=3 {
        let swept = store.sweep(&POLICY, SOON).await.unwrap();
        let kept = read(store, id).await;
        assert_eq!(kept.attempts, attempt);
        if attempt < 3 {
            assert_eq!(swept, Swept { queued_again: vec![id], ..Swept::default() });
            assert_eq!(kept.state, State::Queued);
            assert_eq!(lease(store, 1).await[0].id, id);
        } else {
            assert_eq!(swept, Swept { set_aside: vec![id], ..Swept::default() });
            let failure = kept.failure.unwrap();
            assert_eq!((kept.state, failure.code), (State::Failed, FailureCode::SetAside));
            assert!(failure.detail.contains("not heard of"), "{}", failure.detail);
        }
    }
}

pub async fn deadlines_pass(store: &Shared) {
    let due = NewJob { deadline: Some(SOON), ..job("a") };
    submit(store, &[due.clone(), NewJob { deadline: Some(SOON), ..job("a") }, job("a")]).await;
    let running = lease_as(store, "w", &CircuitId::ALL, 1, (LATER, NOW)).await.pop().unwrap();
    assert_eq!(running.id, due.id);
    // A job whose deadline has passed is not given away, swept or not.
    let given = lease_as(store, "w", &CircuitId::ALL, 5, (LATER, SOON)).await;
    assert_eq!(given.len(), 1);
    assert_eq!(given[0].deadline, None);
    assert!(store.sweep(&POLICY, SOON.plus(-1)).await.unwrap().deadline_passed.is_empty());
    let swept = store.sweep(&POLICY, SOON).await.unwrap();
    assert_eq!(swept.deadline_passed.len(), 2);
    for id in swept.deadline_passed {
        let kept = read(store, id).await;
        assert_eq!((kept.state, kept.finished_at), (State::Failed, Some(SOON)));
        assert_eq!(kept.failure.unwrap().code, FailureCode::DeadlinePassed);
    }
    let late = Outcome::Proven(proof(1), 1);
    assert!(!store.finish(running.id, running.fence, &late, &POLICY, SOON).await.unwrap());
    assert_eq!(read(store, given[0].id).await.state, State::Running);
}

pub async fn ended_jobs_are_erased_with_their_key(store: &Shared) {
    let key = Some(("k".to_owned(), [1; 32]));
    let pair =
        || [NewJob { idempotency: key.clone(), ..job("a") }, NewJob { idempotency: key.clone(), ..job("a") }];
    let [one, two] = pair();
    submit(store, &[one.clone(), two.clone()]).await;
    submit(store, &[job("b")]).await;
    store.cancel(&tenant("a"), one.id, NOW).await.unwrap();
    // While one of a submission is kept, all are.
    let past = NOW.plus(POLICY.keep_ms);
    assert_eq!(store.sweep(&POLICY, past).await.unwrap().erased, 0);
    store.cancel(&tenant("a"), two.id, SOON).await.unwrap();
    assert_eq!(store.sweep(&POLICY, past).await.unwrap().erased, 0);
    assert!(store.submit(&pair(), WIDE, past).await.unwrap().repeated);
    assert_eq!(store.sweep(&POLICY, SOON.plus(POLICY.keep_ms)).await.unwrap().erased, 2);
    assert!(store.job(&tenant("a"), one.id).await.unwrap().is_none());
    // The key is free again, and what has not ended is there however old it is.
    assert!(!store.submit(&pair(), WIDE, past).await.unwrap().repeated);
    assert_eq!(store.depth(NOW).await.unwrap().waiting(), 3);
}

pub async fn depth_is_counted(store: &Shared) {
    let batch = NewJob { priority: Priority::Batch, cost: 7, circuit: CircuitId::Attest, ..job("a") };
    submit(store, &[job("a"), job("b"), job("c")].map(|job| NewJob { tenant: tenant("a"), ..job })).await;
    store.submit(&[batch], WIDE, SOON).await.unwrap();
    lease(store, 1).await;
    let depth = store.depth(LATER).await.unwrap();
    assert_eq!(
        depth.queued,
        [(CircuitId::Attest, Priority::Batch, 1), (CircuitId::Move, Priority::Interactive, 2)]
    );
    assert_eq!((depth.waiting(), depth.queued_cost, depth.running), (3, 27, 1));
    assert_eq!(depth.oldest_ms, 60_000);
}
