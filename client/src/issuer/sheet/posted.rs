//! A sheet beside the ledger.

use super::{NOTHING, Sheet, SheetError};
use crate::services::LedgerAccess;
use plimsoll_circuits::{
    credential::{Bill, Signed},
    field::{F, to_u64},
    fingerprint::Class,
    note::Lot,
};
use plimsoll_contracts::{Action, Entry, Posting};

impl Sheet {
    /// Whether an entry of the ledger posted what the sheet says; gives its height. The entry is found by a value of a SOFT slot, since a store
    /// has all heights of one: the number of a bill may be posted again, under a later generation.
    ///
    /// # Errors
    /// [`SheetError::NotPosted`], [`SheetError::OtherPosted`]; [`SheetError::OtherLot`] if a registration made another lot.
    pub fn posted(&self, ledger: &dyn LedgerAccess) -> Result<u64, SheetError> {
        self.posted_as_of(ledger, None)
    }

    /// [`posted`](Self::posted), on the ledger as it stood at a height if one is given.
    pub(crate) fn posted_as_of(
        &self,
        ledger: &dyn LedgerAccess,
        as_of: Option<u64>,
    ) -> Result<u64, SheetError> {
        let [first, .., last] = &self.slots[..] else { return Err(SheetError::OtherFingerprints) };
        let (values, mut of_other_lot) = (self.values(), false);
        for height in ledger.soft_heights(last.value())? {
            let Some(entry) = ledger.entry_at(height)?.filter(|entry| is_there(entry, as_of)) else {
                continue;
            };
            match fingerprints(&entry) {
                Some((posted, made)) if posted == values && made.is_some() == self.is_first() => {
                    if made.is_none_or(|lot| lot == self.lot) {
                        return Ok(height);
                    }
                    of_other_lot = true;
                }
                _ => {}
            }
        }
        if of_other_lot {
            return Err(SheetError::OtherLot);
        }
        // Something else in its place: under the same number, as the same lot.
        let entry = ledger.entry_with(Class::Doc, first.value())?.filter(|entry| is_there(entry, as_of));
        match entry.as_ref().and_then(|entry| Some((entry.height, fingerprints(entry)?.1))) {
            Some((_, Some(made))) if self.is_first() && made != self.lot => Err(SheetError::NotPosted),
            Some((height, _)) => Err(SheetError::OtherPosted(height)),
            None => Err(SheetError::NotPosted),
        }
    }
}

fn is_there(entry: &Entry, as_of: Option<u64>) -> bool {
    as_of.is_none_or(|last| entry.height <= last)
}

/// What an entry posted, slot by slot, and the lot that a registration made. Of which lot it is, an Amend hides: that is the issuer's word.
pub(crate) fn fingerprints(entry: &Entry) -> Option<(Vec<F>, Option<Lot>)> {
    let Action::Transition(transition) = &entry.action else { return None };
    match transition.posting()? {
        Posting::Register(p) => {
            let (doc, generation) = (*p.fingerprints.first()?, to_u64(&p.generation)?);
            Some((p.fingerprints.clone(), Some(Lot::new(doc, generation))))
        }
        Posting::Amend(p) => Some((p.fingerprints.to_vec(), None)),
        Posting::Move(_) | Posting::Revalue(_) => None,
    }
}

/// Checks the sheets that are shown beside an opened lot and bill, without the documents: each is signed by the bill's issuer for this ledger and
/// lot, its keys stand where they may, an entry posted what it says, and together they lead from the registration to the documents that the bill names. Gives the entries'
/// heights, in order; all on the ledger as it stood at a height, if one is given.
///
/// # Errors
/// The first thing that does not hold.
pub(crate) fn shown(
    sheets: &[Signed<Sheet>],
    lot: Lot,
    bill: &Bill,
    ledger: &dyn LedgerAccess,
    as_of: Option<u64>,
) -> Result<Vec<u64>, SheetError> {
    let (domain, mut roots, mut heights) = (ledger.terms().domain, NOTHING, Vec::new());
    let lineage = sheets.first().and_then(|first| first.content.lineage()).filter(|lineage| lineage.has(lot));
    for signed in sheets {
        let sheet = &signed.content;
        if !signed.verifies() {
            return Err(SheetError::Signature);
        }
        if ledger.organisation(signed.signer(), as_of)? != Some(bill.issuer) {
            return Err(SheetError::OtherIssuer);
        }
        if sheet.domain != domain.0 {
            return Err(SheetError::OtherLedger);
        }
        if sheet.before != roots {
            return Err(SheetError::Incomplete);
        }
        if !lineage.is_some_and(|lineage| lineage.has(sheet.lot)) {
            return Err(SheetError::OtherLot);
        }
        sheet.is_in_place()?;
        heights.push(sheet.posted_as_of(ledger, as_of)?);
        roots = sheet.roots;
    }
    if roots == [bill.doc_root, bill.annex_root] { Ok(heights) } else { Err(SheetError::Incomplete) }
}
