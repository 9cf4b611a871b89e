//! What an invoice says as a whole.

use super::terms::{Syntax, Term};
use super::{Invoice, line, number::Number, party, terms::header as term, transport};
use crate::{
    draft::{Object, Said},
    tree::At,
};

/// Fills the JSON invoice.
pub(super) fn fill(invoice: &Invoice<'_>, object: &mut Object<'_>) {
    let top = invoice.top;
    object.set("documentType", "commercialInvoice");
    invoice.put(object, "invoiceNumber", top, term::NUMBER);
    invoice.put_as(object, "issueDate", top, term::DATE, |text| day(invoice.syntax, text));
    party::main(invoice, object);
    invoice.put(object, "currencyCode", top, term::CURRENCY);
    line::all(invoice, object);
    part(invoice, object, "chargeTotalAmount", (term::CHARGES, term::CHARGE));
    part(invoice, object, "allowanceTotalAmount", (term::ALLOWANCES, term::ALLOWANCE));
    invoice.put_amount(object, "totalInvoiceAmount", top, term::TOTAL);
    incoterm(invoice, object);
    due(invoice, object);
    transport::reference(invoice, object);
    order(invoice, object);
    party::others(invoice, object);
    if let Some(paid) = invoice.one(top, term::PREPAID)
        && Number::parse(&paid.text()).is_none_or(|paid| !paid.is_zero())
    {
        let message = "So much is paid already, which totalInvoiceAmount does not take off.";
        object.report().advise(paid.place(), message, Some(paid.text()));
    }
}

/// A day as UBL has it; CII writes `20260302`.
fn day(syntax: Syntax, text: String) -> String {
    let is_short = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    match syntax {
        Syntax::Cii if is_short => format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]),
        _ => text,
    }
}

/// The sum of charges or allowances: as it is given, else of the single ones.
fn part(invoice: &Invoice<'_>, object: &mut Object<'_>, key: &str, (sum, single): (Term, Term)) {
    let singles = invoice.all(invoice.top, single);
    let mut added = Some(Number::default());
    for at in &singles {
        let own = Number::parse(&at.text()).filter(|_| invoice.other_currency(*at).is_none());
        added = added.zip(own).and_then(|(sum, own)| sum.plus(own));
    }
    let given = invoice.one(invoice.top, sum);
    let report = object.report();
    match (given, singles.first(), added) {
        (None, Some(first), Some(added)) => {
            object.put(key, single.id, &Said { at: *first, value: added.to_string() });
            for at in &singles[1..] {
                report.leave(*at, format!("added up in {}", object.path(key)), None);
            }
            return;
        }
        (Some(given), Some(_), added)
            if !added.zip(Number::parse(&given.text())).is_some_and(|(a, b)| a.equals(b)) =>
        {
            let message = "The single amounts do not add up to this sum, which is what is taken.";
            report.advise(given.place(), message, Some(given.text()));
        }
        _ => {}
    }
    for at in singles {
        report.leave(at, format!("within {}", object.path(key)), None);
    }
    invoice.put_amount(object, key, invoice.top, sum);
}

/// Incoterms have three letters; other terms of delivery are left out.
fn incoterm(invoice: &Invoice<'_>, object: &mut Object<'_>) {
    let Some(found) = invoice.one(invoice.top, term::INCOTERM) else { return };
    let code = found.text();
    if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        object.report().leave(found, "no code of Incoterms", None);
        return;
    }
    invoice.put(object, "deliveryTermsCode", invoice.top, term::INCOTERM);
    invoice.put(object, "deliveryTermsLocation", invoice.top, term::INCOTERM_PLACE);
}

/// The day on which it is due, if that is one day.
fn due(invoice: &Invoice<'_>, object: &mut Object<'_>) {
    let days = invoice.all(invoice.top, term::DUE);
    let differ = days.windows(2).any(|two| two[0].text() != two[1].text());
    if differ {
        for at in days {
            let field = Some(object.path("paymentDueDate"));
            object.report().leave(at, "parts of it are due on several days", field);
        }
        return;
    }
    invoice.put_as(object, "paymentDueDate", invoice.top, term::DUE, |text| day(invoice.syntax, text));
}

/// The buyer's order. Peppol writes `NA` where there is none but the seller's.
fn order(invoice: &Invoice<'_>, object: &mut Object<'_>) {
    match invoice.one(invoice.top, term::ORDER).filter(|at: &At<'_>| at.text() == "NA") {
        Some(none) => object.report().leave(none, "no number of an order", None),
        None => invoice.put(object, "purchaseOrderReference", invoice.top, term::ORDER),
    }
}
