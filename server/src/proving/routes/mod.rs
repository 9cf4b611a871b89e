//! The API over HTTP: one file for each group of actions.

mod batches;
mod circuits;
mod events;
mod examples;
mod jobs;
mod openapi;
mod operations;
mod verify;
mod webhooks;
mod work;

pub use openapi::document;

use crate::http::{
    Rate,
    answer::{self, Failed},
    browser, observe,
};
use crate::proving::coordinator::Coordinator;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderMap, HeaderValue},
    middleware::{self, Next},
    routing::get,
};
use metrics_exporter_prometheus::PrometheusHandle;
use plimsoll_api::{Code, Problem};
use std::{num::NonZeroU32, sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};
use utoipa_axum::{router::OpenApiRouter, routes};

/// What every action works with.
#[derive(Clone)]
pub struct Api {
    /// The coordinator.
    pub coordinator: Arc<Coordinator>,
    /// How often a tenant may ask.
    pub rate: Arc<Rate>,
    /// What `/metrics` shows; not served without.
    pub metrics: Option<PrometheusHandle>,
    /// The key files that may be open at a time, so that whoever fetches keys does not use up the descriptors.
    pub key_files: Arc<Semaphore>,
    /// Whether webhooks may go to machines that are not of the public internet.
    pub private_webhooks: bool,
}

/// What is read at most.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// Bytes of a body.
    pub body: usize,
    /// Requests of one tenant a second.
    pub rate: NonZeroU32,
    /// Requests of one tenant under way.
    pub in_flight: usize,
    /// Whether all comes over TLS.
    pub tls: bool,
    /// The origins of pages that may ask.
    pub origins: Vec<HeaderValue>,
}

/// So many key files are sent at a time; who asks for more waits.
pub const KEY_FILES: usize = 8;

/// No request takes longer, waiting included.
const LONGEST: Duration = Duration::from_secs(75);

fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(jobs::submit, jobs::list))
        .routes(routes!(jobs::show, jobs::cancel))
        .routes(routes!(events::events))
        .routes(routes!(batches::submit))
        .routes(routes!(webhooks::add, webhooks::list))
        .routes(routes!(webhooks::remove))
        .routes(routes!(verify::one))
        .routes(routes!(verify::many))
        .routes(routes!(circuits::list))
        .routes(routes!(circuits::verifying_key))
        .routes(routes!(circuits::proving_key))
        .routes(routes!(circuits::witness_key))
        .routes(routes!(work::lease))
        .routes(routes!(work::heartbeat))
        .routes(routes!(work::results))
        .routes(routes!(operations::health))
        .routes(routes!(operations::ready))
        .routes(routes!(operations::metrics))
}

/// The whole API.
pub fn router(api: Api, bounds: &Bounds) -> Router {
    let document = document();
    let served = Arc::new(openapi::Served::new(&document));
    let (router, _) = routes().split_for_parts();
    let tls = bounds.tls;
    let router = router
        .with_state(api)
        .route("/openapi.json", get(move |headers: HeaderMap| async move { served.answer(&headers) }))
        .merge(
            utoipa_swagger_ui::SwaggerUi::new("/docs").external_url_unchecked("/docs/openapi.json", document),
        )
        .fallback(|| async { Failed::new(Code::NotFound, "there is nothing here; see /openapi.json") })
        .method_not_allowed_fallback(|| async {
            Failed::new(Code::MethodNotAllowed, "this method is not served here; see /openapi.json")
        })
        .layer(DefaultBodyLimit::max(bounds.body))
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::REQUEST_TIMEOUT, LONGEST))
        .layer(CatchPanicLayer::custom(|_| {
            axum::response::IntoResponse::into_response(Failed::new(
                Code::Internal,
                "a fault of the service; tell the operator",
            ))
        }))
        .layer(middleware::from_fn(answer::as_problem));
    let router = match bounds.origins.as_slice() {
        [] => router,
        origins => router.layer(browser::cors(origins)),
    };
    router
        .layer(middleware::from_fn(move |request: Request, next: Next| browser::guarded(tls, request, next)))
        .layer(middleware::from_fn(observe::request))
}

/// What is wrong with a name in a path.
fn no_such(what: &str) -> Failed {
    Failed(Problem::new(Code::NotFound, format!("there is no such {what}")))
}
