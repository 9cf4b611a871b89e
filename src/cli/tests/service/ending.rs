//! A service that is told to end.

use crate::{
    ask::Asker,
    place::Place,
    process::until,
    statements::{assert_proven, attest, check, statement},
};
use plimsoll_api::{Job, JobList, Stage, State};
use reqwest::Method;
use std::io::{BufRead, BufReader, Read};

/// Waits until a worker is known to compute.
fn at_work(bank: &Asker) {
    let computed =
        |job: &Job| job.state == State::Succeeded || job.stage.is_some_and(|stage| stage > Stage::Waiting);
    until("a worker computes", || {
        bank.get("/v1/jobs").is::<JobList>(200).jobs.iter().any(computed).then_some(())
    });
}

#[test]
fn what_runs_is_finished_or_given_back_and_what_waits_is_proven_later() {
    // No time for running proofs, then enough of it.
    for grace in [0, 120] {
        let place = Place::new(&format!("grace_seconds = {grace}\n[jobs]\nattempts = 1\n"));
        let mut coordinator = place.coordinator(1, None);
        let bank = place.asker(&coordinator, "bank-a", "submit,read");
        let submissions: Vec<_> = (0..8).map(statement).collect();
        let ids: Vec<_> = submissions.iter().map(|submission| bank.accepted(submission)).collect();
        at_work(&bank);
        assert!(coordinator.process.end().success());

        // Without a worker nothing moves: what the first one left is seen.
        let mut coordinator = place.coordinator(0, None);
        let bank = place.asker(&coordinator, "bank-a", "submit,read");
        let left: Vec<Job> = ids.iter().map(|id| bank.job(*id)).collect();
        let waiting = left.iter().filter(|job| job.state == State::Queued).count();
        for job in &left {
            match job.state {
                // What was given back was no attempt: with one attempt in all, it would never be proven.
                State::Queued => assert_eq!((job.attempts, job.stage), (0, None)),
                State::Succeeded => assert_eq!(job.attempts, 1),
                _ => panic!("{job:?}"),
            }
        }
        assert!(waiting > 0, "the service ended before its queue was empty");
        if grace > 0 {
            assert!(waiting < left.len(), "there was time for the proof that ran");
        }
        assert!(coordinator.process.end().success());

        let coordinator = place.coordinator(1, None);
        let bank = place.asker(&coordinator, "bank-a", "submit,read");
        for (submission, id) in submissions.iter().zip(ids) {
            let job = bank.ended(id);
            assert_proven(&check(), &job, &submission.posted);
            assert_eq!(job.attempts, 1);
        }
    }
}

#[test]
fn a_worker_gives_back_what_it_has() {
    // A lease that is not given back would last longer than any test.
    let place = Place::new("[jobs]\nattempts = 1\nlease_ms = 3600000\n");
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    let ids: Vec<_> = (0..6).map(|i| bank.accepted(&attest(100 + i))).collect();
    let mut worker = place.worker(&coordinator, "first", &["--grace", "1s"]);
    at_work(&bank);
    assert!(worker.end().success());
    for id in &ids {
        let job = bank.job(*id);
        assert!(matches!((job.state, job.attempts), (State::Queued, 0) | (State::Succeeded, 1)), "{job:?}");
    }
    let _second = place.worker(&coordinator, "second", &[]);
    for id in ids {
        let job = bank.ended(id);
        assert_eq!((job.state, job.attempts), (State::Succeeded, 1));
    }
}

#[test]
fn who_waits_is_answered_when_the_service_ends() {
    let place = Place::new("");
    let mut coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    let id = bank.accepted(&attest(7));
    let events = bank.request(Method::GET, &format!("/v1/jobs/{id}/events")).send().unwrap();
    let (mut events, mut first) = (BufReader::new(events), String::new());
    events.read_line(&mut first).unwrap();
    let waits = bank.clone();
    let waiting = std::thread::spawn(move || waits.get(&format!("/v1/jobs/{id}?wait_ms=60000")));
    // Nothing shows from outside that the request has arrived.
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(coordinator.process.end().success());
    assert_eq!(waiting.join().unwrap().is::<Job>(200).state, State::Queued);
    let mut rest = String::new();
    events.read_to_string(&mut rest).unwrap();
    assert!(first == "event: job\n" && rest.contains(r#""state":"queued""#), "{first}{rest}");
}
