//! Examples in the API's description: one for each thing that is sent or answered.

use serde_json::{Value, json};

const JOB: &str = "0197c3a2-5b1e-7c40-9d2f-3a4b5c6d7e8f";
const BATCH: &str = "0197c3a2-5b1d-7a02-8c11-0f1e2d3c4b5a";
const WEBHOOK: &str = "0197c3a2-6000-7d11-a0b1-c2d3e4f50617";

/// A field element in which one byte stands for whatever there is.
fn element(byte: u8) -> String {
    format!("0x{:064x}", byte)
}

/// What an Attest posts.
fn posted() -> Vec<String> {
    (1..=15).map(element).collect()
}

fn submission() -> Value {
    json!({
        "circuit": "attest",
        "posted": posted(),
        "sealed_witness": {
            "key": "0011223344556677",
            "encapsulated": format!("0x{}", "5a".repeat(32)),
            "ciphertext": format!("0x{}", "c3".repeat(48)),
        },
        "priority": "interactive",
        "reference": "order 17",
    })
}

fn job() -> Value {
    json!({
        "id": JOB,
        "reference": "order 17",
        "circuit": "attest",
        "state": "succeeded",
        "priority": "interactive",
        "submitted_at": "2026-03-02T09:30:00.125Z",
        "started_at": "2026-03-02T09:30:00.160Z",
        "finished_at": "2026-03-02T09:30:00.231Z",
        "attempts": 1,
        "proof": proof(),
        "proving_us": 52_318,
    })
}

fn proof() -> String {
    format!("0x{}", "ab".repeat(128))
}

fn to_verify() -> Value {
    json!({ "circuit": "attest", "posted": posted(), "proof": proof() })
}

fn problem() -> Value {
    json!({
        "type": "urn:plimsoll:problem:malformed-request",
        "title": "The request cannot be read",
        "status": 400,
        "detail": "witness.move.inputs[0].rho: expected 0x and 64 lowercase hexadecimal digits, below the field's order",
        "code": "malformed-request",
        "errors": [{
            "pointer": "#/witness/move/inputs/0/rho",
            "detail": "expected 0x and 64 lowercase hexadecimal digits, below the field's order",
        }],
        "request_id": "order-17.3",
    })
}

fn webhook() -> Value {
    json!({ "id": WEBHOOK, "url": "https://desk.example/hooks/proofs", "created_at": "2026-03-02T09:00:00Z" })
}

/// Examples by the names of their schemas.
fn all() -> Vec<(&'static str, Value)> {
    let ended = json!({ "id": JOB, "reference": "order 17", "state": "succeeded" });
    let mut added = webhook();
    added["secret"] = json!("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=");
    let held = json!({ "job": JOB, "fence": 1, "stage": "proving" });
    let done = json!({ "job": JOB, "fence": 1, "outcome": "returned" });
    vec![
        ("Submission", submission()),
        ("Batch", json!({ "jobs": [submission()] })),
        ("Job", job()),
        ("JobList", json!({ "jobs": [job()], "cursor": JOB })),
        ("SubmittedBatch", json!({ "id": BATCH, "jobs": [job()] })),
        ("VerifyRequest", to_verify()),
        ("VerifyBatch", json!({ "proofs": [to_verify()] })),
        ("Verdict", json!({ "valid": true })),
        ("Verdicts", json!({ "all_valid": true, "verdicts": [{ "valid": true }] })),
        ("Problem", problem()),
        ("NewWebhook", json!({ "url": "https://desk.example/hooks/proofs" })),
        ("Webhook", webhook()),
        ("Webhooks", json!({ "webhooks": [webhook()] })),
        ("AddedWebhook", added),
        (
            "JobEnded",
            json!({ "type": "job.succeeded", "timestamp": "2026-03-02T09:30:00.231Z", "data": ended }),
        ),
        (
            "LeaseRequest",
            json!({ "worker": "worker-1", "circuits": ["move", "attest"], "witness_keys": ["0011223344556677"], "max": 4, "wait_ms": 10_000 }),
        ),
        ("Heartbeat", json!({ "worker": "worker-1", "held": [held] })),
        ("ResultsRequest", json!({ "worker": "worker-1", "results": [done] })),
    ]
}

/// Puts them into the description.
pub(crate) fn add(document: &mut Value) {
    for (name, example) in all() {
        // A schema that is not there is noticed by the tests.
        if let Some(schema) = document.pointer_mut(&format!("/components/schemas/{name}")) {
            schema["examples"] = json!([example]);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use plimsoll_api as api;
    use serde::de::DeserializeOwned;

    fn reads<T: DeserializeOwned>(text: &[u8]) -> Result<(), String> {
        api::from_json::<T>(text).map(drop).map_err(|e| e.to_string())
    }

    #[test]
    fn every_example_is_what_it_is_an_example_of() {
        let document = super::super::document();
        for (name, example) in all() {
            let schema =
                document.pointer(&format!("/components/schemas/{name}")).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(schema["examples"], json!([example]), "{name}");
            let text = example.to_string().into_bytes();
            let read = match name {
                "Submission" => api::Submission::from_json(&text).map(drop).map_err(|e| e.to_string()),
                "Batch" => api::Batch::from_json(&text).map(drop).map_err(|e| e.to_string()),
                "Job" => reads::<api::Job>(&text),
                "JobList" => reads::<api::JobList>(&text),
                "SubmittedBatch" => reads::<api::SubmittedBatch>(&text),
                "VerifyRequest" => reads::<api::VerifyRequest>(&text),
                "VerifyBatch" => reads::<api::VerifyBatch>(&text),
                "Verdict" => reads::<api::Verdict>(&text),
                "Verdicts" => reads::<api::Verdicts>(&text),
                "Problem" => reads::<api::Problem>(&text),
                "NewWebhook" => reads::<api::NewWebhook>(&text),
                "Webhook" => reads::<api::Webhook>(&text),
                "Webhooks" => reads::<api::Webhooks>(&text),
                "AddedWebhook" => reads::<api::AddedWebhook>(&text),
                "JobEnded" => reads::<api::JobEnded>(&text),
                "LeaseRequest" => reads::<api::LeaseRequest>(&text),
                "Heartbeat" => reads::<api::Heartbeat>(&text),
                "ResultsRequest" => reads::<api::ResultsRequest>(&text),
                other => panic!("{other} is not tried"),
            };
            assert_eq!(read, Ok(()), "{name}");
        }
    }
}
