//! Webhooks as their receivers get them.

use crate::{
    ask::Asker,
    place::Place,
    process::until,
    statements::{attest, refused},
};
use axum::{Router, body::Bytes, http::HeaderMap, http::StatusCode, routing::post};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use plimsoll_api::{AddedWebhook, Code, JobEnded, State, Webhooks};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// A message, with its headers by name.
type Message = (HeaderMap, String);

/// A server of a tenant's, which answers with these statuses in turn, then with 204.
struct Receiver {
    url: String,
    heard: Arc<Mutex<Vec<Message>>>,
    _runtime: tokio::runtime::Runtime,
}

impl Receiver {
    fn start(statuses: &'static [u16]) -> Self {
        let heard: Arc<Mutex<Vec<Message>>> = Arc::default();
        let hears = heard.clone();
        let receive = move |headers: HeaderMap, body: Bytes| {
            let hears = hears.clone();
            async move {
                let mut hears = hears.lock().unwrap();
                let status = statuses.get(hears.len()).copied().unwrap_or(204);
                hears.push((headers, String::from_utf8(body.to_vec()).unwrap()));
                StatusCode::from_u16(status).unwrap()
            }
        };
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        runtime
            .spawn(async move { axum::serve(listener, Router::new().route("/hook", post(receive))).await });
        Self { url, heard, _runtime: runtime }
    }

    /// The messages, once there are so many.
    fn heard(&self, count: usize) -> Vec<Message> {
        until("a webhook is sent", || {
            let heard = self.heard.lock().unwrap();
            (heard.len() >= count).then(|| heard.clone())
        })
    }
}

fn add(bank: &Asker, url: &str) -> AddedWebhook {
    bank.post("/v1/webhooks", json!({ "url": url }).to_string(), None).is(201)
}

/// Whether a message is signed with this secret, as Standard Webhooks has it.
fn is_signed((headers, body): &Message, secret: &str) -> bool {
    let header = |name: &str| headers[name].to_str().unwrap();
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &key);
    let signed = format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp"));
    let tag = STANDARD.decode(header("webhook-signature").strip_prefix("v1,").unwrap()).unwrap();
    aws_lc_rs::hmac::verify(&key, signed.as_bytes(), &tag).is_ok()
}

#[test]
fn who_asked_for_it_is_told_when_a_job_has_ended() {
    let place = Place::new("[webhooks]\nprivate_addresses = true\n");
    let coordinator = place.coordinator(1, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    let other = place.asker(&coordinator, "bank-b", "submit,read");
    // The first message of all is not taken, and comes again.
    let receiver = Receiver::start(&[500]);
    let added = add(&bank, &receiver.url);
    assert_eq!(bank.get("/v1/webhooks").is::<Webhooks>(200).webhooks, std::slice::from_ref(&added.webhook));
    assert!(!bank.get("/v1/webhooks").text.contains("whsec_"), "the secret is shown once");
    assert_eq!(other.get("/v1/webhooks").is::<Webhooks>(200).webhooks, []);

    let id = bank.accepted(&attest(2).with_reference("order 17"));
    other.accepted(&attest(5));
    assert_eq!(bank.ended(id).state, State::Succeeded);
    let heard = receiver.heard(2);
    assert!(heard.iter().all(|message| is_signed(message, &added.secret)));
    let mut forged = heard[0].clone();
    forged.1 = forged.1.replace("succeeded", "failed");
    assert!(!is_signed(&forged, &added.secret));
    assert_eq!(heard[0].0["webhook-id"], heard[1].0["webhook-id"]);
    let ended: JobEnded = serde_json::from_str(&heard[1].1).unwrap();
    assert_eq!(
        (ended.kind.as_str(), ended.data.id, ended.data.state),
        ("job.succeeded", id, State::Succeeded)
    );
    assert_eq!(ended.data.reference.as_deref(), Some("order 17"));

    let failed = bank.accepted(&refused(4));
    assert_eq!(bank.ended(failed).state, State::Failed);
    let ended: JobEnded = serde_json::from_str(&receiver.heard(3)[2].1).unwrap();
    assert_eq!((ended.kind.as_str(), ended.data.id), ("job.failed", failed));

    // Another tenant cannot remove it; when it is removed, nothing is sent.
    let path = format!("/v1/webhooks/{}", added.webhook.id);
    other.delete(&path).problem(Code::NotFound);
    assert_eq!(bank.delete(&path).status, 204);
    bank.delete(&path).problem(Code::NotFound);
    assert_eq!(bank.get("/v1/webhooks").is::<Webhooks>(200).webhooks, []);
    for number in 0..16 {
        add(&bank, &format!("{}?{number}", receiver.url));
    }
    bank.post("/v1/webhooks", json!({ "url": receiver.url }).to_string(), None)
        .problem(Code::TooManyWebhooks);
}

#[test]
fn what_was_not_sent_is_sent_after_a_restart_and_a_receiver_may_leave() {
    let place = Place::new("[webhooks]\nprivate_addresses = true\n");
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    let receiver = Receiver::start(&[503, 410]);
    add(&bank, &receiver.url);
    let id = bank.accepted(&attest(2));
    bank.delete(&format!("/v1/jobs/{id}")).is::<Value>(200);
    receiver.heard(1);
    coordinator.process.kill();
    let coordinator = place.coordinator(0, None);
    let ended: JobEnded = serde_json::from_str(&receiver.heard(2)[1].1).unwrap();
    assert_eq!((ended.kind.as_str(), ended.data.id), ("job.cancelled", id));
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    until("the receiver is gone", || {
        bank.get("/v1/webhooks").is::<Webhooks>(200).webhooks[0].gone_at.map(drop)
    });
}

#[test]
fn webhooks_go_to_the_public_internet_alone() {
    let place = Place::new("");
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    for private in [
        "http://desk.example/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
        "file:///etc/passwd",
    ] {
        let answer = bank.post("/v1/webhooks", json!({ "url": private }).to_string(), None);
        assert_eq!(
            answer.problem(Code::MalformedRequest).errors[0].pointer.as_deref(),
            Some("#/url"),
            "{private}"
        );
    }
    // A name that leads to this machine is seen when it is looked up: nothing arrives.
    let receiver = Receiver::start(&[]);
    let named = receiver.url.replace("http://127.0.0.1", "https://localhost");
    add(&bank, &named);
    let id = bank.accepted(&attest(2));
    bank.delete(&format!("/v1/jobs/{id}")).is::<Value>(200);
    until("it is tried", || coordinator.process.said().contains("a webhook was not taken").then_some(()));
    assert!(receiver.heard.lock().unwrap().is_empty());
    assert_eq!(bank.send(bank.request(Method::GET, "/v1/webhooks")).status, 200);
}
