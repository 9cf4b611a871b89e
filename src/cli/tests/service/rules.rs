//! What the API promises.

use crate::{
    ask::Asker,
    place::Place,
    process::until,
    statements::{again, assert_proven, attest, check, refused, sealed, statement},
};
use plimsoll_api::{
    Circuits, Code, FailureCode, Job, JobId, JobList, State, Submission, SubmittedBatch, Verdict, Verdicts,
    VerifyBatch, VerifyRequest, WitnessKey, WitnessKeys,
};
use reqwest::Method;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

fn text(submission: &Submission) -> String {
    serde_json::to_string(submission).unwrap()
}

fn batch(jobs: &[&Submission]) -> String {
    format!(r#"{{"jobs":[{}]}}"#, jobs.iter().map(|job| text(job)).collect::<Vec<_>>().join(","))
}

fn count(asker: &Asker) -> usize {
    asker.get("/v1/jobs?limit=500").is::<JobList>(200).jobs.len()
}

#[test]
fn the_same_request_is_one_job() {
    let place = Place::new("");
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    let submission = attest(2);
    let first: Job = bank.submit(&submission, Some("key-1")).is(201);
    // The witness may be sealed the second time; it is the same statement.
    let key = WitnessKeys::from_text(std::str::from_utf8(&place.read("data/witness.key")).unwrap()).unwrap();
    for repeated in [again(&submission), sealed(&submission, key.public())] {
        assert_eq!(bank.submit(&repeated, Some("key-1")).is::<Job>(200).id, first.id);
    }
    bank.submit(&attest(5), Some("key-1")).problem(Code::IdempotencyMismatch);
    bank.post("/v1/batches", batch(&[&submission]), Some("key-1")).problem(Code::IdempotencyMismatch);
    // Without a key each request is a job, and another key makes another.
    assert_ne!(bank.accepted(&submission), bank.accepted(&submission));
    bank.submit(&submission, Some("key-2")).is::<Job>(201);
    let two = batch(&[&attest(5), &statement(4)]);
    let together: SubmittedBatch = bank.post("/v1/batches", two.clone(), Some("key-3")).is(201);
    assert_eq!(bank.post("/v1/batches", two, Some("key-3")).is::<SubmittedBatch>(200), together);
    assert_eq!(count(&bank), 6);
    let of_batch = format!("/v1/jobs?batch={}", together.id);
    assert_eq!(bank.get(&of_batch).is::<JobList>(200).jobs.len(), 2);
    for wrong in ["", "with space", &"x".repeat(256)] {
        bank.submit(&submission, Some(wrong)).problem(Code::MalformedRequest);
    }
    // What was submitted is kept over a restart, its key too.
    drop(coordinator);
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    assert_eq!(bank.submit(&submission, Some("key-1")).is::<Job>(200).id, first.id);
}

#[test]
fn what_is_no_request_is_told_so() {
    let place = Place::new("[limits]\nbody_bytes = 200000\nbatch = 3\n");
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read,work");
    let submission = attest(2);

    bank.post("/v1/jobs", " ".repeat(200_001), None).problem(Code::TooLarge);
    let post = bank.request(Method::POST, "/v1/jobs").body(text(&submission));
    bank.send(post).problem(Code::UnsupportedMediaType);
    let post = bank.request(Method::POST, "/v1/jobs").header("content-type", "text/plain").body("{}");
    bank.send(post).problem(Code::UnsupportedMediaType);
    for wrong in ["", "{", "[]", "null", r#"{"circuit":"none"}"#] {
        bank.post("/v1/jobs", wrong, None).problem(Code::MalformedRequest);
    }
    let changed = |change: fn(&mut Value)| {
        let mut value = serde_json::to_value(&submission).unwrap();
        change(&mut value);
        value.to_string()
    };
    bank.post("/v1/jobs", changed(|s| s["extra"] = json!(1)), None).problem(Code::MalformedRequest);
    bank.post("/v1/jobs", changed(|s| s["posted"] = json!(["0x5"])), None).problem(Code::MalformedRequest);
    let fewer = changed(|s| drop(s["posted"].as_array_mut().unwrap().pop()));
    bank.post("/v1/jobs", fewer, None).problem(Code::MalformedStatement);
    let without = changed(|s| drop(s.as_object_mut().unwrap().remove("witness")));
    bank.post("/v1/jobs", without, None).problem(Code::MalformedStatement);
    let other = changed(|s| s["circuit"] = json!("move"));
    bank.post("/v1/jobs", other, None).problem(Code::MalformedStatement);

    // A batch is accepted whole or not at all, and the first bad one is named.
    let bad = sealed(&submission, WitnessKeys::generate(&mut rand::rngs::OsRng).public());
    let problem =
        bank.post("/v1/batches", batch(&[&submission, &bad]), None).problem(Code::UnknownWitnessKey);
    assert!(problem.detail.starts_with("jobs[1]: "), "{problem:?}");
    bank.submit(&bad, None).problem(Code::UnknownWitnessKey);
    for jobs in [vec![], vec![&submission; 4]] {
        bank.post("/v1/batches", batch(&jobs), None).problem(Code::MalformedRequest);
    }
    bank.post("/v1/verify/batch", r#"{"proofs":[]}"#, None).problem(Code::MalformedRequest);
    let soon = again(&submission).with_deadline(OffsetDateTime::now_utc() - Duration::seconds(1));
    bank.submit(&soon, None).problem(Code::DeadlinePassed);
    assert_eq!(count(&bank), 0);

    for path in ["/v1/none", "/v1/jobs/no-id", "/v1/keys/none", "/v1/circuits/none/verifying-key"] {
        bank.get(path).problem(Code::NotFound);
    }
    bank.delete("/v1/jobs/01890000-0000-7000-8000-000000000000").problem(Code::NotFound);
    bank.send(bank.request(Method::PUT, "/v1/jobs")).problem(Code::MethodNotAllowed);
    for query in ["?limit=0", "?limit=501", "?limit=x", "?state=done", "?other=1", "?cursor=x"] {
        bank.get(&format!("/v1/jobs{query}")).problem(Code::MalformedRequest);
    }
    let lease =
        |worker: &str| json!({ "worker": worker, "circuits": [], "witness_keys": [], "max": 1 }).to_string();
    for worker in ["", "two words", &"x".repeat(65)] {
        bank.post("/v1/work/lease", lease(worker), None).problem(Code::MalformedRequest);
    }
    let circuits: Circuits = bank.get("/v1/circuits").is(200);
    assert_eq!(circuits.circuits.len(), 6);
    let key: WitnessKey = bank.get("/v1/witness-key").is(200);
    assert_eq!(key.public_key.len(), 66);
    // Only what the rules allow is counted: nothing here was a fault of the service.
    assert!(!bank.heard().contains(r#""status":5"#));
}

#[test]
fn more_than_the_limits_is_turned_away_for_now() {
    let place = Place::new("[limits]\njobs_per_tenant = 2\nqueued = 3\nrequests_per_second = 400\n");
    let coordinator = place.coordinator(0, None);
    let [a, b] = ["bank-a", "bank-b"].map(|tenant| place.asker(&coordinator, tenant, "submit,read"));
    let submission = attest(2);
    let ids = [a.accepted(&submission), a.accepted(&submission)];
    assert!(a.submit(&submission, None).problem(Code::TooManyJobs).retry_after.is_some());
    b.accepted(&submission);
    assert!(b.submit(&submission, None).problem(Code::QueueFull).retry_after.is_some());
    // One that has ended counts no more.
    a.delete(&format!("/v1/jobs/{}", ids[0])).is::<Job>(200);
    b.accepted(&submission);
    drop(coordinator);

    let settings = place.path().join("service.toml");
    let slow = std::fs::read_to_string(&settings).unwrap().replace("= 400", "= 2");
    std::fs::write(settings, slow).unwrap();
    let coordinator = place.coordinator(0, None);
    let [a, b] = ["bank-a", "bank-b"].map(|tenant| place.asker(&coordinator, tenant, "submit,read"));
    let turned_away = until("the rate is reached", || {
        let answer = a.get("/v1/jobs");
        (answer.status != 200).then_some(answer)
    });
    assert_eq!(turned_away.problem(Code::TooManyRequests).retry_after, Some(1));
    // Others are not slowed down by it.
    b.get("/v1/jobs").is::<JobList>(200);
}

/// The states and stages that a stream of events tells, in order.
fn states(events: &str) -> Vec<State> {
    let jobs = events.lines().filter_map(|line| line.strip_prefix("data: "));
    let mut states: Vec<State> = jobs.map(|job| serde_json::from_str::<Job>(job).unwrap().state).collect();
    states.dedup();
    states
}

#[test]
fn jobs_are_proven_watched_cancelled_and_verified() {
    let place = Place::new("");
    let mut coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    // Before there is a worker: what is cancelled or too late while it waits.
    let (cancelled, late) = (bank.accepted(&statement(1)), soon(&bank));
    assert_eq!(bank.delete(&format!("/v1/jobs/{cancelled}")).is::<Job>(200).state, State::Cancelled);
    assert_eq!(bank.delete(&format!("/v1/jobs/{cancelled}")).is::<Job>(200).state, State::Cancelled);
    let failure = bank.ended(late).failure.unwrap();
    assert_eq!(failure.code, FailureCode::DeadlinePassed);
    bank.delete(&format!("/v1/jobs/{late}")).problem(Code::AlreadyEnded);

    let submission = statement(4);
    let id = bank.accepted(&submission);
    let watcher = bank.clone();
    let events = std::thread::spawn(move || watcher.get(&format!("/v1/jobs/{id}/events")));
    let worker = place.worker(&coordinator, "first", &[]);
    let job = bank.ended(id);
    assert_proven(&check(), &job, &submission.posted);
    assert!(
        job.started_at.unwrap() >= job.submitted_at && job.finished_at.unwrap() >= job.started_at.unwrap()
    );
    let events = events.join().unwrap();
    assert_eq!(states(&events.text), [State::Queued, State::Running, State::Succeeded]);
    bank.delete(&format!("/v1/jobs/{id}")).problem(Code::AlreadyEnded);

    verdicts(&bank, &submission, &job);
    // A statement that does not hold is refused by the name of its check.
    let failed = bank.ended(bank.accepted(&refused(7)));
    let failure = failed.failure.unwrap();
    assert_eq!((failed.state, failure.code), (State::Failed, FailureCode::StatementRefused));
    assert!(failure.check.unwrap().starts_with("MOVE-"));
    running_is_cancelled(&bank);
    drop(worker);
    assert!(coordinator.process.end().success());
}

/// A job whose deadline will have passed before there is a worker.
fn soon(bank: &Asker) -> JobId {
    bank.accepted(&attest(2).with_deadline(OffsetDateTime::now_utc() + Duration::milliseconds(1500)))
}

/// Cancels jobs that run, until one was caught before its end.
fn running_is_cancelled(bank: &Asker) {
    until("a job is cancelled while it runs", || {
        let id = bank.accepted(&statement(13));
        let running =
            until("the job runs", || Some(bank.job(id).state).filter(|state| *state != State::Queued));
        let answer = bank.delete(&format!("/v1/jobs/{id}"));
        if running != State::Running || answer.status == 409 {
            return None;
        }
        assert_eq!(answer.is::<Job>(200).state, State::Cancelled);
        Some(())
    });
    // The worker goes on with the next.
    let submission = attest(17);
    assert_proven(&check(), &bank.ended(bank.accepted(&submission)), &submission.posted);
}

fn verdicts(bank: &Asker, submission: &Submission, job: &Job) {
    let valid =
        VerifyRequest { circuit: job.circuit, posted: submission.posted.clone(), proof: job.proof.unwrap() };
    let mut other_inputs = valid.clone();
    other_inputs.posted.swap(0, 1);
    let mut no_point = valid.clone();
    no_point.proof.0[5] ^= 1;
    let mut fewer = valid.clone();
    fewer.posted.pop();
    let one = |request: &VerifyRequest| -> Verdict {
        bank.post("/v1/verify", serde_json::to_string(request).unwrap(), None).is(200)
    };
    let requests = [&valid, &other_inputs, &valid, &no_point, &fewer];
    let single: Vec<Verdict> = requests.map(one).into();
    assert_eq!(single.iter().map(|v| v.valid).collect::<Vec<_>>(), [true, false, true, false, false]);
    assert!(single.iter().all(|v| v.valid == v.reason.is_none()));
    let all = VerifyBatch { proofs: requests.map(Clone::clone).into() };
    let together: Verdicts =
        bank.post("/v1/verify/batch", serde_json::to_string(&all).unwrap(), None).is(200);
    assert_eq!((together.all_valid, together.verdicts), (false, single));
    let valid = VerifyBatch { proofs: vec![valid.clone(), valid] };
    let valid: Verdicts = bank.post("/v1/verify/batch", serde_json::to_string(&valid).unwrap(), None).is(200);
    assert!(valid.all_valid);
}
