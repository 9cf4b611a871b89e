//! What does not stop the use of a document.

use super::*;

/// The clean sample's transport document with one text replaced; it must be usable.
fn read(from: &str, to: &str) -> MainDocument {
    let text = sample!("ebl-altered.json");
    assert!(text.contains(from), "the sample does not hold {from}");
    bill(&text.replacen(from, to, 1))
}

#[test]
fn each_piece_of_advice_is_given_for_the_change_that_asks_for_it() {
    assert_eq!(bill(sample!("ebl-altered.json")).advice, []);
    let cases: &[(&str, &str, &str, Rule)] = &[
        ("\"notifyParties\"", "\"notify\"", "$.documentParties.notifyParties", Rule::NotifyParty),
        (
            "\"shippedOnBoardDate\"",
            "\"receivedForShipmentDate\": \"2026-03-07\", \"shippedOnBoardDate\"",
            "$.receivedForShipmentDate",
            Rule::BothDates,
        ),
        ("\"issueDate\": \"2026-03-10\",", "", "$.issueDate", Rule::IssueDate),
        (
            "\"plannedArrivalDate\": \"2026-04-02\"",
            "\"plannedArrivalDate\": \"2026-03-02\"",
            "$.transports.plannedArrivalDate",
            Rule::PlannedDates,
        ),
        (
            "\"portOfLoading\"",
            "\"preCarriageBy\": \"RAIL\", \"portOfLoading\"",
            "$.transports.placeOfReceipt",
            Rule::PreCarriage,
        ),
        (
            "\"portOfLoading\"",
            "\"onCarriageBy\": \"RAIL\", \"portOfLoading\"",
            "$.transports.placeOfDelivery",
            Rule::OnCarriage,
        ),
        (
            "\"isElectronic\"",
            "\"declaredValue\": 5, \"isElectronic\"",
            "$.declaredValueCurrency",
            Rule::DeclaredValue,
        ),
        ("\"email\": \"samples@line.example\"", "\"fax\": \"1\"", "$.partyContactDetails[0]", Rule::Contact),
        (
            "\"value\": 24150.5",
            "\"value\": 100",
            "$.consignmentItems[0].cargoItems[0].cargoNetWeight",
            Rule::NetWeight,
        ),
        (
            "\"partyContactDetails\": [",
            "\"partyContactDetails\": [], \"x\": [",
            "$.partyContactDetails",
            Rule::Items,
        ),
        (
            "\"isElectronic\"",
            "\"carrierClauses\": [\"Three bundles with broken straps\"], \"isElectronic\"",
            "$.carrierClauses",
            Rule::Claused,
        ),
        ("\"termsAndConditions\"", "\"terms\"", "$.termsAndConditions", Rule::Required),
        ("\"invoicePayableAt\": {", "\"invoicePayableAt\": 7, \"x\": {", "$.invoicePayableAt", Rule::Type),
        (
            "\"cargoMovementTypeAtDestination\": \"FCL\"",
            "\"cargoMovementTypeAtDestination\": \"LCL\"",
            "$.cargoMovementTypeAtDestination",
            Rule::PartLoad,
        ),
    ];
    for (from, to, path, rule) in cases {
        let advice = read(from, to).advice;
        assert!(fault::has(&advice, path, *rule), "{to}: no {} at {path} in {advice:?}", rule.id());
        assert_eq!(advice.len(), 1, "{to}: {advice:?}");
    }
}

#[test]
fn a_bill_without_notify_party_goes_the_whole_way() {
    let bare = read("\"notifyParties\"", "\"notify\"");
    assert!(bare.is_registrable());
    let bundle = Bundle::new(bare);
    assert!(crate::fingerprint::keys::inputs(&bundle).is_ok());
    let stored = bundle.source().read(&CarrierTable::standard()).unwrap();
    assert_eq!(stored.bill.layout(None), bundle.bill.layout(None));
    // Somebody who says of himself that he is to be notified is one.
    let said = sample!("ebl-altered.json").replacen("\"notifyParties\"", "\"notify\"", 1).replacen(
        "\"endorsee\": {",
        "\"endorsee\": {\"isNotifyParty\": true,",
        1,
    );
    assert_eq!(bill(&said).advice, []);
}

/// The standard has no pattern for them, and they are committed nowhere; in what is committed a control character would be unseen.
#[test]
fn terms_hold_any_characters_and_names_no_control_characters() {
    let terms = |text: &str| {
        let mut json: serde_json::Value = serde_json::from_str(sample!("ebl-altered.json")).unwrap();
        json["termsAndConditions"] = text.into();
        json["consignmentItems"][0]["cargoItems"][0]["outerPackaging"]["description"] = text.into();
        received(&json.to_string()).unwrap()
    };
    for text in ["page 1\u{c}page 2", "line\u{85}line", "\u{0}\u{1b}[31m", " spaced ", ""] {
        assert_eq!(terms(text).document.advice, [], "{text:?}");
    }
    assert!(fault::has(&terms(&"x".repeat(50_001)).document.advice, "$.termsAndConditions", Rule::Length));
    let named = sample!("ebl-altered.json").replacen("Fictional Copper", "Fictional\\u0085Copper", 1);
    assert!(received(&named).unwrap_err().has("$.documentParties.shipper.partyName", Rule::ControlCharacter));
    let sealed = sample!("ebl-altered.json").replacen("\"number\": \"", "\"number\": \"A\\n", 1);
    let path = "$.utilizedTransportEquipments[0].seals[0].number";
    assert!(received(&sealed).unwrap_err().has(path, Rule::ControlCharacter));
}

/// What one list says more precisely replaces what the other says; whatever else it says counts, too.
#[test]
fn hs_codes_of_both_lists_count() {
    let text = sample!("ebl-altered.json");
    let codes = "\"HSCodes\": [\n        \"740311\"\n      ]";
    assert!(text.contains(codes));
    for plain in ["\"HSCodes\": [\"740311\"]", "\"HSCodes\": []", "\"x\": 1"] {
        let both = format!("{plain}, \"extendedHSCodes\": [\"740311000099\"]");
        assert_eq!(bill(&text.replacen(codes, &both, 1)).items[0].hs_codes, [740_311_000_099]);
        let empty = format!("{plain}, \"extendedHSCodes\": []");
        assert_eq!(received(&text.replacen(codes, &empty, 1)).is_ok(), plain.contains("740311"), "{plain}");
    }
    let listed = "\"HSCodes\": [\"930630\"], \"extendedHSCodes\": [\"740311000099\"]";
    let national = "\"HSCodes\": [\"740311\"], \"nationalCommodityCodes\": [{ \"type\": \"CN\", \"values\": [\"9306.30 90\", \"-\"] }]";
    for (both, codes_read) in
        [(listed, [740_311_000_099, 930_630_000_000]), (national, [740_311_000_000, 930_630_900_000])]
    {
        assert_eq!(bill(&text.replacen(codes, both, 1)).items[0].hs_codes, codes_read);
    }
    for wrong in ["\"HSCodes\": [\"000000\"]", "\"HSCodes\": [\"7403\"], \"extendedHSCodes\": [\"740311\"]"] {
        assert!(received(&text.replacen(codes, wrong, 1)).is_err(), "{wrong}");
    }
}

#[test]
fn a_part_load_names_the_containers_that_are_not_covered() {
    let bill = read("\"cargoMovementTypeAtOrigin\": \"FCL\"", "\"cargoMovementTypeAtOrigin\": \"LCL\"");
    let [advice] = &bill.advice[..] else { panic!("{:?}", bill.advice) };
    assert!(
        bill.containers.iter().all(|container| advice.message.contains(&container.reference)),
        "{advice}"
    );
    assert!(advice.message.contains("At origin") && advice.message.contains("found to be alike"), "{advice}");
}

#[test]
fn advice_comes_with_faults_too() {
    let text = sample!("ebl-to-order.json").replacen("\"notifyParties\"", "\"notify\"", 1);
    let found = received(&text.replacen("\"2026-03-05\"", "\"2026-02-30\"", 1)).unwrap_err();
    assert_eq!(found.rules(), ["DATE"]);
    assert!(fault::has(&found.advice, "$.document.documentParties.notifyParties", Rule::NotifyParty));
}

#[test]
fn an_invoice_of_another_cargo_is_told() {
    let fit = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut json: serde_json::Value = serde_json::from_str(sample!("invoice.json")).unwrap();
        change(&mut json);
        let invoices = vec![Invoice::parse(json.to_string().as_bytes()).unwrap()];
        Bundle { invoices, ..bundle() }.fit()
    };
    let unnamed = |json: &mut serde_json::Value| {
        json.as_object_mut().unwrap().remove("transportDocumentReference");
    };
    let of_others = |json: &mut serde_json::Value| {
        json["seller"]["partyName"] = "Imaginary Metals GmbH".into();
        json["seller"]["identifyingCodes"][0]["partyCode"] = "ZZZZ00METALS00000006".into();
    };
    let of_rice = |json: &mut serde_json::Value| {
        json["lines"]
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .for_each(|line| line["commodityCode"] = "100630".into());
    };
    assert_eq!(fit(&|_| ()), []);
    assert_eq!(bundle().advice(), []);
    assert_eq!(fit(&unnamed), []);
    assert_eq!(fit(&of_others), []);
    let apart = fit(&|json| {
        unnamed(json);
        of_others(json);
        of_rice(json);
    });
    let [advice] = &apart[..] else { panic!("{apart:?}") };
    assert_eq!((advice.path.as_str(), advice.rule), ("$.invoices[0]", "INVOICE-FIT"));
    for says in ["no transport document", "Imaginary Metals", "Fictional Copper", "1006", "7403"] {
        assert!(advice.message.contains(says), "{says}: {advice}");
    }
    let goods = fit(&of_rice);
    assert!(goods[0].message.contains("1006") && !goods[0].message.contains("seller is"), "{goods:?}");
    let strange = fit(&|json| {
        unnamed(json);
        of_others(json);
    });
    assert!(
        strange[0].message.contains("seller is") && !strange[0].message.contains("headings"),
        "{strange:?}"
    );
    // One who goes by a tax number on his invoice is still the shipper of that name; one of another LEI is not.
    let by_tax = fit(&|json| {
        unnamed(json);
        json["seller"].as_object_mut().unwrap().remove("identifyingCodes");
        json["seller"]["taxLegalReferences"] =
            serde_json::json!([{"countryCode": "CL", "type": "RUT", "value": "1-9"}]);
    });
    assert_eq!(by_tax, []);
    let namesake = fit(&|json| {
        unnamed(json);
        json["seller"]["identifyingCodes"][0]["partyCode"] = "ZZZZ00METALS00000006".into();
    });
    assert_eq!(namesake.len(), 1);
}

/// What breaks a rule in a field that nothing goes by is advice, whatever it is, and never an error without a fault.
#[test]
fn whatever_stands_in_unused_fields_the_bill_is_read() {
    use serde_json::{Value, json};
    let sample: Value = serde_json::from_str(sample!("ebl-altered.json")).unwrap();
    for value in [Value::Null, json!(7), json!("\u{c}"), json!([]), json!([[]]), json!({}), json!(true)] {
        for path in [
            "/termsAndConditions",
            "/invoicePayableAt",
            "/partyContactDetails",
            "/partyContactDetails/0",
            "/consignmentItems/0/cargoItems/0/outerPackaging/description",
        ] {
            let mut changed = sample.clone();
            *changed.pointer_mut(path).unwrap() = value.clone();
            let read = received(&changed.to_string());
            assert!(read.is_ok(), "{path} as {value}: {read:?}");
        }
    }
}

/// Programs write `null` for what they have not.
#[test]
fn null_counts_as_left_out() {
    let text = sample!("ebl-altered.json");
    let with = |fields: &str| text.replacen("\"isElectronic\"", &format!("{fields}, \"isElectronic\""), 1);
    let nulls = with(
        "\"placeOfIssueNote\": null, \"receivedForShipmentDate\": null, \"declaredValue\": null, \"document\": null",
    );
    let (plain, nulls) = (bill(text), bill(&nulls));
    assert_eq!(nulls.layout(None).header[..45], plain.layout(None).header[..45]);
    assert_ne!(nulls.checksum(), plain.checksum());
    let needed = text.replacen("\"ISSUED\"", "null", 1);
    assert!(received(&needed).unwrap_err().has("$.transportDocumentStatus", Rule::Required));
    let codes = text.replacen("\"HSCodes\"", "\"extendedHSCodes\": null, \"HSCodes\"", 1);
    assert_eq!(bill(&codes).items[0].hs_codes, plain.items[0].hs_codes);
}
