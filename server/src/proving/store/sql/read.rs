//! What is asked without changing anything.

use super::row::{count, millis, named, posted, record, record_columns};
use crate::Millis;
use crate::proving::store::{
    Depth, Filter, Found, JobRecord, Statement, Tenant,
    database::{Session, sql},
};
use plimsoll_api::{JobId, Priority, State};
use plimsoll_circuits::statement::CircuitId;

pub(super) async fn job(
    session: &mut Session,
    tenant: &Tenant,
    id: JobId,
) -> sqlx::Result<Option<JobRecord>> {
    let job = sql(concat!("SELECT ", record_columns!(), " FROM jobs WHERE id = $1 AND tenant = $2"))
        .text(id)
        .text(tenant.name());
    session.first(job).await?.as_ref().map(record).transpose()
}

pub(super) async fn jobs(session: &mut Session, tenant: &Tenant, filter: &Filter) -> sqlx::Result<Found> {
    // `~` sorts after every name.
    let jobs = sql(concat!(
        "SELECT ",
        record_columns!(),
        " FROM jobs WHERE tenant = $1 AND id < COALESCE($2, '~') \
         AND ($3 IS NULL OR state = $3) AND ($4 IS NULL OR batch = $4) AND ($5 IS NULL OR reference = $5) \
         ORDER BY id DESC LIMIT $6"
    ))
    .text(tenant.name())
    .maybe_text(filter.before)
    .maybe_text(filter.state.map(State::name))
    .maybe_text(filter.batch)
    .maybe_text(filter.reference.as_ref())
    .int(i64::from(filter.limit) + 1);
    let mut jobs = session.all(jobs).await?.iter().map(record).collect::<sqlx::Result<Vec<_>>>()?;
    let limit = usize::try_from(filter.limit).unwrap_or(usize::MAX);
    let more = jobs.len() > limit;
    jobs.truncate(limit);
    Ok(Found { jobs, more })
}

pub(super) async fn statement(session: &mut Session, id: JobId) -> sqlx::Result<Option<Statement>> {
    let row = session.first(sql("SELECT circuit, posted FROM jobs WHERE id = $1").text(id)).await?;
    let statement = |row| {
        let circuit = named(&row, "circuit", CircuitId::from_name)?;
        Ok(Statement { circuit, posted: posted(&row)? })
    };
    row.map(statement).transpose()
}

pub(super) async fn any_queued(session: &mut Session) -> sqlx::Result<bool> {
    Ok(session.first(sql("SELECT id FROM jobs WHERE state = 'queued' LIMIT 1")).await?.is_some())
}

pub(super) async fn depth(session: &mut Session, now: Millis) -> sqlx::Result<Depth> {
    let rows = sql("SELECT state, circuit, priority, COUNT(*) AS n, CAST(SUM(cost) AS BIGINT) AS cost, \
             MIN(submitted_at) AS oldest \
         FROM jobs WHERE state IN ('queued', 'running') GROUP BY state, circuit, priority ORDER BY circuit, priority DESC");
    let mut depth = Depth::default();
    for row in session.all(rows).await? {
        let jobs: u64 = count(&row, "n")?;
        if named(&row, "state", State::from_name)? == State::Running {
            depth.running += jobs;
            continue;
        }
        let circuit = named(&row, "circuit", CircuitId::from_name)?;
        depth.queued.push((circuit, named(&row, "priority", Priority::from_name)?, jobs));
        depth.queued_cost += count::<u64>(&row, "cost")?;
        let waited = now.0.saturating_sub(millis(&row, "oldest")?.0);
        depth.oldest_ms = depth.oldest_ms.max(u64::try_from(waited).unwrap_or(0));
    }
    Ok(depth)
}
