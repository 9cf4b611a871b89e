//! A sheet beside the ledger.

use super::{NOTHING, Sheet, SheetError};
use crate::{issuer::Lineage, services::LedgerAccess};
use plimsoll_circuits::{
    credential::{Bill, Signed},
    field::to_u64,
    fingerprint::Class,
    note::Lot,
};
use plimsoll_contracts::{Action, Posting};

impl Sheet {
    /// Whether an entry of the ledger posted what the sheet says; gives its height. The entry is found by the value of slot 0, which no other
    /// entry has there.
    ///
    /// # Errors
    /// [`SheetError::NotPosted`], [`SheetError::OtherPosted`]; [`SheetError::OtherLot`] if a registration made another lot.
    pub fn posted(&self, ledger: &dyn LedgerAccess) -> Result<u64, SheetError> {
        let first = self.slots.first().ok_or(SheetError::OtherFingerprints)?.value();
        let entry = ledger.entry_with(Class::Doc, first)?.ok_or(SheetError::NotPosted)?;
        let posting = match &entry.action {
            Action::Transition(transition) => transition.posting(),
            Action::Order(_) | Action::Flush(_) => None,
        };
        let (values, lot) = match &posting {
            Some(Posting::Register(p)) => {
                let lot = to_u64(&p.generation).map(|generation| Lot::new(first, generation));
                (p.fingerprints.as_slice(), lot)
            }
            // Of which lot it is, an Amend hides: that is the issuer's word.
            Some(Posting::Amend(p)) => (p.fingerprints.as_slice(), None),
            Some(Posting::Move(_) | Posting::Revalue(_)) | None => return Err(SheetError::NotPosted),
        };
        if values != self.values() || lot.is_some() != self.is_first() {
            return Err(SheetError::OtherPosted(entry.height));
        }
        if lot.is_some_and(|lot| lot != self.lot) {
            return Err(SheetError::OtherLot);
        }
        Ok(entry.height)
    }
}

/// Checks the sheets that are shown beside an opened lot and bill, without the documents: each is signed by the bill's issuer for this ledger and
/// lot, its keys stand where they may, an entry posted what it says, and together they lead from the registration to the documents that the bill names. Gives the entries'
/// heights, in order.
///
/// # Errors
/// The first thing that does not hold.
pub(crate) fn shown(
    sheets: &[Signed<Sheet>],
    lot: Lot,
    bill: &Bill,
    ledger: &dyn LedgerAccess,
) -> Result<Vec<u64>, SheetError> {
    let (domain, mut roots, mut heights) = (ledger.terms().domain, NOTHING, Vec::new());
    let first =
        sheets.first().and_then(|first| Some((first.content.slots.first()?.value(), first.content.lot)));
    let lineage = first.and_then(|(doc, lot)| Lineage::of(doc, lot)).filter(|lineage| lineage.has(lot));
    for signed in sheets {
        let sheet = &signed.content;
        if !signed.verifies() {
            return Err(SheetError::Signature);
        }
        if ledger.organisation(signed.signer())? != Some(bill.issuer) {
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
        heights.push(sheet.posted(ledger)?);
        roots = sheet.roots;
    }
    if roots == [bill.doc_root, bill.annex_root] { Ok(heights) } else { Err(SheetError::Incomplete) }
}
