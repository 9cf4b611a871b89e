//! Honest papers that have something in common with others: what keys make of them, the book apart.

use super::{Case, NEW, REFERRED, REFUSED, SOMETIMES, case, days, full, later, renumbered, under_number_of};
use crate::{
    kind::Kind,
    office::Office,
    paper::Paper,
    trade::{Entry, seller::cents, store},
};
use serde_json::json;

fn bulk(entry: &Entry) -> bool {
    matches!(entry.kind, Kind::Bulk | Kind::Coaster)
}

fn receipt(entry: &Entry) -> bool {
    entry.kind == Kind::Receipt
}

fn alone(entry: &Entry) -> bool {
    matches!(entry.kind, Kind::Alone(_))
}

/// The container loaded again after so many days, with seals of its own unless its paper copies those of before.
fn reloaded(first: &Paper, after: u32, copied: bool, office: &mut Office) -> Vec<Paper> {
    let mut paper = renumbered(first, office);
    later(&mut paper, after);
    paper.set("/consignmentItems/0/carrierBookingReference", format!("BK{}", office.serial()));
    for item in paper.list("/consignmentItems/0/cargoItems") {
        item["cargoGrossWeight"]["value"] = (3_000 + office.draw.below(900) as u64).into();
    }
    for one in paper.list("/utilizedTransportEquipments") {
        if !copied {
            one["seals"] = json!([{ "number": office.seal() }]);
        }
    }
    vec![paper]
}

/// Another invoice alone of the first one's seller, over another total, under a number made of the first one's.
fn next_invoice(first: &Paper, other: &Paper, number: impl FnOnce(&str) -> String) -> Paper {
    let mut paper = other.clone();
    paper.set("/seller", first.document["seller"].clone());
    paper.set("/invoiceNumber", number(first.text("/invoiceNumber")));
    paper.set("/issueDate", first.document["issueDate"].clone());
    paper.set("/paymentDueDate", first.document["paymentDueDate"].clone());
    Paper::total(&mut paper.document, cents(&first.document) + 12_345);
    paper
}

/// The first's day of issue a year later.
fn next_year(paper: &mut Paper) {
    for key in ["/issueDate", "/paymentDueDate"] {
        let day = paper.text(key).to_owned();
        let year: u32 = day[..4].parse().unwrap_or_default();
        paper.set(key, format!("{}{}", year + 1, day[4..].replace("-29", "-28")));
    }
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "container loaded again 4 to 30 days later, its paper names the seal of before",
            full,
            REFERRED,
            |first, _, office| {
                let after = days(4, 30, office);
                reloaded(first, after, true, office)
            },
        ),
        case(
            "container loaded again 1 or 2 days later under another seal",
            full,
            SOMETIMES,
            |first, _, office| {
                let after = days(1, 2, office);
                reloaded(first, after, false, office)
            },
        ),
        case(
            "container loaded again 3 to 30 days later under another seal",
            full,
            NEW,
            |first, _, office| {
                let after = days(3, 30, office);
                reloaded(first, after, false, office)
            },
        ),
        case("part load that no issuer declares, booking of its own", full, REFUSED, |first, _, office| {
            reloaded(first, 0, true, office)
        }),
        case("same number of another carrier", full, NEW, |first, other, _| {
            let mut paper = under_number_of(first, other, first.text("/transportDocumentReference"));
            paper.set("/carrierCode", "ZZOA");
            vec![paper]
        }),
        case("same invoice number of another seller", alone, NEW, |first, other, office| {
            let mut paper = next_invoice(first, other, str::to_owned);
            paper.set(
                "/seller",
                crate::office::party("Another Ltd", None, Some(&format!("NL7{:08}B01", office.serial()))),
            );
            vec![paper]
        }),
        case(
            "invoice numbers that begin anew with the calendar year, and do not name it",
            alone,
            NEW,
            |first, other, _| {
                let mut paper = next_invoice(first, other, str::to_owned);
                next_year(&mut paper);
                vec![paper]
            },
        ),
        case("... with a business year within it, and do not name it", alone, REFUSED, |first, other, _| {
            vec![next_invoice(first, other, str::to_owned)]
        }),
        case(
            "same total, numbers that differ in letters alone (`JAN 17`, `FEB 17`)",
            alone,
            REFERRED,
            |first, _, _| {
                let mut paper = first.clone();
                paper.set("/invoiceNumber", format!("FEB {}", first.text("/invoiceNumber")));
                vec![paper]
            },
        ),
        case(
            "number of a bulk bill, of four characters or more, again on another voyage of the owner",
            bulk,
            REFUSED,
            |first, other, _| vec![under_number_of(first, other, first.text("/transportDocumentReference"))],
        ),
        case(
            "vessel back after 14 to 60 days with as much of the same goods",
            bulk,
            NEW,
            |first, _, office| back(first, 14, 60, office),
        ),
        case(
            "coaster back after 3 to 7 days with as much of the same goods",
            bulk,
            REFERRED,
            |first, _, office| back(first, 3, 7, office),
        ),
        case(
            "warehouse receipts numbered anew each year, without the year",
            receipt,
            NEW,
            |first, other, _| {
                let mut paper = first.bare();
                paper.set("/lots", other.document["lots"].clone());
                paper.set("/issueDate", "2027-06-01");
                vec![paper]
            },
        ),
        case("marks of a depositor that come again at another site", receipt, NEW, |first, _, office| {
            let mut paper = first.bare();
            paper.set("/receiptNumber", store::number(office));
            paper.set("/site/siteName", "Tank farm 9");
            vec![paper]
        }),
        case("... at the same site", receipt, REFERRED, |first, _, office| {
            let mut paper = first.bare();
            paper.set("/receiptNumber", store::number(office));
            paper.set("/issueDate", "2027-06-01");
            vec![paper]
        }),
    ]
}

fn back(first: &Paper, low: u32, high: u32, office: &mut Office) -> Vec<Paper> {
    let mut paper = first.bare();
    let after = days(low, high, office);
    later(&mut paper, after);
    paper.number(&format!("NEXT {}", office.serial()));
    vec![paper]
}
