//! Webhooks: a tenant's own server is told when a job has ended, as [Standard Webhooks](https://www.standardwebhooks.com) has it.

use crate::{JobId, State};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// Names a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = "uuid")]
pub struct WebhookId(pub Uuid);

impl std::fmt::Display for WebhookId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for WebhookId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Where to tell when jobs end.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// An address of the public internet, `https`.
    #[schema(max_length = 2000, format = "uri")]
    pub url: String,
}

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Webhook {
    /// Its name.
    pub id: WebhookId,
    /// Where it goes.
    pub url: String,
    /// When it was added.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: OffsetDateTime,
    /// When its receiver said, with status 410, that it wants no more. From then on nothing is sent.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    pub gone_at: Option<OffsetDateTime>,
}

/// A webhook that was just added.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct AddedWebhook {
    /// The webhook.
    #[serde(flatten)]
    pub webhook: Webhook,
    /// By which its receiver knows what is signed: `whsec_` and base64. Shown now and never again.
    pub secret: String,
}

/// All webhooks of a tenant, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Webhooks {
    /// The webhooks.
    pub webhooks: Vec<Webhook>,
}

/// What is sent when a job has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobEnded {
    /// `job.succeeded`, `job.failed` or `job.cancelled`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it ended.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub timestamp: OffsetDateTime,
    /// Which job. Ask for the rest.
    pub data: EndedJob,
}

/// A job that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EndedJob {
    /// Its name.
    pub id: JobId,
    /// The client's name for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub reference: Option<String>,
    /// The batch that it came in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub batch: Option<JobId>,
    /// How it ended.
    pub state: State,
}
