//! What time demands.

use super::{
    end::{break_off, fail, give_back},
    queue::Queue,
    row::job_id,
};
use crate::Millis;
use crate::proving::store::{
    Fence, Policy, Swept,
    database::{Session, skip_locked, sql},
};
use plimsoll_api::{Failure, FailureCode, Priority};

pub(super) async fn sweep(session: &mut Session, policy: &Policy, now: Millis) -> sqlx::Result<Swept> {
    let queue = Queue::lock(session).await?;
    let mut swept = Swept::default();
    deadlines(session, now, &mut swept).await?;
    if policy.leases_end {
        leases(session, policy, now, &mut swept).await?;
    }
    for priority in [Priority::Interactive, Priority::Batch] {
        let passed = sql("DELETE FROM turns WHERE priority = $1 AND finish <= $2");
        session.run(passed.text(priority.name()).int(queue.time(priority))).await?;
    }
    Ok(swept)
}

async fn deadlines(session: &mut Session, now: Millis, swept: &mut Swept) -> sqlx::Result<()> {
    let late = skip_locked!(
        "SELECT id, fence FROM jobs WHERE state IN ('queued', 'running') AND deadline <= $1 ORDER BY id"
    );
    let failure = Failure {
        code: FailureCode::DeadlinePassed,
        check: None,
        detail: "the deadline passed before there was a proof".to_owned(),
    };
    for row in session.all(late.int(now.0)).await? {
        let id = job_id(&row, "id")?;
        if fail(session, id, Fence(row.get("fence")?), &failure, now).await? {
            swept.deadline_passed.push(id);
        }
    }
    Ok(())
}

async fn leases(session: &mut Session, policy: &Policy, now: Millis, swept: &mut Swept) -> sqlx::Result<()> {
    let silent = skip_locked!(
        "SELECT id, fence, attempts, trouble, stage FROM jobs WHERE state = 'running' AND lease_until <= $1 ORDER BY id"
    );
    for row in session.all(silent.int(now.0)).await? {
        let id = job_id(&row, "id")?;
        // One that was not begun yet is not what its worker died of.
        if row.get::<Option<String>>("stage")?.as_deref() == Some("waiting") {
            let fence = Fence(row.get("fence")?);
            if give_back(session, id, fence).await? {
                swept.queued_again.push(id);
            }
            continue;
        }
        let aside = break_off(session, &row, "the worker was not heard of", policy, now).await?;
        let list = if aside { &mut swept.set_aside } else { &mut swept.queued_again };
        list.push(id);
    }
    Ok(())
}

/// At most so many jobs are erased at a time, so that nobody waits long for it.
const AT_ONCE: i64 = 300;

/// Erases jobs that ended long ago. Those of one submission go together, so that its key never gives a part of them.
pub(super) async fn erase(session: &mut Session, policy: &Policy, now: Millis) -> sqlx::Result<u64> {
    // Whoever repeats a submission finds all of it or nothing.
    Queue::lock(session).await?;
    let old = now.0.saturating_sub(policy.keep_ms);
    let ended = sql(
        "SELECT DISTINCT COALESCE(submission, id) AS together FROM jobs WHERE finished_at <= $1 LIMIT $2",
    );
    let mut erased = 0;
    for row in session.all(ended.int(old).int(AT_ONCE)).await? {
        let together: String = row.get("together")?;
        let unfinished = sql(
            "SELECT id FROM jobs WHERE submission = $1 AND (finished_at IS NULL OR finished_at > $2) LIMIT 1",
        );
        if session.first(unfinished.text(&together).int(old)).await?.is_some() {
            continue;
        }
        let jobs = sql("DELETE FROM jobs WHERE submission = $1 OR (id = $1 AND submission IS NULL)");
        erased += session.run(jobs.text(&together)).await?;
        session.run(sql("DELETE FROM submissions WHERE id = $1").text(&together)).await?;
    }
    Ok(erased)
}
