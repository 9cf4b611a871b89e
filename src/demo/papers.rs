//! The papers that the demo plays with: the samples, or a user's own bill with variants made from it.

use super::Error;
use crate::samples::sample;
use plimsoll_circuits::document::{CarrierTable, DocumentType, Json, Received, carrier::CarrierId};
use serde_json::{Value, json};

/// One bill with its invoice, not yet signed by its carrier.
#[derive(Clone)]
pub(super) struct Paper {
    pub(super) bill: Vec<u8>,
    pub(super) invoice: Vec<u8>,
}

/// All papers of the demo.
pub(super) struct Papers {
    /// The bill that is financed.
    pub(super) main: Paper,
    /// Its packing list, insurance certificate and vessel particulars, where they are there.
    pub(super) annexes: Option<[Vec<u8>; 3]>,
    /// The same bill with something altered, and the name of the step that brings it.
    pub(super) altered: (&'static str, Paper),
    /// The same cargo under a new number; none if the bill has no full containers.
    pub(super) reissued: Option<Paper>,
    /// A forwarder's bill over the same containers; none if the bill has no full containers.
    pub(super) house: Option<Paper>,
    /// An unrelated bill that names the first one's invoice.
    pub(super) same_invoice: Paper,
    /// An unrelated bill of low value.
    pub(super) cheap: Paper,
}

const HEAVIER: &str = "A5 the bill with another weight";

impl Papers {
    /// The samples.
    pub(super) fn samples() -> Self {
        let invoice = sample!("invoice.json");
        let paper = |bill: &[u8], invoice: &[u8]| Paper { bill: bill.to_vec(), invoice: invoice.to_vec() };
        let fresh = |bill: &[u8], number| Paper { bill: bill.to_vec(), invoice: renumbered(invoice, number) };
        Self {
            main: paper(sample!("ebl-to-order.json"), invoice),
            annexes: Some(
                [&sample!("packing-list.json")[..], sample!("insurance.json"), sample!("vessel.json")]
                    .map(<[u8]>::to_vec),
            ),
            altered: (HEAVIER, paper(sample!("ebl-altered.json"), invoice)),
            reissued: Some(fresh(sample!("ebl-reissued.json"), "FCT-2026/0998")),
            house: Some(fresh(sample!("ebl-house-bill.json"), "FCT-2026/0091")),
            same_invoice: paper(sample!("ebl-other.json"), sample!("invoice-other.json")),
            cheap: paper(sample!("ebl-second-cargo.json"), sample!("invoice-second-cargo.json")),
        }
    }

    /// A user's own document, and variants made from it. Its invoice is the sample's, without a word of the bill.
    pub(super) fn of_user(bytes: &[u8]) -> Result<Self, Error> {
        let received =
            Received::parse(bytes, &CarrierTable::standard()).map_err(|e| Error::Bill(e.to_string()))?;
        let document = &received.document;
        if let Some(why) = document.not_registrable().first() {
            return Err(Error::NotRegistrable(format!("the bill cannot be registered: {why}")));
        }
        let bill: Value =
            serde_json::from_slice(&document.source().canonical()).map_err(|e| Error::Bill(e.to_string()))?;
        let variant = |number: &str, change: fn(&mut Value)| {
            let mut changed = bill.clone();
            change(&mut changed);
            Paper {
                bill: changed.to_string().into_bytes(),
                invoice: renumbered(sample!("invoice.json"), number),
            }
        };
        let same = "DEMO-2026/0001";
        let boxed = document.is_fcl();
        // What is owed alone has its own number, under which another bill names it.
        let invoice = match document.kind {
            DocumentType::Receivable => renumbered(&document.source().canonical(), &document.reference),
            _ => renumbered(sample!("invoice.json"), same),
        };
        Ok(Self {
            main: variant(same, |_| ()),
            annexes: None,
            altered: altered(&bill, variant(same, heavier), variant(same, told_otherwise)),
            reissued: boxed.then(|| {
                variant("DEMO-2026/0002", |bill| bill["transportDocumentReference"] = json!("REISSUED0001"))
            }),
            house: boxed.then(|| {
                variant("DEMO-2026/0003", |bill| {
                    bill["transportDocumentReference"] = json!("HB26-DEMO");
                    bill["carrierCode"] = json!("ZZFW");
                    bill["carrierCodeListProvider"] = json!("NMFTA");
                })
            }),
            same_invoice: Paper {
                bill: apart(
                    sample!("ebl-other.json"),
                    &[("ZZEL2603000733", "ZZEL2611000801"), ("ZZZU3000014", "ZZZU8000017")],
                ),
                invoice,
            },
            cheap: Paper {
                bill: apart(sample!("ebl-second-cargo.json"), &SECOND_CARGO),
                invoice: apart(sample!("invoice-second-cargo.json"), &SECOND_CARGO),
            },
        })
    }
}

/// Numbers of a second cargo that a user's bill, which may be a sample itself, does not have.
const SECOND_CARGO: [(&str, &str); 3] =
    [("ZZEL2604000051", "ZZEL2611000901"), ("ITC26-0051", "ITC26-0901"), ("ZZZU4000019", "ZZZU9000011")];

/// A sample under other numbers.
pub(super) fn apart(text: &[u8], numbers: &[(&str, &str)]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text).into_owned();
    numbers.iter().fold(text, |text, (from, to)| text.replace(from, to)).into_bytes()
}

/// The alteration that leaves a valid bill: where the weights are bound otherwise, the description of the goods.
fn altered(bill: &Value, heavier: Paper, told_otherwise: Paper) -> (&'static str, Paper) {
    let differs = serde_json::from_slice::<Value>(&heavier.bill).is_ok_and(|changed| changed != *bill);
    if differs && Received::parse(&heavier.bill, &CarrierTable::standard()).is_ok() {
        (HEAVIER, heavier)
    } else {
        ("A5 the bill with another description of the goods", told_otherwise)
    }
}

/// One unit more, so that no net weight is above it.
fn heavier(bill: &mut Value) {
    let place = bill.pointer_mut("/consignmentItems/0/cargoItems/0/cargoGrossWeight/value");
    if let Some((weight, value)) = place.and_then(|weight| weight.as_f64().map(|value| (weight, value))) {
        // To the third place, which is a gram of a kilogram.
        *weight = json!(((value + 1.0) * 1e3).round() / 1e3);
    }
}

fn told_otherwise(bill: &mut Value) {
    let otherwise = "Goods described in another way";
    if let Some(item) = bill.pointer_mut("/consignmentItems/0") {
        item["descriptionOfGoods"] = json!([otherwise]);
    }
    for goods in ["/parcels/0", "/lots/0", "/lines/0"] {
        if let Some(item) = bill.pointer_mut(goods) {
            item["descriptionOfGoods"] = json!(otherwise);
        }
    }
}

/// An invoice under another number, naming no bill.
pub(super) fn renumbered(invoice: &[u8], number: &str) -> Vec<u8> {
    let mut json: Value = serde_json::from_slice(invoice).unwrap_or_default();
    if let Some(fields) = json.as_object_mut() {
        fields.insert("invoiceNumber".to_owned(), json!(number));
        fields.remove("transportDocumentReference");
    }
    json.to_string().into_bytes()
}

/// The bill as an issuance request to a party, which is what carriers sign, and the carrier that must sign it.
pub(super) fn request(bill: &[u8], to: &str, carriers: &CarrierTable) -> Result<(Json, CarrierId), Error> {
    let received = Received::parse(bill, carriers).map_err(|e| Error::Bill(e.to_string()))?;
    let codes = json!([{ "codeListProvider": "ZZZ1", "partyCode": to }]);
    let to = json!({ "partyName": to, "sendToPlatform": "ZZZ1", "identifyingCodes": codes });
    let to = Json::parse(to.to_string().as_bytes()).map_err(Error::stage)?;
    let request = Json::Object(vec![
        ("document".to_owned(), received.document.source().clone()),
        ("issueTo".to_owned(), to),
    ]);
    let carrier = received.document.carrier();
    Ok((request, carrier.ok_or_else(|| Error::Bill("no carrier signs such a document".to_owned()))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bill_of_title_among_the_samples_can_be_the_users_own() {
        for bill in [
            &sample!("ebl-to-order.json")[..],
            sample!("ebl-altered.json"),
            sample!("ebl-house-bill.json"),
            sample!("ebl-other.json"),
            sample!("ebl-reissued.json"),
            sample!("ebl-second-cargo.json"),
            sample!("ebl-twelve-containers.json"),
            sample!("paper-bill.json"),
        ] {
            let papers = Papers::of_user(bill).unwrap_or_else(|e| panic!("{e}"));
            let (name, altered) = &papers.altered;
            let carriers = CarrierTable::standard();
            let read = |paper: &Paper| Received::parse(&paper.bill, &carriers).unwrap().document;
            let (main, altered) = (read(&papers.main), read(altered));
            assert_eq!((*name, &main.normalised_reference), (HEAVIER, &altered.normalised_reference));
            assert!(altered.source().canonical() != main.source().canonical());
            // The others are no part of the user's cargo.
            for other in [&papers.cheap, &papers.same_invoice].map(read) {
                assert!(other.normalised_reference != main.normalised_reference);
            }
        }
        for (document, goods) in [
            (&sample!("bulk-bill.json")[..], "/parcels/0/descriptionOfGoods"),
            (sample!("warehouse-receipt.json"), "/lots/0/descriptionOfGoods"),
            (sample!("invoice-alone.json"), "/lines/0/descriptionOfGoods"),
        ] {
            let papers = Papers::of_user(document).unwrap_or_else(|e| panic!("{e}"));
            assert!(papers.house.is_none() && papers.reissued.is_none() && papers.altered.0 != HEAVIER);
            let [main, altered] = [&papers.main, &papers.altered.1].map(|paper| {
                let json: Value = serde_json::from_slice(&paper.bill).unwrap();
                json.pointer(goods).unwrap().clone()
            });
            assert_ne!(main, altered);
        }
        let waybill = Papers::of_user(sample!("sea-waybill.json"));
        assert!(matches!(waybill, Err(Error::NotRegistrable(_))));
    }
}
