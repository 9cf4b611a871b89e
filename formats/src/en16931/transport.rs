//! The transport document that an invoice is over: EN 16931 has no field for it, but an invoice may refer to one by its code.

use super::{Invoice, terms::header as term};
use crate::draft::{Object, Said};

/// UNTDID 1001: bills of lading (704 to 707, 709, 711, 714, 716, 761) and sea waybills (710).
const CODES: [&str; 10] = ["704", "705", "706", "707", "709", "710", "711", "714", "716", "761"];

const KEY: &str = "transportDocumentReference";

/// The reference, if the invoice names one transport document as such.
pub(super) fn reference(invoice: &Invoice<'_>, object: &mut Object<'_>) {
    let mut named = Vec::new();
    for document in invoice.all(invoice.top, term::DOCUMENTS) {
        let code =
            invoice.one(document, term::DOCUMENT_CODE).filter(|at| CODES.contains(&at.text().as_str()));
        if let (Some(code), Some(number)) = (code, invoice.one(document, term::DOCUMENT_NUMBER)) {
            object.report().leave(code, "says that it is a transport document", None);
            named.push(number);
        }
    }
    let report = object.report();
    let Some(first) = named.first().copied() else {
        report.note("it names no transport document as such; --transport-document says which it is over");
        return;
    };
    if named.iter().any(|number| number.text() != first.text()) {
        let message = "It names several transport documents; what each bears is said by `transportDocuments` of a JSON invoice alone.";
        report.advise(first.place(), message, Some(first.text()));
        for number in named {
            report.leave(number, "it names several transport documents", Some(object.path(KEY)));
        }
        return;
    }
    object.put(KEY, term::DOCUMENT_NUMBER.id, &Said::of(first));
    for again in &named[1..] {
        report.leave(*again, "it is named twice", None);
    }
}
