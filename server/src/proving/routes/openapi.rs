//! The API's description, made from the handlers.

use serde_json::{Map, Value, json};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Plimsoll proving service",
        description = "Proofs about cargo and title, made for you. A job is a statement of the protocol with its witness; its result is a proof of 128 bytes that the ledger accepts. Errors are problem details (RFC 9457) with a stable `code`.",
        license(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0"),
    ),
    tags(
        (name = "jobs", description = "Submit, watch and cancel jobs"),
        (name = "verification", description = "Verify proofs"),
        (name = "circuits", description = "What is proven here, and under which keys"),
        (name = "workers", description = "For workers: leases, heartbeats, results"),
        (name = "operations", description = "Health and metrics"),
    ),
    components(schemas(plimsoll_api::Problem)),
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
    let open = operation
        .get("security")
        .and_then(Value::as_array)
        .is_some_and(|s| s.iter().all(|r| r == &json!({})));
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
    // An idempotency key that was used for something else; a job that has ended.
    if takes("header") || operation.get("operationId") == Some(&json!("cancelJob")) {
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
        "headers": { "Retry-After": { "description": "After how many seconds to try again, where that helps", "schema": { "type": "integer" } } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    document["components"]["responses"] = json!({ "Problem": problem });
    let paths = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for operation in paths
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut())
        .filter_map(Value::as_object_mut)
    {
        let statuses = problems(operation);
        let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { continue };
        for status in statuses {
            responses
                .entry(status.to_string())
                .or_insert_with(|| json!({ "$ref": "#/components/responses/Problem" }));
        }
    }
    document
}
