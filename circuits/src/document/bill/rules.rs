//! What the standard asks of a transport document beyond its schema.
//!
//! The rules look at the received JSON, not at the typed document, so that they speak also when other fields are at
//! fault; a rule whose own fields are missing or malformed has nothing to say.

use crate::document::{decimal, fault::Rule, json::Json, reader::At};
use std::collections::HashSet;

pub(super) fn check(at: &At<'_>) {
    parties(at);
    originals(at);
    dates(at);
    equipment(at);
    weights(at);
    part_loads(at);
}

fn flag(at: &At<'_>, key: &str) -> Option<bool> {
    match at.json.get(key)? {
        Json::Bool(value) => Some(*value),
        _ => None,
    }
}

fn text<'a>(at: &At<'a>, key: &str) -> Option<&'a str> {
    at.json.get(key)?.as_text()
}

/// The entries of a list, none if it is missing or no list.
fn entries<'a>(at: &At<'a>, key: &str) -> Vec<At<'a>> {
    match at.json.get(key) {
        Some(Json::List(_)) => at.opt(key).and_then(|list| list.list(0, usize::MAX)).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn is_draft(at: &At<'_>) -> bool {
    matches!(text(at, "transportDocumentStatus"), Some("DRAFT" | "APPROVED"))
}

pub(super) fn parties(at: &At<'_>) {
    let Some(to_order) = flag(at, "isToOrder") else { return };
    if to_order && text(at, "transportDocumentTypeCode") == Some("SWB") {
        at.fault_at("isToOrder", Rule::WaybillToOrder, "");
    }
    let Some(parties) = at.opt("documentParties") else { return };
    let (consignee, endorsee) = (parties.opt("consignee"), parties.opt("endorsee"));
    if to_order {
        if consignee.is_some() {
            parties.fault_at("consignee", Rule::ToOrderConsignee, "");
        }
        let notified =
            |party: &Option<At<'_>>| party.as_ref().and_then(|p| flag(p, "isNotifyParty")) == Some(true);
        if entries(&parties, "notifyParties").is_empty() && !notified(&consignee) && !notified(&endorsee) {
            parties.fault_at("notifyParties", Rule::NotifyParty, "");
        }
    } else {
        if consignee.is_none() {
            parties.fault_at("consignee", Rule::StraightConsignee, "");
        }
        if endorsee.is_some() {
            parties.fault_at("endorsee", Rule::StraightEndorsee, "");
        }
    }
}

fn originals(at: &At<'_>) {
    let number = |key: &str| match at.json.get(key) {
        Some(Json::Number(text)) => decimal::parse(text, 0),
        _ => None,
    };
    let keys = ["numberOfOriginalsWithCharges", "numberOfOriginalsWithoutCharges"];
    let given: Vec<_> = keys.into_iter().filter_map(|key| number(key).map(|n| (key, n))).collect();
    let total = given.iter().fold(0u64, |sum, (_, n)| sum.saturating_add(*n));
    let most = match text(at, "transportDocumentTypeCode") {
        Some("SWB") => 0,
        Some("BOL") if flag(at, "isElectronic") == Some(true) => 1,
        _ => return,
    };
    if total > most
        && let Some((key, _)) = given.iter().find(|(_, n)| *n > 0)
    {
        at.fault_at(key, Rule::Originals, &format!("With and without charges there are {total}."));
    }
}

fn dates(at: &At<'_>) {
    let draft = is_draft(at);
    if let Some(on_board) = flag(at, "isShippedOnBoardType") {
        let (asked, other) = match on_board {
            true => ("shippedOnBoardDate", "receivedForShipmentDate"),
            false => ("receivedForShipmentDate", "shippedOnBoardDate"),
        };
        if at.opt(asked).is_none() && !draft {
            at.fault_at(asked, Rule::OnBoardDate, "");
        }
        if at.opt(asked).is_some() && at.opt(other).is_some() {
            at.fault_at(other, Rule::BothDates, "");
        }
    }
    if !draft && at.opt("issueDate").is_none() {
        at.fault_at("issueDate", Rule::IssueDate, "");
    }
    if let Some(transports) = at.opt("transports") {
        let day = |key| text(&transports, key).and_then(crate::document::Day::parse);
        if let (Some(departure), Some(arrival)) = (day("plannedDepartureDate"), day("plannedArrivalDate"))
            && arrival < departure
        {
            transports.fault_at("plannedArrivalDate", Rule::PlannedDates, "");
        }
    }
}

fn equipment(at: &At<'_>) {
    let mut listed = HashSet::new();
    for container in entries(at, "utilizedTransportEquipments") {
        if let Some(equipment) = container.opt("equipment")
            && let Some(reference) = text(&equipment, "equipmentReference")
            && !listed.insert(reference)
        {
            equipment.fault_at("equipmentReference", Rule::EquipmentTwice, "");
        }
    }
    for item in cargo_items(at) {
        if let Some(reference) = text(&item, "equipmentReference")
            && !listed.contains(reference)
        {
            item.fault_at("equipmentReference", Rule::EquipmentUnknown, "");
        }
    }
}

fn weights(at: &At<'_>) {
    let grams = |item: &At<'_>, key: &str| {
        let weight = item.json.get(key)?;
        let Some(Json::Number(value)) = weight.get("value") else { return None };
        decimal::grams(decimal::parse(value, 3)?, weight.get("unit")?.as_text()? == "LBR")
    };
    for item in cargo_items(at) {
        if let (Some(gross), Some(net)) = (grams(&item, "cargoGrossWeight"), grams(&item, "cargoNetWeight"))
            && net > gross
        {
            item.fault_at("cargoNetWeight", Rule::NetWeight, "");
        }
    }
}

/// Which containers are in no BOX key, since several shippers or consignees may have cargo in them.
fn part_loads(at: &At<'_>) {
    let ends = [("cargoMovementTypeAtOrigin", "origin"), ("cargoMovementTypeAtDestination", "destination")];
    let Some((key, end)) = ends.into_iter().find(|(key, _)| text(at, key) == Some("LCL")) else { return };
    let containers = entries(at, "utilizedTransportEquipments");
    let references =
        containers.iter().filter_map(|c| c.json.get("equipment")?.get("equipmentReference")?.as_text());
    let references: Vec<_> = references.collect();
    let detail = format!(
        "At {end} the cargo is LCL, so these are not: {}. Under another bill they are only found to be alike, by shipper and weight.",
        references.join(", ")
    );
    at.fault_at(key, Rule::PartLoad, &detail);
}

fn cargo_items<'a>(at: &At<'a>) -> Vec<At<'a>> {
    entries(at, "consignmentItems")
        .iter()
        .flat_map(|consignment| entries(consignment, "cargoItems"))
        .collect()
}
