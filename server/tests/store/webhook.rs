//! What is to be sent when jobs end.

use crate::world::{LATER, NOW, POLICY, Shared, job, lease, leased, proof, submit, tenant};
use plimsoll_api::{Failure, FailureCode, State, WebhookId};
use plimsoll_server::{
    Millis,
    proving::store::{Delivery, NewJob, NewWebhook, Outcome, Policy},
    webhook::Secret,
};
use rand::rngs::OsRng;
use uuid::Uuid;

fn new(of: &str) -> NewWebhook {
    NewWebhook {
        id: WebhookId(Uuid::now_v7()),
        tenant: tenant(of),
        url: "https://desk.example/hooks".to_owned(),
        secret: Secret::fresh(&mut OsRng),
    }
}

/// A second for each attempt.
fn again(attempt: u32) -> i64 {
    i64::from(attempt) * 1000
}

async fn due(store: &Shared, now: Millis) -> Vec<Delivery> {
    store.due_deliveries(100, again, now).await.unwrap()
}

pub async fn every_end_is_kept_until_it_is_delivered(store: &Shared) {
    let (first, second, other) = (new("a"), new("a"), new("b"));
    for webhook in [&first, &second, &other] {
        assert_eq!(store.add_webhook(webhook, NOW).await.unwrap().unwrap().id, webhook.id);
    }
    let names: Vec<_> =
        store.webhooks(&tenant("a")).await.unwrap().iter().map(|webhook| webhook.id).collect();
    assert_eq!(names, [first.id, second.id]);
    // One of each end: proven, refused, called off, too late.
    let named = NewJob { reference: Some("order 17".to_owned()), ..job("a") };
    let late = NewJob { deadline: Some(LATER), ..job("a") };
    let cancelled = job("a");
    submit(store, std::slice::from_ref(&named)).await;
    submit(store, &[job("a")]).await;
    let held = lease(store, 2).await;
    assert!(due(store, LATER).await.is_empty(), "nothing has ended");
    let failure = Failure { code: FailureCode::StatementRefused, check: None, detail: String::new() };
    let proven = Outcome::Proven(proof(1), 1);
    assert!(store.finish(held[0].id, held[0].fence, &proven, &POLICY, NOW).await.unwrap());
    // Told again, it is one end.
    assert!(store.finish(held[0].id, held[0].fence, &proven, &POLICY, NOW).await.unwrap());
    assert!(store.finish(held[1].id, held[1].fence, &Outcome::Failed(failure), &POLICY, NOW).await.unwrap());
    submit(store, &[cancelled.clone(), late.clone()]).await;
    for _ in 0..2 {
        store.cancel(&tenant("a"), cancelled.id, NOW).await.unwrap().unwrap();
    }
    store.sweep(&POLICY, LATER).await.unwrap();
    let all = due(store, LATER).await;
    let states = |webhook: WebhookId| {
        let of = all.iter().filter(|delivery| delivery.webhook == webhook);
        let mut states: Vec<_> = of.map(|delivery| (delivery.job.id, delivery.job.state)).collect();
        states.sort_by_key(|(id, _)| *id);
        states
    };
    let mut expected = vec![
        (held[0].id, State::Succeeded),
        (held[1].id, State::Failed),
        (cancelled.id, State::Cancelled),
        (late.id, State::Failed),
    ];
    expected.sort_by_key(|(id, _)| *id);
    assert_eq!((all.len(), states(first.id), states(second.id)), (8, expected.clone(), expected));
    let told = all.iter().find(|delivery| delivery.job.id == named.id).unwrap();
    assert_eq!((told.job.reference.as_deref(), told.attempt, told.ended_at), (Some("order 17"), 1, NOW));
    assert_eq!(told.url, first.url);

    // What was not delivered is due again later, and only that.
    assert!(due(store, LATER).await.is_empty());
    for delivery in all.iter().filter(|delivery| delivery.webhook == first.id || delivery.job.id != named.id)
    {
        store.delivered(delivery.webhook, delivery.job.id).await.unwrap();
    }
    let rest = due(store, LATER.plus(1000)).await;
    assert_eq!(
        rest.iter().map(|d| (d.webhook, d.job.id, d.attempt)).collect::<Vec<_>>(),
        [(second.id, named.id, 2)]
    );
    assert_eq!(rest[0].secret.as_bytes(), second.secret.as_bytes());
    assert!(due(store, LATER.plus(2999)).await.is_empty());
    // When the job is erased, so is this.
    let policy = Policy { keep_ms: 0, ..POLICY };
    store.sweep(&policy, LATER.plus(2999)).await.unwrap();
    assert!(due(store, LATER.plus(9000)).await.is_empty());
}

pub async fn a_webhook_that_is_removed_or_gone_is_told_nothing(store: &Shared) {
    let (removed, gone) = (new("a"), new("a"));
    for webhook in [&removed, &gone] {
        store.add_webhook(webhook, NOW).await.unwrap().unwrap();
    }
    let end = async || {
        let held = leased(store).await;
        let outcome = Outcome::Proven(proof(1), 1);
        assert!(store.finish(held.id, held.fence, &outcome, &POLICY, NOW).await.unwrap());
    };
    end().await;
    assert!(!store.remove_webhook(&tenant("b"), removed.id).await.unwrap(), "another tenant's");
    assert!(store.remove_webhook(&tenant("a"), removed.id).await.unwrap());
    assert!(!store.remove_webhook(&tenant("a"), removed.id).await.unwrap());
    assert_eq!(due(store, NOW).await.len(), 1);
    store.webhook_gone(gone.id, LATER).await.unwrap();
    end().await;
    assert!(due(store, LATER.plus(9000)).await.is_empty());
    let left = store.webhooks(&tenant("a")).await.unwrap();
    assert_eq!((left.len(), left[0].gone_at), (1, Some(LATER)));
    // No tenant has more than so many.
    for _ in 1..16 {
        assert!(store.add_webhook(&new("a"), NOW).await.unwrap().is_some());
    }
    assert!(store.add_webhook(&new("a"), NOW).await.unwrap().is_none());
    assert!(store.add_webhook(&new("b"), NOW).await.unwrap().is_some());
}
