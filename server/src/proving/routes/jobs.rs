//! `/v1/jobs`.

use super::{Api, no_such};
use crate::http::{
    answer::Failed,
    caller::Caller,
    query::{Query, refused},
    read::Body,
};
use crate::proving::{
    coordinator::Sender,
    store::{Action, Filter},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use plimsoll_api::{Code, Job, JobId, JobList, State as JobState, Submission, is_reference};
use serde::Deserialize;
use std::time::Duration;
use utoipa::IntoParams;

/// A client never waits longer for a job in one request, in milliseconds.
const LONGEST_WAIT: u64 = 60_000;

/// The tenant's key for a request, from the header `Idempotency-Key`.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Failed> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value
        .to_str()
        .ok()
        .filter(|key| (1..=255).contains(&key.len()) && key.chars().all(|c| c.is_ascii_graphic()));
    let malformed = || refused("Idempotency-Key", "expected 1 to 255 visible ASCII characters");
    Ok(Some(key.ok_or_else(malformed)?.to_owned()))
}

/// The trace that the request belongs to: its own span, else the client's where spans are sent nowhere.
pub(super) fn traced(headers: &HeaderMap) -> Option<String> {
    crate::trace::here(headers.get("traceparent").and_then(|parent| parent.to_str().ok()))
}

/// The job of a path.
pub(super) fn named(id: &str) -> Result<JobId, Failed> {
    id.parse().map_err(|_| no_such("job"))
}

/// Submit a job
///
/// With an `Idempotency-Key`, the same request again gives the same job. The witness is sealed at once, erased when the
/// job ends, and never shown.
#[utoipa::path(post, path = "/v1/jobs", operation_id = "submitJob", tag = "jobs",
    params(("Idempotency-Key" = Option<String>, Header, nullable = false, description = "Your name for this request", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    request_body = Submission,
    responses((status = 201, description = "Accepted", body = Job), (status = 200, description = "Accepted before, under the same key", body = Job)))]
pub(super) async fn submit(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
    Body(submission): Body<Submission>,
) -> Result<Response, Failed> {
    let tenant = caller.may(Action::Submit)?;
    let sender = Sender { tenant, idempotency_key: idempotency_key(&headers)?, trace: traced(&headers) };
    let submitted = api.coordinator.submit(sender, vec![submission], None).await?;
    let status = if submitted.repeated { StatusCode::OK } else { StatusCode::CREATED };
    let job = submitted
        .jobs
        .into_iter()
        .next()
        .ok_or_else(|| Failed::new(Code::Internal, "the store gave no job back"))?;
    let place = format!("/v1/jobs/{}", job.id);
    Ok((status, [(header::LOCATION, place)], Json(Job::from(job))).into_response())
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// Only jobs in this state.
    state: Option<JobState>,
    /// Only jobs of this batch.
    #[param(value_type = Option<String>, format = "uuid")]
    batch: Option<JobId>,
    /// Only jobs of this name of yours.
    #[param(min_length = 1, max_length = 128)]
    reference: Option<String>,
    /// Where the page begins: `cursor` of the page before.
    #[param(value_type = Option<String>, format = "uuid")]
    cursor: Option<JobId>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u32>,
}

/// List your jobs, newest first
#[utoipa::path(get, path = "/v1/jobs", operation_id = "listJobs", tag = "jobs", params(Wanted), responses((status = 200, description = "A page of jobs", body = JobList)))]
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<JobList>, Failed> {
    let tenant = caller.may(Action::Read)?;
    let Wanted { state, batch, reference, cursor, limit } = wanted;
    if !reference.as_deref().is_none_or(is_reference) {
        return Err(refused("reference", "expected 1 to 128 characters on one line"));
    }
    let limit = limit.unwrap_or(50);
    if !(1..=500).contains(&limit) {
        return Err(refused("limit", "expected a number between 1 and 500"));
    }
    let found =
        api.coordinator.jobs(tenant, &Filter { state, batch, reference, before: cursor, limit }).await?;
    let cursor = if found.more { found.jobs.last().map(|job| job.id) } else { None };
    Ok(Json(JobList { jobs: found.jobs.into_iter().map(Into::into).collect(), cursor }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Waiting {
    /// Answer when the job has ended, or after so many milliseconds.
    #[param(maximum = 60000, default = 0)]
    wait_ms: Option<u64>,
}

/// Show a job
#[utoipa::path(get, path = "/v1/jobs/{id}", operation_id = "getJob", tag = "jobs", params(("id" = String, Path, description = "The job", format = "uuid"), Waiting), responses((status = 200, description = "The job", body = Job)))]
pub(super) async fn show(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
    Query(waiting): Query<Waiting>,
) -> Result<Json<Job>, Failed> {
    let tenant = caller.may(Action::Read)?;
    let wait = waiting.wait_ms.unwrap_or(0);
    if wait > LONGEST_WAIT {
        return Err(refused("wait_ms", "expected at most 60000"));
    }
    let job = api.coordinator.job(tenant, named(&id)?, Duration::from_millis(wait)).await?;
    Ok(Json(job.into()))
}

/// Cancel a job
///
/// Its work stops and its witness is erased. Cancelling again changes nothing.
#[utoipa::path(delete, path = "/v1/jobs/{id}", operation_id = "cancelJob", tag = "jobs", params(("id" = String, Path, description = "The job", format = "uuid")), responses((status = 200, description = "The job, cancelled", body = Job)))]
pub(super) async fn cancel(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Job>, Failed> {
    let tenant = caller.may(Action::Submit)?;
    Ok(Json(api.coordinator.cancel(tenant, named(&id)?).await?.into()))
}
