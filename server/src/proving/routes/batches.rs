//! `/v1/batches`.

use super::{
    Api,
    jobs::{idempotency_key, traced},
};
use crate::http::{answer::Failed, caller::Caller, read::Body};
use crate::proving::{coordinator::Sender, store::Action};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use plimsoll_api::{Batch, Code, FieldError, JobId, Problem, SubmittedBatch};
use uuid::Uuid;

/// Submit jobs together
///
/// All are accepted or none.
#[utoipa::path(post, path = "/v1/batches", operation_id = "submitBatch", tag = "jobs",
    params(("Idempotency-Key" = Option<String>, Header, nullable = false, description = "Your name for this request", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    request_body = Batch,
    responses((status = 201, description = "Accepted", body = SubmittedBatch), (status = 200, description = "Accepted before, under the same key", body = SubmittedBatch)))]
pub(super) async fn submit(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
    Body(batch): Body<Batch>,
) -> Result<Response, Failed> {
    let tenant = caller.may(Action::Submit)?;
    let most = api.coordinator.rules().batch;
    if batch.jobs.is_empty() || batch.jobs.len() > most {
        let detail = format!("expected 1 to {most} jobs");
        let problem = Problem::new(Code::MalformedRequest, format!("jobs: {detail}"));
        return Err(Failed(problem.with_error(FieldError::at("#/jobs", detail))));
    }
    let sender = Sender { tenant, idempotency_key: idempotency_key(&headers)?, trace: traced(&headers) };
    let fresh = JobId(Uuid::now_v7());
    let submitted = api.coordinator.submit(sender, batch.jobs, Some(fresh)).await?;
    let status = if submitted.repeated { StatusCode::OK } else { StatusCode::CREATED };
    let id = submitted.jobs.first().and_then(|job| job.batch).unwrap_or(fresh);
    let jobs = submitted.jobs.into_iter().map(Into::into).collect();
    let place = format!("/v1/jobs?batch={id}");
    Ok((status, [(header::LOCATION, place)], Json(SubmittedBatch { id, jobs })).into_response())
}
