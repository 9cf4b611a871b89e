//! Documents that no carrier signs, and what issuers say of them.

use super::*;
use crate::{field::F, fingerprint::keys};

pub(super) const ATTESTATION: &str = r#"{
  "documentType": "attestation",
  "ground": "ORIGINALS_HELD",
  "attestedBy": {
    "partyName": "Example Bank of Nowhere",
    "identifyingCodes": [{"codeListProvider": "GLEIF", "codeListName": "LEI", "partyCode": "ZZZZ00BANK0000000092"}]
  },
  "attestedOn": "2026-05-06",
  "documentChecksum": "0000000000000000000000000000000000000000000000000000000000000000",
  "originalsHeld": 3,
  "platform": "ZZZ1",
  "evidence": ["1111111111111111111111111111111111111111111111111111111111111111"]
}"#;

/// What the bank says of a document on a ground, changed in one place.
fn attested(document: &MainDocument, ground: Ground, from: &str, to: &str) -> Result<Attestation, Faults> {
    let text = ATTESTATION
        .replace(&"0".repeat(64), &hex::encode(document.checksum()))
        .replace("ORIGINALS_HELD", ground.code());
    assert!(text.contains(from), "{from}");
    Attestation::parse(text.replacen(from, to, 1).as_bytes())
}

#[test]
fn each_kind_is_attested_on_its_own_grounds() {
    for (text, originals, allowed) in [
        (sample!("ebl-to-order.json"), 1, &[][..]),
        (sample!("paper-bill.json"), 3, &[Ground::OriginalsHeld]),
        (sample!("bulk-bill.json"), 3, &[Ground::OriginalsHeld]),
        (sample!("warehouse-receipt.json"), 1, &[Ground::OriginalsHeld]),
        (sample!("invoice-alone.json"), 0, &[Ground::DebtorConfirmed, Ground::SellerStated]),
    ] {
        let document = bill(text);
        assert_eq!((document.originals, document.grounds()), (originals, allowed), "{}", document.reference);
        assert_eq!(Bundle::new(document.clone()).is_vouched_for(), allowed.is_empty());
        for ground in Ground::ALL {
            let held = format!("\"originalsHeld\": {}", originals.max(1));
            let attestation = attested(&document, ground, "\"originalsHeld\": 3", &held).unwrap();
            let bundle = Bundle { attestation: Some(attestation), ..Bundle::new(document.clone()) };
            assert_eq!(
                bundle.check().is_ok(),
                allowed.contains(&ground),
                "{} {ground:?}",
                document.reference
            );
            assert!(bundle.is_vouched_for());
        }
    }
    for (text, name) in [(sample!("bulk-bill.json"), "bulk"), (sample!("warehouse-receipt.json"), "receipt")]
    {
        let electronic = text.replace("\"isElectronic\": false", "\"isElectronic\": true");
        let originals = if name == "bulk" { "\"numberOfOriginals\": 3" } else { "\"numberOfOriginals\": 1" };
        let electronic = electronic.replace(originals, "\"numberOfOriginals\": 1");
        assert_eq!(bill(&electronic).grounds(), [Ground::Control], "{name}");
    }
    // What was read from a file in another format has no carrier's signature in this one.
    let source = "\"isElectronic\": true,\n    \"source\": {\"format\": \"FIATA-eFBL\", \"sha256\": \"\"}";
    let other = bill(&sample!("ebl-to-order.json").replacen("\"isElectronic\": true", source, 1));
    assert_eq!((other.grounds(), other.is_signed_by_carrier()), (&[Ground::Control][..], false));
}

#[test]
fn an_attestation_is_of_the_very_document_and_of_all_originals() {
    let document = bill(sample!("paper-bill.json"));
    let check =
        |attestation| Bundle { attestation: Some(attestation), ..Bundle::new(document.clone()) }.check();
    let held = |to: &str| attested(&document, Ground::OriginalsHeld, "\"originalsHeld\": 3", to).map(check);
    assert_eq!(held("\"originalsHeld\": 3"), Ok(Ok(())));
    assert!(
        held("\"originalsHeld\": 2")
            .unwrap()
            .unwrap_err()
            .has("$.attestation.originalsHeld", Rule::Attestation)
    );
    assert!(held("\"held\": 3").unwrap_err().has("$.originalsHeld", Rule::Attestation));
    let other = bill(sample!("bulk-bill.json"));
    let faults = check(attested(&other, Ground::OriginalsHeld, "{", "{").unwrap()).unwrap_err();
    assert!(faults.has("$.attestation.documentChecksum", Rule::Attestation));
    for (ground, from, to, path) in [
        (Ground::OriginalsHeld, "\"evidence\": [\"1", "\"evidence\": [], \"x\": [\"1", "$.evidence"),
        (Ground::DebtorConfirmed, "\"evidence\": [\"1", "\"evidence\": [], \"x\": [\"1", "$.evidence"),
        (Ground::Control, "\"platform\"", "\"x\"", "$.platform"),
    ] {
        let faults = attested(&document, ground, from, to).unwrap_err();
        assert!(faults.has(path, Rule::Attestation), "{ground:?}: {faults}");
    }
    let nameless = attested(&document, Ground::OriginalsHeld, "identifyingCodes", "codes").unwrap_err();
    assert!(nameless.has("$.attestedBy", Rule::PartyId));
}

/// Who attested on which ground is committed with the document, so that policies see it.
#[test]
fn attestations_are_leaves_of_the_document() {
    let document = bill(sample!("paper-bill.json"));
    let bundle = |attestation| Bundle { attestation, ..Bundle::new(document.clone()) };
    let attestation = attested(&document, Ground::OriginalsHeld, "{", "{").unwrap();
    let (without, with) = (bundle(None), bundle(Some(attestation.clone())));
    let header = |bundle: &Bundle, field: HeaderField| {
        bundle.commit(F::from(7u64)).bill.layout().header[field.index()]
    };
    assert_eq!(header(&without, HeaderField::AttestationGround), F::from(0u64));
    assert_eq!(header(&with, HeaderField::AttestationGround), text::value("ORIGINALS_HELD"));
    assert_eq!(header(&with, HeaderField::AttesterId), text::value("LEI:ZZZZ00BANK0000000092"));
    assert_eq!(header(&with, HeaderField::AttestationDate), F::from(Day::parse("2026-05-06").unwrap().0));
    let mut later = with.clone();
    later.attestation = Some(attested(&document, Ground::OriginalsHeld, "1111", "2111").unwrap());
    let roots = [&without, &with, &later].map(|bundle| bundle.commit(F::from(7u64)).doc_root);
    assert!(roots[0] != roots[1] && roots[1] != roots[2] && roots[0] != roots[2]);
    let stored = with.source().read(&CarrierTable::standard()).unwrap();
    assert_eq!(stored.attestation.as_ref().map(Attestation::checksum), Some(attestation.checksum()));
    assert_eq!(stored.commit(F::from(7u64)).doc_root, roots[1]);
}

#[test]
fn a_bulk_bill_reads_as_it_says() {
    let document = bill(sample!("bulk-bill.json"));
    assert_eq!((document.kind, document.carrier()), (DocumentType::BulkBill, Some(60_001)));
    assert_eq!(document.normalised_reference, "SAN0007");
    assert_eq!(document.charter_party.as_deref(), Some("GENCON 2022 of 2026-03-27"));
    let [voyage] = &document.voyages[..] else { panic!("{:?}", document.voyages) };
    assert_eq!((voyage.vessel.as_str(), voyage.imo), ("MV IMAGINATION", Some(9_999_010)));
    assert_eq!((document.gross_weight(), document.containers.len()), (60_630_000_000, 0));
    let faults =
        |from: &str, to: &str| received(&sample!("bulk-bill.json").replacen(from, to, 1)).unwrap_err();
    assert!(faults("\"9999010\"", "\"9999011\"").has("$.vessel.vesselIMONumber", Rule::Imo));
    assert!(faults("\"8150000.000\"", "\"0\"").has("$.parcels[1].grossWeight", Rule::Positive));
    assert!(
        faults("\"netWeight\": \"52480000.000\"", "\"netWeight\": \"52480000.001\"")
            .has("$.parcels[0].netWeight", Rule::WeightTotal)
    );
    assert!(faults("\"ZZEL\"", "\"ZZQL\"").has("$.carrierCode", Rule::CarrierUnknown));
    assert!(
        faults("\"endorsee\"", "\"consignee\"").has("$.documentParties.consignee", Rule::ToOrderConsignee)
    );
    assert!(
        faults("\"numberOfOriginals\": 3", "\"numberOfOriginals\": 0")
            .has("$.numberOfOriginals", Rule::Decimal)
    );
    let straight = sample!("bulk-bill.json")
        .replace("\"isToOrder\": true", "\"isToOrder\": false")
        .replace("\"endorsee\"", "\"consignee\"");
    assert_eq!(bill(&straight).not_registrable(), [NotRegistrable::Straight]);
}

#[test]
fn a_warehouse_receipt_reads_as_it_says() {
    let document = bill(sample!("warehouse-receipt.json"));
    assert_eq!((document.kind, document.carrier()), (DocumentType::WarehouseReceipt, None));
    assert_eq!(document.place_of_receipt.as_deref(), Some("SGSIN"));
    assert_eq!(document.items[1].marks.as_deref(), Some("SHED7NOWHEREROAD/FCTCUA0882"));
    assert!(document.items[1].description.starts_with("FCT/CU-A/0882\n"));
    let faults = |from: &str, to: &str| {
        received(&sample!("warehouse-receipt.json").replacen(from, to, 1)).unwrap_err()
    };
    let keeper = faults("identifyingCodes", "codes");
    assert!(keeper.has("$.warehouseKeeper", Rule::PartyId), "{keeper}");
    assert!(
        faults("\"isToOrder\": true", "\"isToOrder\": false").has("$.deliverTo", Rule::StraightConsignee)
    );
    assert!(faults("\"WR-26-00119\"", "\"--\"").has("$.receiptNumber", Rule::Reference));
}

/// The invoice is its own annex, and nothing else is beside it.
#[test]
fn an_invoice_alone_is_a_receivable() {
    let document = bill(sample!("invoice-alone.json"));
    assert_eq!(
        (document.kind, document.normalised_reference.as_str()),
        (DocumentType::Receivable, "IOM-2026-0088")
    );
    let bundle = Bundle::new(document);
    assert_eq!((bundle.check(), bundle.invoices.len()), (Ok(()), 1));
    assert_eq!(bundle.declared_value(), Some((8_620_000, "EUR".parse().unwrap())));
    let stored = bundle.source().read(&CarrierTable::standard()).unwrap();
    assert_eq!((stored.check(), stored.source()), (Ok(()), bundle.source()));
    let other = Invoice::parse(sample!("invoice.json").as_bytes()).unwrap();
    for invoices in [vec![], vec![other.clone()], vec![bundle.invoices[0].clone(), other]] {
        let changed = Bundle { invoices, ..bundle.clone() };
        assert!(changed.check().unwrap_err().has("$.invoices", Rule::Receivable));
    }
    let vessels = vec![Vessel::parse(sample!("vessel.json").as_bytes()).unwrap()];
    assert!(Bundle { vessels, ..bundle }.check().unwrap_err().has("$.vessels", Rule::Receivable));
}

#[test]
fn annexes_of_other_kinds_are_held_against_the_document() {
    let with = |text: &str, invoice: &str| {
        let invoices = vec![Invoice::parse(invoice.as_bytes()).unwrap()];
        Bundle { invoices, ..Bundle::new(bill(text)) }
    };
    for (text, invoice) in [
        (sample!("bulk-bill.json"), sample!("invoice-bulk.json")),
        (sample!("warehouse-receipt.json"), sample!("invoice-warehouse.json")),
    ] {
        let bundle = with(text, invoice);
        assert_eq!((bundle.check(), bundle.fit()), (Ok(()), vec![]));
        assert!(keys::inputs(&bundle).is_ok());
        assert!(
            with(text, sample!("invoice.json"))
                .check()
                .unwrap_err()
                .has("$.invoices[0].transportDocumentReference", Rule::AnnexMismatch)
        );
    }
    let mut vessel = Vessel::parse(sample!("vessel.json").as_bytes()).unwrap();
    (vessel.name, vessel.voyage, vessel.imo) = ("MV IMAGINATION".to_owned(), "12".to_owned(), 9_999_010);
    let bundle = |vessel| Bundle { vessels: vec![vessel], ..Bundle::new(bill(sample!("bulk-bill.json"))) };
    assert_eq!(bundle(vessel.clone()).check(), Ok(()));
    vessel.imo = 9_999_008;
    assert!(bundle(vessel).check().unwrap_err().has("$.vessels[0].vesselName", Rule::AnnexMismatch));
}
