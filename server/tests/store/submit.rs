//! Jobs come in, and are found again.

use crate::world::{LATER, NOW, POLICY, Shared, WIDE, job, lease, read, submit, tenant};
use plimsoll_api::{JobId, Priority, State};
use plimsoll_server::proving::store::{Filter, Limits, NewJob, Outcome, Statement, SubmitError};
use uuid::Uuid;

pub async fn a_job_is_kept_as_it_came(store: &Shared) {
    let mut new = job("a");
    new.deadline = Some(LATER);
    new.priority = Priority::Batch;
    let given = submit(store, std::slice::from_ref(&new)).await.pop().unwrap();
    let kept = read(store, new.id).await;
    assert_eq!(given, kept);
    assert_eq!((kept.id, kept.tenant, kept.circuit), (new.id, new.tenant, new.circuit));
    assert_eq!((kept.state, kept.priority, kept.submitted_at), (State::Queued, Priority::Batch, NOW));
    assert_eq!((kept.deadline, kept.attempts, kept.proof, kept.failure), (Some(LATER), 0, None, None));
    let statement = Statement { circuit: new.circuit, posted: new.posted };
    assert_eq!(store.statement(new.id).await.unwrap(), Some(statement));
    assert_eq!(store.statement(JobId(Uuid::now_v7())).await.unwrap(), None);
    store.beat(NOW).await.unwrap();
    store.beat(NOW).await.unwrap();
    // Nothing is added by adding nothing.
    assert!(store.submit(&[], WIDE, NOW).await.unwrap().jobs.is_empty());
}

pub async fn a_batch_keeps_its_order(store: &Shared) {
    let batch = Some(JobId(Uuid::now_v7()));
    // Names that sort against the order, and both priorities.
    let mut jobs: Vec<_> = (0..6).map(|_| NewJob { batch, ..job("a") }).collect();
    jobs.reverse();
    jobs[1].priority = Priority::Batch;
    jobs[4].priority = Priority::Batch;
    for job in &mut jobs {
        job.idempotency = Some(("batch".to_owned(), [1; 32]));
    }
    let names: Vec<_> = jobs.iter().map(|job| job.id).collect();
    let first = store.submit(&jobs, WIDE, NOW).await.unwrap();
    assert_eq!(first.jobs.iter().map(|job| job.id).collect::<Vec<_>>(), names);
    let again = store.submit(&jobs, WIDE, NOW).await.unwrap();
    assert!(again.repeated);
    assert_eq!(again.jobs, first.jobs);
    let filter = Filter { state: None, batch, reference: None, before: None, limit: 100 };
    assert_eq!(store.jobs(&tenant("a"), &filter).await.unwrap().jobs.len(), 6);
    let other = Filter { batch: Some(JobId(Uuid::now_v7())), ..filter };
    assert!(store.jobs(&tenant("a"), &other).await.unwrap().jobs.is_empty());
    // All or none: the last one's name is taken.
    let mut more = vec![job("a"), job("a")];
    more[1].id = names[0];
    store.submit(&more, WIDE, NOW).await.unwrap_err();
    assert!(store.job(&tenant("a"), more[0].id).await.unwrap().is_none());
}

pub async fn pages_go_back_in_time(store: &Shared) {
    let mut names = Vec::new();
    for _ in 0..7 {
        names.push(submit(store, &[job("a")]).await[0].id);
    }
    let leased = lease(store, 2).await;
    names.reverse();
    let mut filter = Filter { state: None, batch: None, reference: None, before: None, limit: 3 };
    let mut seen = Vec::new();
    loop {
        let page = store.jobs(&tenant("a"), &filter).await.unwrap();
        seen.extend(page.jobs.iter().map(|job| job.id));
        assert_eq!(page.more, seen.len() < 7);
        if !page.more {
            break;
        }
        filter.before = seen.last().copied();
    }
    assert_eq!(seen, names);
    let running =
        Filter { state: Some(State::Running), batch: None, reference: None, before: None, limit: 10 };
    let running = store.jobs(&tenant("a"), &running).await.unwrap().jobs;
    assert_eq!(running.len(), 2);
    assert!(running.iter().all(|job| leased.iter().any(|lease| lease.id == job.id)));
}

pub async fn tenants_do_not_see_each_other(store: &Shared) {
    let mut mine = job("a");
    mine.idempotency = Some(("key".to_owned(), [1; 32]));
    let id = submit(store, &[mine]).await[0].id;
    let other = tenant("b");
    assert!(store.job(&other, id).await.unwrap().is_none());
    assert!(store.cancel(&other, id, NOW).await.unwrap().is_none());
    let all = Filter { state: None, batch: None, reference: None, before: None, limit: 10 };
    assert!(store.jobs(&other, &all).await.unwrap().jobs.is_empty());
    assert_eq!(read(store, id).await.state, State::Queued);
    // The same key of another tenant is another key.
    let mut theirs = job("b");
    theirs.idempotency = Some(("key".to_owned(), [2; 32]));
    assert!(!store.submit(&[theirs], WIDE, NOW).await.unwrap().repeated);
}

pub async fn a_repeated_request_adds_nothing(store: &Shared) {
    let key = Some(("k".repeat(255), [1; 32]));
    let first = submit(store, &[NewJob { idempotency: key.clone(), ..job("a") }]).await;
    // Limits do not count for what is there.
    let narrow = Limits { per_tenant: 0, queued: 0 };
    let again =
        store.submit(&[NewJob { idempotency: key.clone(), ..job("a") }], narrow, LATER).await.unwrap();
    assert!(again.repeated);
    assert_eq!(again.jobs, first);
    // It gives the job as it is now.
    let lease = lease(store, 1).await.pop().unwrap();
    let failure = plimsoll_api::Failure {
        code: plimsoll_api::FailureCode::StatementRefused,
        check: None,
        detail: "no".to_owned(),
    };
    assert!(store.finish(lease.id, lease.fence, &Outcome::Failed(failure), &POLICY, NOW).await.unwrap());
    let again = store.submit(&[NewJob { idempotency: key, ..job("a") }], WIDE, LATER).await.unwrap();
    assert_eq!((again.repeated, again.jobs[0].state), (true, State::Failed));
}

pub async fn a_key_for_another_request_is_refused(store: &Shared) {
    submit(store, &[NewJob { idempotency: Some(("k".to_owned(), [1; 32])), ..job("a") }]).await;
    let other = NewJob { idempotency: Some(("k".to_owned(), [2; 32])), ..job("a") };
    let refused = store.submit(std::slice::from_ref(&other), WIDE, NOW).await.unwrap_err();
    assert!(matches!(refused, SubmitError::IdempotencyMismatch));
    assert!(store.job(&tenant("a"), other.id).await.unwrap().is_none());
}

pub async fn of_duplicates_at_once_one_counts(store: &Shared) {
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let store = store.clone();
            let new = NewJob { idempotency: Some(("k".to_owned(), [1; 32])), ..job("a") };
            tokio::spawn(async move { store.submit(&[new], WIDE, NOW).await.unwrap() })
        })
        .collect();
    let mut names = Vec::new();
    let mut fresh = 0;
    for task in tasks {
        let submitted = task.await.unwrap();
        fresh += usize::from(!submitted.repeated);
        names.push(submitted.jobs[0].id);
    }
    names.dedup();
    assert_eq!((fresh, names.len()), (1, 1));
    assert_eq!(store.depth(NOW).await.unwrap().waiting(), 1);
}

pub async fn limits_hold(store: &Shared) {
    let limits = Limits { per_tenant: 3, queued: 4 };
    store.submit(&[job("a"), job("a")], limits, NOW).await.unwrap();
    let refused = store.submit(&[job("a"), job("a")], limits, NOW).await.unwrap_err();
    assert!(matches!(refused, SubmitError::TooManyJobs { unfinished: 2, limit: 3 }), "{refused}");
    // Running jobs count for the tenant, and not for the queue.
    assert_eq!(lease(store, 2).await.len(), 2);
    store.submit(&[job("a")], limits, NOW).await.unwrap();
    let refused = store.submit(&[job("a")], limits, NOW).await.unwrap_err();
    assert!(matches!(refused, SubmitError::TooManyJobs { unfinished: 3, limit: 3 }), "{refused}");
    store.submit(&[job("b"), job("b"), job("b")], limits, NOW).await.unwrap();
    let refused = store.submit(&[job("c")], limits, NOW).await.unwrap_err();
    assert!(matches!(refused, SubmitError::QueueFull { queued: 4, limit: 4 }), "{refused}");
}

pub async fn limits_hold_at_once(store: &Shared) {
    let limits = Limits { per_tenant: 5, queued: 100 };
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.submit(&[job("a")], limits, NOW).await.is_ok() })
        })
        .collect();
    let mut accepted = 0;
    for task in tasks {
        accepted += usize::from(task.await.unwrap());
    }
    assert_eq!(accepted, 5);
}
