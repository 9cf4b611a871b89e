//! What stands around requests and answers: names, headers, the access log.

use crate::{ask::Asker, place::Place, statements::attest};
use plimsoll_api::{Circuits, Code, Job, JobList, SubmittedBatch, WitnessKey};
use reqwest::{Method, header::HeaderMap};
use serde_json::json;

fn named(asker: &Asker, name: &str, path: &str) -> crate::ask::Answer {
    asker.send(asker.request(Method::GET, path).header("x-request-id", name))
}

#[test]
fn every_request_has_a_name_in_answers_and_logs() {
    let place = Place::new("[telemetry]\nformat = \"json\"\n");
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "read");
    let answer = named(&bank, "order-17.3", "/v1/jobs");
    assert_eq!(answer.headers["x-request-id"], "order-17.3");
    let refused = named(&bank, "order-17.4", "/v1/none");
    assert_eq!(refused.headers["x-request-id"], "order-17.4");
    assert_eq!(refused.problem(Code::NotFound).request_id.as_deref(), Some("order-17.4"));
    for made in [
        bank.get("/v1/jobs"),
        named(&bank, "two words", "/v1/jobs"),
        named(&bank, &"x".repeat(129), "/v1/jobs"),
    ] {
        assert!(made.headers["x-request-id"].to_str().unwrap().parse::<uuid::Uuid>().is_ok());
    }
    let problem = bank.delete("/v1/jobs/01890000-0000-7000-8000-000000000000").problem(Code::Forbidden);
    assert!(problem.request_id.is_some());

    // Refused credentials are noted, and are in no log.
    let unknown = format!("plm_{}", "A".repeat(43));
    named(&bank.with(Some(&unknown)), "stranger", "/v1/jobs").problem(Code::Unauthenticated);
    let grant = place.grant("bank-c", "read", &[]);
    let token = grant["token"].as_str().unwrap();
    place.ok(&["access", "revoke", &grant["number"].to_string(), "--data", "data"]);
    named(&bank.with(Some(token)), "revoked", "/v1/jobs").problem(Code::Unauthenticated);

    let said = coordinator.process.said();
    let line = |parts: &[&str]| {
        said.lines().find(|line| parts.iter().all(|part| line.contains(part))).map(str::to_owned)
    };
    let access = line(&["answered", "order-17.3"]).expect("the access log has it");
    for part in
        ["\"tenant\":\"bank-a\"", "\"status\":200", "\"took_ms\":", "\"route\":\"/v1/jobs\"", "127.0.0.1:"]
    {
        assert!(access.contains(part), "{part}: {access}");
    }
    assert!(line(&["credentials are refused", "stranger", "unknown"]).is_some());
    assert!(line(&["credentials are refused", "revoked", "bank-c"]).is_some());
    assert!(line(&["not for this action", "bank-a", "submit"]).is_some());
    assert!(!said.contains(&unknown) && !said.contains(token));
}

#[test]
fn answers_say_where_how_much_and_what_browsers_may() {
    let place = Place::new("[cors]\norigins = [\"https://desk.example\"]\n");
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    let answer = bank.submit(&attest(2), Some("key"));
    let job: Job = answer.is(201);
    assert_eq!(answer.headers["location"], format!("/v1/jobs/{}", job.id).as_str());
    assert_eq!(bank.submit(&attest(2), Some("key")).headers["location"], answer.headers["location"]);
    assert_eq!(answer.headers["ratelimit-policy"], "\"tenant\";q=500;w=1");
    assert!(answer.headers["ratelimit"].to_str().unwrap().starts_with("\"tenant\";r=4"));
    let batch = json!({ "jobs": [attest(5)] }).to_string();
    let answer = bank.post("/v1/batches", batch, None);
    let batch: SubmittedBatch = answer.is(201);
    let there = answer.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(bank.get(&there).is::<JobList>(200).jobs[0].batch, Some(batch.id));

    for path in ["/v1/jobs", "/v1/health", "/v1/none", "/openapi.json"] {
        let headers = bank.get(path).headers;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(headers[name], value, "{path}");
        }
        assert!(
            headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"),
            "{path}"
        );
    }
    assert_eq!(bank.get("/v1/jobs").headers["cache-control"], "no-store");
    let page = bank.get("/docs/");
    assert_eq!(page.status, 200);
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("default-src 'self'"));

    let from = |origin: &str| -> HeaderMap {
        let asked = bank.request(Method::OPTIONS, "/v1/jobs").header("origin", origin);
        bank.send(asked.header("access-control-request-method", "POST")).headers
    };
    assert_eq!(from("https://desk.example")["access-control-allow-origin"], "https://desk.example");
    assert!(!from("https://other.example").contains_key("access-control-allow-origin"));
}

#[test]
fn what_is_known_is_not_sent_again() {
    let place = Place::new("");
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    let circuits: Circuits = bank.get("/v1/circuits").is(200);
    let proving = format!("/v1/keys/{}", circuits.circuits[0].proving_key);
    for path in ["/v1/circuits/move/verifying-key", "/v1/witness-key", "/openapi.json", proving.as_str()] {
        // Proving keys have megabytes, and are no text.
        let response = bank.request(Method::GET, path).send().unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let tag = response.headers()["etag"].clone();
        let again = bank.send(bank.request(Method::GET, path).header("if-none-match", &tag));
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
        assert_eq!(again.headers["etag"], tag, "{path}");
        let other = bank.request(Method::GET, path).header("if-none-match", "\"other\"").send().unwrap();
        assert_eq!(other.status(), 200, "{path}");
    }
    bank.get("/v1/witness-key").is::<WitnessKey>(200);
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let place = Place::new("[limits]\nbatch = 3\n");
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read,work");
    let with = |place: &str, new: serde_json::Value| {
        let mut value = serde_json::to_value(attest(2)).unwrap();
        *value.pointer_mut(place).unwrap() = new;
        value
    };
    let wrong = with("/witness/attest/owner/nk", json!("0x5"));
    let batch = json!({ "jobs": [attest(2), wrong] });
    let past = with("/priority", json!("batch"));
    let mut late = past.clone();
    late["deadline"] = json!("2001-01-01T00:00:00Z");
    let mut unnamed = past.clone();
    unnamed["reference"] = json!("two\nlines");
    let lease = json!({ "worker": "two words", "circuits": [], "witness_keys": [], "max": 1 });
    let proven = json!({ "proof": format!("0x{}", "0".repeat(256)), "proving_us": u64::MAX });
    let job = "01890000-0000-7000-8000-000000000000";
    let done = json!({ "job": job, "fence": 1, "outcome": { "proven": proven } });
    let results = json!({ "worker": "w", "results": [done] });
    for (path, body, pointer) in [
        ("/v1/jobs", wrong.clone(), "#/witness/attest/owner/nk"),
        ("/v1/batches", batch, "#/jobs/1/witness/attest/owner/nk"),
        ("/v1/jobs", with("/circuit", json!("none")), "#/circuit"),
        ("/v1/jobs", with("/posted", json!([])), "#/posted"),
        ("/v1/batches", json!({ "jobs": [with("/posted", json!([]))] }), "#/jobs/0/posted"),
        ("/v1/jobs", late, "#/deadline"),
        ("/v1/jobs", unnamed, "#/reference"),
        ("/v1/batches", json!({ "jobs": [] }), "#/jobs"),
        ("/v1/verify/batch", json!({ "proofs": [] }), "#/proofs"),
        ("/v1/work/lease", lease, "#/worker"),
        ("/v1/work/results", results, "#/results/0/outcome/proven/proving_us"),
    ] {
        let answer = bank.post(path, body.to_string(), None);
        assert!([400, 422].contains(&answer.status), "{answer:?}");
        let problem: plimsoll_api::Problem = answer.is(answer.status);
        let pointers: Vec<_> = problem.errors.iter().map(|error| error.pointer.as_deref()).collect();
        assert_eq!(pointers, [Some(pointer)], "{problem:?}");
    }
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("state=done", "state"),
        ("cursor=x", "cursor"),
        ("reference=", "reference"),
    ] {
        let problem = bank.get(&format!("/v1/jobs?{query}")).problem(Code::MalformedRequest);
        assert_eq!(problem.errors[0].parameter.as_deref(), Some(name), "{problem:?}");
    }
}

#[test]
fn a_job_is_found_by_the_client_s_own_name() {
    let place = Place::new("");
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    let named: Job = bank.submit(&attest(2).with_reference("order 17"), Some("key")).is(201);
    assert_eq!(named.reference.as_deref(), Some("order 17"));
    bank.submit(&attest(2).with_reference("order 18"), Some("key")).problem(Code::IdempotencyMismatch);
    for number in [5, 8] {
        bank.submit(&attest(number).with_reference("\u{e9}t\u{e9}"), None).is::<Job>(201);
    }
    let list = |query: &str| bank.get(&format!("/v1/jobs?{query}")).is::<JobList>(200);
    assert_eq!(list("reference=order%2017").jobs, [named]);
    assert_eq!(list("reference=order%2019").jobs, []);
    // One page begins where the one before it says.
    let first = list("reference=%C3%A9t%C3%A9&limit=1");
    let second = list(&format!("reference=%C3%A9t%C3%A9&limit=1&cursor={}", first.cursor.unwrap()));
    assert_eq!((first.jobs.len(), second.jobs.len(), second.cursor), (1, 1, None));
    assert_ne!(first.jobs[0].id, second.jobs[0].id);
}
