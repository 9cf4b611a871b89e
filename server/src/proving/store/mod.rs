//! Where jobs and credentials are kept: one trait, two databases.
//!
//! The store alone decides who works on what. A lease has a fencing token that rises with each lease of the job; every
//! change of a running job names it, so that of all the workers that ever had a job one result counts, whatever died.
//!
//! A job that ends loses its sealed witness in the same statement. SQLite overwrites it, and the next [`Store::sweep`]
//! empties its log. PostgreSQL keeps the old row until it vacuums, and its own log as long as it is told to: what lies
//! there is sealed to the workers' key.

mod record;

mod webhook;

mod database;

mod sql;

mod open;

pub use open::{OpenError, open};
pub use record::{
    Action, Actions, Credential, CredentialHash, CredentialKind, Depth, Fence, Filter, Found, JobRecord,
    Leased, Limits, NewCredential, NewJob, Outcome, Policy, Statement, Submitted, Swept, Taker, Tenant,
};

pub use webhook::{Delivery, NewWebhook, WebhookRecord};

use crate::Millis;
use async_trait::async_trait;
use plimsoll_api::{Held, JobId, WebhookId};

/// Why the store gives no answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// Another process or transaction keeps it for itself.
    #[error(
        "the database is held by another process, which has not let go of it for seconds: {0}; see what has it open (another \
         `plimsoll`, `sqlite3`, a backup), let it finish or end it, and try again"
    )]
    Held(String),
    /// There is no room left for what is to be written.
    #[error(
        "the database has no room to write: {0}; make room on its disk, and try again: nothing that was kept is lost"
    )]
    Full(String),
    /// What it holds cannot be read.
    #[error("the database holds something that this version cannot read: {0}")]
    Corrupt(String),
}

/// Why jobs are not accepted. None of a batch is.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The idempotency key came with another request before.
    #[error("the idempotency key was used for another request")]
    IdempotencyMismatch,
    /// The tenant has too many jobs that have not ended.
    #[error("{unfinished} of your jobs have not ended, {limit} may")]
    TooManyJobs {
        /// How many have not.
        unfinished: u64,
        /// How many may.
        limit: u64,
    },
    /// The queue is full.
    #[error("{queued} jobs are queued, {limit} may be")]
    QueueFull {
        /// How many are.
        queued: u64,
        /// How many may be.
        limit: u64,
    },
    /// The store gives no answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Jobs and credentials. All methods are atomic, and safe to call from any number of processes.
#[async_trait]
pub trait Store: Send + Sync {
    /// Adds jobs of one tenant, all or none. With an idempotency key that the tenant used before, for the same request, the
    /// jobs of that time are given back and nothing is added.
    ///
    /// # Errors
    /// See [`SubmitError`].
    async fn submit(&self, jobs: &[NewJob], limits: Limits, now: Millis) -> Result<Submitted, SubmitError>;

    /// A tenant's job.
    async fn job(&self, tenant: &Tenant, id: JobId) -> Result<Option<JobRecord>, StoreError>;

    /// A tenant's jobs, newest first.
    async fn jobs(&self, tenant: &Tenant, filter: &Filter) -> Result<Found, StoreError>;

    /// What a job is to prove, whoever its tenant is: what a proof of it is verified against.
    async fn statement(&self, id: JobId) -> Result<Option<Statement>, StoreError>;

    /// Calls a tenant's job off, if it has not ended, and erases its witness. Gives the job as it is then: the caller sees
    /// whether it had ended before by `changed`.
    async fn cancel(
        &self,
        tenant: &Tenant,
        id: JobId,
        now: Millis,
    ) -> Result<Option<(JobRecord, bool)>, StoreError>;

    /// Gives up to `max` queued jobs of these circuits to a worker until `until`: interactive before batch (but of eight
    /// leases in which both wait, one is a batch job), and among each by start-time fair queueing between tenants.
    /// Only jobs whose witness the worker can open are given to it.
    async fn lease(
        &self,
        taker: &Taker<'_>,
        max: u32,
        until: Millis,
        now: Millis,
    ) -> Result<Vec<Leased>, StoreError>;

    /// Extends those leases that are still the worker's; gives the jobs of the others.
    async fn heartbeat(&self, held: &[Held], until: Millis) -> Result<Vec<JobId>, StoreError>;

    /// Ends a lease. False if it was no longer the worker's: then nothing changes, except that the same result under the
    /// fence by which the job succeeded is true again (the answer may have been lost on its way).
    async fn finish(
        &self,
        id: JobId,
        fence: Fence,
        outcome: &Outcome,
        policy: &Policy,
        now: Millis,
    ) -> Result<bool, StoreError>;

    /// What time demands: leases that ran out are queued again or set aside, deadlines that passed fail their jobs, ended
    /// jobs are erased when they have been kept long enough.
    async fn sweep(&self, policy: &Policy, now: Millis) -> Result<Swept, StoreError>;

    /// How much waits and runs.
    async fn depth(&self, now: Millis) -> Result<Depth, StoreError>;

    /// Adds a credential. One of the same hash is replaced, keeps its number, and is no longer revoked.
    async fn add_credential(&self, credential: &NewCredential, now: Millis)
    -> Result<Credential, StoreError>;

    /// The credential of this hash, whether or not it is valid now.
    async fn credential(&self, hash: &CredentialHash) -> Result<Option<Credential>, StoreError>;

    /// All credentials, oldest first.
    async fn credentials(&self) -> Result<Vec<Credential>, StoreError>;

    /// Revokes a credential by its number. False if there is none.
    async fn revoke(&self, number: i64, now: Millis) -> Result<bool, StoreError>;

    /// Adds a webhook. `None` if the tenant has as many as it may.
    async fn add_webhook(&self, new: &NewWebhook, now: Millis) -> Result<Option<WebhookRecord>, StoreError>;

    /// A tenant's webhooks, oldest first.
    async fn webhooks(&self, tenant: &Tenant) -> Result<Vec<WebhookRecord>, StoreError>;

    /// Removes a webhook, with what is still to be sent over it. False if the tenant has none of this name.
    async fn remove_webhook(&self, tenant: &Tenant, id: WebhookId) -> Result<bool, StoreError>;

    /// What is to be sent over webhooks now, at most so much: a job's end is kept for each of its tenant's webhooks in the
    /// statement that ends it. Each is due again as many milliseconds later as `again` says of its attempts, unless it is
    /// [delivered](Self::delivered).
    async fn due_deliveries(
        &self,
        most: u32,
        again: fn(u32) -> i64,
        now: Millis,
    ) -> Result<Vec<Delivery>, StoreError>;

    /// It was sent, or is given up.
    async fn delivered(&self, webhook: WebhookId, job: JobId) -> Result<(), StoreError>;

    /// The receiver wants no more: nothing is sent to it from now on.
    async fn webhook_gone(&self, webhook: WebhookId, now: Millis) -> Result<(), StoreError>;

    /// Whether the database keeps what is written: writes, so that a full disk or a store that may only be read is noticed.
    async fn beat(&self, now: Millis) -> Result<(), StoreError>;
}
