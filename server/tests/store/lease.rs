//! Who works on what.

use crate::world::{
    LATER, NOW, POLICY, SOON, Shared, held, job, lease, lease_as, leased, proof, read, submit,
};
use plimsoll_api::{JobId, Stage, State};
use plimsoll_circuits::statement::CircuitId;
use plimsoll_server::proving::store::{Fence, NewJob, Outcome};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

pub async fn a_lease_has_everything(store: &Shared) {
    let new = NewJob { deadline: Some(LATER), ..job("a") };
    submit(store, std::slice::from_ref(&new)).await;
    let given = lease(store, 5).await.pop().unwrap();
    assert_eq!((given.id, given.fence, given.attempt), (new.id, Fence(1), 1));
    assert_eq!((given.tenant, given.circuit, given.priority), (new.tenant, new.circuit, new.priority));
    assert_eq!((given.submitted_at, given.deadline), (NOW, Some(LATER)));
    assert_eq!((given.posted, given.witness), (new.posted, new.witness));
    let kept = read(store, new.id).await;
    assert_eq!((kept.state, kept.started_at, kept.attempts), (State::Running, Some(NOW), 1));
    assert!(lease(store, 5).await.is_empty());
}

pub async fn only_circuits_that_were_asked_for(store: &Shared) {
    let attest = NewJob { circuit: CircuitId::Attest, ..job("a") };
    submit(store, &[attest.clone(), job("a")]).await;
    let ask = |circuits: Vec<CircuitId>, max| async move {
        lease_as(store, "w", &circuits, max, (SOON, NOW)).await
    };
    assert!(ask(vec![CircuitId::RegisterSmall], 9).await.is_empty());
    assert!(ask(vec![], 9).await.is_empty());
    assert!(ask(vec![CircuitId::Attest], 0).await.is_empty());
    let given = ask(vec![CircuitId::RegisterLarge, CircuitId::Attest, CircuitId::Attest], 9).await;
    assert_eq!(given.iter().map(|lease| lease.id).collect::<Vec<_>>(), [attest.id]);
}

pub async fn only_witnesses_that_the_worker_can_open(store: &Shared) {
    let mut foreign = job("a");
    foreign.witness.key = "of another worker".to_owned();
    submit(store, &[foreign.clone(), job("a")]).await;
    let given = lease(store, 9).await;
    assert_eq!(given.len(), 1);
    assert_ne!(given[0].id, foreign.id);
    assert_eq!(read(store, foreign.id).await.state, State::Queued);
}

pub async fn no_job_is_leased_twice(store: &Shared) {
    let jobs: Vec<_> = (0..200).map(|n| job(["a", "b", "c"][n % 3])).collect();
    submit(store, &jobs).await;
    let tasks: Vec<_> = (0..8)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let worker = format!("w{n}");
                let mut mine = Vec::new();
                loop {
                    let given = lease_as(&store, &worker, &CircuitId::ALL, 3, (SOON, NOW)).await;
                    if given.is_empty() {
                        return mine;
                    }
                    for lease in &given {
                        let outcome = Outcome::Proven(proof(n), 5);
                        assert!(store.finish(lease.id, lease.fence, &outcome, &POLICY, NOW).await.unwrap());
                    }
                    mine.extend(given.into_iter().map(|lease| (lease.id, n, lease.fence)));
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.unwrap());
    }
    assert_eq!(all.len(), 200);
    assert_eq!(all.iter().map(|(id, ..)| id).collect::<HashSet<_>>().len(), 200);
    for (id, worker, fence) in all {
        assert_eq!(fence, Fence(1));
        let name = &jobs.iter().find(|job| job.id == id).unwrap().tenant;
        assert_eq!(store.job(name, id).await.unwrap().unwrap().proof, Some((proof(worker), 5)));
    }
}

pub async fn fences_rise_and_old_ones_count_nothing(store: &Shared) {
    let old = leased(store).await;
    store.sweep(&POLICY, SOON).await.unwrap();
    let new = lease(store, 1).await.pop().unwrap();
    assert_eq!((new.id, new.fence, new.attempt), (old.id, Fence(2), 2));
    let failure = plimsoll_api::Failure {
        code: plimsoll_api::FailureCode::MalformedWitness,
        check: None,
        detail: String::new(),
    };
    for outcome in [
        Outcome::Proven(proof(1), 1),
        Outcome::Failed(failure),
        Outcome::Broken("late".to_owned()),
        Outcome::Returned,
    ] {
        assert!(!store.finish(old.id, old.fence, &outcome, &POLICY, NOW).await.unwrap());
        assert!(!store.finish(old.id, Fence(9), &outcome, &POLICY, NOW).await.unwrap());
        assert!(!store.finish(JobId(Uuid::now_v7()), Fence(1), &outcome, &POLICY, NOW).await.unwrap());
    }
    assert_eq!(store.heartbeat(&[held(&old)], LATER).await.unwrap(), [old.id]);
    assert_eq!(read(store, new.id).await.state, State::Running);
    assert!(store.finish(new.id, new.fence, &Outcome::Proven(proof(2), 1), &POLICY, NOW).await.unwrap());
    assert_eq!(read(store, new.id).await.proof, Some((proof(2), 1)));
}

pub async fn a_heartbeat_extends_and_names_what_is_lost(store: &Shared) {
    submit(store, &[job("a"), job("a"), job("a")]).await;
    let given = lease(store, 2).await;
    let queued = lease_as(store, "x", &CircuitId::ALL, 1, (SOON, NOW)).await.pop().unwrap();
    store.finish(queued.id, queued.fence, &Outcome::Returned, &POLICY, NOW).await.unwrap();
    let all = [held(&given[1]), held(&queued), held(&given[0])];
    assert_eq!(store.heartbeat(&all, LATER).await.unwrap(), [queued.id]);
    assert!(store.heartbeat(&[], LATER).await.unwrap().is_empty());
    let kept = read(store, given[0].id).await;
    assert_eq!((kept.state, kept.stage), (State::Running, Some(Stage::Proving)));
    // One that was long on its way shortens nothing.
    assert!(store.heartbeat(&all[2..], NOW).await.unwrap().is_empty());
    assert!(store.sweep(&POLICY, SOON).await.unwrap().queued_again.is_empty());
    assert_eq!(store.sweep(&POLICY, LATER).await.unwrap().queued_again.len(), 2);
    assert_eq!(read(store, given[0].id).await.stage, None);
}

/// Workers that bring proofs, fail, give back and fall silent; a tenant that cancels; sweeps, all at once.
pub async fn in_a_storm_every_job_ends_once(store: &Shared) {
    let jobs: Vec<_> = (0..120).map(|_| job("a")).collect();
    submit(store, &jobs).await;
    let workers: Vec<_> = (0..6u8)
        .map(|worker| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut proven = Vec::new();
                for round in 0..60u8 {
                    let given = lease_as(&store, "w", &CircuitId::ALL, 4, (SOON, NOW)).await;
                    let all: Vec<_> = given.iter().map(held).collect();
                    store.heartbeat(&all, SOON).await.unwrap();
                    for (n, lease) in (0..).zip(given) {
                        let outcome = match (worker + round + n) % 4 {
                            0 => Outcome::Returned,
                            1 => Outcome::Broken("storm".to_owned()),
                            2 => continue,
                            _ => Outcome::Proven(proof(worker), i64::from(round).unsigned_abs()),
                        };
                        let counts =
                            store.finish(lease.id, lease.fence, &outcome, &POLICY, NOW).await.unwrap();
                        if counts && matches!(outcome, Outcome::Proven(..)) {
                            proven.push((lease.id, worker));
                        }
                    }
                }
                proven
            })
        })
        .collect();
    let cancelled: Vec<_> = jobs.iter().step_by(10).map(|job| job.id).collect();
    let (tenant, canceller) = (jobs[0].tenant.clone(), store.clone());
    let canceller = tokio::spawn(async move {
        for id in cancelled {
            canceller.cancel(&tenant, id, NOW).await.unwrap();
        }
    });
    let sweeper = store.clone();
    let sweeper = tokio::spawn(async move {
        for _ in 0..30 {
            sweeper.sweep(&POLICY, SOON).await.unwrap();
        }
    });
    canceller.await.unwrap();
    sweeper.await.unwrap();
    let mut proven = HashMap::new();
    for worker in workers {
        for (id, worker) in worker.await.unwrap() {
            assert_eq!(proven.insert(id, worker), None, "two proofs of one job counted");
        }
    }
    // What is left ends by being tried too often.
    for _ in 0..4 {
        lease_as(store, "w", &CircuitId::ALL, 1000, (SOON, NOW)).await;
        store.sweep(&POLICY, SOON).await.unwrap();
    }
    for job in &jobs {
        let kept = read(store, job.id).await;
        assert!(kept.state.is_final(), "{kept:?}");
        assert_eq!(kept.proof.map(|(proof, _)| proof), proven.get(&job.id).copied().map(proof));
    }
    assert!(!proven.is_empty());
}
