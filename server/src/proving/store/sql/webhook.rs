//! Webhooks, and what is still to be sent over them.

use super::row::{count, maybe_millis, millis, named};
use crate::proving::store::{
    Delivery, NewWebhook, Tenant, WebhookRecord,
    database::{Row, Session, Sql, Statement, skip_locked, sql, unreadable},
};
use crate::{Millis, webhook::Secret};
use plimsoll_api::{EndedJob, JobId, State, WebhookId};

/// No tenant has more.
const MOST: u64 = 16;

/// Adds a webhook. `None` if the tenant has as many as it may.
pub(super) async fn add(
    session: &mut Session,
    new: &NewWebhook,
    now: Millis,
) -> sqlx::Result<Option<WebhookRecord>> {
    let there = sql("SELECT COUNT(*) AS n FROM webhooks WHERE tenant = $1").text(new.tenant.name());
    let there = session.first(there).await?.map_or(Ok(0), |row| count::<u64>(&row, "n"))?;
    if there >= MOST {
        return Ok(None);
    }
    let add = sql(
        "INSERT INTO webhooks (id, tenant, url, secret, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING *",
    )
    .text(new.id)
    .text(new.tenant.name())
    .text(&new.url)
    .bytes(new.secret.as_bytes())
    .int(now.0);
    let row = session.first(add).await?.ok_or_else(|| unreadable("the webhook that was just added"))?;
    webhook(&row).map(Some)
}

pub(super) async fn all(session: &mut Session, tenant: &Tenant) -> sqlx::Result<Vec<WebhookRecord>> {
    let all = sql("SELECT * FROM webhooks WHERE tenant = $1 ORDER BY id").text(tenant.name());
    session.all(all).await?.iter().map(webhook).collect()
}

/// Removes a webhook, with what is still to be sent. False if the tenant has none of this name.
pub(super) async fn remove(session: &mut Session, tenant: &Tenant, id: WebhookId) -> sqlx::Result<bool> {
    let remove = sql("DELETE FROM webhooks WHERE id = $1 AND tenant = $2").text(id).text(tenant.name());
    Ok(session.run(remove).await? > 0)
}

macro_rules! ended {
    () => {
        "INSERT INTO deliveries (webhook, job, attempts, next_at) \
         SELECT webhooks.id, jobs.id, 0, $2 FROM jobs JOIN webhooks ON webhooks.tenant = jobs.tenant \
         WHERE jobs.id = $1 AND webhooks.gone_at IS NULL"
    };
}

/// A job has ended: its tenant's webhooks are to be told, which is kept in the transaction that ends it.
pub(super) async fn ended(session: &mut Session, id: JobId, now: Millis) -> sqlx::Result<()> {
    let ended = Statement::new(Sql::each(
        ended!(),
        // One that is being removed meanwhile is waited for, and left out.
        concat!(ended!(), " FOR KEY SHARE OF webhooks"),
    ));
    session.run(ended.text(id).int(now.0)).await.map(drop)
}

pub(super) async fn any_due(session: &mut Session, now: Millis) -> sqlx::Result<bool> {
    let due = sql("SELECT job FROM deliveries WHERE next_at <= $1 LIMIT 1").int(now.0);
    Ok(session.first(due).await?.is_some())
}

/// What is due, at most so much. Each is due again after as long as `again` says of its attempts, unless it was sent.
pub(super) async fn due(
    session: &mut Session,
    most: u32,
    again: fn(u32) -> i64,
    now: Millis,
) -> sqlx::Result<Vec<Delivery>> {
    let first = skip_locked!(
        "SELECT webhook, job, attempts FROM deliveries WHERE next_at <= $1 ORDER BY next_at, webhook, job LIMIT $2"
    );
    let mut due = Vec::new();
    for row in session.all(first.int(now.0).int(i64::from(most))).await? {
        let (webhook, job): (String, String) = (row.get("webhook")?, row.get("job")?);
        let attempt = count::<u32>(&row, "attempts")?.saturating_add(1);
        let tried = sql("UPDATE deliveries SET attempts = $3, next_at = $4 WHERE webhook = $1 AND job = $2");
        let next = now.plus(again(attempt));
        session.run(tried.text(&webhook).text(&job).int(i64::from(attempt)).int(next.0)).await?;
        let whole = sql("SELECT url, secret, jobs.id AS job, reference, batch, state, finished_at \
             FROM jobs JOIN webhooks ON webhooks.id = $1 WHERE jobs.id = $2");
        if let Some(row) = session.first(whole.text(&webhook).text(&job)).await? {
            due.push(delivery(&row, &webhook, attempt)?);
        }
    }
    Ok(due)
}

/// It was sent, or is given up.
pub(super) async fn done(session: &mut Session, webhook: WebhookId, job: JobId) -> sqlx::Result<()> {
    let done = sql("DELETE FROM deliveries WHERE webhook = $1 AND job = $2").text(webhook).text(job);
    session.run(done).await.map(drop)
}

/// The receiver wants no more.
pub(super) async fn gone(session: &mut Session, webhook: WebhookId, now: Millis) -> sqlx::Result<()> {
    session.run(sql("UPDATE webhooks SET gone_at = $2 WHERE id = $1").text(webhook).int(now.0)).await?;
    session.run(sql("DELETE FROM deliveries WHERE webhook = $1").text(webhook)).await.map(drop)
}

fn webhook(row: &Row) -> sqlx::Result<WebhookRecord> {
    Ok(WebhookRecord {
        id: named(row, "id", |name| name.parse().ok())?,
        url: row.get("url")?,
        created_at: millis(row, "created_at")?,
        gone_at: maybe_millis(row, "gone_at")?,
    })
}

fn delivery(row: &Row, webhook: &str, attempt: u32) -> sqlx::Result<Delivery> {
    let batch: Option<String> = row.get("batch")?;
    Ok(Delivery {
        webhook: webhook.parse().map_err(|_| unreadable("the name of a webhook"))?,
        url: row.get("url")?,
        secret: Secret::from_bytes(row.get("secret")?),
        attempt,
        ended_at: maybe_millis(row, "finished_at")?.unwrap_or_default(),
        job: EndedJob {
            id: named(row, "job", |name| name.parse().ok())?,
            reference: row.get("reference")?,
            batch: batch.and_then(|name| name.parse().ok()),
            state: named(row, "state", State::from_name)?,
        },
    })
}
