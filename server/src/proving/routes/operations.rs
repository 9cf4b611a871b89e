//! Health, readiness, metrics.

use super::Api;
use crate::http::{answer::Failed, caller::Caller};
use crate::proving::store::Action;
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use plimsoll_api::Code;
use serde::Serialize;
use utoipa::ToSchema;

/// The process lives.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// Always `ok`.
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

/// Whether the process lives
#[utoipa::path(get, path = "/v1/health", operation_id = "getHealth", tag = "operations", security(()), responses((status = 200, description = "It does", body = Health)))]
pub(super) async fn health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// Whether jobs are accepted
///
/// The service does not shut down, and its database keeps what is written: that is tried, at most once a second.
#[utoipa::path(get, path = "/v1/ready", operation_id = "getReadiness", tag = "operations", security(()), responses((status = 200, description = "They are", body = Health), (status = 503, description = "Not now", body = plimsoll_api::Problem, content_type = "application/problem+json")))]
pub(super) async fn ready(State(api): State<Api>) -> Result<Json<Health>, Failed> {
    api.coordinator.ready().await?;
    Ok(health().await)
}

/// Metrics in the format of Prometheus
#[utoipa::path(get, path = "/metrics", operation_id = "getMetrics", tag = "operations", responses((status = 200, description = "All metrics", body = String, content_type = "text/plain"), (status = 404, description = "Metrics are switched off", body = plimsoll_api::Problem, content_type = "application/problem+json")))]
pub(super) async fn metrics(State(api): State<Api>, caller: Caller) -> Result<Response, Failed> {
    caller.may(Action::Metrics)?;
    let handle = api.metrics.ok_or_else(|| Failed::new(Code::NotFound, "metrics are switched off"))?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response())
}
