//! An invoice alone as the document that is financed: what its buyer owes.

use super::{CargoItem, DocumentType, Issuer, MainDocument};
use crate::document::{Invoice, annex::read_invoice, fault::Collector, reader::At};

/// The receivable of an invoice. Its number is the one by which invoices are told apart, and its issuing party the seller.
pub(in crate::document) fn read(invoice: &Invoice) -> MainDocument {
    let people = [invoice.seller.clone(), invoice.seller.clone()];
    MainDocument {
        issue_date: Some(invoice.issue_date),
        consignee: Some(invoice.buyer.clone()),
        items: invoice
            .lines
            .iter()
            .enumerate()
            .map(|(i, line)| CargoItem {
                goods: i,
                hs_codes: line.hs_code.into_iter().collect(),
                description: line.description.clone(),
                ..CargoItem::default()
            })
            .collect(),
        ..MainDocument::bare(
            DocumentType::Receivable,
            (Issuer::Party(invoice.seller_id.clone()), &invoice.seller.name),
            (&invoice.number, invoice.key_number.clone()),
            people,
            invoice.source(),
        )
    }
}

impl MainDocument {
    /// Of an invoice that is financed alone the invoice, which is an annex of its own, too: its keys and leaves are those of any invoice.
    #[must_use]
    pub fn own_invoice(&self) -> Option<Invoice> {
        let is_alone = self.kind == DocumentType::Receivable;
        is_alone.then(|| read_invoice(&At::root(&self.source, &Collector::default())))?
    }
}
