use super::*;

#[test]
fn every_sample_gives_what_it_is_for() {
    for (text, kind, is_registrable) in [
        (sample!("ebl-to-order.json"), ReceivedKind::IssuanceRequest, true),
        (sample!("ebl-to-order.signed.json"), ReceivedKind::IssuanceRequest, true),
        (sample!("ebl-altered.json"), ReceivedKind::TransportDocument, true),
        (sample!("ebl-house-bill.json"), ReceivedKind::TransportDocument, true),
        (sample!("ebl-reissued.json"), ReceivedKind::TransportDocument, true),
        (sample!("sea-waybill.json"), ReceivedKind::TransportDocument, false),
        (sample!("ebl-twelve-containers.json"), ReceivedKind::TransportDocument, true),
        (sample!("ebl-other.json"), ReceivedKind::TransportDocument, true),
        (sample!("ebl-second-cargo.json"), ReceivedKind::TransportDocument, true),
        (sample!("paper-bill.json"), ReceivedKind::TransportDocument, true),
        (sample!("bulk-bill.json"), ReceivedKind::BulkBill, true),
        (sample!("warehouse-receipt.json"), ReceivedKind::WarehouseReceipt, true),
        (sample!("invoice-alone.json"), ReceivedKind::Invoice, true),
    ] {
        let received = received(text).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(
            (received.kind, received.document.is_registrable()),
            (kind, is_registrable),
            "{}",
            received.document.reference
        );
    }
    let waybill = bill(sample!("sea-waybill.json"));
    assert_eq!(waybill.not_registrable(), [NotRegistrable::SeaWaybill, NotRegistrable::Straight]);
}

#[test]
fn the_clean_sample_reads_as_it_says() {
    let bundle = bundle();
    assert_eq!(bundle.check(), Ok(()));
    let bill = &bundle.bill;
    assert_eq!((bill.carrier(), bill.normalised_reference.as_str()), (Some(60_001), "2603000417"));
    assert_eq!(bill.key_date().map(|d| d.to_string()).as_deref(), Some("2026-03-05"));
    assert_eq!((bill.gross_weight(), bill.packages()), (40_300_000, 40));
    assert_eq!(bill.shipper.id().map(ToString::to_string).as_deref(), Some("LEI:ZZZZ00COPPER00000065"));
    assert_eq!(bill.items[0].hs_codes, [740_311_000_000]);
    assert_eq!(bundle.declared_value(), Some((37_500_000, "USD".parse().unwrap())));
    assert_eq!(bundle.vessels.iter().map(|v| v.imo).collect::<Vec<_>>(), [9_999_008]);
    assert_eq!(bundle.insurance.as_ref().map(|i| i.sum), Some(41_250_000));
}

#[test]
fn an_issuance_request_says_to_whom() {
    let request = received(sample!("ebl-to-order.json")).unwrap();
    assert_eq!(request.issue_to.map(|party| party.name).as_deref(), Some("Fictional Copper Trading Ltd"));
    let text = sample!("ebl-to-order.json").replace("\"sendToPlatform\"", "\"platform\"").replacen(
        "\"ISSUED\"",
        "\"LOST\"",
        1,
    );
    let found = received(&text).unwrap_err();
    assert!(found.has("$.document.transportDocumentStatus", Rule::Choice));
    assert!(fault::has(&found.advice, "$.issueTo.sendToPlatform", Rule::Required));
    let missing = received(&sample!("ebl-to-order.json").replace("\"issueTo\"", "\"to\"")).unwrap_err();
    assert!(missing.has("$.issueTo", Rule::Required));
}

#[test]
fn the_extended_hs_codes_win() {
    assert_eq!(bill(sample!("ebl-second-cargo.json")).items[0].hs_codes, [820_411_000_000, 820_412_000_000]);
}

#[test]
fn a_chinese_seller_goes_by_its_social_credit_code() {
    let invoice = Invoice::parse(sample!("invoice-second-cargo.json").as_bytes()).unwrap();
    assert!(matches!(invoice.seller_id, PartyId::SocialCredit(_)), "{}", invoice.seller_id);
}

#[test]
fn annexes_must_be_of_the_bill() {
    let mut bundle = bundle();
    bundle.bill = bill(sample!("ebl-second-cargo.json"));
    bundle.invoices = vec![bundle.invoices[0].clone(); 13];
    bundle.vessels = vec![bundle.vessels[0].clone(); 9];
    let faults = bundle.check().unwrap_err();
    for (path, rule) in [
        ("$.invoices", Rule::InvoiceLimit),
        ("$.invoices[0].transportDocumentReference", Rule::AnnexMismatch),
        ("$.invoices[1].invoiceNumber", Rule::InvoiceTwice),
        ("$.packingList.transportDocumentReference", Rule::AnnexMismatch),
        ("$.packingList.containers[1].equipmentReference", Rule::EquipmentUnknown),
        ("$.insurance.transportDocumentReference", Rule::AnnexMismatch),
        ("$.vessels[0].vesselName", Rule::AnnexMismatch),
        ("$.vessels[1].vesselName", Rule::VesselTwice),
        ("$.vessels", Rule::VesselLimit),
    ] {
        assert!(faults.has(path, rule), "{path} {rule:?} not in {faults}");
    }
}

#[test]
fn checksums_are_those_of_the_standard() {
    let json =
        Json::parse(include_bytes!("../../../../tests/data/dcsa/pintdemo-HHL71800000-ed25519.json")).unwrap();
    let document = json.get("document").unwrap();
    assert_eq!(document.canonical().len(), 11_865);
    assert_eq!(
        hex::encode(document.checksum()),
        "8f765417773a026d4f9ead6187d961d28dffbb7d0a11dda9ba6fee16423bc05a"
    );
    let template =
        Json::parse(include_bytes!("../../../../tests/data/dcsa/dcsa-pint-3.0.0-transport-document.json"))
            .unwrap();
    let text = String::from_utf8(template.canonical()).unwrap();
    assert!(
        text.contains("\"cargoGrossWeight\":12000,\"cargoGrossWeightUnit\"") && !text.contains("12000.0")
    );
}

#[test]
fn a_stored_bundle_gives_the_same_roots() {
    let salt = crate::field::F::from(7u64);
    let bundle = bundle();
    let stored = serde_json::to_string(&bundle.source()).unwrap();
    let source: bundle::BundleSource = serde_json::from_str(&stored).unwrap();
    let read = source.read(&CarrierTable::standard()).unwrap();
    let (a, b) = (bundle.commit(salt), read.commit(salt));
    assert_eq!((a.doc_root, a.annex_root), (b.doc_root, b.annex_root));
    assert_eq!(bundle.bill.checksum(), read.bill.checksum());
}

/// A13: what the ledger does not take, each for its reason.
#[test]
fn a13_drafts_copies_and_straight_bills_are_no_titles() {
    let text = sample!("ebl-altered.json");
    for (from, to, reason) in [
        ("\"ISSUED\"", "\"DRAFT\"", NotRegistrable::NotIssued),
        ("\"ISSUED\"", "\"SURRENDERED_FOR_DELIVERY\"", NotRegistrable::NotIssued),
        ("\"ISSUED\"", "\"VOIDED\"", NotRegistrable::NotIssued),
        (
            "\"numberOfOriginalsWithoutCharges\": 1",
            "\"numberOfOriginalsWithoutCharges\": 0",
            NotRegistrable::Copy,
        ),
    ] {
        let changed = bill(&text.replacen(from, to, 1));
        assert_eq!((changed.is_registrable(), changed.not_registrable()), (false, vec![reason]), "{to}");
    }
    let straight = text.replacen("\"isToOrder\": true", "\"isToOrder\": false", 1).replacen(
        "\"endorsee\"",
        "\"consignee\"",
        1,
    );
    assert_eq!(bill(&straight).not_registrable(), [NotRegistrable::Straight]);
}

#[test]
fn pounds_are_converted_and_envelopes_are_known() {
    let text = sample!("ebl-second-cargo.json").replace("KGM", "LBR");
    assert_eq!(bill(&text).gross_weight(), 3_719_457);
    let envelope = format!(
        "{{\"transportDocument\":{text},\"envelopeManifestSignedContent\":\"a.b.c\",\"envelopeTransferChain\":[]}}"
    );
    assert_eq!(received(&envelope).map(|r| r.kind), Ok(ReceivedKind::Envelope));
}
