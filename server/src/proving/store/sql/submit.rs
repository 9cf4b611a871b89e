//! Adds jobs.

use super::{
    queue::Queue,
    row::{count, input_bytes, named, record, record_columns},
};
use crate::Millis;
use crate::proving::store::{
    JobRecord, Limits, NewJob, SubmitError, Submitted, Tenant,
    database::{Session, sql},
};
use plimsoll_api::{Priority, State};

/// A job counts for at most so much, so that virtual time never ends.
const MOST: u64 = 1 << 40;

pub(super) async fn submit(
    session: &mut Session,
    jobs: &[NewJob],
    limits: Limits,
    now: Millis,
) -> sqlx::Result<Result<Submitted, SubmitError>> {
    let Some(first) = jobs.first() else {
        return Ok(Ok(Submitted { jobs: Vec::new(), repeated: false }));
    };
    let mut queue = Queue::lock(session).await?;
    if let Some((key, digest)) = &first.idempotency
        && let Some(known) = repeated(session, &first.tenant, key, digest).await?
    {
        return Ok(known);
    }
    let waiting = Waiting::count(session).await?;
    if let Err(refused) = within(session, &first.tenant, jobs.len(), &waiting, limits).await? {
        return Ok(Err(refused));
    }
    if let Some((key, digest)) = &first.idempotency {
        let insert = sql("INSERT INTO submissions (id, tenant, key, digest) VALUES ($1, $2, $3, $4)")
            .text(first.id)
            .text(first.tenant.name())
            .text(key)
            .bytes(*digest);
        session.run(insert).await?;
    }
    let mut added = Vec::with_capacity(jobs.len());
    for priority in [Priority::Interactive, Priority::Batch] {
        if !jobs.iter().any(|job| job.priority == priority) {
            continue;
        }
        if waiting.of(priority) == 0 {
            queue.level(session, priority).await?;
        }
        let mut start = queue.time(priority).max(last_finish(session, &first.tenant, priority).await?);
        for (place, job) in (0..).zip(jobs).filter(|(_, job)| job.priority == priority) {
            let cost = i64::try_from(job.cost.clamp(1, MOST)).unwrap_or(1);
            insert(session, job, first, (place, start, cost), now).await?;
            start = start.saturating_add(cost);
            added.push((place, queued(job, now)));
        }
        keep_finish(session, &first.tenant, priority, start).await?;
    }
    queue.save(session).await?;
    added.sort_by_key(|(place, _)| *place);
    Ok(Ok(Submitted { jobs: added.into_iter().map(|(_, job)| job).collect(), repeated: false }))
}

/// The jobs that were added under this key before.
async fn repeated(
    session: &mut Session,
    tenant: &Tenant,
    key: &str,
    digest: &[u8; 32],
) -> sqlx::Result<Option<Result<Submitted, SubmitError>>> {
    let known = sql("SELECT id, digest FROM submissions WHERE tenant = $1 AND key = $2")
        .text(tenant.name())
        .text(key);
    let Some(known) = session.first(known).await? else { return Ok(None) };
    if known.get::<Vec<u8>>("digest")? != digest {
        return Ok(Some(Err(SubmitError::IdempotencyMismatch)));
    }
    let jobs = sql(concat!("SELECT ", record_columns!(), " FROM jobs WHERE submission = $1 ORDER BY place"))
        .text(known.get::<String>("id")?);
    let jobs = session.all(jobs).await?.iter().map(record).collect::<sqlx::Result<Vec<_>>>()?;
    Ok(Some(Ok(Submitted { jobs, repeated: true })))
}

/// How many jobs are queued.
struct Waiting {
    interactive: u64,
    batch: u64,
}

impl Waiting {
    async fn count(session: &mut Session) -> sqlx::Result<Self> {
        let mut waiting = Self { interactive: 0, batch: 0 };
        let counts = sql("SELECT priority, COUNT(*) AS n FROM jobs WHERE state = 'queued' GROUP BY priority");
        for row in session.all(counts).await? {
            match named(&row, "priority", Priority::from_name)? {
                Priority::Interactive => waiting.interactive = count(&row, "n")?,
                Priority::Batch => waiting.batch = count(&row, "n")?,
            }
        }
        Ok(waiting)
    }

    const fn of(&self, priority: Priority) -> u64 {
        match priority {
            Priority::Interactive => self.interactive,
            Priority::Batch => self.batch,
        }
    }
}

async fn within(
    session: &mut Session,
    tenant: &Tenant,
    new: usize,
    waiting: &Waiting,
    limits: Limits,
) -> sqlx::Result<Result<(), SubmitError>> {
    let new = u64::try_from(new).unwrap_or(u64::MAX);
    let unfinished =
        sql("SELECT COUNT(*) AS n FROM jobs WHERE tenant = $1 AND state IN ('queued', 'running')");
    let unfinished = session.first(unfinished.text(tenant.name())).await?;
    let unfinished: u64 = unfinished.map_or(Ok(0), |row| count(&row, "n"))?;
    if unfinished.saturating_add(new) > limits.per_tenant {
        return Ok(Err(SubmitError::TooManyJobs { unfinished, limit: limits.per_tenant }));
    }
    let queued = waiting.interactive + waiting.batch;
    if queued.saturating_add(new) > limits.queued {
        return Ok(Err(SubmitError::QueueFull { queued, limit: limits.queued }));
    }
    Ok(Ok(()))
}

async fn last_finish(session: &mut Session, tenant: &Tenant, priority: Priority) -> sqlx::Result<i64> {
    let last = sql("SELECT finish FROM turns WHERE tenant = $1 AND priority = $2")
        .text(tenant.name())
        .text(priority.name());
    session.first(last).await?.map_or(Ok(0), |row| row.get("finish"))
}

async fn keep_finish(
    session: &mut Session,
    tenant: &Tenant,
    priority: Priority,
    finish: i64,
) -> sqlx::Result<()> {
    let keep = sql("INSERT INTO turns (tenant, priority, finish) VALUES ($1, $2, $3) \
         ON CONFLICT (tenant, priority) DO UPDATE SET finish = excluded.finish")
    .text(tenant.name())
    .text(priority.name())
    .int(finish);
    session.run(keep).await.map(drop)
}

async fn insert(
    session: &mut Session,
    job: &NewJob,
    first: &NewJob,
    (place, start, cost): (i64, i64, i64),
    now: Millis,
) -> sqlx::Result<()> {
    let insert = sql(
        "INSERT INTO jobs (id, tenant, batch, submission, place, circuit, priority, cost, start_tag, state, \
             submitted_at, deadline, posted, witness_key, encapsulated, ciphertext, reference, trace) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .text(job.id)
    .text(job.tenant.name())
    .maybe_text(job.batch)
    .maybe_text(first.idempotency.as_ref().map(|_| first.id))
    .int(place)
    .text(job.circuit.name())
    .text(job.priority.name())
    .int(cost)
    .int(start)
    .int(now.0)
    .int(job.deadline.map(|deadline| deadline.0))
    .bytes(input_bytes(&job.posted))
    .text(&job.witness.key)
    .bytes(&*job.witness.encapsulated)
    .bytes(&*job.witness.ciphertext)
    .maybe_text(job.reference.as_ref())
    .maybe_text(job.trace.as_ref());
    session.run(insert).await.map(drop)
}

fn queued(job: &NewJob, now: Millis) -> JobRecord {
    JobRecord {
        id: job.id,
        tenant: job.tenant.clone(),
        batch: job.batch,
        reference: job.reference.clone(),
        circuit: job.circuit,
        state: State::Queued,
        priority: job.priority,
        submitted_at: now,
        started_at: None,
        finished_at: None,
        deadline: job.deadline,
        attempts: 0,
        stage: None,
        proof: None,
        failure: None,
    }
}
