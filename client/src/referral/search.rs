//! Looking a soft key up by its numbers.

use crate::services::{LedgerAccess, LedgerError};
use plimsoll_circuits::{
    field::F,
    fingerprint::{SEARCH_GAP, soft_value},
};
use rand::{CryptoRng, RngCore, seq::SliceRandom};
use std::collections::{BTreeSet, HashSet};

/// The heights of all entries that posted a soft key, one's own included; up to a height if one is given.
pub(crate) fn heights(
    ledger: &dyn LedgerAccess,
    f: F,
    as_of: Option<u64>,
) -> Result<BTreeSet<u64>, LedgerError> {
    search(|value| ledger.soft_heights(value), f, as_of)
}

/// A number for a soft key: one to which a search comes, whatever else is posted or is not, and whose value neither the ledger has nor a
/// slot before, of the `posting`. One that was `given` before and may still be posted is taken only if there is no other.
///
/// It is a random one, so that nobody foresees it, and two issuers that do not know of each other rarely choose the same.
pub(crate) fn free_number<R: RngCore + CryptoRng>(
    ledger: &dyn LedgerAccess,
    f: F,
    posting: &HashSet<F>,
    given: &HashSet<F>,
    rng: &mut R,
) -> Result<u64, LedgerError> {
    free(|value| ledger.soft_heights(value), f, posting, given, rng)
}

/// Whether a search comes to a soft key of a posting, once that is on the ledger.
pub(crate) fn is_in_reach(
    ledger: &dyn LedgerAccess,
    f: F,
    posting: &HashSet<F>,
) -> Result<bool, LedgerError> {
    let mut found = false;
    let is_there = |value| -> Result<_, LedgerError> {
        Ok(posting.contains(&value) || !ledger.soft_heights(value)?.is_empty())
    };
    walk(is_there, |there| *there, f, |_, value, _| found |= posting.contains(&value))?;
    Ok(found)
}

pub(super) fn search<E>(
    look_up: impl Fn(F) -> Result<Vec<u64>, E>,
    f: F,
    as_of: Option<u64>,
) -> Result<BTreeSet<u64>, E> {
    let mut found = BTreeSet::new();
    let then = |value| {
        let mut here = look_up(value)?;
        here.retain(|height| as_of.is_none_or(|last| *height <= last));
        Ok(here)
    };
    walk(then, |here| !here.is_empty(), f, |_, _, here| found.extend(here))?;
    Ok(found)
}

pub(super) fn free<E, R: RngCore + CryptoRng>(
    look_up: impl Fn(F) -> Result<Vec<u64>, E>,
    f: F,
    posting: &HashSet<F>,
    given: &HashSet<F>,
    rng: &mut R,
) -> Result<u64, E> {
    let (mut new, mut free) = (Vec::new(), Vec::new());
    let is_there = |value| Ok(posting.contains(&value) || !look_up(value)?.is_empty());
    walk(
        is_there,
        |there| *there,
        f,
        |j, value, there| {
            if !there {
                free.push(j);
                new.extend((!given.contains(&value)).then_some(j));
            }
        },
    )?;
    let among = if new.is_empty() { &free } else { &new };
    // Behind the last that is there, a walk shows as many as end it.
    Ok(among.choose(rng).copied().unwrap_or_default())
}

/// Shows what is there under each number, with its value, from 0 on; ends behind so many in a row that are missing. A number that somebody
/// left out, or posted twice, hides nothing.
fn walk<T, E>(
    look_up: impl Fn(F) -> Result<T, E>,
    is_there: impl Fn(&T) -> bool,
    f: F,
    mut show: impl FnMut(u64, F, T),
) -> Result<(), E> {
    let (mut j, mut missing) = (0, 0);
    while missing < SEARCH_GAP {
        let value = soft_value(f, j);
        let here = look_up(value)?;
        missing = if is_there(&here) { 0 } else { missing + 1 };
        show(j, value, here);
        j += 1;
    }
    Ok(())
}
