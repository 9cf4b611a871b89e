//! What a party is told of entries that are alike to its lots.

use super::{AttestOpening, Desk, OpError, PlanError};
use crate::{
    issuer::{IssuedBillError, SheetError, shown},
    referral::{Likeness, Referral, referrals},
    wallet::{DossierError, Held},
};
use plimsoll_circuits::note::Lot;

impl Desk<'_> {
    /// What entries of other lots are alike to a lot whose title this party holds.
    ///
    /// # Errors
    /// As [`documents`](Self::documents); [`OpError::Dossier`] if a search does not come to one of the lot's own entries.
    pub fn referrals(&self, lot: Lot) -> Result<Vec<Referral>, OpError> {
        let sheets = self.documents(lot)?.0.sheets();
        let found = referrals(sheets.iter().map(|sheet| &sheet.content), self.services.ledger);
        Ok(found.map_err(sheet_error)?)
    }

    /// Has the wallet look out for what is alike to a lot that was opened to this party and of which it holds a lien, or the title; gives what is
    /// alike so far.
    ///
    /// # Errors
    /// [`PlanError::NothingHeld`] if it holds neither; [`OpError::Dossier`] if the sheets are not the lot's.
    pub fn watch(&mut self, opening: &AttestOpening) -> Result<Vec<Referral>, OpError> {
        let AttestOpening { bill, lot, sheets, .. } = opening;
        let of_lot = |held: &&Held| held.lot() == *lot;
        if self.wallet.liens().find(of_lot).or(self.wallet.title(*lot)).is_none() {
            return Err(PlanError::NothingHeld.into());
        }
        let ledger = self.services.ledger;
        shown(sheets, *lot, bill, ledger, None).map_err(sheet_error)?;
        let likeness =
            Likeness::of(sheets.iter().map(|sheet| &sheet.content), ledger, None).map_err(sheet_error)?;
        Ok(self.wallet.watch(*lot, bill, likeness, ledger)?)
    }

    /// Remembers that its user was told what is alike to a lot.
    ///
    /// # Errors
    /// [`OpError::Wallet`].
    pub fn told(&mut self, lot: Lot) -> Result<(), OpError> {
        Ok(self.wallet.told(lot)?)
    }
}

/// What is wrong with a sheet, as what is wrong with the documents that it is of.
pub(super) fn sheet_error(error: SheetError) -> DossierError {
    IssuedBillError::from(error).into()
}
