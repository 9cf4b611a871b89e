//! Which invoices are read, and which are something else.

use super::{
    Invoice,
    terms::{Syntax, header},
};
use crate::{Refused, draft::Report, tree::At};

/// Type codes (UNTDID 1001) of credit notes.
const CREDIT_NOTES: [&str; 11] = ["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"];

/// Type codes of invoices of which something is to be known.
const NOTED: [(&str, &str); 7] = [
    ("326", "It is a partial invoice: the order has others."),
    ("383", "It is a debit note, which adds to an earlier invoice."),
    ("384", "It is a corrected invoice, which stands in place of an earlier one: that one may be financed."),
    ("386", "It is a prepayment invoice, for goods that are not delivered yet."),
    ("389", "It is self-billed: the buyer wrote it."),
    ("393", "It is a factored invoice: the seller says that the claim is assigned to somebody else."),
    ("395", "It is a consignment invoice: the goods may not be sold yet."),
];

/// The syntax of an invoice; what is none is told for what it is.
pub(super) fn syntax(top: At<'_>) -> Result<Syntax, Refused> {
    let refused = |what: &str| Err(Refused::new(what));
    match top.name() {
        "Invoice" => Ok(Syntax::Ubl),
        "rsm:CrossIndustryInvoice" => Ok(Syntax::Cii),
        "cn:CreditNote" => refused(CREDIT_NOTE),
        name if name.ends_with("}CrossIndustryDocument") => refused(
            "This is an invoice of ZUGFeRD 1, which is no invoice of EN 16931; ask the seller for one of ZUGFeRD 2 or Factur-X.",
        ),
        name if name.ends_with("}CrossIndustryInvoice") || name.ends_with("}Invoice") => refused(
            "This is an invoice in XML, but in no namespace of UBL 2 or of CII (D16B, D22B); ask the seller for one of those.",
        ),
        _ => refused("This is XML, and no invoice in UBL or CII; ask its sender for one, or for the JSON."),
    }
}

const CREDIT_NOTE: &str =
    "This is a credit note: it takes an amount off an earlier invoice, and asks for none; give the invoice.";

/// Refuses what asks for no payment, and notes what is to be known of what does.
pub(super) fn check(invoice: &Invoice<'_>, report: &Report) -> Result<(), Refused> {
    let Some(found) = invoice.one(invoice.top, header::TYPE) else {
        let place = invoice.would_be(invoice.top, header::TYPE);
        report.advise(place, "It does not say what kind of invoice it is.", None);
        return Ok(());
    };
    match found.text().as_str() {
        code if CREDIT_NOTES.contains(&code) => return Err(Refused::new(CREDIT_NOTE)),
        "325" => {
            return Err(Refused::new(
                "This is a pro forma invoice, which asks for no payment; ask for the commercial invoice.",
            ));
        }
        "751" => {
            return Err(Refused::new(
                "This is an invoice for accounting alone (751), which asks for no payment; give the invoice itself.",
            ));
        }
        "380" => report.leave(found, "a commercial invoice, as all are that are read", None),
        code => {
            let noted = NOTED.iter().find(|(known, _)| *known == code).map(|(_, what)| *what);
            let message = noted.unwrap_or("It is of another kind than a commercial invoice (380).");
            report.advise(found.place(), message, Some(code.to_owned()));
            report.leave(found, "what kind of invoice it is: see the advice on it", None);
        }
    }
    Ok(())
}
