//! The places, countries, parties and clauses that a transport document names beside those that keys go by: all of it is there to be screened.

use super::read::MANY;
use crate::document::{
    fault::Rule,
    json::Json,
    party::{self, OtherParty},
    place::{self, Place, PlaceRole},
    reader::At,
};

/// Most characters of a clause.
const CLAUSE: usize = 20_000;

/// Where a transport document names places: the object (none for the document itself), the field, what it is, whether its UN/LOCODE is needed.
const PLACES: [(Option<&str>, &str, PlaceRole, bool); 6] = [
    (Some("transports"), "portOfLoading", PlaceRole::PortOfLoading, true),
    (Some("transports"), "portOfDischarge", PlaceRole::PortOfDischarge, true),
    (Some("transports"), "placeOfReceipt", PlaceRole::PlaceOfReceipt, false),
    (Some("transports"), "placeOfDelivery", PlaceRole::PlaceOfDelivery, false),
    (Some("transports"), "onwardInlandRouting", PlaceRole::OnwardInlandRouting, false),
    (None, "placeOfIssue", PlaceRole::PlaceOfIssue, false),
];

/// Names of ports and places as they are displayed, which may be any text.
const DISPLAYED: [&str; 4] = [
    "displayedNameForPlaceOfReceipt",
    "displayedNameForPortOfLoad",
    "displayedNameForPortOfDischarge",
    "displayedNameForPlaceOfDelivery",
];

/// Everything that a transport document names as a place or country.
pub(super) fn places(at: &At<'_>) -> Option<Vec<(PlaceRole, Place)>> {
    let mut places = Vec::new();
    for (object, key, role, needed) in PLACES {
        let at = match object {
            None => Some(at.clone()),
            Some(object) => at.opt(object).and_then(At::object),
        };
        let Some(at) = at else { continue };
        let field = if needed { at.need(key) } else { at.opt(key) };
        places.push(
            field.map_or((!needed).then_some(None), |f| {
                place::read(f, needed).map(|place| Some((role, place)))
            }),
        );
    }
    let mut places: Vec<_> = places.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
    places.extend(DISPLAYED.iter().filter_map(|key| displayed(&at.opt(key)?)));
    places.extend(customs(at)?);
    // Nothing goes by it, so it may be anything; what cannot be read is a place of which nothing is known.
    let payable = at.aside().opt("invoicePayableAt");
    places.extend(payable.map(|f| (PlaceRole::InvoicePayableAt, place::read(f, false).unwrap_or_default())));
    Some(places)
}

/// The UN/LOCODE of the place in a role.
pub(super) fn code_of(places: &[(PlaceRole, Place)], role: PlaceRole) -> Option<String> {
    places.iter().find(|(of, _)| *of == role)?.1.unlocode.clone()
}

fn displayed(at: &At<'_>) -> Option<(PlaceRole, Place)> {
    let Json::List(lines) = at.json else { return None };
    let lines: Vec<_> = lines.iter().filter_map(Json::as_text).collect();
    let name = lines.join("\n");
    (!name.is_empty()).then(|| (PlaceRole::AsDisplayed, Place::named(&name)))
}

/// The countries of customs references and of national commodity codes, wherever in the document they stand, none twice.
fn customs(at: &At<'_>) -> Option<Vec<(PlaceRole, Place)>> {
    let consignments = inside(at, "consignmentItems");
    let items = consignments.iter().flat_map(|at| inside(at, "cargoItems"));
    let holders = [at.clone()].into_iter().chain(inside(at, "utilizedTransportEquipments"));
    let holders: Vec<_> = holders.chain(items).chain(consignments.iter().cloned()).collect();
    let lists = ["customsReferences", "nationalCommodityCodes", "extendedNationalCommodityCodes"];
    let entries = holders.iter().flat_map(|at| lists.into_iter().flat_map(|key| inside(at, key)));
    let countries: Vec<_> =
        entries.filter_map(|at| at.opt("countryCode")).map(|f| place::country(&f)).collect();
    let mut countries = countries.into_iter().collect::<Option<Vec<_>>>()?;
    countries.sort();
    countries.dedup();
    Some(countries.iter().map(|country| (PlaceRole::Customs, Place::in_country(country))).collect())
}

fn inside<'a>(at: &At<'a>, key: &str) -> Vec<At<'a>> {
    at.opt(key).and_then(|f| f.list(0, MANY)).unwrap_or_default()
}

/// The clauses in a list of texts.
pub(super) fn clauses(at: &At<'_>, key: &str) -> Option<Vec<String>> {
    let Some(list) = at.opt(key) else { return Some(Vec::new()) };
    if !matches!(list.json, Json::List(clauses) if clauses.is_empty()) {
        list.fault(Rule::Claused);
    }
    list.list(0, MANY)?
        .iter()
        .map(|f| f.free(CLAUSE).map(str::to_owned))
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

/// Every party of a transport document that has no place of its own in it.
pub(super) fn other_parties(at: &At<'_>) -> Option<Vec<OtherParty>> {
    let single = [
        ("onBehalfOfShipper", "ON_BEHALF_OF_SHIPPER"),
        ("onBehalfOfConsignee", "ON_BEHALF_OF_CONSIGNEE"),
        ("carriersAgentAtDestination", "CARRIERS_AGENT_AT_DESTINATION"),
    ];
    let single =
        single.map(|(key, role)| Some(at.maybe(key, party::read)?.map(|party| (role.to_owned(), party))));
    let others = party::others(at, "other");
    let single: Vec<_> = single.into_iter().collect::<Option<Vec<_>>>()?;
    Some(single.into_iter().flatten().chain(others?).collect())
}
