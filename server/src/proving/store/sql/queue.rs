//! Whose turn it is: start-time fair queueing (Goyal, Vin, Cheng 1996), apart for each priority.
//!
//! A job starts, in virtual time, where its tenant's last one ends, but not before the present, and lasts as long as it
//! costs. The job that starts first goes first; its start is the present then. A tenant with a thousand jobs thus waits
//! for itself and not others for it.

use crate::proving::store::database::{Session, locked, sql, unreadable};
use plimsoll_api::Priority;

/// Of so many leases in which both priorities wait, one is a batch job.
const ROUND: i64 = 8;

/// The row on which all that submit and lease wait for each other.
pub(super) struct Queue {
    interactive_time: i64,
    batch_time: i64,
    turn: i64,
}

impl Queue {
    /// Waits for the row, and keeps it until the transaction ends. Take no other row before.
    pub(super) async fn lock(session: &mut Session) -> sqlx::Result<Self> {
        let row = session
            .first(locked!("SELECT interactive_time, batch_time, turn FROM queue WHERE one = 1"))
            .await?
            .ok_or_else(|| unreadable("the queue's row is missing"))?;
        Ok(Self {
            interactive_time: row.get("interactive_time")?,
            batch_time: row.get("batch_time")?,
            turn: row.get("turn")?,
        })
    }

    /// The present of this priority.
    pub(super) const fn time(&self, priority: Priority) -> i64 {
        match priority {
            Priority::Interactive => self.interactive_time,
            Priority::Batch => self.batch_time,
        }
    }

    /// The present moves on to this moment, if it is later.
    pub(super) fn reach(&mut self, priority: Priority, time: i64) {
        match priority {
            Priority::Interactive => self.interactive_time = self.interactive_time.max(time),
            Priority::Batch => self.batch_time = self.batch_time.max(time),
        }
    }

    /// Which priority goes next when both wait.
    pub(super) const fn next(&mut self) -> Priority {
        self.turn = (self.turn + 1) % ROUND;
        if self.turn == 0 { Priority::Batch } else { Priority::Interactive }
    }

    /// When nothing waits, what was before is forgotten: all tenants start level.
    pub(super) async fn level(&mut self, session: &mut Session, priority: Priority) -> sqlx::Result<()> {
        let last = sql("SELECT MAX(finish) AS finish FROM turns WHERE priority = $1").text(priority.name());
        let last = session.first(last).await?;
        if let Some(finish) = last.map(|row| row.get::<Option<i64>>("finish")).transpose()?.flatten() {
            self.reach(priority, finish);
        }
        Ok(())
    }

    /// Writes the row.
    pub(super) async fn save(&self, session: &mut Session) -> sqlx::Result<()> {
        let update = sql("UPDATE queue SET interactive_time = $1, batch_time = $2, turn = $3 WHERE one = 1")
            .int(self.interactive_time)
            .int(self.batch_time)
            .int(self.turn);
        session.run(update).await.map(drop)
    }
}
