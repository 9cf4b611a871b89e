//! The API's description, made from the handlers.

use super::examples;
use crate::http::etag::{ASK_AGAIN, Tag};
use axum::{Json, http::HeaderMap, response::Response};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Plimsoll proving service",
        description = "Proofs about cargo and title, made for you. A job is a statement of the protocol with its witness; its result is a proof of 128 bytes that the ledger accepts. Errors are problem details (RFC 9457) with a stable `code` and, where it is known, the parts that are wrong. Every answer has the request's name in `X-Request-Id`: give one of your own in up to 128 letters, digits, `-`, `_`, `.` and `:`, and it is taken. `traceparent` (W3C Trace Context) is taken, too. Keys and this description have an `ETag`: send it in `If-None-Match`, and what you have is not sent again.",
        license(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0"),
    ),
    tags(
        (name = "jobs", description = "Submit, watch and cancel jobs"),
        (name = "webhooks", description = "Be told when jobs end"),
        (name = "verification", description = "Verify proofs"),
        (name = "circuits", description = "What is proven here, and under which keys"),
        (name = "workers", description = "For workers: leases, heartbeats, results"),
        (name = "operations", description = "Health and metrics"),
    ),
    servers((url = "/", description = "The service that this description is served by")),
    components(schemas(plimsoll_api::Problem, plimsoll_api::JobEnded)),
    modifiers(&Schemes),
    security(("token" = []), ("certificate" = [])),
)]
struct Api;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A token that the operator granted"));
        components.add_security_scheme("token", SecurityScheme::Http(bearer.build()));
        components.add_security_scheme(
            "certificate",
            SecurityScheme::MutualTls {
                description: Some("A client certificate that the operator granted".into()),
                deprecated: None,
                extensions: None,
            },
        );
    }
}

/// Which problems an action may answer with, beside its own answers.
fn problems(operation: &Map<String, Value>) -> Vec<u16> {
    let has = |part: &str| operation.contains_key(part);
    let open = is_open(operation);
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let takes = |place: &str| parameters.is_some_and(|all| all.iter().any(|p| p["in"] == place));
    let mut statuses = vec![405, 408, 500];
    if !open {
        statuses.extend([401, 403, 429, 503]);
    }
    if has("requestBody") {
        statuses.extend([400, 413, 415, 422]);
    }
    if takes("query") || takes("header") {
        statuses.push(400);
    }
    if takes("path") {
        statuses.extend([400, 404]);
    }
    // An idempotency key that was used for something else; a job that has ended; one webhook too many.
    let name = operation.get("operationId").and_then(Value::as_str);
    if takes("header") || matches!(name, Some("cancelJob" | "addWebhook")) {
        statuses.push(409);
    }
    statuses
}

/// The description as it is served: OpenAPI 3.1.
#[must_use]
pub fn document() -> Value {
    let mut openapi = Api::openapi();
    openapi.merge(super::routes().into_openapi());
    let mut document = serde_json::to_value(&openapi).unwrap_or_default();
    let problem = json!({
        "description": "A problem",
        "headers": {
            "Retry-After": { "description": "After how many seconds to try again, where that helps", "schema": { "type": "integer" } },
            "X-Request-Id": { "$ref": "#/components/headers/RequestId" },
        },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    document["components"]["responses"] = json!({ "Problem": problem });
    document["components"]["headers"] = headers();
    let paths = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for operation in paths
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut())
        .filter_map(Value::as_object_mut)
    {
        let statuses = problems(operation);
        let (tagged, open) = (is_tagged(operation), is_open(operation));
        let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { continue };
        for status in statuses {
            responses
                .entry(status.to_string())
                .or_insert_with(|| json!({ "$ref": "#/components/responses/Problem" }));
        }
        for (status, response) in responses.iter_mut().filter(|(status, _)| status.starts_with('2')) {
            response["headers"] = said(status, tagged, open);
        }
        if tagged {
            let headers = said("304", tagged, open);
            responses.insert("304".to_owned(), json!({ "description": "You have it", "headers": headers }));
        }
    }
    examples::add(&mut document);
    document
}

/// The headers of answers.
fn headers() -> Value {
    let text = |description: &str| json!({ "description": description, "schema": { "type": "string" } });
    json!({
        "RequestId": text("The request's name, yours if you gave one"),
        "RateLimit": text("How many requests you may make at once, and after how many seconds more (draft-ietf-httpapi-ratelimit-headers)"),
        "RateLimitPolicy": text("How many requests you may make in how many seconds"),
        "Location": text("Where it is"),
        "ETag": text("Names the content: send it in If-None-Match"),
    })
}

/// Which headers an answer of this status has.
fn said(status: &str, tagged: bool, open: bool) -> Value {
    let mut said = Map::new();
    let mut say = |header: &str, name: &str| {
        said.insert(header.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
    };
    say("X-Request-Id", "RequestId");
    if !open {
        say("RateLimit", "RateLimit");
        say("RateLimit-Policy", "RateLimitPolicy");
    }
    if status == "201" {
        say("Location", "Location");
    }
    if tagged {
        say("ETag", "ETag");
    }
    Value::Object(said)
}

/// Whether what it answers has a tag.
fn is_tagged(operation: &Map<String, Value>) -> bool {
    let name = operation.get("operationId").and_then(Value::as_str);
    matches!(name, Some("getVerifyingKey" | "getProvingKey" | "getWitnessKey"))
}

/// Whether it needs no credentials.
fn is_open(operation: &Map<String, Value>) -> bool {
    let security = operation.get("security").and_then(Value::as_array);
    security.is_some_and(|all| all.iter().all(|one| one == &json!({})))
}

/// The description as it is sent.
pub(super) struct Served {
    document: Value,
    tag: Tag,
}

impl Served {
    pub(super) fn new(document: &Value) -> Self {
        let hash = hex::encode(Sha256::digest(document.to_string()));
        Self { document: document.clone(), tag: Tag::new(&hash, ASK_AGAIN) }
    }

    pub(super) fn answer(&self, headers: &HeaderMap) -> Response {
        if self.tag.is_known(headers) { self.tag.not_modified() } else { self.tag.on(Json(&self.document)) }
    }
}
