//! Who may do what.

use crate::{
    ask::{Answer, Asker},
    place::{Coordinator, Place},
    statements::attest,
};
use plimsoll_api::{Code, Job, JobList, LeaseAnswer, State, WitnessKey};
use reqwest::{Certificate, Identity, blocking::Client};
use serde_json::json;

/// Every action that needs credentials, with a body where it takes one, and what it is for.
fn actions() -> Vec<(&'static str, &'static str, Option<String>, &'static str)> {
    let job = "/v1/jobs/01890000-0000-7000-8000-000000000000";
    let submission = serde_json::to_string(&attest(2)).unwrap();
    let batch = format!(r#"{{"jobs":[{submission}]}}"#);
    let proof = json!({ "circuit": "move", "posted": [format!("0x{}", "0".repeat(64))], "proof": format!("0x{}", "0".repeat(256)) });
    let lease = json!({ "worker": "w", "circuits": [], "witness_keys": [], "max": 1 }).to_string();
    let events = "/v1/jobs/01890000-0000-7000-8000-000000000000/events";
    vec![
        ("POST", "/v1/jobs", Some(submission), "submit"),
        ("POST", "/v1/batches", Some(batch), "submit"),
        ("DELETE", job, None, "submit"),
        ("GET", "/v1/jobs", None, "read"),
        ("GET", job, None, "read"),
        ("GET", events, None, "read"),
        ("POST", "/v1/verify", Some(proof.to_string()), "read"),
        ("POST", "/v1/verify/batch", Some(json!({ "proofs": [proof] }).to_string()), "read"),
        ("POST", "/v1/work/lease", Some(lease), "work"),
        ("POST", "/v1/work/heartbeat", Some(json!({ "worker": "w", "held": [] }).to_string()), "work"),
        ("POST", "/v1/work/results", Some(json!({ "worker": "w", "results": [] }).to_string()), "work"),
        ("GET", "/metrics", None, "metrics"),
    ]
}

fn ask(asker: &Asker, (method, path, body, _): &(&str, &str, Option<String>, &str)) -> Answer {
    match body {
        Some(body) => asker.post(path, body.clone(), None),
        None => asker.send(asker.request(method.parse().unwrap(), path)),
    }
}

#[test]
fn nobody_does_anything_without_credentials_for_it() {
    let place = Place::new("");
    let coordinator = place.coordinator(0, None);
    let nobody = Asker::new(&coordinator.url, None);
    for open in ["/v1/health", "/v1/ready", "/openapi.json"] {
        nobody.get(open).is::<serde_json::Value>(200);
    }
    let revoked = place.grant("bank-a", "submit,read,work,metrics", &[]);
    let short = place.grant("bank-a", "submit,read,work,metrics", &["--expires", "1s"]);
    let tokens = [&revoked, &short].map(|grant| grant["token"].as_str().unwrap());
    nobody.with(Some(tokens[0])).get("/v1/jobs").is::<JobList>(200);
    place.ok(&["access", "revoke", &revoked["number"].to_string(), "--data", "data"]);
    crate::process::until("the credential ends", || {
        (nobody.with(Some(tokens[1])).get("/v1/jobs").status == 401).then_some(())
    });
    let unknown = format!("plm_{}", "A".repeat(43));
    for token in [None, Some("wrong"), Some(unknown.as_str()), Some(tokens[0]), Some(tokens[1])] {
        for action in actions() {
            let answer = ask(&nobody.with(token), &action);
            answer.problem(Code::Unauthenticated);
            assert!(answer.headers["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
        }
    }
    // Each action is allowed by its own word alone.
    for may in ["submit", "read", "work", "metrics"] {
        let asker = place.asker(&coordinator, "bank-b", may);
        for action in actions() {
            let answer = ask(&asker, &action);
            if action.3 == may {
                assert!(![401, 403].contains(&answer.status), "{action:?}: {answer:?}");
            } else {
                assert!(answer.problem(Code::Forbidden).detail.contains(action.3), "{action:?}");
            }
        }
    }
}

#[test]
fn a_tenant_sees_its_own_jobs_alone() {
    let place = Place::new("");
    let coordinator = place.coordinator(0, None);
    let [a, b] = ["bank-a", "bank-b"].map(|tenant| place.asker(&coordinator, tenant, "submit,read"));
    let id = a.accepted(&attest(5));
    assert_eq!(a.get("/v1/jobs").is::<JobList>(200).jobs[0].id, id);
    assert_eq!(b.get("/v1/jobs").is::<JobList>(200).jobs, []);
    for path in ["", "?wait_ms=50", "/events"] {
        b.get(&format!("/v1/jobs/{id}{path}")).problem(Code::NotFound);
    }
    b.delete(&format!("/v1/jobs/{id}")).problem(Code::NotFound);
    assert_eq!(a.job(id).state, State::Queued);
    // An idempotency key is a tenant's own.
    let one: Job = a.submit(&attest(5), Some("mine")).is(201);
    let other: Job = b.submit(&attest(8), Some("mine")).is(201);
    assert_ne!(one.id, other.id);
    // Another credential of the same tenant sees the same.
    assert_eq!(place.asker(&coordinator, "bank-a", "read").job(id).id, id);
    // A worker that is not the tenant's cannot read it either, except as work.
    let worker = place.asker(&coordinator, "workers", "work,read");
    worker.get(&format!("/v1/jobs/{id}")).problem(Code::NotFound);
}

/// Over TLS with this client certificate, or none.
fn over_tls(place: &Place, coordinator: &Coordinator, identity: Option<&[u8]>) -> Asker {
    let root = Certificate::from_pem(&place.read("tls/ca.pem")).unwrap();
    let builder = Client::builder().no_proxy().tls_certs_only([root]);
    let builder = match identity {
        Some(pem) => builder.identity(Identity::from_pem(pem).unwrap()),
        None => builder,
    };
    Asker::over(builder.build().unwrap(), &coordinator.url, None)
}

#[test]
fn a_client_certificate_is_let_in_when_it_is_granted() {
    let place = Place::with("", true, None);
    let coordinator = place.coordinator(0, None);
    let elsewhere = Place::with("", true, None);

    let nobody = over_tls(&place, &coordinator, None);
    nobody.get("/v1/health").is::<serde_json::Value>(200);
    nobody.get("/v1/jobs").problem(Code::Unauthenticated);
    let stranger = over_tls(&place, &coordinator, Some(&place.read("tls/stranger.pem")));
    stranger.get("/v1/jobs").problem(Code::Unauthenticated);
    // Signed by another authority, of the same name: the handshake fails.
    let foreign = over_tls(&place, &coordinator, Some(&elsewhere.read("tls/client.pem")));
    assert!(foreign.request(reqwest::Method::GET, "/v1/health").send().is_err());
    let in_the_open = format!("http://{}/v1/health", coordinator.address);
    assert!(Client::builder().no_proxy().build().unwrap().get(in_the_open).send().is_err());

    let granted = place.grant("bank-a", "submit,read", &["--certificate", "tls/client.pem"]);
    let client = over_tls(&place, &coordinator, Some(&place.read("tls/client.pem")));
    let id = client.accepted(&attest(11));
    assert_eq!(client.job(id).state, State::Queued);
    // The tenant's token sees the same.
    let token = place.token("bank-a", "read");
    assert_eq!(nobody.with(Some(&token)).job(id).id, id);
    // A wrong token is not made good by a certificate.
    client.with(Some("wrong")).get("/v1/jobs").problem(Code::Unauthenticated);
    let key: WitnessKey = client.get("/v1/witness-key").is(200);
    let lease =
        json!({ "worker": "w", "circuits": ["attest"], "witness_keys": [key.id], "max": 1 }).to_string();
    client.post("/v1/work/lease", lease.clone(), None).problem(Code::Forbidden);
    place.grant("workers", "work", &["--certificate", "tls/worker.pem"]);
    let worker = over_tls(&place, &coordinator, Some(&place.read("tls/worker.pem")));
    let leased: LeaseAnswer = worker.post("/v1/work/lease", lease, None).is(200);
    assert_eq!(leased.leases[0].job, id);
    assert_ne!(leased.leases[0].tenant, "bank-a");

    place.ok(&["access", "revoke", &granted["number"].to_string(), "--data", "data"]);
    client.get("/v1/jobs").problem(Code::Unauthenticated);
}
