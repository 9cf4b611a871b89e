//! Referrals: entries of other lots that are alike (protocol, section 6).
//!
//! What is the same is refused by the ledger; what is too much alike is looked at by whoever knows the lot. A SOFT slot holds
//! `H(soft; F, j)`, so whoever knows F, by the issuer's sheet, finds every entry that posted the key, and nobody else any.

mod compared;
mod likeness;
mod search;

#[cfg(test)]
mod tests;

pub use compared::Compared;
pub(crate) use likeness::Likeness;
pub(crate) use search::{free_number, heights, is_in_reach};

use crate::{
    issuer::{Sheet, SheetError, Slot},
    services::{LedgerAccess, LedgerError},
};
use plimsoll_circuits::{field::F, fingerprint::keys::SlotKind};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashSet},
    fmt,
};

/// An entry of another lot that is alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// The entry's height.
    pub height: u64,
    /// The soft keys of one's own documents that it posted, too.
    pub alike: BTreeSet<SlotKind>,
}

impl fmt::Display for Referral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alike: Vec<_> = self.alike.iter().map(ToString::to_string).collect();
        write!(f, "at height {}, by {}", self.height, alike.join(" and "))
    }
}

/// What entries of other lots are alike to the lot of these sheets, by height.
///
/// # Errors
/// If a sheet is not what its entry posted, a search does not come to its entry, or the ledger does not answer.
pub fn referrals<'s>(
    sheets: impl IntoIterator<Item = &'s Sheet>,
    ledger: &dyn LedgerAccess,
) -> Result<Vec<Referral>, SheetError> {
    Ok(Likeness::of(sheets, ledger, None)?.referrals(ledger, None)?)
}

/// The height of an entry that posted a value of the sheet's soft keys already, other than the one that posted the sheet itself; `None` if
/// there is none.
///
/// # Errors
/// [`LedgerError::Unavailable`].
pub(crate) fn overtaken(sheet: &Sheet, ledger: &dyn LedgerAccess) -> Result<Option<u64>, LedgerError> {
    let own = match sheet.posted(ledger) {
        Err(SheetError::Ledger(error)) => return Err(error),
        posted => posted.ok(),
    };
    for slot in sheet.slots.iter().filter(|slot| matches!(slot, Slot::Soft { .. })) {
        let heights = ledger.soft_heights(slot.value())?;
        if let Some(height) = heights.into_iter().find(|height| Some(*height) != own) {
            return Ok(Some(height));
        }
    }
    Ok(None)
}

/// Whether searches come to every soft key of a sheet once it is posted.
///
/// # Errors
/// [`SheetError::OutOfReach`] with the first to which none does; [`SheetError::Ledger`].
pub(crate) fn within_reach(sheet: &Sheet, ledger: &dyn LedgerAccess) -> Result<(), SheetError> {
    let posting: HashSet<F> = sheet.values().into_iter().collect();
    for (slot, content) in sheet.slots.iter().enumerate() {
        if let Slot::Soft { f, .. } = *content
            && !is_in_reach(ledger, f, &posting)?
        {
            return Err(SheetError::OutOfReach { slot });
        }
    }
    Ok(())
}
