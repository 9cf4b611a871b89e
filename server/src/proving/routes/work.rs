//! `/v1/work`: for workers.

use super::Api;
use crate::http::{answer::Failed, caller::Caller, read::Body};
use crate::proving::store::Action;
use axum::{Json, extract::State};
use plimsoll_api::{
    Code, Heartbeat, HeartbeatAnswer, LeaseAnswer, LeaseRequest, Malformed, Outcome, Problem, Receipts,
    ResultsRequest, is_worker_name,
};

/// A worker asks for no more at a time, and brings no more.
const MOST: usize = 256;

/// A field that can be read and is not allowed.
fn at(field: &str, detail: &str) -> Failed {
    Failed(Problem::of(Code::MalformedRequest, &Malformed::new(field, detail)))
}

fn bounded(field: &str, count: usize) -> Result<(), Failed> {
    if count > MOST { Err(at(field, &format!("expected at most {MOST}"))) } else { Ok(()) }
}

fn worker(name: &str) -> Result<(), Failed> {
    if is_worker_name(name) {
        return Ok(());
    }
    Err(at("worker", "expected 1 to 64 letters, digits, `-`, `_`, `.` or `:`"))
}

/// Lease jobs
#[utoipa::path(post, path = "/v1/work/lease", operation_id = "leaseJobs", tag = "workers", request_body = LeaseRequest, responses((status = 200, description = "The leases, none if there is no work", body = LeaseAnswer)))]
pub(super) async fn lease(
    State(api): State<Api>,
    caller: Caller,
    Body(request): Body<LeaseRequest>,
) -> Result<Json<LeaseAnswer>, Failed> {
    caller.may(Action::Work)?;
    worker(&request.worker)?;
    bounded("max", request.max as usize)?;
    bounded("circuits", request.circuits.len())?;
    if request.wait_ms > 60_000 {
        return Err(at("wait_ms", "expected at most 60000"));
    }
    if request.witness_keys.len() > 16 {
        return Err(at("witness_keys", "expected at most 16"));
    }
    Ok(Json(api.coordinator.lease(&request).await?))
}

/// Keep leases
#[utoipa::path(post, path = "/v1/work/heartbeat", operation_id = "keepLeases", tag = "workers", request_body = Heartbeat, responses((status = 200, description = "Which leases are lost", body = HeartbeatAnswer)))]
pub(super) async fn heartbeat(
    State(api): State<Api>,
    caller: Caller,
    Body(beat): Body<Heartbeat>,
) -> Result<Json<HeartbeatAnswer>, Failed> {
    caller.may(Action::Work)?;
    worker(&beat.worker)?;
    bounded("held", beat.held.len())?;
    Ok(Json(api.coordinator.heartbeat(&beat).await?))
}

/// Bring results
///
/// Proofs are verified before they count. A result may be brought again when the answer was lost.
#[utoipa::path(post, path = "/v1/work/results", operation_id = "bringResults", tag = "workers", request_body = ResultsRequest, responses((status = 200, description = "Which results counted", body = Receipts)))]
pub(super) async fn results(
    State(api): State<Api>,
    caller: Caller,
    Body(results): Body<ResultsRequest>,
) -> Result<Json<Receipts>, Failed> {
    caller.may(Action::Work)?;
    worker(&results.worker)?;
    bounded("results", results.results.len())?;
    for (i, done) in results.results.iter().enumerate() {
        if matches!(done.outcome, Outcome::Proven { proving_us, .. } if proving_us > i64::MAX as u64) {
            return Err(at(
                &format!("results[{i}].outcome.proven.proving_us"),
                "expected fewer microseconds",
            ));
        }
    }
    Ok(Json(api.coordinator.results(&results, false).await?))
}
