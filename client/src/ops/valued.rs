//! What a title's valuation says of itself.

use super::{Desk, OpError};
use plimsoll_circuits::{credential::Day, note::Lot};

/// The days of a valuation. The ledger asks for a valid one when a bill is registered and never again, so whoever lends
/// against a lot must look at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValuationDays {
    /// The day on which the lot was valued.
    pub valued_at: Day,
    /// The last day on which the valuation may be used.
    pub expires: Day,
    /// Whether that day is over.
    pub expired: bool,
}

impl Desk<'_> {
    /// The days of the valuation behind a title that this party holds.
    ///
    /// # Errors
    /// As [`documents`](Self::documents).
    pub fn valuation(&self, lot: Lot) -> Result<ValuationDays, OpError> {
        let (dossier, _) = self.documents(lot)?;
        let valuation = &dossier.valuation.content;
        let expired = self.services.clock.now().day() > valuation.expires;
        Ok(ValuationDays { valued_at: valuation.valued_at, expires: valuation.expires, expired })
    }
}
