//! Every request in logs, traces and metrics: route, status and time, never a body or a query.

use super::connections::Connection;
use crate::metrics::{REQUEST_SECONDS, REQUESTS};
use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::{Instrument, field::Empty, info_span};

pub(crate) async fn request(request: Request, next: Next) -> Response {
    let started = Instant::now();
    // Its connection keeps its place meanwhile.
    let _answering = request.extensions().get::<Connection>().map(Connection::answering);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let method = match request.method().as_str() {
        known @ ("GET" | "POST" | "DELETE" | "HEAD" | "OPTIONS" | "PUT" | "PATCH") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let span = info_span!("request", method, route, tenant = Empty);
    let response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    span.in_scope(|| tracing::debug!(status, took_ms = took.as_secs_f64() * 1e3, "answered"));
    metrics::counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!(REQUEST_SECONDS, "route" => route).record(took.as_secs_f64());
    response
}
