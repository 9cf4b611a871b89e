//! `/v1/webhooks`.

use super::{Api, no_such};
use crate::http::{answer::Failed, caller::Caller, read::Body};
use crate::proving::store::{self, Action};
use crate::{
    Millis,
    webhook::{Secret, check},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use plimsoll_api::{AddedWebhook, Code, FieldError, NewWebhook, Problem, Webhook, WebhookId, Webhooks};
use rand::rngs::OsRng;
use uuid::Uuid;

impl From<store::WebhookRecord> for Webhook {
    fn from(record: store::WebhookRecord) -> Self {
        Self {
            id: record.id,
            url: record.url,
            created_at: record.created_at.into(),
            gone_at: record.gone_at.map(Into::into),
        }
    }
}

/// Add a webhook
///
/// From now on this address is sent a `JobEnded`, signed as Standard Webhooks has it, when a job of yours ends; again and again
/// for days until it answers with a status of 2xx. The secret is shown once.
#[utoipa::path(post, path = "/v1/webhooks", operation_id = "addWebhook", tag = "webhooks", request_body = NewWebhook, responses((status = 201, description = "Added", body = AddedWebhook)))]
pub(super) async fn add(
    State(api): State<Api>,
    caller: Caller,
    Body(new): Body<NewWebhook>,
) -> Result<Response, Failed> {
    let tenant = caller.may(Action::Submit)?.clone();
    if let Err(error) = check(&new.url, api.private_webhooks) {
        let problem = Problem::new(Code::MalformedRequest, format!("url: {error}"));
        return Err(Failed(problem.with_error(FieldError::at("#/url", error.to_string()))));
    }
    let secret = Secret::fresh(&mut OsRng);
    let new =
        store::NewWebhook { id: WebhookId(Uuid::now_v7()), tenant, url: new.url, secret: secret.clone() };
    let added = api.coordinator.store().add_webhook(&new, Millis::now()).await.map_err(Problem::from)?;
    let added = added.ok_or_else(|| {
        Failed::new(Code::TooManyWebhooks, "you have as many webhooks as you may; remove one first")
    })?;
    let added = AddedWebhook { webhook: added.into(), secret: secret.expose().to_string() };
    let place = format!("/v1/webhooks/{}", added.webhook.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(added)).into_response())
}

/// List your webhooks, oldest first
#[utoipa::path(get, path = "/v1/webhooks", operation_id = "listWebhooks", tag = "webhooks", responses((status = 200, description = "All of them", body = Webhooks)))]
pub(super) async fn list(State(api): State<Api>, caller: Caller) -> Result<Json<Webhooks>, Failed> {
    let tenant = caller.may(Action::Read)?;
    let all = api.coordinator.store().webhooks(tenant).await.map_err(Problem::from)?;
    Ok(Json(Webhooks { webhooks: all.into_iter().map(Into::into).collect() }))
}

/// Remove a webhook
///
/// What is still to be sent over it is not sent any more.
#[utoipa::path(delete, path = "/v1/webhooks/{id}", operation_id = "removeWebhook", tag = "webhooks", params(("id" = String, Path, description = "The webhook", format = "uuid")), responses((status = 204, description = "Removed")))]
pub(super) async fn remove(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Failed> {
    let tenant = caller.may(Action::Submit)?;
    let id: WebhookId = id.parse().map_err(|_| no_such("webhook"))?;
    let removed = api.coordinator.store().remove_webhook(tenant, id).await.map_err(Problem::from)?;
    if removed { Ok(StatusCode::NO_CONTENT) } else { Err(no_such("webhook")) }
}
