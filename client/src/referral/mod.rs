//! Referrals: entries of other lots that are alike (protocol, section 6).
//!
//! What is the same is refused by the ledger; what is too much alike is looked at by whoever knows the lot. A SOFT slot holds
//! `H(soft; F, j)`, so whoever knows F, by the issuer's sheet, finds every entry that posted the key, and nobody else any.

mod search;

#[cfg(test)]
mod tests;

pub(crate) use search::{free_number, heights};

use crate::{
    issuer::{Sheet, SheetError, Slot},
    services::{LedgerAccess, LedgerError},
};
use plimsoll_circuits::{
    field::{F, serde_hex},
    fingerprint::keys::SlotKind,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
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

/// A soft key with the guardians' value of its input. Confidential: with it every entry that posted the key is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SoftKey {
    pub(crate) of: SlotKind,
    #[serde(with = "serde_hex")]
    pub(crate) f: F,
}

/// What a lot's sheets say of its soft keys, and which entries posted them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Likeness {
    keys: BTreeSet<SoftKey>,
    /// The heights of the lot's own entries.
    own: BTreeSet<u64>,
}

impl Likeness {
    /// The soft keys of a lot's sheets. An entry that registered the bill by another sheet is the lot's, too.
    ///
    /// # Errors
    /// [`SheetError::OutOfReach`] if a sheet that was posted holds a key under a number at which no search finds it; what else
    /// [`Sheet::posted`] says.
    pub(crate) fn of<'s>(
        sheets: impl IntoIterator<Item = &'s Sheet>,
        ledger: &dyn LedgerAccess,
    ) -> Result<Self, SheetError> {
        let mut this = Self::default();
        for sheet in sheets {
            let height = match sheet.posted(ledger) {
                Err(SheetError::NotPosted) => None,
                Err(SheetError::OtherPosted(height)) => {
                    this.own.insert(height);
                    None
                }
                posted => Some(posted?),
            };
            this.own.extend(height);
            for (slot, content) in sheet.slots.iter().enumerate() {
                let Slot::Soft { of, f, .. } = *content else { continue };
                this.keys.insert(SoftKey { of, f });
                if let Some(height) = height
                    && !heights(ledger, f, None)?.contains(&height)
                {
                    return Err(SheetError::OutOfReach { slot });
                }
            }
        }
        Ok(this)
    }

    /// Every entry that posted one of the keys but the lot's own, by height; up to a height if one is given.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`].
    pub(crate) fn referrals(
        &self,
        ledger: &dyn LedgerAccess,
        as_of: Option<u64>,
    ) -> Result<Vec<Referral>, LedgerError> {
        let mut found: BTreeMap<u64, BTreeSet<SlotKind>> = BTreeMap::new();
        for SoftKey { of, f } in &self.keys {
            for height in heights(ledger, *f, as_of)?.difference(&self.own) {
                found.entry(*height).or_default().insert(*of);
            }
        }
        Ok(found.into_iter().map(|(height, alike)| Referral { height, alike }).collect())
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
    Ok(Likeness::of(sheets, ledger)?.referrals(ledger, None)?)
}

/// The height of an entry that posted a value of the sheet's SOFT slots already; `None` if there is none, or if the ledger refuses the
/// sheet in any case, since a strict key is there.
///
/// # Errors
/// [`LedgerError::Unavailable`].
pub(crate) fn overtaken(sheet: &Sheet, ledger: &dyn LedgerAccess) -> Result<Option<u64>, LedgerError> {
    let Some(tier) = sheet.tier() else { return Ok(None) };
    for (at, slot) in sheet.slots.iter().enumerate() {
        if let Some(class) = tier.class(at)
            && ledger.entry_with(class, slot.value())?.is_some()
        {
            return Ok(None);
        }
    }
    for slot in sheet.slots.iter().filter(|slot| matches!(slot, Slot::Soft { .. })) {
        if let Some(height) = ledger.soft_heights(slot.value())?.first() {
            return Ok(Some(*height));
        }
    }
    Ok(None)
}
