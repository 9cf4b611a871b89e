//! Traces as a collector gets them. A program of its own, since a process has one place for its traces.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use plimsoll_params::{KeyPolicy, Silent};
use plimsoll_server::{
    Millis, Shutdown,
    auth::Token,
    config::{ServiceConfig, TelemetryConfig},
    proving::{
        serve::{Given, Serving},
        store::{Action, Actions, CredentialKind, NewCredential, Tenant},
    },
    telemetry::Telemetry,
};
use rand::rngs::OsRng;
use serde_json::Value;
use std::{
    path::Path,
    sync::{Arc, Mutex},
};
use tokio::task::spawn_blocking;

/// The trace of a client.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// What a collector has received, as it came: protocol buffers, in which texts stand as they are.
type Received = Arc<Mutex<Vec<u8>>>;

/// A collector of OTLP over HTTP. Gives its address.
async fn collector(received: Received) -> String {
    let receive = |State(received): State<Received>, body: Bytes| async move {
        received.lock().expect("nobody panicked").extend_from_slice(&body);
        StatusCode::OK
    };
    let router = Router::new().route("/v1/traces", post(receive)).with_state(received);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// All texts of a witness that could give anything away, and field elements as bytes too.
fn secrets(value: &Value, found: &mut Vec<Vec<u8>>) {
    match value {
        Value::String(text) if text.starts_with("0x") => {
            let bytes = hex::decode(&text[2..]).expect("hexadecimal");
            // Zeros fill what a statement ignores; small numbers stand everywhere.
            if bytes[..bytes.len() - 8].iter().any(|byte| *byte != 0) {
                found.push(text.as_bytes()[2..].to_vec());
                found.push(bytes);
            }
        }
        Value::String(text) if text.len() >= 6 => found.push(text.as_bytes().to_vec()),
        Value::Object(fields) => fields.values().for_each(|value| secrets(value, found)),
        Value::Array(values) => values.iter().for_each(|value| secrets(value, found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn spans_of_requests_arrive_and_carry_no_witness() {
    let received = Received::default();
    let telemetry = TelemetryConfig {
        filter: "info,plimsoll_server=trace".to_owned(),
        otlp: Some(collector(received.clone()).await),
        metrics: false,
        ..TelemetryConfig::default()
    };
    let telemetry = Telemetry::start(&telemetry, "plimsoll-coordinator").expect("telemetry");

    let folder = tempfile::tempdir().expect("a folder");
    let mut config = ServiceConfig { data: folder.path().join("data"), ..ServiceConfig::default() };
    config.listen.set_port(0);
    config.worker.threads = Some(1);
    config.telemetry.metrics = false;
    let policy = KeyPolicy::AllowInsecureDevelopment;
    let given = Given { policy, progress: Box::new(Silent), metrics: None };
    let serving = Serving::start(&config, given).await.expect("a service");
    let token = Token::fresh(&mut OsRng);
    let credential = NewCredential {
        kind: CredentialKind::Token,
        hash: token.hash(),
        name: String::new(),
        tenant: Tenant::new("bank-a").expect("a tenant"),
        actions: Actions(vec![Action::Submit, Action::Read]),
        expires_at: None,
    };
    serving.coordinator().store().add_credential(&credential, Millis::now()).await.expect("it is let in");

    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/jobs/register-small.json");
    let sample: Value = serde_json::from_slice(&std::fs::read(sample).expect("a sample")).expect("JSON");
    let (client, url) = (reqwest::Client::new(), format!("http://{}", serving.address));
    let submitted = client.post(format!("{url}/v1/jobs")).bearer_auth(token.expose()).json(&sample);
    // The trace of whoever asks goes on to the proof.
    let parent = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let submitted = submitted.header("traceparent", parent).send().await.expect("an answer");
    assert_eq!(submitted.status(), 201);
    let job: Value = submitted.json().await.expect("a job");
    let id = job["id"].as_str().expect("its name");
    let state = loop {
        let asked = client.get(format!("{url}/v1/jobs/{id}?wait_ms=60000")).bearer_auth(token.expose());
        let job: Value = asked.send().await.expect("an answer").json().await.expect("a job");
        let state = job["state"].as_str().expect("a state").to_owned();
        if !matches!(state.as_str(), "queued" | "running") {
            break state;
        }
    };
    assert_eq!(state, "succeeded");
    // A malformed witness is refused with its place; the value must not come into a trace either.
    let mut malformed = sample.clone();
    malformed["witness"]["register"]["r"] = "not-a-number-but-secret".into();
    let refused = client.post(format!("{url}/v1/jobs")).bearer_auth(token.expose()).json(&malformed).send();
    assert_eq!(refused.await.expect("an answer").status(), 400);

    let shutdown = Shutdown::default();
    shutdown.ask();
    serving.until(shutdown).await.expect("a good end");
    // What is not sent yet is sent now.
    spawn_blocking(move || drop(telemetry)).await.expect("it ends");

    let received = received.lock().expect("nobody panicked").clone();
    let has = |text: &[u8]| received.windows(text.len()).any(|window| window == text);
    for text in
        ["service.name", "plimsoll-coordinator", "request", "/v1/jobs", "/v1/jobs/{id}", "POST", "bank-a"]
    {
        assert!(has(text.as_bytes()), "no trace says {text}");
    }
    let trace = hex::decode(TRACE).expect("hexadecimal");
    for stage in ["queued", "work", "waiting", "witness", "proving", "verifying"] {
        assert!(has(format!("job.{stage}").as_bytes()), "no trace has the stage {stage}");
    }
    // The request, and each stage of its job.
    assert!(received.windows(trace.len()).filter(|part| *part == trace).count() >= 7);
    let mut hidden = vec![b"not-a-number-but-secret".to_vec(), token.expose().as_bytes().to_vec()];
    secrets(&sample["witness"], &mut hidden);
    assert!(hidden.len() > 100, "{}", hidden.len());
    for (n, secret) in hidden.iter().enumerate() {
        assert!(!has(secret), "a trace holds secret {n}");
    }
}
