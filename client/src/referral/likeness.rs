//! What a lot's sheets say of its soft keys, and which entries posted them.

use super::{Compared, Referral, heights};
use crate::{
    issuer::{Sheet, SheetError, Slot, fingerprints},
    services::{LedgerAccess, LedgerError},
};
use plimsoll_circuits::{
    field::{F, serde_hex, serde_hex_vec},
    fingerprint::keys::SlotKind,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A soft key with the guardians' value of its input. Confidential: with it every entry that posted the key is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SoftKey {
    of: SlotKind,
    #[serde(with = "serde_hex")]
    f: F,
}

/// The soft keys of a lot's sheets, with what tells its own entries from others'.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Likeness {
    keys: BTreeSet<SoftKey>,
    /// The heights of the lot's own entries.
    own: BTreeSet<u64>,
    /// The lot's numbers, as the guardians fingerprint them, that of its registration first.
    #[serde(with = "serde_hex_vec")]
    numbers: Vec<F>,
}

impl Likeness {
    /// The soft keys of a lot's sheets, in order, on the ledger as it stood at a height if one is given.
    ///
    /// # Errors
    /// [`SheetError::OutOfReach`] if a sheet that was posted holds a key under a number at which no search finds it; what else
    /// [`Sheet::posted`] says.
    pub(crate) fn of<'s>(
        sheets: impl IntoIterator<Item = &'s Sheet>,
        ledger: &dyn LedgerAccess,
        as_of: Option<u64>,
    ) -> Result<Self, SheetError> {
        let mut this = Self::default();
        for sheet in sheets {
            let height = match sheet.posted_as_of(ledger, as_of) {
                Err(SheetError::NotPosted | SheetError::OtherPosted(_)) => None,
                posted => Some(posted?),
            };
            this.own.extend(height);
            if let Some(Slot::Key { f, .. }) = sheet.slots.first() {
                this.numbers.push(*f);
            }
            for (slot, content) in sheet.slots.iter().enumerate() {
                let Slot::Soft { of, f, .. } = *content else { continue };
                this.keys.insert(SoftKey { of, f });
                if let Some(height) = height
                    && !heights(ledger, f, as_of)?.contains(&height)
                {
                    return Err(SheetError::OutOfReach { slot });
                }
            }
        }
        Ok(this)
    }

    /// Every entry that posted one of the keys but the lot's own, by height; up to a height if one is given. An entry under one of the lot's
    /// own numbers is one of an earlier generation of it, or of a later one, and no other lot's.
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
        let mut referrals = Vec::new();
        for (height, alike) in found {
            let posted = ledger.entry_at(height)?.as_ref().and_then(fingerprints);
            let number = posted.and_then(|(values, _)| values.first().copied());
            if number.is_none_or(|number| !self.numbers.contains(&number)) {
                referrals.push(Referral { height, alike });
            }
        }
        Ok(referrals)
    }

    /// By what the lot is compared with others: of what its sheets have soft keys.
    pub(crate) fn compared(&self) -> BTreeSet<Compared> {
        self.keys.iter().filter_map(|key| Compared::of(key.of)).collect()
    }

    /// The number under which the lot was registered, as the guardians fingerprint it.
    pub(crate) fn registered_as(&self) -> Option<F> {
        self.numbers.first().copied()
    }

    /// Takes in what other sheets of the same lot say, older or newer ones.
    pub(crate) fn extend(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.own.extend(other.own);
        for number in other.numbers {
            if !self.numbers.contains(&number) {
                self.numbers.push(number);
            }
        }
    }
}
