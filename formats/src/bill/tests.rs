//! Bills of TradeTrust and FIATA: what is read of them, and which are not sound.

use crate::{Format, Read, bill, invoice, read};
use plimsoll_circuits::document::{CarrierTable, Fault, Faults, Ground, Json, Received, Rule};
use proptest::prelude::*;
use std::collections::BTreeSet;

const OA2: &str = include_str!("../../../samples/bill.oa2.json");
const OA3: &str = include_str!("../../../samples/bill.oa3.json");
const VC: &str = include_str!("../../../samples/bill.vc.json");
const EFBL: &str = include_str!("../../../samples/bill.efbl.json");
const ALL: [(&str, Format); 4] = [
    (OA2, Format::OpenAttestation2),
    (OA3, Format::OpenAttestation3),
    (VC, Format::Credential),
    (EFBL, Format::Efbl),
];

fn with(sample: &str, from: &str, to: &str) -> String {
    assert!(sample.contains(from), "{from}");
    sample.replacen(from, to, 1)
}

fn refused(text: &str) -> String {
    bill(text.as_bytes()).map(|read| read.json).expect_err("it must be refused").to_string()
}

fn faults(read: &Read) -> Faults {
    let judged = Received::parse(&read.bytes(), &CarrierTable::standard());
    read.in_the_file(judged.expect_err("such a bill lacks fields"))
}

fn text<'j>(json: &'j Json, path: &str) -> &'j str {
    let step = |json: Option<&'j Json>, step: &str| match step.parse::<usize>() {
        Ok(i) => match json {
            Some(Json::List(items)) => items.get(i),
            _ => None,
        },
        Err(_) => json.and_then(|json| json.get(step)),
    };
    path.split('/').fold(Some(json), step).and_then(Json::as_text).unwrap_or_default()
}

#[test]
fn the_formats_are_told_apart_and_read() {
    for (sample, format) in ALL {
        let found = read(sample.as_bytes()).unwrap().unwrap_or_else(|e| panic!("{format:?}: {e}"));
        assert_eq!(found.format, format);
        assert!(!found.is_invoice());
        for (path, expected) in [
            ("transportDocumentTypeCode", "BOL"),
            ("documentParties/shipper/partyName", "Fictional Copper Trading Ltd"),
            ("documentParties/notifyParties/0/partyName", "Imaginary Metals GmbH"),
            ("transports/vesselVoyages/0/vesselName", "MV FICTION"),
            ("transports/vesselVoyages/0/carrierExportVoyageNumber", "610N"),
            ("source/format", format.name()),
        ] {
            assert_eq!(text(&found.json, path), expected, "{format:?} {path}");
        }
        assert!(invoice(sample.as_bytes()).is_err());
    }
    for other in
        ["{}", "[]", "{\"documentType\":\"commercialInvoice\"}", "{\"credentialSubject\":{},\"@context\":[]}"]
    {
        assert!(read(other.as_bytes()).is_none(), "{other}");
        assert!(bill(other.as_bytes()).is_err());
    }
}

/// Every value that is said is a field's or told as left out.
#[test]
fn nothing_is_lost_silently() {
    for (sample, format) in ALL {
        let found = bill(sample.as_bytes()).unwrap();
        let document = Json::parse(sample.as_bytes()).unwrap();
        let all = crate::json::tree(&document, str::to_owned).unwrap().unread().len();
        let told: BTreeSet<_> = (found.fields.iter().map(|field| field.place.as_str()))
            .chain(found.left.iter().map(|left| left.place.as_str()))
            .collect();
        assert_eq!(told.len(), all, "{format:?}");
    }
}

/// What TradeTrust's bills cannot say is missing, and told where it would stand.
#[test]
fn what_such_a_bill_does_not_say_is_a_fault() {
    let found = faults(&bill(OA2.as_bytes()).unwrap());
    for (path, rule) in [
        ("$.data.portOfLoading", Rule::UnLocode),
        ("$.data.portOfDischarge", Rule::UnLocode),
        ("$.data.packages[0]", Rule::Required),
        ("$", Rule::Required),
    ] {
        assert!(found.has(path, rule), "{path}: {found}");
    }
    let missing: Vec<_> =
        ["isToOrder", "HSCodes", "cargoItems", "carrierBookingReference", "transportDocumentStatus"]
            .into_iter()
            .filter(|field| !found.faults.iter().any(|fault| fault.message.contains(field)))
            .collect();
    assert!(missing.is_empty(), "{missing:?}");
    // Every one of them is something that such a bill has no field for, and the fault says what to do.
    let told =
        found.faults.iter().filter(|fault| fault.message.contains("no field for it: write it")).count();
    assert_eq!(told, found.faults.len(), "{found}");
    let rules: BTreeSet<_> = found.rules().into_iter().collect();
    assert_eq!(rules, BTreeSet::from(["REQUIRED", "UNLOCODE"]));
}

/// What FIATA's bill says of containers, goods and places is read; what it cannot say is missing.
#[test]
fn an_efbl_lacks_what_its_form_has_no_field_for() {
    let found = bill(EFBL.as_bytes()).unwrap();
    for (path, expected) in [
        ("carrierCode", "ZZFW"),
        ("carrierCodeListProvider", "NMFTA"),
        ("transports/portOfLoading/UNLocationCode", "CLANF"),
        ("documentParties/endorsee/partyName", "Example Bank of Nowhere"),
        ("consignmentItems/0/HSCodes/0", "740311"),
        ("consignmentItems/1/cargoItems/0/equipmentReference", "ZZZU1000020"),
        ("utilizedTransportEquipments/0/seals/0/number", "ZZS000417"),
    ] {
        assert_eq!(text(&found.json, path), expected, "{path}");
    }
    let missing: BTreeSet<_> = faults(&found)
        .faults
        .iter()
        .filter_map(|fault| {
            fault.message.split("(It is ").nth(1)?.split(' ').next()?.rsplit('.').next().map(str::to_owned)
        })
        .collect();
    let expected = [
        "cargoMovementTypeAtDestination",
        "cargoMovementTypeAtOrigin",
        "carrierBookingReference",
        "deliveryTypeAtDestination",
        "isShipperOwned",
        "isShippedOnBoardType",
        "plannedArrivalDate",
        "plannedDepartureDate",
        "receiptTypeAtOrigin",
        "transportDocumentStatus",
    ];
    assert_eq!(missing, expected.map(str::to_owned).into());
    // An id that is no UN/LOCODE is left out, and the fault says so.
    let other = bill(EFBL.replace("\"CLANF\"", "\"0000000000017\"").as_bytes()).unwrap();
    let found = faults(&other);
    let place = "$.supply_chain_consignment.loadingBaseportLocation.id";
    assert!(found.has(place, Rule::UnLocode), "{found}");
    assert!(found.faults.iter().any(|fault| fault.path == place && fault.message.contains("no UN/LOCODE")));
}

#[test]
fn values_that_were_changed_after_wrapping_are_refused() {
    for sample in [OA2, OA3] {
        for (from, to, says) in [
            ("ZZEL2603000417", "ZZEL2603000418", "changed after"),
            ("Antofagasta, Chile", "Antofagasta", "changed after"),
            ("\"merkleRoot\": \"", "\"merkleRoot\": \"00", "changed after"),
            ("\"targetHash\": \"", "\"targetHash\": \"00", "changed after"),
            ("\"targetHash\"", "\"other\"", "not wrapped"),
            ("\"voyageNo\": ", "\"added\": \"1\",\n \"voyageNo\": ", "changed after"),
            ("\"voyageNo\": ", "\"a.b\": \"1\",\n \"voyageNo\": ", "a point or bracket"),
        ] {
            let found = refused(&with(sample, from, to));
            assert!(found.contains(says), "{from}: {found}");
        }
    }
    assert!(refused(&with(OA3, "\"salts\": \"", "\"salts\": \"e")).contains("not wrapped"));
    // The hash of a value that its holder took out counts.
    let hidden = OA2.split("\"obfuscatedData\": [").nth(1).unwrap().split('"').nth(1).unwrap();
    assert!(refused(&with(OA2, hidden, &"0".repeat(64))).contains("changed after"));
    assert!(
        refused(&with(&OA2.replace("\"blNumber\"", "\"number\""), "BILL_OF_LADING", "INVOICE"))
            .contains("no bill of lading")
    );
}

/// Once somebody has written what is missing, it is a bill as any; no carrier signed it in DCSA's form, so that whoever controls it says so.
#[test]
fn a_completed_bill_is_registrable_and_attested_by_who_controls_it() {
    let found = bill(EFBL.as_bytes()).unwrap();
    let mut json: serde_json::Value = serde_json::from_slice(&found.bytes()).unwrap();
    for (key, value) in [
        ("transportDocumentStatus", "ISSUED"),
        ("receiptTypeAtOrigin", "CY"),
        ("deliveryTypeAtDestination", "CY"),
        ("cargoMovementTypeAtOrigin", "FCL"),
        ("cargoMovementTypeAtDestination", "FCL"),
        ("shippedOnBoardDate", "2026-03-05"),
    ] {
        json[key] = value.into();
    }
    json["isShippedOnBoardType"] = true.into();
    json["transports"]["plannedDepartureDate"] = "2026-03-05".into();
    json["transports"]["plannedArrivalDate"] = "2026-04-02".into();
    for i in 0..2 {
        json["consignmentItems"][i]["carrierBookingReference"] = "ZZB0326417".into();
        json["utilizedTransportEquipments"][i]["isShipperOwned"] = false.into();
    }
    let parse = |json: &serde_json::Value| {
        Received::parse(json.to_string().as_bytes(), &CarrierTable::standard())
            .unwrap_or_else(|e| panic!("{e}"))
            .document
    };
    let document = parse(&json);
    assert!(document.is_registrable());
    assert!(!document.is_signed_by_carrier());
    assert_eq!(document.grounds(), [Ground::Control]);
    // Without the file that it was read from it is a carrier's own.
    json.as_object_mut().unwrap().remove("source");
    assert!(parse(&json).is_signed_by_carrier());
}

/// A credential's proof is not verified, and that is said.
#[test]
fn what_is_not_checked_is_noted() {
    let found = bill(VC.as_bytes()).unwrap();
    let unverified = |fault: &Fault| {
        fault.seen.as_deref() == Some("ecdsa-sd-2023") && fault.message.contains("not verified")
    };
    assert!(found.advice.iter().any(unverified), "{:?}", found.advice);
    for (sample, _) in ALL {
        let Read { notes, advice, .. } = bill(sample.as_bytes()).unwrap();
        assert!(notes.iter().any(|note| note.contains("implies")), "{notes:?}");
        assert!(advice.iter().any(|fault| fault.message.contains("who holds")), "{advice:?}");
    }
    let country = found.left.iter().find(|left| left.place.ends_with("shipperAddressCountry")).unwrap();
    assert!(country.why.contains("two letters"), "{}", country.why);
    assert_eq!(text(&found.json, "shippedOnBoardDate"), "2026-03-05");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn mutated_bills_are_read_or_refused(
        which in 0usize..4,
        at in 0usize..8_000,
        cut in 0usize..60,
        put in "[{}\\[\\]\",:a-z0-9.\\-]{0,8}",
    ) {
        let (sample, _) = ALL[which];
        let start = at.min(sample.len());
        let mut bytes = sample.as_bytes().to_vec();
        bytes.splice(start..(start + cut).min(sample.len()), put.bytes());
        if let Some(Ok(read)) = read(&bytes)
            && let Err(found) = Received::parse(&read.bytes(), &CarrierTable::standard())
        {
            prop_assert!(read.in_the_file(found).faults.iter().all(|fault| fault.path.starts_with('$')));
        }
    }
}
