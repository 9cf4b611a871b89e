//! Which documents the ledger takes.

use super::{DocumentType, MainDocument};

/// Why the ledger does not take a document (attack A13). It is the ledger's rule, whatever the law that governs the document makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotRegistrable {
    /// Under a sea waybill cargo is delivered without surrender.
    #[error("it is a sea waybill, and the ledger takes only bills of lading; ask the carrier for one")]
    SeaWaybill,
    /// Drafts, approvals, surrendered and voided documents.
    #[error("its status is not ISSUED, and the ledger takes only issued bills")]
    NotIssued,
    /// Straight bills are made out to one consignee, as are receipts that are not to order.
    #[error(
        "it is not to order, and the ledger takes only documents that can be endorsed, whatever the law makes of others; ask its issuer for one to order"
    )]
    Straight,
    /// Copies.
    #[error("it says that it has no original, and the ledger takes only originals")]
    Copy,
}

impl MainDocument {
    /// Every reason why the ledger does not take this document; none for an issued bill of lading or warehouse receipt to order, or an
    /// invoice. Whether it is genuine, a signature or an [attestation](Self::grounds) shows.
    #[must_use]
    pub fn not_registrable(&self) -> Vec<NotRegistrable> {
        let is_title = self.kind != DocumentType::Receivable;
        let is_waybill = self.kind == DocumentType::SeaWaybill;
        let reasons = [
            (is_waybill, NotRegistrable::SeaWaybill),
            (self.status != "ISSUED", NotRegistrable::NotIssued),
            (is_title && !self.is_to_order, NotRegistrable::Straight),
            (is_title && !is_waybill && self.originals == 0, NotRegistrable::Copy),
        ];
        reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect()
    }

    /// Whether the ledger takes this document.
    #[must_use]
    pub fn is_registrable(&self) -> bool {
        self.not_registrable().is_empty()
    }
}
