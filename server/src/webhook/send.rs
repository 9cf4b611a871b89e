//! Sends what is due.

use super::target::{self, PublicOnly};
use crate::proving::store::{Delivery, Store, StoreError};
use crate::{Millis, Shutdown};
use plimsoll_api::JobEnded;
use reqwest::{Client, redirect::Policy};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// So many are sent at a time: each takes a descriptor or two.
const AT_ONCE: u32 = 8;

/// A receiver has so long to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// After the first attempt, and each after it that failed, so many seconds go by: the last is the end. What Standard Webhooks
/// proposes.
const PAUSES: [i64; 8] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000];

/// How many milliseconds after this attempt, counted from 1, the next one is due.
fn again(attempt: u32) -> i64 {
    let pause = PAUSES.get(attempt.saturating_sub(1) as usize).or(PAUSES.last());
    pause.copied().unwrap_or(0) * 1000
}

/// Tells tenants' servers when their jobs have ended. Each is told at least once: the message's name, `webhook-id`, is the same
/// every time.
pub struct Sender {
    store: Arc<dyn Store>,
    client: Client,
    private: bool,
}

/// What a receiver made of it.
enum Answer {
    Taken,
    /// It wants no more.
    Gone,
    Failed(String),
}

impl Sender {
    /// Sends what this store has. With `private` also to machines that are not of the public internet.
    ///
    /// # Errors
    /// If there are no certificates to know receivers by.
    pub fn new(store: Arc<dyn Store>, private: bool) -> Result<Self, reqwest::Error> {
        // Nobody sends it elsewhere, and no connection is kept.
        let builder = Client::builder()
            .user_agent(concat!("plimsoll/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(0)
            .timeout(PATIENCE);
        let builder =
            if private { builder } else { builder.https_only(true).dns_resolver(Arc::new(PublicOnly)) };
        Ok(Self { store, client: builder.build()?, private })
    }

    /// Sends whatever is due, until it is told to end.
    pub async fn run(self: Arc<Self>, shutdown: Shutdown) {
        let mut second = tokio::time::interval(Duration::from_secs(1));
        second.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while !shutdown.is_asked() {
            tokio::select! {
                _ = second.tick() => {}
                () = shutdown.asked() => return,
            }
            if let Err(error) = self.send_due().await {
                tracing::warn!(%error, "webhooks cannot be sent");
            }
        }
    }

    async fn send_due(self: &Arc<Self>) -> Result<(), StoreError> {
        loop {
            let due = self.store.due_deliveries(AT_ONCE, again, Millis::now()).await?;
            let all = due.len() < AT_ONCE as usize;
            let mut sending = JoinSet::new();
            for delivery in due {
                let this = self.clone();
                sending.spawn(async move { this.deliver(&delivery).await });
            }
            while let Some(sent) = sending.join_next().await {
                // One that panicked is due again.
                if let Ok(sent) = sent {
                    sent?;
                }
            }
            if all {
                return Ok(());
            }
        }
    }

    async fn deliver(&self, delivery: &Delivery) -> Result<(), StoreError> {
        let Delivery { webhook, job, attempt, .. } = delivery;
        match self.send(delivery).await {
            Answer::Taken => {
                tracing::info!(%webhook, job = %job.id, attempt, "a webhook was taken");
                self.store.delivered(*webhook, job.id).await
            }
            Answer::Gone => {
                tracing::warn!(%webhook, "a webhook's receiver wants no more (410)");
                self.store.webhook_gone(*webhook, Millis::now()).await
            }
            Answer::Failed(reason) if *attempt as usize > PAUSES.len() => {
                tracing::warn!(%webhook, job = %job.id, attempt, reason, "a webhook is given up");
                self.store.delivered(*webhook, job.id).await
            }
            Answer::Failed(reason) => {
                tracing::info!(%webhook, job = %job.id, attempt, reason, "a webhook was not taken; it is sent again");
                Ok(())
            }
        }
    }

    async fn send(&self, delivery: &Delivery) -> Answer {
        let Delivery { webhook, url, secret, job, ended_at, .. } = delivery;
        // The rules may have become stricter since it was added.
        let url = match target::check(url, self.private) {
            Ok(url) => url,
            Err(error) => return Answer::Failed(error.to_string()),
        };
        let message = JobEnded {
            kind: format!("job.{}", job.state.name()),
            timestamp: (*ended_at).into(),
            data: job.clone(),
        };
        let Ok(body) = serde_json::to_string(&message) else {
            return Answer::Failed("the message has no form in JSON".to_owned());
        };
        let (id, time) =
            (format!("msg_{}_{}", job.id.0.simple(), webhook.0.simple()), Millis::now().0 / 1000);
        let request = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", time.to_string())
            .header("webhook-signature", secret.sign(&id, time, &body))
            .body(body);
        match request.send().await.map(|response| response.status().as_u16()) {
            Ok(200..300) => Answer::Taken,
            Ok(410) => Answer::Gone,
            Ok(status) => Answer::Failed(format!("status {status}")),
            // Without the address, which may have a secret in it.
            Err(error) => Answer::Failed(error.without_url().to_string()),
        }
    }
}
