//! A bill of TradeTrust: its fields stand in `data` of OpenAttestation 2, and in `credentialSubject` of OpenAttestation 3 and of verifiable
//! credentials.

use super::{
    fill::{put, put_country, put_day, put_in, put_lines, put_number, would_be},
    open_attestation,
};
use crate::{
    Format, Read, Refused,
    draft::{Object, Report, Said},
    json::{self, text_at},
    tree::At,
};
use plimsoll_circuits::document::Json;

/// Whether a credential's subject is a bill of lading.
pub(super) fn is_bill(document: &Json) -> bool {
    let Some(subject) = document.get("credentialSubject") else { return false };
    let is_named = |json: &Json| json.as_text().is_some_and(|name| name.starts_with("BillOfLading"));
    let types = match subject.get("type") {
        Some(Json::List(types)) => types.iter().any(is_named),
        Some(one) => is_named(one),
        None => false,
    };
    types || subject.get("blNumber").is_some()
}

pub(super) fn read(format: Format, document: &Json, file: &[u8]) -> Result<Read, Refused> {
    let is_salted = format == Format::OpenAttestation2;
    let content = if is_salted { "data" } else { "credentialSubject" };
    let text =
        |text: &str| if is_salted { open_attestation::unsalted(text).to_owned() } else { text.to_owned() };
    let tree = json::tree(document, text)?;
    let template = ["data.$template.name", "openAttestationMetadata.template.name"];
    let is_named = template
        .iter()
        .filter_map(|keys| text_at(document, keys))
        .any(|name| name.contains("BILL_OF_LADING"));
    let body = tree.top().group(content);
    let Some(body) = body.filter(|body| is_named || is_bill(document) || body.one("blNumber").is_some())
    else {
        return Err(Refused::new(
            "This is an OpenAttestation document, and no bill of lading; ask its issuer for the bill.",
        ));
    };
    let report = Report::of(&tree);
    match format {
        Format::OpenAttestation2 => open_attestation::check_2(document)?,
        Format::OpenAttestation3 => open_attestation::check_3(document)?,
        _ => {
            let suite = text_at(document, "proof.cryptosuite").or_else(|| text_at(document, "proof.type"));
            let place = tree.top().would_be("proof");
            report.advise(place, "The credential's proof is not verified here.", suite.map(str::to_owned));
        }
    }
    let message = "Who issued it, and who holds its title, stands on a chain, which is not asked here.";
    report.advise(tree.top().place(), message, None);
    report.note("its form implies transportDocumentTypeCode BOL and isElectronic");
    let mut object = Object::new(&report);
    fill(&mut object, body);
    let entries = object.into_entries();
    Ok(report.finish(format, file, entries, &tree, why))
}

fn fill(object: &mut Object<'_>, at: At<'_>) {
    put(object, "transportDocumentReference", at, "blNumber");
    object.set("transportDocumentTypeCode", "BOL");
    object.set_json("isElectronic", Json::Bool(true));
    put(object, "carrierCode", at, "scac");
    if at.one("scac").is_some() {
        object.set("carrierCodeListProvider", "NMFTA");
    }
    if let Some(originals) = at.one("numberOfOriginalBL") {
        put_number(object, "numberOfOriginalsWithoutCharges", originals);
    }
    put_day(object, "issueDate", at, "dateOfIssueBL");
    put_day(object, "shippedOnBoardDate", at, "shippedOnBoardDate");
    if let Some(day) = at.one("shippedOnBoardDate") {
        object.put_json("isShippedOnBoardType", None, day, Json::Bool(true), "true");
    }
    put_in(object, "placeOfIssue", at, "locationName", "placeOfIssueBL");
    put(object, "termsAndConditions", at, "termsOfCarriage");
    transports(object, at);
    parties(object, at);
    object.list(
        "consignmentItems",
        at.all("packages"),
        |at| at.place(),
        |object, package| {
            put_lines(object, "descriptionOfGoods", &package.all("description|packagesDescription"));
        },
    );
}

fn transports(object: &mut Object<'_>, at: At<'_>) {
    object.object("transports", at.place(), |object| {
        for key in ["portOfLoading", "portOfDischarge", "placeOfReceipt", "placeOfDelivery"] {
            put_in(object, key, at, "locationName", key);
        }
        let voyage = at.one("vessel|voyageNo");
        object.would_be("vesselVoyages", would_be(at, "vessel"));
        object.list(
            "vesselVoyages",
            voyage,
            |at| at.place(),
            |object, _| {
                put(object, "vesselName", at, "vessel");
                put(object, "carrierExportVoyageNumber", at, "voyageNo");
            },
        );
    });
}

fn parties(object: &mut Object<'_>, at: At<'_>) {
    object.object("documentParties", at.place(), |object| {
        object.object("shipper", would_be(at, "shipper"), |object| {
            put(object, "partyName", at, "shipper/name|shipperName");
            object.object("address", would_be(at, "shipper/address"), |object| {
                put(object, "street", at, "shipper/address/street|shipperAddressStreet");
                put_country(object, "countryCode", at, "shipper/address/country|shipperAddressCountry");
            });
        });
        put_in(object, "consignee", at, "partyName", "consignee/name|consigneeName");
        put_in(object, "issuingParty", at, "partyName", "carrierName");
        let notified = at.one("notifyParty/name|notifyPartyName");
        object.list(
            "notifyParties",
            notified,
            |at| at.place(),
            |object, at| {
                object.put("partyName", None, &Said::of(at));
            },
        );
    });
}

/// Why something of such a bill is left out.
fn why(at: At<'_>) -> &'static str {
    const REASONS: &[(&str, &str)] = &[
        ("weight", FREE),
        ("measurement", FREE),
        ("packagesWeight", FREE),
        ("packagesMeasurement", FREE),
        ("toOrderOfText", "a text; whether the bill is to order is not said in a field"),
        ("signature", PROOF),
        ("proof", PROOF),
        ("credentialStatus", "where its title stands, which is not asked here"),
        ("tokenRegistry", "where its title stands, which is not asked here"),
        ("@context", FORM),
        ("$template", FORM),
        ("renderMethod", FORM),
        ("openAttestationMetadata", FORM),
        ("version", FORM),
        ("logo", "a picture"),
        ("carrierSignature", "a picture"),
        ("attachments", "a file in the file"),
    ];
    const FREE: &str = "free text: a weight or volume needs a number, a unit and a container";
    const PROOF: &str = "a proof";
    const FORM: &str = "says how the file is written or shown";
    let reason = |at: &At<'_>| REASONS.iter().find(|(name, _)| *name == at.name()).map(|(_, why)| *why);
    std::iter::successors(Some(at), At::parent)
        .find_map(|at| reason(&at))
        .unwrap_or("a transport document has no field for it")
}
