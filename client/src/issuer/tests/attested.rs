//! Documents that no carrier signs enter by an issuer's word, and by that alone.

use crate::{
    fixture::{NOW, World, sample},
    issuer::{Annexes, Attested, IssueError, IssuedBill, IssuedBillError, SignedDocuments as _},
};
use plimsoll_circuits::{
    document::{Ground, NotRegistrable},
    fingerprint::{Class, keys::SlotKind},
};

fn attested(ground: Ground, originals_held: Option<u64>) -> Attested {
    Attested { ground, originals_held, platform: Some("ZZZ1".to_owned()), evidence: vec![[7; 32]] }
}

fn issue(
    world: &mut World,
    document: &[u8],
    invoices: &[&str],
    attested: Option<Attested>,
) -> Result<IssuedBill, IssueError> {
    let invoices = invoices.iter().map(|name| sample(name)).collect();
    let holder = world.trader.public().clone();
    world.issue_to(document, &Annexes { invoices, attested, ..Annexes::default() }, &holder)
}

#[test]
fn every_kind_is_issued_on_the_issuers_word_and_names_the_issuer() {
    let mut world = World::new();
    let domain = world.ledger.genesis().domain();
    for (document, invoices, ground, originals) in [
        ("paper-bill.json", &[][..], Ground::OriginalsHeld, Some(3)),
        ("bulk-bill.json", &["invoice-bulk.json"], Ground::OriginalsHeld, Some(3)),
        ("warehouse-receipt.json", &["invoice-warehouse.json"], Ground::OriginalsHeld, Some(1)),
        ("invoice-alone.json", &[], Ground::DebtorConfirmed, None),
    ] {
        let text = sample(document);
        let nobody = issue(&mut world, &text, invoices, None);
        assert!(
            matches!(nobody, Err(IssueError::Unattested(grounds)) if grounds.contains(&ground)),
            "{document}"
        );
        let issued = issue(&mut world, &text, invoices, Some(attested(ground, originals))).unwrap();
        let bundle = issued.verify(domain, &world.carriers).unwrap();
        let attestation = bundle.attestation.unwrap();
        assert_eq!(
            (attestation.ground, attestation.attester.name),
            (ground, world.issuer.public().name.clone())
        );
        assert_eq!((attestation.attested_on, attestation.evidence), (NOW.day(), vec!["07".repeat(32)]));
        // The documents without it are others.
        let mut without = issued.clone();
        without.documents.attestation = None;
        assert!(matches!(without.verify(domain, &world.carriers), Err(IssuedBillError::OtherDocuments)));
    }
}

/// A11, A12: all originals are held, or the paper is not taken.
#[test]
fn a_paper_is_taken_with_all_its_originals_only() {
    let mut world = World::new();
    let paper = sample("paper-bill.json");
    for held in [attested(Ground::OriginalsHeld, Some(2)), attested(Ground::Control, None)] {
        let refused = issue(&mut world, &paper, &[], Some(held));
        assert!(matches!(refused, Err(IssueError::Annex { annex, .. }) if annex == "the annexes"));
    }
    let unseen = Attested { evidence: Vec::new(), ..attested(Ground::OriginalsHeld, Some(3)) };
    let refused = issue(&mut world, &paper, &[], Some(unseen));
    assert!(matches!(refused, Err(IssueError::Annex { annex, .. }) if annex == "the attestation"));
    let issued = issue(&mut world, &paper, &[], Some(attested(Ground::OriginalsHeld, Some(3)))).unwrap();
    assert_eq!(issued.sheet.content.count(Some(Class::Box)), 2);
}

/// A18: the issuer's word does not stand in for a carrier's signature that could be checked.
#[test]
fn what_its_carrier_signs_nobody_attests() {
    let mut world = World::new();
    let word = || Some(attested(Ground::Control, None));
    let unsigned = issue(&mut world, &sample("ebl-to-order.json"), &[], word());
    assert!(matches!(unsigned, Err(IssueError::Signature(_))));
    let signed = issue(&mut world, &sample("ebl-to-order.signed.json"), &[], word());
    assert!(matches!(signed, Err(IssueError::Annex { annex, .. }) if annex == "the annexes"));
    let waybill = String::from_utf8(sample("sea-waybill.json"))
        .unwrap()
        .replace("\"isElectronic\": true", "\"isElectronic\": false");
    let refused = issue(&mut world, waybill.as_bytes(), &[], Some(attested(Ground::OriginalsHeld, Some(1))));
    assert!(
        matches!(refused, Err(IssueError::NotRegistrable(why)) if why.contains(&NotRegistrable::SeaWaybill))
    );
}

/// A11: the paper form of a bill and the electronic one are one lot; A14: an invoice alone and under its bill are one invoice.
#[test]
fn one_document_is_one_lot_in_whatever_form() {
    let mut world = World::new();
    let electronic = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let paper = String::from_utf8(sample("ebl-to-order.json"))
        .unwrap()
        .replace("\"isElectronic\": true", "\"isElectronic\": false");
    let held = Some(attested(Ground::OriginalsHeld, Some(1)));
    let paper = issue(&mut world, paper.as_bytes(), &[], held).unwrap();
    assert_eq!(electronic.lot(), paper.lot());
    let alone =
        issue(&mut world, &sample("invoice.json"), &[], Some(attested(Ground::SellerStated, None))).unwrap();
    assert_ne!(electronic.lot(), alone.lot());
    let at = SlotKind::Invoice(0).position(plimsoll_circuits::fingerprint::Tier::Small);
    assert_eq!(electronic.sheet.content.values()[at], alone.sheet.content.values()[at]);
}
