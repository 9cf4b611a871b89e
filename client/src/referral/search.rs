//! Looking a soft key up by its numbers.

use crate::services::{LedgerAccess, LedgerError};
use plimsoll_circuits::{
    field::F,
    fingerprint::{SEARCH_GAP, soft_value},
};
use std::collections::{BTreeSet, HashSet};

/// The heights of all entries that posted a soft key, one's own included; up to a height if one is given.
pub(crate) fn heights(
    ledger: &dyn LedgerAccess,
    f: F,
    as_of: Option<u64>,
) -> Result<BTreeSet<u64>, LedgerError> {
    search(|value| ledger.soft_heights(value), f, as_of)
}

/// The least number of a soft key whose value neither the ledger has nor, in a slot before, the same posting.
pub(crate) fn free_number(ledger: &dyn LedgerAccess, f: F, taken: &HashSet<F>) -> Result<u64, LedgerError> {
    free(|value| ledger.soft_heights(value), f, taken)
}

/// Goes from number 0 on and ends behind so many that are missing in a row: a number that somebody left out, or posted twice, hides nothing.
pub(super) fn search<E>(
    look_up: impl Fn(F) -> Result<Vec<u64>, E>,
    f: F,
    as_of: Option<u64>,
) -> Result<BTreeSet<u64>, E> {
    let (mut found, mut j, mut missing) = (BTreeSet::new(), 0, 0);
    while missing < SEARCH_GAP {
        let mut here = look_up(soft_value(f, j))?;
        here.retain(|height| as_of.is_none_or(|last| *height <= last));
        missing = if here.is_empty() { missing + 1 } else { 0 };
        found.extend(here);
        j += 1;
    }
    Ok(found)
}

pub(super) fn free<E>(
    look_up: impl Fn(F) -> Result<Vec<u64>, E>,
    f: F,
    taken: &HashSet<F>,
) -> Result<u64, E> {
    let mut j = 0;
    loop {
        let value = soft_value(f, j);
        if !taken.contains(&value) && look_up(value)?.is_empty() {
            return Ok(j);
        }
        j += 1;
    }
}
