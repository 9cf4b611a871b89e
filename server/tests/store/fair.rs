//! Whose turn it is.

use crate::world::{NOW, POLICY, SOON, Shared, job, lease, lease_as, submit};
use plimsoll_api::Priority;
use plimsoll_circuits::statement::CircuitId;
use plimsoll_server::proving::store::{NewJob, Outcome};

/// The tenants of the next leases, in their order.
async fn order(store: &Shared, leases: usize) -> String {
    let mut order = String::new();
    for _ in 0..leases {
        order.push_str(lease(store, 1).await[0].tenant.name());
    }
    order
}

fn many(of: &str, count: usize, cost: u64, priority: Priority) -> Vec<NewJob> {
    (0..count).map(|_| NewJob { cost, priority, ..job(of) }).collect()
}

pub async fn tenants_take_turns(store: &Shared) {
    submit(store, &many("a", 100, 10, Priority::Interactive)).await;
    assert_eq!(order(store, 3).await, "aaa");
    // Who comes later waits for nobody's heap.
    submit(store, &many("b", 4, 10, Priority::Interactive)).await;
    submit(store, &many("c", 2, 10, Priority::Interactive)).await;
    let order = order(store, 9).await;
    assert_eq!(order.matches('b').count(), 4, "{order}");
    assert_eq!(order.matches('c').count(), 2, "{order}");
    assert_eq!(order[..6].matches('b').count(), 2, "{order}");
}

pub async fn costs_count(store: &Shared) {
    submit(store, &many("a", 20, 30, Priority::Interactive)).await;
    submit(store, &many("b", 20, 10, Priority::Interactive)).await;
    // In 60 units of virtual time: 2 of a, 6 of b.
    let mut order: Vec<_> = order(store, 8).await.chars().collect();
    order.sort_unstable();
    assert_eq!(String::from_iter(order), "aabbbbbb");
    // Costs beyond all bounds do no harm.
    submit(store, &many("c", 3, u64::MAX, Priority::Interactive)).await;
    submit(store, &many("d", 3, 0, Priority::Interactive)).await;
    assert_eq!(lease(store, 1000).await.len(), 38);
}

pub async fn interactive_goes_first_and_batch_is_not_starved(store: &Shared) {
    submit(store, &many("b", 20, 10, Priority::Batch)).await;
    submit(store, &many("i", 40, 10, Priority::Interactive)).await;
    assert_eq!(order(store, 16).await, "iiiiiiibiiiiiiib");
    // The same when they are leased together.
    let together = lease_as(store, "w", &CircuitId::ALL, 16, (SOON, NOW)).await;
    let together: String = together.iter().map(|lease| lease.tenant.name()).collect();
    assert_eq!(together, "iiiiiiibiiiiiiib");
    // Alone, each gets all.
    let rest = lease(store, 100).await;
    assert_eq!(rest.len(), 28);
    assert!(rest[15..].iter().all(|lease| lease.priority == Priority::Batch));
}

pub async fn a_requeued_job_keeps_its_turn(store: &Shared) {
    submit(store, &many("a", 3, 10, Priority::Interactive)).await;
    let first = lease(store, 1).await.pop().unwrap();
    lease(store, 1).await;
    store.finish(first.id, first.fence, &Outcome::Returned, &POLICY, NOW).await.unwrap();
    assert_eq!(lease(store, 1).await[0].id, first.id);
}

pub async fn an_idle_queue_forgets(store: &Shared) {
    // One tenant asked for much, had some of it, and called the rest off.
    let jobs = many("a", 50, 10, Priority::Interactive);
    submit(store, &jobs).await;
    lease(store, 5).await;
    for job in &jobs {
        store.cancel(&job.tenant, job.id, NOW).await.unwrap();
    }
    // That is nothing to make up for.
    submit(store, &many("a", 4, 10, Priority::Interactive)).await;
    submit(store, &many("b", 4, 10, Priority::Interactive)).await;
    let order = order(store, 4).await;
    assert_eq!(order.matches('a').count(), 2, "{order}");
}
