//! Single calls: options, repetitions, problems, events.

use super::{
    client,
    server::{Answer, ID, Server, job, job_path, json},
};
use crate::services::remote::{Client, ClientError, JobFilter, Options, OptionsError};
use plimsoll_api::{Batch, Code, Job, JobList, Priority, Problem, State, Submission, VerifyBatch};
use plimsoll_circuits::statement::CircuitId;
use serde_json::json as value;
use std::time::Duration;

fn submission() -> Submission {
    Submission {
        circuit: CircuitId::Move,
        posted: Vec::new(),
        witness: None,
        sealed_witness: None,
        priority: Priority::Batch,
        deadline: None,
        reference: None,
    }
}

#[test]
fn plain_http_leaves_this_machine_for_nobody() {
    let refused = |url| Options::new(url).unwrap_err().to_string();
    for url in
        ["http://prover.example", "http://10.0.0.1:8080", "http://localhost.example", "http://[2001:db8::1]/"]
    {
        assert!(refused(url).contains("not encrypted"), "{url}");
    }
    for url in
        ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:80/prover", "https://prover.example/a"]
    {
        assert!(Options::new(url).is_ok(), "{url}");
    }
    for url in ["prover.example", "ftp://prover.example", "https://prover.example?a=b", "https://", ""] {
        assert!(matches!(Options::new(url), Err(OptionsError::Url(_))), "{url}");
    }
}

#[test]
fn secrets_are_in_no_message() {
    let refused = Options::new("https://me:hunter2@prover.example").unwrap_err();
    assert!(matches!(refused, OptionsError::Credentials));
    let told = [
        refused.to_string(),
        Options::new("me:hunter2@prover.example").unwrap_err().to_string(),
        Options::new("http://prover.example/?token=hunter2").unwrap_err().to_string(),
        Options::new("https://prover.example").unwrap().with_token("hunter2 x").unwrap_err().to_string(),
        format!("{:?}", Options::new("https://prover.example").unwrap().with_token("hunter2").unwrap()),
        format!("{:?}", client("https://prover.example")),
    ];
    assert!(told.iter().all(|text| !text.contains("hunter2") && !text.contains("plm_secret")), "{told:?}");
}

#[test]
fn what_passes_is_tried_again_and_what_does_not_is_not() {
    let mut answers = vec![
        Answer::Problem(Problem::new(Code::QueueFull, "later").retry_after(1)),
        Answer::Problem(Problem::new(Code::TooManyRequests, "slower")),
        Answer::Json(502, value!({})),
        Answer::Broken,
        json(200, &job(CircuitId::Move, State::Running)),
        Answer::Problem(Problem::new(Code::Forbidden, "not yours")),
    ]
    .into_iter();
    let server = Server::start(move |_| answers.next().unwrap());
    let client = client(&server.url);
    assert_eq!(client.job(ID).unwrap(), job(CircuitId::Move, State::Running));
    assert_eq!(server.lines(), vec![format!("GET {}", job_path()); 5]);
    assert_eq!(client.job(ID).unwrap_err().code(), Some(Code::Forbidden));
    assert_eq!(server.asked().len(), 6);
    assert!(server.asked().iter().all(|asked| asked.header("authorization") == Some("Bearer plm_secret")));
}

#[test]
fn nobody_waits_longer_than_he_said() {
    let server =
        Server::start(|_| Answer::Problem(Problem::new(Code::NotReady, "starting").retry_after(3_600)));
    let error = client(&server.url).job(ID).unwrap_err();
    assert_eq!(error.code(), Some(Code::NotReady));
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn where_nobody_listens_the_service_does_not_answer() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = client(&format!("http://{free}")).with_patience(Duration::from_millis(300));
    assert!(matches!(client.circuits(), Err(ClientError::Unreachable(_))));
}

#[test]
fn a_lost_answer_makes_no_second_job() {
    let mut lost = true;
    let server = Server::start(move |_| {
        if std::mem::take(&mut lost) {
            Answer::Broken
        } else {
            json(200, &job(CircuitId::Move, State::Queued))
        }
    });
    let client = client(&server.url);
    let submitted = client.submit(&submission(), None).unwrap();
    assert!(submitted.repeated);
    let [first, second] = &server.asked()[..] else { panic!("{:?}", server.lines()) };
    assert_eq!(first.body, second.body);
    let key = first.header("idempotency-key").unwrap();
    assert_eq!(second.header("idempotency-key"), Some(key));
    assert_eq!(key.len(), 64);

    // Another request has another key, unless the caller names one.
    let other = Submission { circuit: CircuitId::Attest, ..submission() };
    client.submit(&other, None).unwrap();
    client.submit(&other, Some("mine")).unwrap();
    let asked = server.asked();
    assert_ne!(asked[2].header("idempotency-key"), Some(key));
    assert_eq!(asked[3].header("idempotency-key"), Some("mine"));
}

#[test]
fn paths_queries_and_bodies_are_the_api_s() {
    let server = Server::start(|asked| match asked.line().as_str() {
        "GET /prover/v1/jobs" => json(200, &JobList { jobs: Vec::new(), cursor: Some(ID) }),
        "POST /prover/v1/batches" => {
            json(201, &value!({ "id": ID, "jobs": [job(CircuitId::Move, State::Queued)] }))
        }
        "GET /prover/v1/circuits" => json(200, &value!({ "circuits": [] })),
        _ => json(200, &job(CircuitId::Move, State::Cancelled)),
    });
    let client = client(&format!("{}/prover", server.url));
    let filter = JobFilter {
        state: Some(State::Failed),
        batch: None,
        reference: Some("order 17".to_owned()),
        cursor: Some(ID),
        limit: Some(7),
    };
    assert_eq!(client.jobs(&filter).unwrap().cursor, Some(ID));
    let batch = client.submit_batch(&Batch { jobs: vec![submission()] }, None).unwrap();
    assert_eq!((batch.accepted.id, batch.repeated), (ID, false));
    assert!(client.circuits().unwrap().circuits.is_empty());
    assert_eq!(client.cancel(ID).unwrap().state, State::Cancelled);
    client.job_after(ID, Duration::from_secs(900)).unwrap();
    let asked = server.asked();
    assert_eq!(asked[0].query, format!("state=failed&reference=order+17&cursor={ID}&limit=7"));
    assert_eq!(asked[1].json()["jobs"][0]["circuit"], "move");
    assert_eq!(asked[1].header("content-type"), Some("application/json"));
    assert_eq!(asked[3].line(), format!("DELETE /prover/v1/jobs/{ID}"));
    assert_eq!(asked[4].query, "wait_ms=60000");
}

#[test]
fn neither_token_nor_statement_follows_a_redirection() {
    let other = Server::start(|_| json(200, &job(CircuitId::Move, State::Queued)));
    let there = format!("{}/v1/jobs", other.url);
    let server = Server::start(move |_| Answer::Elsewhere(there.clone()));
    let error = client(&server.url).submit(&submission(), None).unwrap_err();
    assert!(matches!(error, ClientError::Status { status: 307, .. }), "{error}");
    assert!(other.asked().is_empty());
}

#[test]
fn answers_of_other_versions_are_understood_as_far_as_they_go() {
    let mut answers = vec![
        Answer::Json(
            422,
            value!({ "type": "about:blank", "title": "New", "status": 422, "code": "new", "detail": "why" }),
        ),
        Answer::Json(200, value!({ "hello": 1 })),
    ]
    .into_iter();
    let server = Server::start(move |_| answers.next().unwrap());
    let client = client(&server.url);
    assert!(client.job(ID).unwrap_err().to_string().contains("422: why"));
    assert!(matches!(client.job(ID), Err(ClientError::Malformed(_))));
}

fn event(job: &Job) -> String {
    format!("event: job\ndata: {}\n\n", serde_json::to_string(job).unwrap())
}

#[test]
fn a_job_is_watched_to_its_end_though_the_stream_breaks() {
    let [queued, running, ended] =
        [State::Queued, State::Running, State::Succeeded].map(|state| job(CircuitId::Move, state));
    let mut streams = vec![
        Answer::Events(vec![
            ": hello\n\n".to_owned(),
            event(&queued),
            event(&running)[..20].to_owned(),
            String::new(),
        ]),
        Answer::Events(vec![event(&queued), event(&running)]),
        Answer::Problem(Problem::new(Code::NotReady, "restarting")),
        Answer::Events(vec![event(&running), event(&ended), event(&queued)]),
    ]
    .into_iter();
    let server = Server::start(move |_| streams.next().unwrap());
    let mut seen = Vec::new();
    let last = client(&server.url).watch(ID, &mut |job| seen.push(job.state)).unwrap();
    assert_eq!(last, ended);
    assert_eq!(seen, [State::Queued, State::Running, State::Succeeded]);
    assert_eq!(server.asked().len(), 4);
    assert_eq!(server.asked()[0].path, format!("{}/events", job_path()));
}

#[test]
fn a_client_can_be_shared() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Client>();
}

/// A batch's verdicts count one by one: an answer that lacks some is none, and what it says of all is not believed.
#[test]
fn a_batch_with_too_few_verdicts_is_no_answer_and_all_are_valid_only_if_each_is() {
    let proof = value!({ "circuit": "move", "posted": [], "proof": format!("0x{}", "00".repeat(128)) });
    let request: VerifyBatch = serde_json::from_value(value!({ "proofs": [proof, proof] })).unwrap();
    let verdicts = |each: &[bool]| {
        let verdicts: Vec<_> = each.iter().map(|valid| value!({ "valid": valid })).collect();
        json(200, &value!({ "all_valid": true, "verdicts": verdicts }))
    };
    let mut answers = vec![
        verdicts(&[true, true, true]),
        verdicts(&[true, false]),
        verdicts(&[true, true]),
        verdicts(&[true]),
        verdicts(&[]),
    ];
    let server = Server::start(move |_| answers.pop().unwrap());
    let client = client(&server.url);
    for _ in 0..2 {
        assert!(matches!(client.verify_batch(&request), Err(ClientError::Malformed(_))));
    }
    assert!(client.verify_batch(&request).unwrap().all_valid);
    assert!(!client.verify_batch(&request).unwrap().all_valid);
    assert!(matches!(client.verify_batch(&request), Err(ClientError::Malformed(_))));
}
