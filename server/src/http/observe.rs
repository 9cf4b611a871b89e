//! Every request in logs, traces and metrics: who, route, status and time, never a body, a query or a credential.

use super::{asked::Asked, connections::Connection};
use crate::{
    metrics::{REQUEST_SECONDS, REQUESTS},
    trace,
};
use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::{Instrument, field::Empty, info_span};

pub(crate) async fn request(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let connection = request.extensions().get::<Connection>().cloned();
    // Its connection keeps its place meanwhile.
    let _answering = connection.as_ref().map(Connection::answering);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let method = match request.method().as_str() {
        known @ ("GET" | "POST" | "DELETE" | "HEAD" | "OPTIONS" | "PUT" | "PATCH") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let asked = Asked::new(request.headers());
    let span = info_span!("request", id = asked.id(), method, route, peer = Empty, tenant = Empty);
    if let Some(connection) = connection {
        span.record("peer", tracing::field::display(connection.peer()));
    }
    if let Some(parent) = request.headers().get("traceparent").and_then(|parent| parent.to_str().ok()) {
        trace::follow(&span, parent);
    }
    let mut response = asked.answer(next.run(request)).instrument(span.clone()).await;
    asked.tell(response.headers_mut());
    let (status, took) = (response.status().as_u16(), started.elapsed());
    let took_ms = (took.as_micros() as f64) / 1e3;
    // Those that look whether the service lives would fill the log.
    if matches!(route.as_str(), "/v1/health" | "/v1/ready") {
        span.in_scope(|| tracing::debug!(target: ACCESS, status, took_ms, "answered"));
    } else {
        span.in_scope(|| tracing::info!(target: ACCESS, status, took_ms, "answered"));
    }
    metrics::counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!(REQUEST_SECONDS, "route" => route).record(took.as_secs_f64());
    response
}

/// Under which name the access log can be filtered.
const ACCESS: &str = "plimsoll_server::access";
