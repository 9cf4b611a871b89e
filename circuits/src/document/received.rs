//! What a received file is: a bare transport document, a PINT envelope around one, or a carrier's issuance request; a bulk bill, a warehouse
//! receipt, or an invoice alone.

use super::{
    annex::read_invoice,
    bill::{self, MainDocument},
    carrier::CarrierTable,
    fault::{Collector, Faults, Rule},
    json::Json,
    other,
    party::{self, Party},
    reader::At,
};

/// The form in which a document was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReceivedKind {
    /// EBL: the transport document itself.
    TransportDocument,
    /// PINT: `EblEnvelope`.
    Envelope,
    /// EBL issuance: `IssuanceRequest`.
    IssuanceRequest,
    /// A bulk bill.
    BulkBill,
    /// A warehouse receipt.
    WarehouseReceipt,
    /// A commercial invoice, as the document itself.
    Invoice,
}

/// A received file with its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The form.
    pub kind: ReceivedKind,
    /// The document. Its advice is all that there is on the file.
    pub document: MainDocument,
    /// To whom the carrier issues it: an issuance request says so.
    pub issue_to: Option<Party>,
    /// The whole file.
    pub json: Json,
}

impl ReceivedKind {
    /// Which form a file has, by the fields that only one of them has; `None` if it is none of them.
    #[must_use]
    pub fn detect(json: &Json) -> Option<Self> {
        match json.get("documentType").and_then(Json::as_text) {
            Some("bulkBillOfLading") => return Some(Self::BulkBill),
            Some("warehouseReceipt") => return Some(Self::WarehouseReceipt),
            Some("commercialInvoice") => return Some(Self::Invoice),
            _ => {}
        }
        let has = |key: &str| json.get(key).is_some_and(|field| !matches!(field, Json::Null));
        let is_named = has("transportDocumentTypeCode") || has("transportDocumentReference");
        if has("transportDocument") {
            Some(Self::Envelope)
        } else if has("document") {
            Some(Self::IssuanceRequest)
        } else if is_named && (has("transportDocumentStatus") || other::recognise(json).is_none()) {
            Some(Self::TransportDocument)
        } else {
            None
        }
    }

    /// The key under which the document stands; none if it is the file itself.
    #[must_use]
    pub const fn key(self) -> Option<&'static str> {
        match self {
            Self::Envelope => Some("transportDocument"),
            Self::IssuanceRequest => Some("document"),
            Self::TransportDocument | Self::BulkBill | Self::WarehouseReceipt | Self::Invoice => None,
        }
    }

    /// What the form is called, as programs read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TransportDocument => "transport-document",
            Self::Envelope => "envelope",
            Self::IssuanceRequest => "issuance-request",
            Self::BulkBill => "bulk-bill",
            Self::WarehouseReceipt => "warehouse-receipt",
            Self::Invoice => "invoice",
        }
    }

    /// The document in a file of this form.
    #[must_use]
    pub fn document(self, json: &Json) -> Option<&Json> {
        self.key().map_or(Some(json), |key| json.get(key))
    }
}

impl Received {
    /// Reads a file in any of the forms. Signatures are not looked at here.
    ///
    /// # Errors
    /// All faults that it has, with paths from the file's top. One if it is no such file, which says what it is instead as far as that
    /// is known.
    pub fn parse(bytes: &[u8], carriers: &CarrierTable) -> Result<Self, Faults> {
        let json = Json::parse(bytes)?;
        let found = Collector::default();
        let read = read(&At::root(&json, &found), carriers);
        let ((kind, mut document, issue_to), advice) = found.finish(read)?;
        document.advice = advice;
        Ok(Self { kind, document, issue_to, json })
    }
}

/// The form of a file, its document, and to whom it is issued.
fn read(top: &At<'_>, carriers: &CarrierTable) -> Option<(ReceivedKind, MainDocument, Option<Party>)> {
    let Some(kind) = ReceivedKind::detect(top.json) else {
        top.fault_with(Rule::Kind, other::recognise(top.json).unwrap_or_default());
        return None;
    };
    let document = kind.key().map_or_else(|| Some(top.clone()), |key| top.need(key));
    let document = document.and_then(At::object).and_then(|at| match kind {
        ReceivedKind::TransportDocument | ReceivedKind::Envelope | ReceivedKind::IssuanceRequest => {
            bill::read(&at, carriers)
        }
        ReceivedKind::BulkBill => bill::read_bulk_bill(&at, carriers),
        ReceivedKind::WarehouseReceipt => bill::read_warehouse_receipt(&at),
        ReceivedKind::Invoice => read_invoice(&at).as_ref().map(bill::read_receivable),
    });
    let issue_to = match kind {
        ReceivedKind::IssuanceRequest => Some(top.need("issueTo").and_then(issue_to)?),
        _ => None,
    };
    Some((kind, document?, issue_to))
}

/// The party to which an issuance request issues the bill. Nothing is made of its platform here.
fn issue_to(at: At<'_>) -> Option<Party> {
    at.aside().need("sendToPlatform").and_then(|f| f.text(4));
    at.aside().need("identifyingCodes").and_then(|f| f.list(1, 100));
    party::read(at)
}
