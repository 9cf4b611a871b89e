//! Gives jobs to workers.

use super::{
    end::fail,
    queue::Queue,
    row::{job_id, leased, stage_name},
};
use crate::Millis;
use crate::proving::store::{
    Fence, Leased, Taker,
    database::{Row, Session, skip_locked, sql},
};
use plimsoll_api::{Failure, FailureCode, Held, JobId, Priority};
use plimsoll_circuits::statement::CircuitId;
use std::collections::VecDeque;

/// Where a queued job starts in virtual time, and its name. Sorted, the first goes first.
type Candidate = (i64, String);

pub(super) async fn lease(
    session: &mut Session,
    taker: &Taker<'_>,
    max: u32,
    until: Millis,
    now: Millis,
) -> sqlx::Result<Vec<Leased>> {
    let mut queue = Queue::lock(session).await?;
    let mut interactive = candidates(session, Priority::Interactive, taker, max, now).await?;
    let mut batch = candidates(session, Priority::Batch, taker, max, now).await?;
    let mut given = Vec::new();
    for _ in 0..max {
        let priority = match (interactive.is_empty(), batch.is_empty()) {
            (true, true) => break,
            (false, true) => Priority::Interactive,
            (true, false) => Priority::Batch,
            (false, false) => queue.next(),
        };
        let next = match priority {
            Priority::Interactive => interactive.pop_front(),
            Priority::Batch => batch.pop_front(),
        };
        let Some((start, id)) = next else { break };
        queue.reach(priority, start);
        let take = sql(
            "UPDATE jobs SET state = 'running', fence = fence + 1, attempts = attempts + 1, worker = $2, \
                 lease_until = $3, started_at = $4, stage = NULL \
             WHERE id = $1 AND state = 'queued' RETURNING *",
        )
        .text(id)
        .text(taker.worker)
        .int(until.0)
        .int(now.0);
        let Some(row) = session.first(take).await? else { continue };
        match leased(&row) {
            Ok(lease) => given.push(lease),
            // One that nobody can read must not stand in the way of all others.
            Err(error) => {
                tracing::error!(job = row.get::<String>("id")?, %error, "a job cannot be read and is set aside");
                set_aside(session, &row, now).await?;
            }
        }
    }
    queue.save(session).await?;
    Ok(given)
}

async fn set_aside(session: &mut Session, row: &Row, now: Millis) -> sqlx::Result<()> {
    let detail = "the service cannot read the job any more; submit it again".to_owned();
    let failure = Failure { code: FailureCode::SetAside, check: None, detail };
    fail(session, job_id(row, "id")?, Fence(row.get("fence")?), &failure, now).await.map(drop)
}

/// The first jobs of a priority.
async fn candidates(
    session: &mut Session,
    priority: Priority,
    taker: &Taker<'_>,
    max: u32,
    now: Millis,
) -> sqlx::Result<VecDeque<Candidate>> {
    let mut found: Vec<Candidate> = Vec::new();
    // Circuit by circuit, so that the index serves each.
    let pairs = |circuit| taker.witness_keys.iter().map(move |key| (circuit, key));
    let pairs: Vec<(&CircuitId, &String)> = taker.circuits.iter().flat_map(pairs).collect();
    for (circuit, key) in pairs {
        let first = skip_locked!(
            "SELECT start_tag, id FROM jobs WHERE state = 'queued' AND priority = $1 AND circuit = $2 \
             AND witness_key = $3 AND (deadline IS NULL OR deadline > $4) ORDER BY start_tag, id LIMIT $5"
        )
        .text(priority.name())
        .text(circuit.name())
        .text(key)
        .int(now.0)
        .int(i64::from(max));
        for row in session.all(first).await? {
            found.push((row.get("start_tag")?, row.get("id")?));
        }
    }
    found.sort();
    found.dedup();
    Ok(found.into())
}

/// Extends leases. Gives those that are lost.
pub(super) async fn extend(session: &mut Session, held: &[Held], until: Millis) -> sqlx::Result<Vec<JobId>> {
    let mut held = held.to_vec();
    // All take rows in one order, so that no two wait for each other.
    held.sort_by_key(|lease| lease.job);
    let mut lost = Vec::new();
    for lease in held {
        // A heartbeat that was long on its way does not shorten a lease.
        let extend = sql("UPDATE jobs SET stage = $3, \
                 lease_until = CASE WHEN lease_until > $4 THEN lease_until ELSE $4 END \
             WHERE id = $1 AND fence = $2 AND state = 'running'")
        .text(lease.job)
        .int(lease.fence)
        .text(stage_name(lease.stage))
        .int(until.0);
        if session.run(extend).await? == 0 {
            lost.push(lease.job);
        }
    }
    Ok(lost)
}
