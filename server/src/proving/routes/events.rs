//! `/v1/jobs/{id}/events`.

use super::{Api, jobs::named};
use crate::http::asked;
use crate::http::{
    answer::Failed,
    caller::{Caller, Stay},
};
use crate::proving::store::{Action, JobRecord, Tenant};
use axum::{
    extract::{Path, State},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{Stream, stream};
use plimsoll_api::{Job, Problem};
use std::time::{Duration, Instant};
use utoipa::ToSchema;

/// An event, as `event:` and `data:` of its lines.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes what `Event` writes")]
pub(super) struct JobEvent {
    /// What `data` is.
    event: EventName,
    /// JSON: a Job if `event` is `job`, a Problem if it is `problem`.
    data: String,
}

/// What an event tells.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes what `Event` writes")]
enum EventName {
    /// How the job stands.
    Job,
    /// That the service cannot tell any more.
    Problem,
}

/// Watch a job
///
/// Server-sent events: `job` with the job, at once and at every change, until it has ended; `problem` if the service cannot
/// tell any more.
#[utoipa::path(get, path = "/v1/jobs/{id}/events", operation_id = "watchJob", tag = "jobs", params(("id" = String, Path, description = "The job", format = "uuid")),
    responses((status = 200, description = "Events, each as here", body = JobEvent, content_type = "text/event-stream")))]
pub(super) async fn events(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let tenant = caller.may(Action::Read)?.clone();
    let request = asked::request_id();
    let first = api.coordinator.job(&tenant, named(&id)?, Duration::ZERO).await?;
    Ok(Sse::new(told(api, tenant, first, request, caller.into_stay()))
        .keep_alive(KeepAlive::default())
        .into_response())
}

enum Next {
    Tell(JobRecord),
    After(JobRecord),
    End,
}

/// A stream goes on for so long, so that who has no more access hears no more; a client that is still interested opens it again.
const LONGEST: Duration = Duration::from_secs(120);

fn told(
    api: Api,
    tenant: Tenant,
    first: JobRecord,
    request: Option<String>,
    stay: Stay,
) -> impl Stream<Item = Result<Event, axum::Error>> {
    let end = Instant::now() + LONGEST;
    stream::unfold((Next::Tell(first), stay), move |(next, stay)| {
        let (api, tenant, request) = (api.clone(), tenant.clone(), request.clone());
        async move {
            let job = match next {
                Next::Tell(job) => job,
                Next::End => return None,
                Next::After(seen) => loop {
                    match api.coordinator.next(&tenant, &seen).await {
                        Ok(Some(job)) => break job,
                        Ok(None) if api.coordinator.is_draining() || Instant::now() > end => return None,
                        Ok(None) => {}
                        Err(mut problem) => {
                            problem.request_id = request;
                            return Some((problem_event(&problem), (Next::End, stay)));
                        }
                    }
                },
            };
            let event = Event::default().event("job").json_data(Job::from(job.clone()));
            let next = if job.state.is_final() { Next::End } else { Next::After(job) };
            Some((event, (next, stay)))
        }
    })
}

fn problem_event(problem: &Problem) -> Result<Event, axum::Error> {
    Event::default().event("problem").json_data(problem)
}
