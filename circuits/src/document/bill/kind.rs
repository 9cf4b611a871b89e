//! What kinds of documents are financed, and what stands in for a carrier's signature.

use super::MainDocument;
use crate::document::attestation::Ground;

/// What the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentType {
    /// Bill of lading, as DCSA's standard has it: of a carrier of containers, or a forwarder's house bill.
    BillOfLading,
    /// Sea waybill.
    SeaWaybill,
    /// Bill of lading over bulk cargo, maybe under a charter party.
    BulkBill,
    /// Warehouse receipt or warrant.
    WarehouseReceipt,
    /// A commercial invoice alone: what its buyer owes.
    Receivable,
}

impl DocumentType {
    /// The code in leaves. Bulk bills are bills of lading: what they are besides, the fields for charter party and containers say.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BillOfLading | Self::BulkBill => "BOL",
            Self::SeaWaybill => "SWB",
            Self::WarehouseReceipt => "WHR",
            Self::Receivable => "INV",
        }
    }

    /// What it is called, as programs read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BillOfLading => "bill-of-lading",
            Self::SeaWaybill => "sea-waybill",
            Self::BulkBill => "bulk-bill",
            Self::WarehouseReceipt => "warehouse-receipt",
            Self::Receivable => "receivable",
        }
    }
}

impl MainDocument {
    /// Whether its carrier's signature shows that it is genuine: that of an electronic transport document in DCSA's form. One that was read
    /// from a file in another format has none in that form.
    #[must_use]
    pub fn is_signed_by_carrier(&self) -> bool {
        matches!(self.kind, DocumentType::BillOfLading | DocumentType::SeaWaybill)
            && self.is_electronic
            && self.other_format().is_none()
    }

    /// The format of the file that it was read from, if it is another: its JSON says so in `source`.
    #[must_use]
    pub fn other_format(&self) -> Option<&str> {
        self.source().get("source")?.get("format")?.as_text()
    }

    /// On which grounds an issuer may attest it, where no carrier's signature can be checked; none where one can.
    #[must_use]
    pub fn grounds(&self) -> &'static [Ground] {
        match self.kind {
            _ if self.is_signed_by_carrier() => &[],
            DocumentType::Receivable => &[Ground::DebtorConfirmed, Ground::SellerStated],
            _ if self.is_electronic => &[Ground::Control],
            _ => &[Ground::OriginalsHeld],
        }
    }
}
