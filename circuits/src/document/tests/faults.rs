use super::*;

/// The clean sample's transport document with one text replaced.
fn changed(from: &str, to: &str) -> Faults {
    let text = sample!("ebl-altered.json");
    assert!(text.contains(from), "the sample does not hold {from}");
    received(&text.replacen(from, to, 1)).expect_err(to)
}

#[test]
fn each_rule_is_broken_by_the_change_that_breaks_it() {
    let cases: &[(&str, &str, &str, Rule)] = &[
        (
            "\"isToOrder\": true",
            "\"isToOrder\": true, \"isToOrder\": true",
            "$.isToOrder",
            Rule::DuplicateKey,
        ),
        ("\"isToOrder\": true", "\"isToOrder\": \"yes\"", "$.isToOrder", Rule::Type),
        ("\"isToOrder\": true,", "", "$.isToOrder", Rule::Required),
        (
            "\"isToOrder\": true",
            "\"isToOrder\": false",
            "$.documentParties.consignee",
            Rule::StraightConsignee,
        ),
        ("\"isToOrder\": true", "\"isToOrder\": false", "$.documentParties.endorsee", Rule::StraightEndorsee),
        (
            "\"transportDocumentTypeCode\": \"BOL\"",
            "\"transportDocumentTypeCode\": \"SWB\"",
            "$.isToOrder",
            Rule::WaybillToOrder,
        ),
        (
            "\"transportDocumentTypeCode\": \"BOL\"",
            "\"transportDocumentTypeCode\": \"XXX\"",
            "$.transportDocumentTypeCode",
            Rule::Choice,
        ),
        (
            "\"transportDocumentStatus\": \"ISSUED\"",
            "\"transportDocumentStatus\": \"issued\"",
            "$.transportDocumentStatus",
            Rule::Choice,
        ),
        ("\"endorsee\"", "\"consignee\"", "$.documentParties.consignee", Rule::ToOrderConsignee),
        (
            "\"numberOfOriginalsWithoutCharges\": 1",
            "\"numberOfOriginalsWithoutCharges\": 3",
            "$.numberOfOriginalsWithoutCharges",
            Rule::Originals,
        ),
        (
            "\"numberOfOriginalsWithoutCharges\": 1",
            "\"numberOfOriginalsWithoutCharges\": 0.5",
            "$.numberOfOriginalsWithoutCharges",
            Rule::Decimal,
        ),
        ("\"shippedOnBoardDate\"", "\"receivedForShipmentDate\"", "$.shippedOnBoardDate", Rule::OnBoardDate),
        ("\"2026-03-09\"", "\"2026-02-29\"", "$.shippedOnBoardDate", Rule::Date),
        ("\"zzel 2603-000417\"", "\"ZZEL€\"", "$.transportDocumentReference", Rule::Reference),
        ("\"zzel 2603-000417\"", "\"zzel-\"", "$.transportDocumentReference", Rule::Reference),
        ("\"zzel 2603-000417\"", "\"ZZEL26030004170000000\"", "$.transportDocumentReference", Rule::Length),
        ("\"zzel 2603-000417\"", "\" 2603-000417\"", "$.transportDocumentReference", Rule::Pattern),
        (
            "\"zzel 2603-000417\"",
            "\"2603\\u0007000417\"",
            "$.transportDocumentReference",
            Rule::ControlCharacter,
        ),
        ("\"carrierCode\": \"ZZE\"", "\"carrierCode\": \"MAEU\"", "$.carrierCode", Rule::CarrierCodeList),
        ("\"carrierCode\": \"ZZE\"", "\"carrierCode\": \"QQQ\"", "$.carrierCode", Rule::CarrierUnknown),
        (
            "\"UNLocationCode\": \"CLANF\"",
            "\"UNLocationCode\": \"CLAN1\"",
            "$.transports.portOfLoading.UNLocationCode",
            Rule::UnLocode,
        ),
        (
            "\"UNLocationCode\": \"CLANF\"",
            "\"code\": \"CLANF\"",
            "$.transports.portOfLoading.UNLocationCode",
            Rule::UnLocode,
        ),
        (
            "\"2610N\"",
            "\"2610X\"",
            "$.transports.vesselVoyages[0].universalExportVoyageReference",
            Rule::Pattern,
        ),
        (
            "\"isElectronic\"",
            "\"declaredValue\": 5, \"declaredValueCurrency\": \"DEM\", \"isElectronic\"",
            "$.declaredValueCurrency",
            Rule::Currency,
        ),
        (
            "ZZZZ00COPPER00000065",
            "ZZZZ00COPPER00000066",
            "$.documentParties.shipper.identifyingCodes[0].partyCode",
            Rule::Lei,
        ),
        (
            "\"countryCode\": \"CL\"",
            "\"countryCode\": \"Chile\"",
            "$.documentParties.shipper.address.countryCode",
            Rule::Country,
        ),
        (
            "\"HSCodes\": [\n        \"740311\"",
            "\"HSCodes\": [\n        \"7403\"",
            "$.consignmentItems[0].HSCodes[0]",
            Rule::HsCode,
        ),
        (
            "\"value\": 24150.5",
            "\"value\": 24150.5001",
            "$.consignmentItems[0].cargoItems[0].cargoGrossWeight.value",
            Rule::Decimal,
        ),
        (
            "\"value\": 24150.5",
            "\"value\": -1",
            "$.consignmentItems[0].cargoItems[0].cargoGrossWeight.value",
            Rule::Decimal,
        ),
        (
            "\"value\": 24150.5",
            "\"value\": 0.0",
            "$.consignmentItems[0].cargoItems[0].cargoGrossWeight.value",
            Rule::Positive,
        ),
        (
            "\"value\": 24150.5",
            "\"value\": 1e999",
            "$.consignmentItems[0].cargoItems[0].cargoGrossWeight.value",
            Rule::NumberRange,
        ),
        (
            "\"value\": 24150.5",
            "\"value\": 9007199254740993",
            "$.consignmentItems[0].cargoItems[0].cargoGrossWeight.value",
            Rule::Decimal,
        ),
        (
            "\"equipmentReference\": \"ZZZU1000020\"",
            "\"equipmentReference\": \"ZZZU1000021\"",
            "$.consignmentItems[0].cargoItems[1].equipmentReference",
            Rule::Iso6346CheckDigit,
        ),
        (
            "\"equipmentReference\": \"ZZZU1000020\"",
            "\"equipmentReference\": \"zzzu1000020\"",
            "$.consignmentItems[0].cargoItems[1].equipmentReference",
            Rule::Iso6346Form,
        ),
        (
            "\"equipmentReference\": \"ZZZU1000020\"",
            "\"equipmentReference\": \"ZZZU3000014\"",
            "$.consignmentItems[0].cargoItems[1].equipmentReference",
            Rule::EquipmentUnknown,
        ),
        (
            "\"equipmentReference\": \"ZZZU1000015\",\n        \"ISO",
            "\"equipmentReference\": \"ZZZU1000020\",\n        \"ISO",
            "$.utilizedTransportEquipments[1].equipment.equipmentReference",
            Rule::EquipmentTwice,
        ),
    ];
    for (from, to, path, rule) in cases {
        let faults = changed(from, to);
        assert!(faults.has(path, *rule), "{to}: no {} at {path} in\n{faults}", rule.id());
    }
}

#[test]
fn all_faults_of_a_file_are_reported_at_once() {
    let text = sample!("ebl-altered.json")
        .replace("ZZZU1000020", "ZZZU1000021")
        .replacen("\"2026-03-09\"", "\"2026-02-30\"", 1)
        .replacen("\"carrierCode\": \"ZZE\"", "\"carrierCode\": \"QQQ\"", 1)
        .replacen("\"CLANF\"", "\"clanf\"", 1)
        .replacen("\"endorsee\"", "\"consignee\"", 1);
    let faults = received(&text).unwrap_err();
    let ids = [
        "DATE",
        "CARRIER-UNKNOWN",
        "UNLOCODE",
        "ISO6346-CHECK-DIGIT",
        "ISO6346-CHECK-DIGIT",
        "TO-ORDER-NO-CONSIGNEE",
    ];
    assert_eq!(faults.rules(), ids, "{faults}");
    let shown = faults.to_string();
    assert!(
        shown
            .contains("$.utilizedTransportEquipments[1].equipment.equipmentReference: ISO6346-CHECK-DIGIT: "),
        "{shown}"
    );
    assert!(shown.contains("it is 0. Found: \"ZZZU1000021\""), "{shown}");
    let json = serde_json::to_value(&faults).unwrap();
    assert_eq!(json["faults"][0]["path"], "$.shippedOnBoardDate");
    assert_eq!(json["faults"][0]["seen"], "\"2026-02-30\"");
}

#[test]
fn what_the_records_cannot_hold_is_refused() {
    let codes: Vec<_> = (0..9).map(|i| format!("\"74031{i}\"")).collect();
    let codes = codes.join(",");
    let nine = changed("\"740311\"", &codes);
    assert!(nine.has("$.consignmentItems[0].HSCodes", Rule::HsCodeLimit), "{nine}");
    let item = r#"{"equipmentReference":"ZZZU1000015","cargoGrossWeight":{"value":1,"unit":"KGM"},"outerPackaging":{"numberOfPackages":1,"description":"x"}}"#;
    let many = changed("\"cargoItems\": [", &format!("\"cargoItems\": [{}", format!("{item},").repeat(256)));
    assert!(many.has("$.consignmentItems", Rule::RecordLimit), "{many}");
    let heavy = changed("\"value\": 24150.5", "\"value\": 1e19");
    assert!(heavy.rules().contains(&Rule::Decimal.id()), "{heavy}");
}

#[test]
fn what_is_no_document_is_refused() {
    for (text, rule) in [
        ("", Rule::Json),
        ("{", Rule::Json),
        ("{} {}", Rule::Json),
        ("{\"a\":\"\\ud800\"}", Rule::Json),
        ("[]", Rule::Kind),
        ("{}", Rule::Kind),
        ("{\"document\":7}", Rule::Type),
    ] {
        assert!(received(text).unwrap_err().rules().contains(&rule.id()), "{text}");
    }
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    assert_eq!(received(&deep).unwrap_err().rules(), [Rule::JsonTooBig.id()]);
    let very_deep = "[".repeat(1_000_000);
    assert!(received(&very_deep).is_err());
}

#[test]
fn annexes_report_faults_too() {
    let invoice = |from: &str, to: &str| {
        let text = sample!("invoice.json");
        assert!(text.contains(from), "{from}");
        Invoice::parse(text.replacen(from, to, 1).as_bytes()).unwrap_err()
    };
    assert!(invoice("\"375000.00\"", "\"475000.00\"").has("$.totalInvoiceAmount", Rule::InvoiceTotal));
    assert!(invoice("\"375000.00\"", "375000.00").has("$.totalInvoiceAmount", Rule::Type));
    assert!(invoice("\"375000.00\"", "\"375000.001\"").has("$.totalInvoiceAmount", Rule::Decimal));
    assert!(invoice("\"375000.00\"", "\"3.75e5\"").has("$.totalInvoiceAmount", Rule::Decimal));
    assert!(invoice("\"USD\"", "\"usd\"").has("$.currencyCode", Rule::Currency));
    let yen = sample!("invoice.json")
        .replace("USD", "JPY")
        .replace("370000.00", "370000.50")
        .replace("375000.00", "375000.50");
    let yen = Invoice::parse(yen.as_bytes()).unwrap_err();
    assert!(
        yen.has("$.lines[0].lineAmount", Rule::Decimal) && yen.has("$.totalInvoiceAmount", Rule::Decimal)
    );
    assert!(invoice("\"FCT-2026/0417\"", "\"发票1\"").has("$.invoiceNumber", Rule::Reference));
    assert!(invoice("\"2026-05-31\"", "\"2026-01-31\"").has("$.paymentDueDate", Rule::DateOrder));
    let list = PackingList::parse(
        sample!("packing-list.json").replace("40300.000", "40301.000").replace(": 40\n", ": 41\n").as_bytes(),
    );
    assert_eq!(list.unwrap_err().rules(), ["WEIGHT-TOTAL", "PACKAGES-TOTAL"]);
    assert!(invoice("\"identifyingCodes\"", "\"codes\"").has("$.seller", Rule::PartyId));
    assert!(invoice("\"commercialInvoice\"", "\"packingList\"").has("$.documentType", Rule::Choice));
    let vessel = Vessel::parse(sample!("vessel.json").replace("9999008", "9999009").as_bytes());
    assert!(vessel.unwrap_err().has("$.vesselIMONumber", Rule::Imo));
    let insurance = Insurance::parse(
        sample!("insurance.json")
            .replace("ICC_A", "ICC_D")
            .replace("\"coverEndDate\": \"2026", "\"coverEndDate\": \"2025")
            .as_bytes(),
    );
    assert_eq!(insurance.unwrap_err().rules(), ["CHOICE", "DATE-ORDER"]);
    let chinese = sample!("invoice-second-cargo.json")
        .replace("\"USCC\"", "\"USCI\"")
        .replace("91330200MA", "91330201MA");
    assert!(
        Invoice::parse(chinese.as_bytes())
            .unwrap_err()
            .has("$.seller.taxLegalReferences[0].value", Rule::Uscc)
    );
}

#[test]
fn ids_of_rules_are_distinct() {
    let ids: std::collections::HashSet<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert_eq!(ids.len(), Rule::ALL.len());
    let page = include_str!("../../../../docs/documents.md");
    for rule in Rule::ALL {
        let stands = if rule.is_advice() { "advice" } else { "fault" };
        assert!(
            page.contains(&format!("| `{}` | {stands} | {} |", rule.id(), rule.sentence())),
            "docs/documents.md does not list {}",
            rule.id()
        );
    }
}

/// Every place of a JSON document, as a pointer.
fn places(json: &serde_json::Value, at: String, found: &mut Vec<String>) {
    match json {
        serde_json::Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| places(value, format!("{at}/{key}"), found));
        }
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| places(value, format!("{at}/{i}"), found));
        }
        _ => {}
    }
    found.push(at);
}

/// Any JSON of a few levels, and what breaks rules more often than that.
fn any_json() -> impl proptest::strategy::Strategy<Value = serde_json::Value> {
    use proptest::prelude::*;
    use serde_json::{Value, json};
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,40}".prop_map(Value::from),
        "[ \\x00-\\x1f\u{85}A-Z0-9:]{0,12}".prop_map(Value::from),
        Just(json!("2026-02-30")),
        Just(json!("ZZZU1000020")),
        Just(json!("LCL")),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-zA-Z]{1,8}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

proptest::proptest! {
    /// Whatever is damaged, there is an answer and no panic, and what still reads can be committed to.
    #[test]
    fn damaged_files_are_answered(position in 0usize..5_000, byte in proptest::prelude::any::<u8>(), cut in 0usize..40) {
        let mut bytes = sample!("ebl-altered.json").as_bytes().to_vec();
        let position = position % bytes.len();
        bytes[position] = byte;
        let end = (position + cut).min(bytes.len());
        bytes.drain(position + 1..end.max(position + 1));
        if let Ok(received) = Received::parse(&bytes, &CarrierTable::standard()) {
            let bundle = Bundle::new(received.document);
            let read = bundle.source().read(&CarrierTable::standard()).unwrap();
            proptest::prop_assert_eq!(read.bill.layout(None), bundle.bill.layout(None));
        }
    }

    /// Whatever stands anywhere in a document, or is left out, it is read or has a fault that says why not; what is read is read again alike.
    #[test]
    fn any_json_anywhere_is_answered(
        which in 0usize..6,
        place in proptest::prelude::any::<proptest::sample::Index>(),
        value in proptest::option::of(any_json()),
    ) {
        let text = [
            sample!("ebl-to-order.json"),
            sample!("ebl-second-cargo.json"),
            sample!("invoice.json"),
            sample!("packing-list.json"),
            sample!("insurance.json"),
            sample!("vessel.json"),
        ][which];
        let mut json: serde_json::Value = serde_json::from_str(text).unwrap();
        let mut all = Vec::new();
        places(&json, String::new(), &mut all);
        let place = place.get(&all);
        match value {
            Some(value) => *json.pointer_mut(place).unwrap() = value,
            None => {
                if let Some((parent, key)) = place.rsplit_once('/')
                    && let Some(fields) = json.pointer_mut(parent).and_then(serde_json::Value::as_object_mut)
                {
                    fields.remove(key);
                }
            }
        }
        let changed = json.to_string();
        let faults = match which {
            0 | 1 => received(&changed).map(|received| {
                let bundle = Bundle { bill: received.document, ..bundle() };
                let read = bundle.source().read(&CarrierTable::standard()).unwrap();
                assert_eq!(read.bill.layout(None), bundle.bill.layout(None));
                drop((bundle.check(), bundle.advice(), bundle.bill.not_registrable()));
                drop(crate::fingerprint::keys::inputs(&bundle));
            }).err(),
            2 => Invoice::parse(changed.as_bytes()).map(|invoice| {
                drop(Bundle { invoices: vec![invoice], ..bundle() }.advice());
            }).err(),
            3 => PackingList::parse(changed.as_bytes()).err(),
            4 => Insurance::parse(changed.as_bytes()).err(),
            _ => Vessel::parse(changed.as_bytes()).err(),
        };
        if let Some(found) = faults {
            proptest::prop_assert!(!found.faults.is_empty(), "{changed}");
        }
    }

    /// No bytes at all make a reader panic, nor go without an answer.
    #[test]
    fn any_bytes_are_answered(start in 0usize..20, bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let begins: [&[u8]; 20] = [
            b"", b"{", b"[", b"%PDF-", b"PK\x03\x04", b"<", b"<?xml", b"\xEF\xBB\xBF", b"\xFF\xFE", b"UNB+", b"eyJ", b"{\"a\":", b"{\"a\":1,",
            b"{\n\n", b"\"", b"1", b"-", b"null", b"[1,", b"{\"document\":{},",
        ];
        let all = [begins[start], &bytes].concat();
        let found = Received::parse(&all, &CarrierTable::standard()).unwrap_err();
        proptest::prop_assert!(!found.faults.is_empty());
    }
}
