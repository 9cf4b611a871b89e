//! FIATA's electronic bill of lading (release 20230106): the names of UN/CEFACT's multimodal transport model.
//!
//! Its form implies that it is negotiable: its consignee is whom it is consigned to the order of. A place is where the model's definition puts
//! it: what the carrier accepts at is a place of receipt.

mod cargo;

use super::fill::{put, put_country, put_day, put_number, would_be};
use crate::{
    Format, Read, Refused,
    draft::{Object, Report, Said},
    json,
    tree::At,
};
use plimsoll_circuits::document::{Json, codes};

pub(super) fn read(document: &Json, file: &[u8]) -> Result<Read, Refused> {
    let tree = json::tree(document, str::to_owned)?;
    let report = Report::of(&tree);
    let message = "The signature is not verified here: FIATA's service says whether the bill is genuine, and who holds it.";
    report.advise(tree.top().would_be("exchanged_document/firstSignatoryAuthentication"), message, None);
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
    object.list("consignmentItems", cargo.all("includedConsignmentItem"), |at| at.place(), cargo::item);
    cargo::containers(object, cargo);
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
