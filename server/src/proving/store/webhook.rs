//! What the store keeps of webhooks.

use super::Tenant;
use crate::{Millis, webhook::Secret};
use plimsoll_api::{EndedJob, WebhookId};

/// A webhook to add.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// Its name, fresh.
    pub id: WebhookId,
    /// Whose it is.
    pub tenant: Tenant,
    /// Where it goes.
    pub url: String,
    /// By which what is sent is signed.
    pub secret: Secret,
}

/// A webhook, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRecord {
    /// Its name.
    pub id: WebhookId,
    /// Where it goes.
    pub url: String,
    /// When it was added.
    pub created_at: Millis,
    /// When its receiver wanted no more.
    pub gone_at: Option<Millis>,
}

/// What is to be sent.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Over which webhook.
    pub webhook: WebhookId,
    /// Where it goes.
    pub url: String,
    /// By which it is signed.
    pub secret: Secret,
    /// How often it was tried, this time included.
    pub attempt: u32,
    /// The job that has ended.
    pub job: EndedJob,
    /// When it ended.
    pub ended_at: Millis,
}
