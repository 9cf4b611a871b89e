//! FIATA's electronic bill of lading (release 20230106): the names of UN/CEFACT's multimodal transport model.
//!
//! Its form implies that it is negotiable: its consignee is whom it is consigned to the order of. A place is where the model's definition puts
//! it: what the carrier accepts at is a place of receipt.

use super::fill::{put, put_country, put_day, put_lines, put_number, would_be};
use crate::{
    Format, Read, Refused,
    draft::{Object, Report, Said},
    json,
    tree::At,
};
use plimsoll_circuits::document::{Json, codes};
use std::collections::HashSet;

pub(super) fn read(document: &Json, file: &[u8]) -> Result<Read, Refused> {
    let tree = json::tree(document, str::to_owned)?;
    let report = Report::of(&tree);
    report.note(
        "its signature is not verified here: FIATA's service says whether it is genuine, and who holds it",
    );
    report.note("its form implies transportDocumentTypeCode BOL, isElectronic, and isToOrder");
    let mut object = Object::new(&report);
    if let (Some(head), Some(cargo)) =
        (tree.top().group("exchanged_document"), tree.top().group("supply_chain_consignment"))
    {
        fill(&mut object, head, cargo);
    }
    let entries = object.into_entries();
    Ok(report.finish(Format::Efbl, file, entries, &tree, why))
}

fn fill(object: &mut Object<'_>, head: At<'_>, cargo: At<'_>) {
    put(object, "transportDocumentReference", head, "id");
    object.set("transportDocumentTypeCode", "BOL");
    object.set_json("isElectronic", Json::Bool(true));
    object.set_json("isToOrder", Json::Bool(true));
    object.would_be("transportDocumentStatus", would_be(head, "documentStatus/value"));
    if let Some(status) = head.one("documentStatus/value") {
        let field = Some(object.path("transportDocumentStatus"));
        object.report().leave(status, "a code of another list than DCSA's", field);
    }
    if let Some(originals) = head.one("originalIssuedQuantity") {
        put_number(object, "numberOfOriginalsWithoutCharges", originals);
    }
    put_day(object, "issueDate", head, "issueDateTime/value");
    place(object, "placeOfIssue", head, "issueLocation");
    put(object, "termsAndConditions", head, "contractualClause/text/value");
    carrier(object, cargo);
    object.object("transports", cargo.place(), |object| {
        place(object, "portOfLoading", cargo, "loadingBaseportLocation");
        place(object, "portOfDischarge", cargo, "unloadingBaseportLocation");
        place(object, "placeOfReceipt", cargo, "carrierAcceptanceLocation");
        place(object, "placeOfDelivery", cargo, "consigneeReceiptLocation");
        object.would_be("vesselVoyages", would_be(cargo, "mainCarriageTransportMovement"));
        let legs = cargo.all("mainCarriageTransportMovement");
        object.list(
            "vesselVoyages",
            legs,
            |at| at.place(),
            |object, leg| {
                put(object, "vesselName", leg, "name/value");
                put(object, "carrierExportVoyageNumber", leg, "voyageNumber/value");
            },
        );
    });
    object.object("documentParties", cargo.place(), |object| {
        for (key, path) in [("shipper", "consignor"), ("endorsee", "consignee"), ("issuingParty", "cto")] {
            match cargo.group(path) {
                Some(at) => object.object(key, at.place(), |object| party(object, at)),
                None => object.would_be(key, would_be(cargo, path)),
            }
        }
        object.list("notifyParties", cargo.all("notifiedParty"), |at| at.place(), party);
    });
    object.list("consignmentItems", cargo.all("includedConsignmentItem"), |at| at.place(), item);
    containers(object, cargo);
}

/// The carrier's code, if an identifier says that it is one.
fn carrier(object: &mut Object<'_>, cargo: At<'_>) {
    object.would_be("carrierCode", would_be(cargo, "cto/id"));
    for id in cargo.all("cto/id") {
        let provider =
            match id.one("identificationScheme").map(|scheme| scheme.text().to_uppercase()).as_deref() {
                Some("SCAC") => "NMFTA",
                Some("SMDG") => "SMDG",
                _ => continue,
            };
        put(object, "carrierCode", id, "value");
        object.set("carrierCodeListProvider", provider);
        for beside in id.children().filter(|at| at.name() != "value") {
            object.report().leave(beside, "says of which list the carrier's code is", None);
        }
        return;
    }
}

fn place(object: &mut Object<'_>, key: &str, at: At<'_>, path: &str) {
    let Some(found) = at.group(path) else {
        object.would_be(key, would_be(at, path));
        return;
    };
    object.object(key, found.place(), |object| {
        put(object, "locationName", found, "name/value");
        let key = "UNLocationCode";
        match found.one("id") {
            Some(id) if codes::is_unlocode(&id.text()) => object.put(key, None, &Said::of(id)),
            Some(id) => object.report().leave(id, "no UN/LOCODE", Some(object.path(key))),
            None => object.would_be(key, would_be(found, "id")),
        }
    });
}

fn party(object: &mut Object<'_>, at: At<'_>) {
    put(object, "partyName", at, "name/value");
    if let Some(address) = at.group("postalAddress") {
        object.object("address", address.place(), |object| {
            put(object, "street", address, "streetName");
            put(object, "postCode", address, "postcode");
            put(object, "city", address, "cityName");
            put(object, "stateRegion", address, "countrySubDivisionName");
            put_country(object, "countryCode", address, "countryCode");
        });
    }
    let ids: Vec<_> = at
        .all("id")
        .into_iter()
        .filter(|id| id.one("identificationScheme").is_some_and(|at| at.text() == "LEI"))
        .collect();
    object.list(
        "identifyingCodes",
        ids,
        |at| at.place(),
        |object, id| {
            object.set("codeListProvider", "GLEIF");
            put(object, "partyCode", id, "value");
            put(object, "codeListName", id, "identificationScheme");
        },
    );
}

fn item(object: &mut Object<'_>, at: At<'_>) {
    put_lines(object, "descriptionOfGoods", &at.all("cargoNatureIdentification/identificationText/value"));
    goods(object, at);
    let equipment: Vec<_> = equipment(at).into_iter().filter_map(|at| at.one("id/value")).collect();
    let [only] = equipment[..] else {
        object.would_be("cargoItems", would_be(at, "associatedTransportEquipment/id/value"));
        for path in ["grossWeight/value", "transportPackage/itemQuantity"] {
            for left in at.all(path) {
                let why = "what of it is in which container is not said";
                object.report().leave(left, why, Some(object.path("cargoItems")));
            }
        }
        return;
    };
    object.list(
        "cargoItems",
        [at],
        |at| at.place(),
        |object, at| {
            object.put("equipmentReference", None, &Said::of(only));
            weight(object, "cargoGrossWeight", at, "grossWeight");
            let packages = at.all("transportPackage");
            if let [package] = packages[..] {
                object.object("outerPackaging", package.place(), |object| {
                    if let Some(number) = package.one("itemQuantity") {
                        put_number(object, "numberOfPackages", number);
                    }
                    put(object, "packageCode", package, "typeCode/value");
                    put(object, "description", package, "typeText");
                });
            }
        },
    );
}

/// The HS code, where the type of goods is one of the World Customs Organization's.
fn goods(object: &mut Object<'_>, at: At<'_>) {
    object.would_be("HSCodes", would_be(at, "goodsTypeCode/value"));
    let Some(code) = at.one("goodsTypeCode/value") else { return };
    let agency = at.one("goodsTypeCode/agency");
    if agency.is_some_and(|agency| ["WCO", "HS"].contains(&agency.text().as_str())) {
        let text = code.text();
        object.put_json("HSCodes", None, code, Json::List(vec![Json::Text(text.clone())]), &text);
        agency.iter().for_each(|at| object.report().leave(*at, "says whose list the code is of", None));
    } else {
        object.report().leave(
            code,
            "its agency is not WCO or HS, so it is no HS code",
            Some(object.path("HSCodes")),
        );
    }
}

fn weight(object: &mut Object<'_>, key: &str, at: At<'_>, path: &str) {
    let Some(found) = at.group(path) else {
        object.would_be(key, would_be(at, path));
        return;
    };
    object.object(key, found.place(), |object| {
        if let Some(value) = found.one("value") {
            put_number(object, "value", value);
        }
        match found.one("unit").map(|unit| (unit, unit.text().to_uppercase())) {
            Some((unit, name)) if ["KG", "KGM"].contains(&name.as_str()) => {
                object.put("unit", None, &Said { at: unit, value: "KGM".to_owned() });
            }
            Some((unit, name)) if ["LB", "LBS", "LBR"].contains(&name.as_str()) => {
                object.put("unit", None, &Said { at: unit, value: "LBR".to_owned() });
            }
            Some((unit, _)) => {
                object.report().leave(unit, "neither kilograms nor pounds", Some(object.path("unit")))
            }
            None => object.would_be("unit", would_be(found, "unit")),
        }
    });
}

/// The pieces of equipment of an item, each once.
fn equipment(at: At<'_>) -> Vec<At<'_>> {
    let mut seen = HashSet::new();
    let all = at.all("associatedTransportEquipment|usedTransportEquipment");
    all.into_iter().filter(|at| at.one("id/value").is_some_and(|id| seen.insert(id.text()))).collect()
}

fn containers(object: &mut Object<'_>, cargo: At<'_>) {
    object.would_be("utilizedTransportEquipments", would_be(cargo, "includedConsignmentItem"));
    let mut seen = HashSet::new();
    let all = cargo.all("includedConsignmentItem").into_iter().flat_map(equipment);
    let all: Vec<_> = all.filter(|at| at.one("id/value").is_some_and(|id| seen.insert(id.text()))).collect();
    object.list(
        "utilizedTransportEquipments",
        all,
        |at| at.place(),
        |object, at| {
            object.object("equipment", at.place(), |object| {
                put(object, "equipmentReference", at, "id/value");
                if at.group("tareWeight").is_some() {
                    weight(object, "tareWeight", at, "tareWeight");
                }
            });
            object.list(
                "seals",
                at.all("affixedSeal"),
                |at| at.place(),
                |object, seal| {
                    put(object, "number", seal, "value");
                },
            );
        },
    );
}

/// Why something of such a bill is left out.
fn why(at: At<'_>) -> &'static str {
    const REASONS: &[(&str, &str)] = &[
        ("firstSignatoryAuthentication", "a signature, which is not verified here"),
        ("ctoAgent", "the agent at the destination"),
        ("definedContactDetails", "a person to be reached"),
        ("languageCode", "a language"),
        ("totalChargeAmount", "about freight"),
        ("applicableServiceCharge", "about freight"),
        ("transportDangerousGoods", "about dangerous goods"),
        ("handling", "how the goods are handled"),
        ("usedTransportEquipment", "a container that is listed already"),
        ("associatedTransportEquipment", "a container that is listed already"),
        ("countryName", "a country's name; its code is read"),
    ];
    let reason = |at: &At<'_>| REASONS.iter().find(|(name, _)| *name == at.name()).map(|(_, why)| *why);
    std::iter::successors(Some(at), At::parent)
        .find_map(|at| reason(&at))
        .unwrap_or("a transport document has no field for it")
}
