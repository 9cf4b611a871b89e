//! Whether the database keeps what is written.

use crate::Millis;
use crate::proving::store::database::{Session, sql, unreadable};

/// Writes the moment. Another value each time: SQLite does not write what stands there already.
pub(super) async fn beat(session: &mut Session, now: Millis) -> sqlx::Result<()> {
    let written =
        session.run(sql("UPDATE beats SET at = CASE WHEN at = $1 THEN $1 + 1 ELSE $1 END").int(now.0));
    if written.await? == 1 { Ok(()) } else { Err(unreadable("the row of beats is missing")) }
}
