//! The goods of an eFBL, and the containers that they are in.

use crate::{
    bill::fill::{put, put_lines, put_number, would_be},
    draft::{Object, Said},
    tree::At,
};
use plimsoll_circuits::document::Json;
use std::collections::HashSet;

/// Fills a consignment item.
pub(super) fn item(object: &mut Object<'_>, at: At<'_>) {
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

/// Lists the containers of all items, each once.
pub(super) fn containers(object: &mut Object<'_>, cargo: At<'_>) {
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
