//! Ends leases and jobs. Every statement that ends a job erases its witness.

use super::{row::count, webhook::ended};
use crate::Millis;
use crate::proving::store::{
    Fence, JobRecord, Outcome, Policy, Tenant,
    database::{Row, Session, locked, sql},
};
use plimsoll_api::{Failure, FailureCode, JobId, ProofHex};

/// A reason is cut after so many characters.
const REASON: usize = 300;

pub(super) async fn cancel(
    session: &mut Session,
    tenant: &Tenant,
    id: JobId,
    now: Millis,
) -> sqlx::Result<Option<(JobRecord, bool)>> {
    let queued = sql("SELECT cost, priority FROM jobs WHERE id = $1 AND tenant = $2 AND state = 'queued'");
    let queued = session.first(queued.text(id).text(tenant.name())).await?;
    let cancel = sql(
        "UPDATE jobs SET state = 'cancelled', finished_at = $3, ciphertext = NULL, encapsulated = NULL, \
             lease_until = NULL, stage = NULL \
         WHERE id = $1 AND tenant = $2 AND state IN ('queued', 'running')",
    )
    .text(id)
    .text(tenant.name())
    .int(now.0);
    let changed = session.run(cancel).await? > 0;
    if changed {
        ended(session, id, now).await?;
    }
    if let Some(row) = queued.filter(|_| changed) {
        // What was not served is not charged.
        let refund = sql("UPDATE turns SET finish = finish - $3 WHERE tenant = $1 AND priority = $2");
        let (cost, priority): (i64, String) = (row.get("cost")?, row.get("priority")?);
        session.run(refund.text(tenant.name()).text(priority).int(cost)).await?;
    }
    Ok(super::read::job(session, tenant, id).await?.map(|job| (job, changed)))
}

pub(super) async fn finish(
    session: &mut Session,
    id: JobId,
    fence: Fence,
    outcome: &Outcome,
    policy: &Policy,
    now: Millis,
) -> sqlx::Result<bool> {
    match outcome {
        Outcome::Proven(proof, proving_us) => succeed(session, id, fence, proof, *proving_us, now).await,
        Outcome::Failed(failure) => fail(session, id, fence, failure, now).await,
        Outcome::Broken(reason) => {
            let held = locked!(
                "SELECT id, fence, attempts, trouble FROM jobs WHERE id = $1 AND fence = $2 AND state = 'running'"
            );
            match session.first(held.text(id).int(fence.0)).await? {
                Some(row) => break_off(session, &row, reason, policy, now).await.map(|_| true),
                None => Ok(false),
            }
        }
        Outcome::Returned => give_back(session, id, fence).await,
    }
}

/// Queues a job again as if it had not been leased. False if it is not under this fence.
pub(super) async fn give_back(session: &mut Session, id: JobId, fence: Fence) -> sqlx::Result<bool> {
    let give_back = sql("UPDATE jobs SET state = 'queued', attempts = attempts - 1, worker = NULL, \
             lease_until = NULL, stage = NULL WHERE id = $1 AND fence = $2 AND state = 'running'");
    Ok(session.run(give_back.text(id).int(fence.0)).await? > 0)
}

async fn succeed(
    session: &mut Session,
    id: JobId,
    fence: Fence,
    proof: &ProofHex,
    proving_us: u64,
    now: Millis,
) -> sqlx::Result<bool> {
    let succeed = sql("UPDATE jobs SET state = 'succeeded', proof = $3, proving_us = $4, finished_at = $5, \
             ciphertext = NULL, encapsulated = NULL, lease_until = NULL, stage = NULL \
         WHERE id = $1 AND fence = $2 AND state = 'running'")
    .text(id)
    .int(fence.0)
    .bytes(proof.0)
    .int(i64::try_from(proving_us).unwrap_or(i64::MAX))
    .int(now.0);
    if session.run(succeed).await? > 0 {
        ended(session, id, now).await?;
        return Ok(true);
    }
    let again =
        sql("SELECT id FROM jobs WHERE id = $1 AND fence = $2 AND state = 'succeeded' AND proof = $3");
    Ok(session.first(again.text(id).int(fence.0).bytes(proof.0)).await?.is_some())
}

/// Fails a job that has not ended. False if it was not under this fence, or has ended.
pub(super) async fn fail(
    session: &mut Session,
    id: JobId,
    fence: Fence,
    failure: &Failure,
    now: Millis,
) -> sqlx::Result<bool> {
    // A queued job fails under the fence that it has: only a deadline does that.
    let fail = sql("UPDATE jobs SET state = 'failed', failure_code = $3, failure_check = $4, failure_detail = $5, \
             finished_at = $6, ciphertext = NULL, encapsulated = NULL, lease_until = NULL, stage = NULL \
         WHERE id = $1 AND fence = $2 AND (state = 'running' OR (state = 'queued' AND $3 = 'deadline-passed'))")
    .text(id)
    .int(fence.0)
    .text(failure.code.name())
    .maybe_text(failure.check.as_ref())
    .text(&failure.detail)
    .int(now.0);
    let failed = session.run(fail).await? > 0;
    if failed {
        ended(session, id, now).await?;
    }
    Ok(failed)
}

/// An attempt at a running job failed: queues it again, or sets it aside if that was the last. True if it is set aside.
///
/// The row is locked, and has `id`, `fence`, `attempts` and `trouble`.
pub(super) async fn break_off(
    session: &mut Session,
    row: &Row,
    reason: &str,
    policy: &Policy,
    now: Millis,
) -> sqlx::Result<bool> {
    let attempts: u32 = count(row, "attempts")?;
    let trouble = format!("attempt {attempts}: {reason}");
    // One line, whatever the worker wrote.
    let trouble: String =
        trouble.chars().map(|c| if c.is_control() { ' ' } else { c }).take(REASON).collect();
    let trouble = match row.get::<Option<String>>("trouble")? {
        Some(before) => format!("{before}\n{trouble}"),
        None => trouble,
    };
    if attempts >= policy.attempts {
        let detail = format!("{attempts} attempts failed.\n{trouble}");
        let failure = Failure { code: FailureCode::SetAside, check: None, detail };
        let id = super::row::job_id(row, "id")?;
        return fail(session, id, Fence(row.get("fence")?), &failure, now).await;
    }
    let queue = sql(
        "UPDATE jobs SET state = 'queued', trouble = $2, worker = NULL, lease_until = NULL, stage = NULL \
         WHERE id = $1 AND state = 'running'",
    );
    session.run(queue.text(row.get::<String>("id")?).text(trouble)).await?;
    Ok(false)
}
