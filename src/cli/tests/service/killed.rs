//! Whatever is killed, every job ends with its proof: none is lost, none is doubled.

use crate::{
    place::Place,
    process::{GUARD, until},
    statements::{again, assert_proven, attest, check, priority, sealed, statement},
};
use plimsoll_api::{Batch, Job, JobId, State};
use plimsoll_client::services::remote::{Client, JobFilter};
use plimsoll_tests::postgres::Postgres;
use sqlx::Connection;
use std::{collections::BTreeSet, path::Path, sync::mpsc, thread};

/// Jobs go in batches, in turn to the two tenants.
const BATCHES: usize = 20;
const IN_A_BATCH: usize = 10;

/// A worker that is killed loses its jobs soon. Slow machines may lose leases without a kill: that is no failure here.
const SETTINGS: &str = "[jobs]\nlease_ms = 1500\nattempts = 100\n";

const TENANTS: [&str; 2] = ["bank-a", "bank-b"];

#[test]
fn with_sqlite_no_job_is_lost_or_doubled() {
    let place = Place::with(SETTINGS, true, None);
    everything_is_killed(&place, None);
    let rows = runtime().block_on(async {
        let file = place.path().join("data/queue.db");
        let mut raw = sqlx::SqliteConnection::connect(file.to_str().unwrap()).await.unwrap();
        (
            sqlx::query_scalar::<_, i64>(ALL).fetch_one(&mut raw).await.unwrap(),
            sqlx::query_scalar::<_, i64>(WITH_WITNESS).fetch_one(&mut raw).await.unwrap(),
        )
    });
    assert_eq!(rows, (200, 0));
}

#[test]
fn with_postgres_no_job_is_lost_or_doubled() {
    let Some(server) = Postgres::start_new() else { return };
    let url = server.database();
    let place = Place::with(SETTINGS, true, Some(url.clone()));
    everything_is_killed(&place, Some(&server));
    let rows = runtime().block_on(async {
        let mut raw = sqlx::PgConnection::connect(&url).await.unwrap();
        (
            sqlx::query_scalar::<_, i64>(ALL).fetch_one(&mut raw).await.unwrap(),
            sqlx::query_scalar::<_, i64>(WITH_WITNESS).fetch_one(&mut raw).await.unwrap(),
        )
    });
    assert_eq!(rows, (200, 0));
}

const ALL: &str = "SELECT COUNT(*) FROM jobs";
const WITH_WITNESS: &str =
    "SELECT COUNT(*) FROM jobs WHERE ciphertext IS NOT NULL OR encapsulated IS NOT NULL";

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().unwrap()
}

/// What a tenant sends, under an idempotency key.
struct Sent {
    client: Client,
    batch: Batch,
    key: String,
}

impl Sent {
    fn send(&self) -> (Vec<JobId>, bool) {
        let submitted = self.client.submit_batch(&self.batch, Some(&self.key)).unwrap();
        (submitted.accepted.jobs.iter().map(|job| job.id).collect(), submitted.repeated)
    }
}

/// Jobs with all kinds of statements and both priorities, most of them quick ones, every other batch with its witnesses sealed by the tenant.
fn batches(clients: &[Client; 2]) -> Vec<Sent> {
    let key = clients[0].witness_key().unwrap();
    let one = |batch: usize| {
        let numbers = (batch * IN_A_BATCH..).take(IN_A_BATCH).map(|number| number as u64);
        let jobs = numbers.map(|number| {
            let circuit = if number.is_multiple_of(4) { statement } else { attest };
            let plain = circuit(number).with_priority(priority(number));
            if batch % 4 < 2 { sealed(&plain, &key) } else { again(&plain) }
        });
        Sent {
            client: clients[batch % 2].clone(),
            batch: Batch { jobs: jobs.collect() },
            key: format!("batch-{batch}"),
        }
    };
    (0..BATCHES).map(one).collect()
}

fn everything_is_killed(place: &Place, store: Option<&Postgres>) {
    let coordinator = place.coordinator(0, None);
    let address = coordinator.address.clone();
    place.grant("workers", "work,read", &["--certificate", "tls/worker.pem"]);
    let (failed, failures) = mpsc::channel();
    let clients = TENANTS.map(|tenant| {
        let failed = failed.clone();
        let notice = move |_: &_| {
            // Nobody listens any more at the end.
            let _ = failed.send(());
        };
        place.client(&coordinator, tenant).with_patience(GUARD).with_notice(notice)
    });
    let sent = batches(&clients);
    let (go, may) = mpsc::channel();
    let ids = thread::scope(|scope| {
        let submitter = scope.spawn(|| may.into_iter().flatten().map(|i: usize| sent[i].send().0).collect());
        go.send(0..10).unwrap();

        let (first, second) =
            (place.worker(&coordinator, "first", &[]), place.worker(&coordinator, "second", &[]));
        succeeded(&clients, 8);
        first.kill();
        let third = place.worker(&coordinator, "third", &[]);

        succeeded(&clients, 30);
        coordinator.process.kill();
        failures.try_iter().for_each(drop);
        go.send(10..15).unwrap();
        // Somebody submits in vain, and goes on trying.
        failures.recv_timeout(GUARD).unwrap();
        let coordinator = place.coordinator(0, Some(&address));
        assert_eq!(coordinator.address, address);

        succeeded(&clients, 90);
        second.kill();
        failures.try_iter().for_each(drop);
        if let Some(store) = store {
            store.kill();
        }
        go.send(15..20).unwrap();
        drop(go);
        if let Some(store) = store {
            failures.recv_timeout(GUARD).unwrap();
            store.start();
        }
        let fourth = place.worker(&coordinator, "fourth", &[]);
        succeeded(&clients, BATCHES * IN_A_BATCH);
        let ids: Vec<Vec<JobId>> = submitter.join().unwrap();
        // Submitted once more, nothing is added.
        for (sent, ids) in sent.iter().zip(&ids) {
            assert_eq!(sent.send(), (ids.clone(), true));
        }
        for mut process in [third, fourth, coordinator.process] {
            assert!(process.end().success());
        }
        ids
    });
    let log = String::from_utf8(place.read("coordinator.log")).unwrap();
    assert!(log.contains("was not heard of"), "workers were killed with jobs in their hands");
    let coordinator = place.coordinator(0, None);
    all_have_their_proofs(&TENANTS.map(|tenant| place.client(&coordinator, tenant)), &sent, &ids);
    no_witness_is_left(&place.path().join("data"), &sent);
}

/// Waits until so many jobs have succeeded.
fn succeeded(clients: &[Client; 2], count: usize) {
    let filter = JobFilter { state: Some(State::Succeeded), limit: Some(500), ..JobFilter::default() };
    until("jobs succeed", || {
        let all = clients.iter().map(|client| client.jobs(&filter).unwrap().jobs.len());
        (all.sum::<usize>() >= count).then_some(())
    });
}

/// Each tenant has exactly the jobs that it submitted, each with a proof of its own public inputs.
fn all_have_their_proofs(clients: &[Client; 2], sent: &[Sent], ids: &[Vec<JobId>]) {
    let check = check();
    let mut proofs = BTreeSet::new();
    for (tenant, client) in clients.iter().enumerate() {
        let mine: BTreeSet<_> = ids.iter().skip(tenant).step_by(2).flatten().copied().collect();
        assert_eq!(mine.len(), BATCHES / 2 * IN_A_BATCH);
        assert_eq!(
            all_jobs(client).iter().map(|job| job.id).collect::<Vec<_>>(),
            mine.iter().rev().copied().collect::<Vec<_>>()
        );
        for (sent, ids) in sent.iter().zip(ids).skip(tenant).step_by(2) {
            for (submission, id) in sent.batch.jobs.iter().zip(ids) {
                let job = client.job(*id).unwrap();
                assert_eq!((job.circuit, job.priority), (submission.circuit, submission.priority));
                assert_proven(&check, &job, &submission.posted);
                proofs.insert(job.proof.unwrap().0);
            }
        }
    }
    assert_eq!(proofs.len(), BATCHES * IN_A_BATCH);
}

/// All jobs of a tenant, newest first, page by page.
fn all_jobs(client: &Client) -> Vec<Job> {
    let (mut jobs, mut cursor) = (Vec::new(), None);
    loop {
        let page = client.jobs(&JobFilter { cursor, limit: Some(30), ..JobFilter::default() }).unwrap();
        jobs.extend(page.jobs);
        cursor = page.cursor;
        if cursor.is_none() {
            return jobs;
        }
    }
}

/// No part of a witness's ciphertext is in a file of the service.
fn no_witness_is_left(data: &Path, sent: &[Sent]) {
    let parts: BTreeSet<[u8; 32]> = sent
        .iter()
        .flat_map(|sent| &sent.batch.jobs)
        .filter_map(|job| job.sealed_witness.as_ref())
        .flat_map(|sealed| sealed.ciphertext.chunks_exact(2048).map(|part| part[..32].try_into().unwrap()))
        .collect();
    assert!(parts.len() > 100);
    for file in std::fs::read_dir(data).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let found = bytes.windows(32).any(|window| parts.contains(window));
        assert!(!found, "a sealed witness outlived its job");
    }
}
