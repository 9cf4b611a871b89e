//! Which transport documents the ledger takes.

use super::{DocumentType, TransportDocument};

/// Why the ledger does not take a document (attack A13). It is the ledger's rule, whatever the law that governs the document makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotRegistrable {
    /// Under a sea waybill cargo is delivered without surrender.
    #[error("it is a sea waybill, and the ledger takes only bills of lading; ask the carrier for one")]
    SeaWaybill,
    /// Drafts, approvals, surrendered and voided documents.
    #[error("its status is not ISSUED, and the ledger takes only issued bills")]
    NotIssued,
    /// Nothing shows who has the paper.
    #[error("it is on paper, and the ledger takes only electronic bills; ask the carrier for one")]
    Paper,
    /// Straight bills are made out to one consignee.
    #[error(
        "it is not to order, and the ledger takes only bills that can be endorsed, whatever the law makes of others; ask the carrier for one to order"
    )]
    Straight,
    /// Copies.
    #[error("it says that it has no original, and the ledger takes only originals")]
    Copy,
}

impl TransportDocument {
    /// Every reason why the ledger does not take this document; none for an issued, electronic bill of lading to order.
    #[must_use]
    pub fn not_registrable(&self) -> Vec<NotRegistrable> {
        let reasons = [
            (self.kind == DocumentType::SeaWaybill, NotRegistrable::SeaWaybill),
            (self.status != "ISSUED", NotRegistrable::NotIssued),
            (!self.is_electronic, NotRegistrable::Paper),
            (!self.is_to_order, NotRegistrable::Straight),
            (self.originals == 0 && self.kind == DocumentType::BillOfLading, NotRegistrable::Copy),
        ];
        reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect()
    }

    /// Whether the ledger takes this document.
    #[must_use]
    pub fn is_registrable(&self) -> bool {
        self.not_registrable().is_empty()
    }
}
