//! The store in SQL, one text for both databases.

mod row;

mod queue;

mod submit;

mod read;

mod lease;

mod end;

mod sweep;

mod credential;

mod beat;

mod webhook;

use super::{
    Credential, CredentialHash, Delivery, Depth, Fence, Filter, Found, JobRecord, Leased, Limits,
    NewCredential, NewJob, NewWebhook, Outcome, Policy, Statement, Store, StoreError, SubmitError, Submitted,
    Swept, Taker, Tenant, WebhookRecord,
    database::{Database, retry},
};
use crate::Millis;
use async_trait::async_trait;
use plimsoll_api::{Held, JobId, WebhookId};

/// A store in a database.
pub(super) struct SqlStore {
    database: Database,
}

impl SqlStore {
    pub(super) const fn new(database: Database) -> Self {
        Self { database }
    }
}

/// Runs a function in a transaction, again if it lost against another.
macro_rules! write {
    ($store:expr, $function:path $(, $argument:expr)*) => {
        retry(move || async move {
            let mut session = $store.database.write().await?;
            let answer = $function(&mut session $(, $argument)*).await?;
            session.commit().await?;
            Ok(answer)
        })
        .await
    };
}

/// Runs a function that only reads.
macro_rules! read {
    ($store:expr, $function:path $(, $argument:expr)*) => {
        retry(move || async move {
            let mut session = $store.database.read().await?;
            $function(&mut session $(, $argument)*).await
        })
        .await
    };
}

#[async_trait]
impl Store for SqlStore {
    async fn submit(&self, jobs: &[NewJob], limits: Limits, now: Millis) -> Result<Submitted, SubmitError> {
        write!(self, submit::submit, jobs, limits, now)?
    }

    async fn job(&self, tenant: &Tenant, id: JobId) -> Result<Option<JobRecord>, StoreError> {
        read!(self, read::job, tenant, id)
    }

    async fn jobs(&self, tenant: &Tenant, filter: &Filter) -> Result<Found, StoreError> {
        read!(self, read::jobs, tenant, filter)
    }

    async fn statement(&self, id: JobId) -> Result<Option<Statement>, StoreError> {
        read!(self, read::statement, id)
    }

    async fn cancel(
        &self,
        tenant: &Tenant,
        id: JobId,
        now: Millis,
    ) -> Result<Option<(JobRecord, bool)>, StoreError> {
        write!(self, end::cancel, tenant, id, now)
    }

    async fn lease(
        &self,
        taker: &Taker<'_>,
        max: u32,
        until: Millis,
        now: Millis,
    ) -> Result<Vec<Leased>, StoreError> {
        // Most questions find nothing: they shall not wait for those who write.
        if max == 0 || !read!(self, read::any_queued)? {
            return Ok(Vec::new());
        }
        write!(self, lease::lease, taker, max, until, now)
    }

    async fn heartbeat(&self, held: &[Held], until: Millis) -> Result<Vec<JobId>, StoreError> {
        if held.is_empty() {
            return Ok(Vec::new());
        }
        write!(self, lease::extend, held, until)
    }

    async fn finish(
        &self,
        id: JobId,
        fence: Fence,
        outcome: &Outcome,
        policy: &Policy,
        now: Millis,
    ) -> Result<bool, StoreError> {
        write!(self, end::finish, id, fence, outcome, policy, now)
    }

    async fn sweep(&self, policy: &Policy, now: Millis) -> Result<Swept, StoreError> {
        let mut swept = write!(self, sweep::sweep, policy, now)?;
        // Apart, so that a long past never holds up what is due.
        swept.erased = write!(self, sweep::erase, policy, now)?;
        // What was swept is told even if the log cannot be cleaned now.
        if let Err(error) = retry(|| self.database.scrub()).await {
            tracing::warn!(%error, "the database's log could not be cleaned");
        }
        Ok(swept)
    }

    async fn depth(&self, now: Millis) -> Result<Depth, StoreError> {
        read!(self, read::depth, now)
    }

    async fn add_credential(
        &self,
        credential: &NewCredential,
        now: Millis,
    ) -> Result<Credential, StoreError> {
        write!(self, credential::add, credential, now)
    }

    async fn credential(&self, hash: &CredentialHash) -> Result<Option<Credential>, StoreError> {
        read!(self, credential::find, hash)
    }

    async fn credentials(&self) -> Result<Vec<Credential>, StoreError> {
        read!(self, credential::all)
    }

    async fn revoke(&self, number: i64, now: Millis) -> Result<bool, StoreError> {
        write!(self, credential::revoke, number, now)
    }

    async fn add_webhook(&self, new: &NewWebhook, now: Millis) -> Result<Option<WebhookRecord>, StoreError> {
        write!(self, webhook::add, new, now)
    }

    async fn webhooks(&self, tenant: &Tenant) -> Result<Vec<WebhookRecord>, StoreError> {
        read!(self, webhook::all, tenant)
    }

    async fn remove_webhook(&self, tenant: &Tenant, id: WebhookId) -> Result<bool, StoreError> {
        write!(self, webhook::remove, tenant, id)
    }

    async fn due_deliveries(
        &self,
        most: u32,
        again: fn(u32) -> i64,
        now: Millis,
    ) -> Result<Vec<Delivery>, StoreError> {
        // Mostly nothing is: nobody shall wait for that.
        if !read!(self, webhook::any_due, now)? {
            return Ok(Vec::new());
        }
        write!(self, webhook::due, most, again, now)
    }

    async fn delivered(&self, webhook: WebhookId, job: JobId) -> Result<(), StoreError> {
        write!(self, webhook::done, webhook, job)
    }

    async fn webhook_gone(&self, webhook: WebhookId, now: Millis) -> Result<(), StoreError> {
        write!(self, webhook::gone, webhook, now)
    }

    async fn beat(&self, now: Millis) -> Result<(), StoreError> {
        write!(self, beat::beat, now)
    }
}
