//! Bills of containers: numbers, carriers, and what they are over.

use super::{Case, NEW, REFERRED, REFUSED, case, full, later, renumbered, respelled, under_number_of};
use crate::{
    kind::Kind,
    office::{lei, party},
    paper::Paper,
    trade::Entry,
    verdict::{Claim, Verdict},
};
use serde_json::{Value, json};

const NUMBER: &str = "/transportDocumentReference";
const BOOKING: &str = "/consignmentItems/0/carrierBookingReference";
const ITEMS: &str = "/consignmentItems/0/cargoItems";
const BOXES: &str = "/utilizedTransportEquipments";
const SHIPPER: &str = "/documentParties/shipper";

/// A bill of a liner company, whose numbers begin with its code.
fn liner(entry: &Entry) -> bool {
    full(entry) && entry.paper.text(NUMBER).starts_with(entry.paper.text("/carrierCode"))
}

/// A bill of several containers.
fn several(entry: &Entry) -> bool {
    full(entry)
        && entry.paper.document["utilizedTransportEquipments"].as_array().is_some_and(|all| all.len() > 1)
}

fn groupage(entry: &Entry) -> bool {
    entry.kind == Kind::Groupage
}

fn invoiced(entry: &Entry) -> bool {
    full(entry) && !entry.paper.invoices.is_empty()
}

/// The container that an entry of either list is of.
fn reference(entry: &Value) -> Option<&str> {
    entry.pointer("/equipment/equipmentReference").or_else(|| entry.get("equipmentReference"))?.as_str()
}

/// Other weights, in kg more.
fn heavier(paper: &mut Paper, kg: u64) {
    for item in paper.list(ITEMS) {
        let weight = item["cargoGrossWeight"]["value"].as_u64().unwrap_or_default();
        item["cargoGrossWeight"]["value"] = (weight + kg).into();
    }
}

fn written_as_groupage(paper: &mut Paper) {
    paper.set("/cargoMovementTypeAtOrigin", "LCL");
}

fn stranger(paper: &mut Paper, n: u64) {
    paper.set(SHIPPER, party("Somebody Else Ltd", Some(&lei("ELSE", n)), None));
}

pub(super) fn cases() -> Vec<Case> {
    [same_number(), new_number(), loads()].into_iter().flatten().collect()
}

/// The bill's number is what two papers have in common.
fn same_number() -> Vec<Case> {
    vec![
        case("same bill: other weight, day, port and description", full, REFUSED, |first, _, office| {
            let mut paper = first.bare();
            heavier(&mut paper, 700);
            later(&mut paper, 5);
            paper.set("/transports/portOfLoading/UNLocationCode", office.port());
            paper.set("/consignmentItems/0/descriptionOfGoods/0", "Other goods");
            vec![paper]
        }),
        case(
            "number with spaces, hyphens or full-width letters, over other containers",
            full,
            REFUSED,
            |first, other, office| {
                let number = respelled(first.text(NUMBER), office);
                vec![under_number_of(first, other, &number)]
            },
        ),
        case("carrier's code of the other list, over other containers", full, REFUSED, |first, other, _| {
            let mut paper = under_number_of(first, other, first.text(NUMBER));
            let scac = first.text("/carrierCode").as_bytes().to_vec();
            if let [_, _, group, letter] = scac[..] {
                paper.set("/carrierCode", format!("{}Z{}", char::from(group), char::from(letter)));
            }
            paper.set("/carrierCodeListProvider", "SMDG");
            vec![paper]
        }),
        case(
            "carrier's code left out before the number, over other containers",
            liner,
            REFUSED,
            |first, other, _| vec![under_number_of(first, other, &first.text(NUMBER)[4..])],
        ),
        case("`BL` before the number, over other containers", full, NEW, |first, other, _| {
            vec![under_number_of(first, other, &format!("BL {}", first.text(NUMBER)))]
        }),
        case("paper beside the electronic bill", full, REFUSED, |first, _, _| {
            let mut paper = first.bare();
            paper.set("/isElectronic", false);
            paper.set("/numberOfOriginalsWithoutCharges", 3);
            vec![paper]
        }),
        case(
            "same bill, resold: the buyer's invoice, to its own buyer",
            invoiced,
            REFUSED,
            |first, other, _| {
                let mut paper = first.clone();
                paper.invoices.clone_from(&other.invoices);
                paper
                    .invoices
                    .iter_mut()
                    .for_each(|invoice| invoice["seller"] = first.invoices[0]["buyer"].clone());
                paper.number(first.text(NUMBER));
                vec![paper]
            },
        ),
    ]
}

/// The containers are.
fn new_number() -> Vec<Case> {
    vec![
        case("one digit of the number altered", full, REFUSED, |first, _, office| {
            let mut number = first.text(NUMBER).to_owned();
            let last = number.pop().and_then(|c| c.to_digit(10)).unwrap_or_default();
            number += &((last + 1 + office.draw.below(9) as u32) % 10).to_string();
            let mut paper = first.bare();
            paper.number(&number);
            vec![paper]
        }),
        case("new number, same day", full, REFUSED, |first, _, office| vec![renumbered(first, office)]),
        case("new number, another weight", full, REFUSED, |first, _, office| {
            let mut paper = renumbered(first, office);
            heavier(&mut paper, 100 + office.draw.below(3_000) as u64);
            vec![paper]
        }),
        case("new number, another code of the port", full, REFUSED, |first, _, office| {
            let mut paper = renumbered(first, office);
            paper.set("/transports/portOfLoading/UNLocationCode", "CLVAP");
            vec![paper]
        }),
        case("new number, another description and HS code", full, REFUSED, |first, _, office| {
            let mut paper = renumbered(first, office);
            paper.set("/consignmentItems/0/descriptionOfGoods/0", "Other goods");
            paper.set("/consignmentItems/0/HSCodes/0", "870899");
            vec![paper]
        }),
        case("forwarder's house bill beside the master bill", liner, REFUSED, |first, _, office| {
            let forwarder = office.forwarder();
            let mut paper = first.bare();
            paper.set("/carrierCode", forwarder.scac.as_str());
            paper.set(BOOKING, format!("FW{}", office.serial()));
            vec![renumbered(&paper, office)]
        }),
        case("switch bill: new number, shipper, ports, booking", full, REFUSED, |first, _, office| {
            let mut paper = renumbered(first, office);
            stranger(&mut paper, office.serial());
            paper.set("/transports/portOfLoading/UNLocationCode", "MYPKG");
            paper.set(BOOKING, format!("BK{}", office.serial()));
            vec![paper]
        }),
        case("new number, one of several containers left out", several, REFUSED, |first, _, office| {
            let mut paper = renumbered(first, office);
            paper.change(ITEMS, |items| drop(items.remove(0)));
            paper.change(BOXES, |boxes| drop(boxes.remove(0)));
            vec![paper]
        }),
        case("new number, one of its containers among others", full, REFUSED, |first, other, office| {
            let mut paper = renumbered(other, office);
            for key in ["shippedOnBoardDate", "receivedForShipmentDate", "isShippedOnBoardType"] {
                paper.document[key] = first.document[key].clone();
            }
            if let Some(fields) = paper.document.as_object_mut() {
                fields.retain(|_, value| !value.is_null());
            }
            for list in [ITEMS, BOXES] {
                let of_first = first.document.pointer(list).and_then(|all| all.get(0)).cloned();
                // The other bill may be of an earlier load of the same container.
                paper.change(list, |all| {
                    all.pop();
                    all.retain(|one| reference(one) != of_first.as_ref().and_then(reference));
                    all.extend(of_first);
                });
            }
            vec![paper]
        }),
    ]
}

/// What is said of the load.
fn loads() -> Vec<Case> {
    vec![
        case(
            "check digit of a container mistyped",
            full,
            Claim::always(Verdict::Unreadable),
            |first, _, office| {
                let mut paper = renumbered(first, office);
                let by = 1 + office.draw.below(9) as u32;
                for (list, at) in [(BOXES, "/equipment/equipmentReference"), (ITEMS, "/equipmentReference")] {
                    if let Some(field) = paper.list(list).first_mut().and_then(|one| one.pointer_mut(at)) {
                        let mut reference = field.as_str().unwrap_or_default().to_owned();
                        let digit = reference.pop().and_then(|c| c.to_digit(10)).unwrap_or_default();
                        *field = json!(format!("{reference}{}", (digit + by) % 10));
                    }
                }
                vec![paper]
            },
        ),
        case("new number, the issuer says that the whole is a part", full, REFERRED, |first, _, office| {
            let mut paper = renumbered(first, office);
            let references =
                paper.list(BOXES).iter().filter_map(|one| one["equipment"]["equipmentReference"].as_str());
            paper.part_loads = references.map(str::to_owned).collect();
            vec![paper]
        }),
        case("full load written as groupage, new number", full, REFERRED, |first, _, office| {
            let mut paper = renumbered(first, office);
            written_as_groupage(&mut paper);
            vec![paper]
        }),
        case("full load written as groupage, new number and booking", full, NEW, |first, _, office| {
            let mut paper = renumbered(first, office);
            written_as_groupage(&mut paper);
            paper.set(BOOKING, format!("BK{}", office.serial()));
            vec![paper]
        }),
        case("groupage: new number and booking", groupage, REFERRED, |first, _, office| {
            let mut paper = renumbered(first, office);
            paper.set(BOOKING, format!("BK{}", office.serial()));
            vec![paper]
        }),
        case("groupage: new number and booking, 100 kg more", groupage, NEW, |first, _, office| {
            let mut paper = renumbered(first, office);
            paper.set(BOOKING, format!("BK{}", office.serial()));
            heavier(&mut paper, 100);
            vec![paper]
        }),
        case("groupage: new number, booking and shipper", groupage, NEW, |first, _, office| {
            let mut paper = renumbered(first, office);
            paper.set(BOOKING, format!("BK{}", office.serial()));
            stranger(&mut paper, office.serial());
            vec![paper]
        }),
    ]
}
