//! Judging an answer later, as it could be judged then.

use crate::{
    clock::UnixTime,
    services::{LedgerAccess, LedgerError},
};
use plimsoll_circuits::credential::Day;

/// The moment for which an answer is judged as of a height: when the entry of that height was accepted or, if the request is
/// of a later day, the beginning of that day; never after the next entry, nor after `now`. `None` if the ledger has not come
/// to that height.
///
/// # Errors
/// [`LedgerError::Unavailable`].
pub fn moment_as_of(
    ledger: &dyn LedgerAccess,
    height: u64,
    asked_on: Option<Day>,
    now: UnixTime,
) -> Result<Option<UnixTime>, LedgerError> {
    let Some(at) = ledger.snapshot_at(height)? else { return Ok(None) };
    let until = match height.checked_add(1) {
        Some(next) => ledger.snapshot_at(next)?.map_or(now, |next| next.time),
        None => now,
    };
    let asked = asked_on.map_or(at.time, |day| UnixTime(u64::from(day.0) * UnixTime::DAY));
    Ok(Some(asked.min(until).max(at.time)))
}
