//! Whatever name, id, country, place, ship or code of a list stands in a dossier, and wherever: screening finds it.

use super::dossier::{Change, accepts, refuses};
use serde_json::{Value, json};

const POLICIES: [&str; 2] = ["sanctions-screening", "sanctions-and-presentation"];

fn party(name: &str, id: &str, country: &str) -> Value {
    let code = json!({ "codeListProvider": "GLEIF", "partyCode": id, "codeListName": "LEI" });
    json!({ "partyName": name, "address": { "city": "X", "countryCode": country }, "identifyingCodes": [code] })
}

/// A listed party by its id, by its name in another spelling, and one that sits in a listed country.
fn listed() -> [(&'static str, Value); 3] {
    let fine = "ZZZZ00METALS00000006";
    [
        ("by its id", party("Harmless Trading", "ZZZZ00EMBARGO0000023", "NL")),
        ("by its name", party("TRADING FZE, Mirage-Metals", fine, "NL")),
        ("by its country", party("Harmless Trading", fine, "QM")),
    ]
}

/// Where documents name parties, and with which party function, where that stands beside them in a list.
const PARTIES: [(&str, Option<&str>); 16] = [
    ("bill/documentParties/shipper", None),
    ("bill/documentParties/endorsee", None),
    ("bill/documentParties/issuingParty", None),
    ("bill/documentParties/onBehalfOfShipper", None),
    ("bill/documentParties/onBehalfOfConsignee", None),
    ("bill/documentParties/carriersAgentAtDestination", None),
    ("bill/documentParties/notifyParties/0", None),
    ("bill/documentParties/notifyParties/-", None),
    ("invoices/0/seller", None),
    ("invoices/0/buyer", None),
    ("insurance/insurer", None),
    ("insurance/insured", None),
    ("bill/documentParties/other", Some("CS")),
    ("invoices/0/otherParties", Some("PAYEE")),
    ("insurance/otherParties", Some("LOSS_PAYEE")),
    ("vessels/0/otherParties", Some("REGISTERED_OWNER")),
];

fn changes() -> Vec<(String, Vec<Change>)> {
    let mut all = Vec::new();
    for (how, party) in listed() {
        for (at, function) in PARTIES {
            let named = match function {
                None => party.clone(),
                Some(function) => json!([{ "partyFunction": function, "party": party }]),
            };
            all.push((format!("{at} {how}"), vec![(at, named)]));
        }
    }
    let tax = json!([{ "type": "VAT", "countryCode": "QM", "value": "QM000000001" }]);
    let second = json!({ "codeListProvider": "ZZU", "partyCode": "NOBODY" });
    let place = |code: &str| json!({ "UNLocationCode": code });
    let two = json!({ "vesselName": "MV SECOND", "carrierExportVoyageNumber": "1" });
    let second_ship = |imo: &str, flag: &str| {
        json!({ "documentType": "vesselParticulars", "vesselName": "MV SECOND", "carrierExportVoyageNumber": "1",
                "vesselIMONumber": imo, "flagCountryCode": flag })
    };
    let legs = "bill/transports/vesselVoyages/-";
    let one: Vec<(&str, Vec<Change>)> = vec![
        ("a second id", vec![("bill/documentParties/shipper/identifyingCodes/-", second.clone())]),
        ("a second id of the buyer", vec![("invoices/0/buyer/identifyingCodes/-", second)]),
        ("registered for tax there", vec![("bill/documentParties/shipper/taxLegalReferences", tax)]),
        ("port of discharge", vec![("bill/transports/portOfDischarge", place("ZZEMB"))]),
        ("port of loading", vec![("bill/transports/portOfLoading", place("ZZEMB"))]),
        ("place of receipt", vec![("bill/transports/placeOfReceipt", place("ZZEMB"))]),
        ("place of delivery", vec![("bill/transports/placeOfDelivery", place("ZZEMB"))]),
        ("onward routing", vec![("bill/transports/onwardInlandRouting", place("ZZEMB"))]),
        ("place of issue", vec![("bill/placeOfIssue", place("ZZEMB"))]),
        ("freight payable there", vec![("bill/invoicePayableAt", place("ZZEMB"))]),
        (
            "a place by its country",
            vec![(
                "bill/transports/placeOfDelivery",
                json!({ "locationName": "x", "address": { "countryCode": "QM" } }),
            )],
        ),
        (
            "a place by its name alone",
            vec![("bill/transports/placeOfDelivery", json!({ "locationName": "Somewhere" }))],
        ),
        (
            "another country beside a code",
            vec![(
                "bill/transports/placeOfDelivery",
                json!({ "UNLocationCode": "DEHAM", "address": { "countryCode": "QM" } }),
            )],
        ),
        (
            "an address by its code",
            vec![("bill/documentParties/notifyParties/0/address/UNLocationCode", json!("ZZEMB"))],
        ),
        (
            "customs there",
            vec![("bill/customsReferences", json!([{ "type": "X", "countryCode": "QM", "values": ["1"] }]))],
        ),
        (
            "customs of a cargo item",
            vec![(
                "bill/consignmentItems/0/cargoItems/3/customsReferences",
                json!([{ "type": "X", "countryCode": "QM", "values": ["1"] }]),
            )],
        ),
        ("origin", vec![("invoices/0/lines/0/originCountryCode", json!("XZ"))]),
        ("the ship", vec![("vessels/0/vesselIMONumber", json!("9999709"))]),
        ("its flag", vec![("vessels/0/flagCountryCode", json!("QM"))]),
        ("a flag that nobody says", vec![("vessels/0/flagCountryCode", Value::Null)]),
        ("a ship that nobody knows", vec![("vessels/0", Value::Null)]),
        ("a second ship that nobody knows", vec![(legs, two.clone())]),
        (
            "a second ship that is listed",
            vec![(legs, two.clone()), ("vessels/-", second_ship("9999709", "DK"))],
        ),
        ("the flag of a second ship", vec![(legs, two), ("vessels/-", second_ship("9999008", "QM"))]),
        ("goods", vec![("bill/consignmentItems/0/HSCodes/0", json!("930200"))]),
        ("goods beside others", vec![("bill/consignmentItems/0/HSCodes/-", json!("930690"))]),
        (
            "goods beside extended codes",
            vec![
                ("bill/consignmentItems/0/HSCodes/0", json!("930200")),
                ("bill/consignmentItems/0/extendedHSCodes", json!(["7403110000"])),
            ],
        ),
        (
            "goods by a national code",
            vec![(
                "bill/consignmentItems/0/nationalCommodityCodes",
                json!([{ "type": "CN", "values": ["93020000"] }]),
            )],
        ),
        ("goods invoiced", vec![("invoices/0/lines/0/commodityCode", json!("93020000"))]),
        ("goods invoiced without a code", vec![("invoices/0/lines/0/commodityCode", Value::Null)]),
        ("a shipper without an id", vec![("bill/documentParties/shipper/identifyingCodes", Value::Null)]),
    ];
    all.extend(one.into_iter().map(|(what, change)| (what.to_owned(), change)));
    all
}

#[test]
fn whatever_is_listed_is_found() {
    let all = changes();
    let all: Vec<(&str, Vec<Change>)> =
        all.iter().map(|(what, change)| (what.as_str(), change.clone())).collect();
    for policy in POLICIES {
        refuses(policy, 70, &all);
    }
}

#[test]
fn honest_dossiers_pass() {
    let second = json!({ "vesselName": "MV SECOND", "carrierExportVoyageNumber": "1" });
    let particulars = json!({ "documentType": "vesselParticulars", "vesselName": "MV SECOND", "carrierExportVoyageNumber": "1",
                              "vesselIMONumber": "9999008", "flagCountryCode": "DK" });
    let honest: Vec<(&str, Vec<Change>)> = vec![
        ("as it is", vec![]),
        ("no notify party", vec![("bill/documentParties/notifyParties", Value::Null)]),
        (
            "three notify parties",
            vec![(
                "bill/documentParties/notifyParties/-",
                party("Harmless Trading", "ZZZZ00METALS00000006", "NL"),
            )],
        ),
        (
            "two ships with particulars",
            vec![("bill/transports/vesselVoyages/-", second), ("vessels/-", particulars)],
        ),
        (
            "a truck before",
            vec![
                ("bill/transports/preCarriageBy", json!("TRUCK")),
                ("bill/transports/placeOfReceipt", json!({ "UNLocationCode": "CLANF" })),
            ],
        ),
        (
            "names as displayed",
            vec![("bill/displayedNameForPortOfDischarge", json!(["Hamburg, Burchardkai"]))],
        ),
        (
            "five HS codes",
            vec![(
                "bill/consignmentItems/0/HSCodes",
                json!(["740311", "740312", "740313", "740319", "740321"]),
            )],
        ),
        (
            "a seller with an id that is no LEI beside it",
            vec![(
                "invoices/0/seller/identifyingCodes/-",
                json!({ "codeListProvider": "ZZU", "partyCode": "FCT" }),
            )],
        ),
    ];
    POLICIES.iter().for_each(|policy| accepts(policy, &honest));
}
