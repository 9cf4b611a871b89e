//! Invoices: under a second bill, and alone.

use super::{Case, NEW, REFERRED, REFUSED, case, full};
use crate::{
    kind::Kind,
    office::{Office, party},
    paper::Paper,
    trade::{
        Entry,
        alone::instalments,
        seller::{Numbering, cents},
    },
};
use serde_json::Value;

/// A bill with an invoice whose number begins so.
fn numbered(entry: &Entry, prefix: &str) -> bool {
    full(entry) && entry.paper.invoices.first().is_some_and(|invoice| number(invoice).starts_with(prefix))
}

fn any(entry: &Entry) -> bool {
    numbered(entry, "")
}

/// `IMA-2026/0417`.
fn yearly(entry: &Entry) -> bool {
    numbered(entry, "IMA-")
}

/// `INV-004170`.
fn running(entry: &Entry) -> bool {
    numbered(entry, "INV-0")
}

/// The same with zeros within: not the year's, but those that fill up what follows it.
fn filled(entry: &Entry) -> bool {
    entry.paper.invoices.first().is_some_and(|invoice| number(invoice).contains("/0")) && yearly(entry)
}

fn shared(entry: &Entry) -> bool {
    entry.kind == Kind::SharedInvoice
}

fn alone(entry: &Entry) -> bool {
    matches!(entry.kind, Kind::Alone(_))
}

fn alone_yearly(entry: &Entry) -> bool {
    entry.kind == Kind::Alone(Numbering::Yearly)
}

fn number(invoice: &Value) -> &str {
    invoice["invoiceNumber"].as_str().unwrap_or_default()
}

/// The other bill with the first bill's invoice, which is changed.
fn under(first: &Paper, other: &Paper, change: impl FnOnce(&mut Value)) -> Vec<Paper> {
    let mut invoice = first.invoices[0].clone();
    change(&mut invoice);
    let mut paper = other.bare();
    paper.invoices = vec![invoice];
    let of = other.text("/transportDocumentReference").to_owned();
    paper.number(&of);
    vec![paper]
}

/// The same with the number written as this says.
fn retyped(first: &Paper, other: &Paper, spell: impl FnOnce(&str) -> String) -> Vec<Paper> {
    under(first, other, |invoice| invoice["invoiceNumber"] = spell(number(invoice)).into())
}

/// An invoice alone, changed.
fn again(first: &Paper, change: impl FnOnce(&mut Value)) -> Vec<Paper> {
    let mut paper = first.clone();
    change(&mut paper.document);
    vec![paper]
}

fn charged(invoice: &mut Value) {
    let more = cents(invoice) + 12_345;
    Paper::total(invoice, more);
}

fn other_id(invoice: &mut Value, office: &mut Office) {
    let name = invoice["seller"]["partyName"].as_str().unwrap_or_default().to_owned();
    invoice["seller"] = party(&name, None, Some(&format!("NL8{:08}B01", office.serial())));
}

/// The day of issue a year before, and that of payment with it.
fn last_year(invoice: &mut Value) {
    for key in ["issueDate", "paymentDueDate"] {
        let day = invoice[key].as_str().unwrap_or_default();
        let year: u32 = day[..4].parse().unwrap_or_default();
        // No 29 February the year before.
        invoice[key] = format!("{}{}", year - 1, day[4..].replace("-29", "-28")).into();
    }
}

/// Separators of one kind in the place of another.
fn separated(number: &str) -> String {
    number.to_lowercase().replace(['-', '/'], " . ")
}

fn run_together(number: &str) -> String {
    number.replace(['-', '/'], "")
}

fn new_number(office: &mut Office) -> String {
    format!("NEW 77-{:09}", office.serial())
}

pub(super) fn cases() -> Vec<Case> {
    [under_bills(), alone_cases()].into_iter().flatten().collect()
}

fn under_bills() -> Vec<Case> {
    vec![
        case("invoice under another bill", any, REFUSED, |first, other, _| under(first, other, |_| ())),
        case("... with other separators, in small letters", any, REFUSED, |first, other, _| {
            retyped(first, other, separated)
        }),
        case("... with its total altered by charges", any, REFUSED, |first, other, _| {
            under(first, other, charged)
        }),
        case("... with the parts of its number run together", yearly, REFERRED, |first, other, _| {
            retyped(first, other, run_together)
        }),
        case("... with the label `No` before its number", any, REFERRED, |first, other, _| {
            retyped(first, other, |number| format!("No. {number}"))
        }),
        case("... with leading zeros left out", running, REFERRED, |first, other, _| {
            retyped(first, other, |number| number.replace("INV-00", "INV-").replace("INV-0", "INV-"))
        }),
        case(
            "... with zeros left out that fill up a later part of its number",
            filled,
            NEW,
            |first, other, _| {
                retyped(first, other, |number| {
                    number.replace("/000", "/").replace("/00", "/").replace("/0", "/")
                })
            },
        ),
        case("... with the label `No` and its total altered by charges", any, NEW, |first, other, _| {
            under(first, other, |invoice| {
                invoice["invoiceNumber"] = format!("No. {}", number(invoice)).into();
                charged(invoice);
            })
        }),
        case("... dated a year before", any, REFERRED, |first, other, _| under(first, other, last_year)),
        case("... under the seller's other id", any, NEW, |first, other, office| {
            under(first, other, |invoice| other_id(invoice, office))
        }),
        case("... under a new number", any, NEW, |first, other, office| {
            retyped(first, other, |_| new_number(office))
        }),
        case("... in instalments, with numbers of their own", any, NEW, |first, other, _| {
            let mut papers = under(first, other, |_| ());
            for paper in &mut papers {
                let parts = instalments(&paper.invoices[0], 3);
                paper.invoices = parts.into_iter().map(|part| part.document).collect();
            }
            papers
        }),
        case(
            "whole invoice under another bill after a part of it was allotted",
            shared,
            REFERRED,
            |first, other, _| {
                under(first, other, |invoice| {
                    if let Some(fields) = invoice.as_object_mut() {
                        fields.remove("transportDocuments");
                    }
                })
            },
        ),
        case(
            "part of a shared invoice under a bill that it did not name",
            shared,
            REFERRED,
            |first, other, _| {
                let of = other.text("/transportDocumentReference");
                under(first, other, |invoice| {
                    if let Some(parts) = invoice["transportDocuments"].as_array_mut() {
                        parts.truncate(2);
                        for (part, of) in parts.iter_mut().zip([of, "ELSEWHERE 1"]) {
                            part["transportDocumentReference"] = of.into();
                        }
                    }
                })
            },
        ),
    ]
}

fn alone_cases() -> Vec<Case> {
    vec![
        case("invoice of a bill financed alone besides", any, REFUSED, |first, _, _| {
            vec![Paper::new(first.invoices[0].clone())]
        }),
        case("invoice alone again, with other separators", alone, REFUSED, |first, _, _| {
            again(first, |invoice| invoice["invoiceNumber"] = separated(number(invoice)).into())
        }),
        case("... with its total altered by charges", alone, REFUSED, |first, _, _| again(first, charged)),
        case("... with the parts of its number run together", alone_yearly, REFERRED, |first, _, _| {
            again(first, |invoice| invoice["invoiceNumber"] = run_together(number(invoice)).into())
        }),
        case("... dated a year before", alone, REFERRED, |first, _, _| again(first, last_year)),
        case("... to another buyer", alone, REFUSED, |first, other, _| {
            again(first, |invoice| invoice["buyer"] = other.document["buyer"].clone())
        }),
        case("... under the seller's other id", alone, NEW, |first, _, office| {
            again(first, |invoice| other_id(invoice, office))
        }),
        case("... under a new number", alone, NEW, |first, _, office| {
            again(first, |invoice| invoice["invoiceNumber"] = new_number(office).into())
        }),
        case("... in instalments, with numbers of their own", alone, NEW, |first, _, _| {
            instalments(&first.document, 3)
        }),
    ]
}
