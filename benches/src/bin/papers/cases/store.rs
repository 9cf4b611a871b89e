//! Warehouse receipts.

use super::{Case, NEW, REFERRED, REFUSED, case, full, respelled};
use crate::{
    kind::Kind,
    office::{Office, party},
    paper::{Paper, kilograms},
    trade::{Entry, store},
};
use serde_json::json;

const NUMBER: &str = "/receiptNumber";
const LOTS: &str = "/lots";
const SITE: &str = "/site/siteName";

fn receipt(entry: &Entry) -> bool {
    entry.kind == Kind::Receipt
}

fn several(entry: &Entry) -> bool {
    receipt(entry) && entry.paper.document["lots"].as_array().is_some_and(|lots| lots.len() > 1)
}

/// The same under a new number, without invoices.
fn anew(first: &Paper, office: &mut Office) -> Paper {
    let mut paper = first.bare();
    paper.set(NUMBER, store::number(office));
    paper
}

/// The same with each lot's marks written as this says.
fn marked(first: &Paper, office: &mut Office, spell: impl Fn(&str, &mut Office) -> String) -> Vec<Paper> {
    let mut paper = anew(first, office);
    for lot in paper.list(LOTS) {
        lot["marks"] = lot["marks"].as_str().map(|marks| spell(marks, office)).into();
    }
    vec![paper]
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("number in another spelling, other lots", receipt, REFUSED, |first, other, office| {
            let mut paper = first.bare();
            paper.set(NUMBER, respelled(first.text(NUMBER), office));
            paper.set(LOTS, other.document["lots"].clone());
            vec![paper]
        }),
        case("new number", receipt, REFERRED, |first, _, office| vec![anew(first, office)]),
        case(
            "new number, other day, weights, description and depositor",
            receipt,
            REFERRED,
            |first, other, office| {
                let mut paper = anew(first, office);
                for key in ["issueDate", "storedSince", "depositor"] {
                    paper.document[key] = other.document[key].clone();
                }
                for lot in paper.list(LOTS) {
                    lot["descriptionOfGoods"] = "Nickel briquettes".into();
                    lot["grossWeight"] = kilograms(20_000).into();
                }
                vec![paper]
            },
        ),
        case("new number, marks in another spelling", receipt, REFERRED, |first, _, office| {
            marked(first, office, respelled)
        }),
        case("new number, `LOT` before the marks", receipt, NEW, |first, _, office| {
            marked(first, office, |marks, _| format!("LOT {marks}"))
        }),
        case("new number, one of several lots left out", several, REFERRED, |first, _, office| {
            let mut paper = anew(first, office);
            paper.change(LOTS, |lots| drop(lots.remove(0)));
            vec![paper]
        }),
        case("new number, each lot as two, with marks of their own", receipt, NEW, |first, _, office| {
            let mut paper = anew(first, office);
            paper.change(LOTS, |lots| {
                let halves = lots.iter().flat_map(|lot| {
                    ["A", "B"].map(|half| {
                        let marks = format!("{}-{half}", lot["marks"].as_str().unwrap_or_default());
                        let mut lot = lot.clone();
                        (lot["marks"], lot["grossWeight"]) = (json!(marks), json!(kilograms(12_000)));
                        lot
                    })
                });
                *lots = halves.collect();
            });
            vec![paper]
        }),
        case("new number, site's name in another spelling", receipt, REFERRED, |first, _, office| {
            let mut paper = anew(first, office);
            paper.set(SITE, paper.text(SITE).to_uppercase().replace(", ", " - "));
            vec![paper]
        }),
        case("new number, site's name in other words", receipt, NEW, |first, _, office| {
            let mut paper = anew(first, office);
            paper.set(SITE, paper.text(SITE).replace("Shed", "Warehouse No."));
            vec![paper]
        }),
        case("new number, keeper by its tax number", receipt, NEW, |first, _, office| {
            let mut paper = anew(first, office);
            let vat = paper.text("/warehouseKeeper/taxLegalReferences/0/value").to_owned();
            paper.set("/warehouseKeeper", party("Example Warehousing", None, Some(&vat)));
            vec![paper]
        }),
        case("goods of a bill of containers under a receipt", full, NEW, |first, _, office| {
            let item = |item: &serde_json::Value| {
                let container = item["equipmentReference"].as_str().unwrap_or_default();
                let kg = item["cargoGrossWeight"]["value"].as_u64().unwrap_or_default();
                json!({
                    "marks": container,
                    "descriptionOfGoods": "Ex container",
                    "HSCodes": ["740311"],
                    "grossWeight": kilograms(kg),
                })
            };
            let items =
                first.document.pointer("/consignmentItems/0/cargoItems").and_then(|all| all.as_array());
            let lots: Vec<_> = items.into_iter().flatten().map(item).collect();
            let shipper = &first.document["documentParties"]["shipper"];
            let day = &first.document["issueDate"];
            vec![Paper::new(json!({
                "documentType": "warehouseReceipt", "receiptNumber": store::number(office),
                "isElectronic": false, "numberOfOriginals": 1, "isToOrder": true, "issueDate": day, "storedSince": day,
                "warehouseKeeper": party("Example Warehousing", Some(&crate::office::lei("KEEP", 0)), None),
                "site": { "siteName": "Shed 1, Nowhere Road", "UNLocationCode": "SGSIN" },
                "depositor": shipper, "lots": lots,
            }))]
        }),
    ]
}
