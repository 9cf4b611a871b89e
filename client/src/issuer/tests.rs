mod attested;
mod holding;

use super::{Annexes, AuditFolder, IssueError, Papers, SignedDocuments as _, Slot};
use crate::{
    fixture::{NOW, World, sample, signed},
    valuer::{Appraisal, AppraiseError, appraise},
};
use plimsoll_circuits::{
    credential::Day,
    document::NotRegistrable,
    fingerprint::{self, Class, LARGE_SLOTS, SMALL_SLOTS},
};

#[test]
fn a_signed_bill_becomes_a_credential_that_covers_all_of_it() {
    let mut world = World::new();
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let domain = world.ledger.genesis().domain();
    let bundle = issued.verify(domain, &world.carriers).unwrap();
    assert_eq!((bundle.bill.containers.len(), bundle.invoices.len()), (2, 1));
    assert_eq!(issued.credential.content.first_holder, world.trader.address());

    // Every slot is filled and no two agree; the used ones are as the guardians evaluate them, whoever asks.
    let values = issued.sheet.content.values();
    let mut seen = values.clone();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), SMALL_SLOTS);
    let again = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let values_again = again.sheet.content.values();
    let same: Vec<_> = (0..SMALL_SLOTS).filter(|i| values[*i] == values_again[*i]).collect();
    // Soft ones are posted under another number.
    assert_eq!(same, [0, 1, 4, 5, 6, 7]);
    let evaluated =
        |bill: &super::IssuedBill| bill.sheet.content.slots.iter().map(Slot::fingerprint).collect::<Vec<_>>();
    assert_eq!(evaluated(&issued), evaluated(&again));
    assert_eq!(issued.lot(), again.lot());

    let records = AuditFolder::of(&world.issuer).unwrap().records(issued.lot()).unwrap();
    assert_eq!(records.len(), 2);
    for record in records {
        let (Some(evaluated), Papers::Issued(issued)) = (record.evaluated, record.papers) else {
            panic!("a bill that was issued")
        };
        evaluated.verify(&world.council.keys().fingerprint).unwrap();
        let slots = &issued.sheet.content.slots;
        let keys: Vec<_> = slots.iter().filter_map(Slot::fingerprint).collect();
        assert_eq!(keys, evaluated.inputs.iter().map(|input| input.f).collect::<Vec<_>>());
        assert_eq!(evaluated.request.points.len(), SMALL_SLOTS, "guardians cannot count");
    }

    let path = world.folder.path().join("issued.json");
    issued.save(&path).unwrap();
    assert_eq!(super::IssuedBill::load(&path).unwrap(), issued);
    let mut changed = issued.clone();
    changed.documents = again.documents;
    changed.salt = again.salt;
    assert!(matches!(changed.verify(domain, &world.carriers), Err(super::IssuedBillError::OtherDocuments)));
    let mut changed = issued;
    changed.credential.content.valid_until = Day(u32::MAX);
    assert!(matches!(changed.verify(domain, &world.carriers), Err(super::IssuedBillError::Signature)));
}

#[test]
fn what_is_no_title_or_not_the_carriers_is_refused() {
    let mut world = World::new();
    let waybill = world.issue(&signed("sea-waybill.json", |text| text), &[]).unwrap_err();
    assert!(
        matches!(&waybill, IssueError::NotRegistrable(why) if why.contains(&NotRegistrable::SeaWaybill)),
        "{waybill}"
    );
    let unsigned = world.issue(&sample("ebl-to-order.json"), &[]).unwrap_err();
    assert!(matches!(unsigned, IssueError::Signature(_)), "{unsigned}");
    let text = String::from_utf8(sample("ebl-to-order.signed.json")).unwrap();
    let altered = text.replace("\"ZZEL2603000417\"", "\"ZZEL2603000418\"");
    assert_ne!(altered, text);
    assert!(matches!(world.issue(altered.as_bytes(), &[]), Err(IssueError::Signature(_))));
    let invoice = Annexes { invoices: vec![b"{}".to_vec()], ..Annexes::default() };
    let holder = world.trader.public().clone();
    let bad = world.issue_to(&sample("ebl-to-order.signed.json"), &invoice, &holder);
    assert!(matches!(bad, Err(IssueError::Annex { annex, .. }) if annex == "invoice 1"));
    let mut mixed = holder;
    mixed.address = world.buyer.address();
    let bad = world.issue_to(&sample("ebl-to-order.signed.json"), &Annexes::default(), &mixed);
    assert!(matches!(bad, Err(IssueError::BadHolder(_))));
}

#[test]
fn an_unaccredited_issuer_gets_no_fingerprints() {
    let mut world = World::new();
    std::mem::swap(&mut world.issuer, &mut world.bank);
    let refused = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]);
    assert!(matches!(refused, Err(IssueError::Guardians(_))));
}

#[test]
fn big_bills_take_the_large_tier() {
    let mut world = World::new();
    let issued = world.issue(&signed("ebl-twelve-containers.json", |text| text), &[]).unwrap();
    let sheet = &issued.sheet.content;
    assert_eq!((sheet.slots.len(), sheet.count(Some(Class::Box)), sheet.count(None)), (LARGE_SLOTS, 24, 37));
    assert_eq!(fingerprint::root(&sheet.values()), issued.credential.content.fp_root);
    issued.verify(world.ledger.genesis().domain(), &world.carriers).unwrap();
}

#[test]
fn a_lot_is_worth_what_was_invoiced_at_most() {
    let mut world = World::new();
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let domain = world.ledger.genesis().domain();
    let today = NOW.day();
    let value = |text: Option<&str>, expires: u32| {
        let value = text.map(|text| text.parse().unwrap());
        let appraisal = Appraisal { value, valued_at: today, expires: Day(expires) };
        appraise(&world.valuer, &issued, &appraisal, domain, &world.carriers)
    };
    let signed = value(None, today.0).unwrap();
    assert!(signed.verifies());
    assert_eq!(signed.content.value, 37_500_000);
    assert_eq!(value(Some("374999.99 USD"), today.0).unwrap().content.value, 37_499_999);
    let above = value(Some("375000.01 USD"), today.0).unwrap_err();
    assert_eq!(
        above.to_string(),
        "375,000.01 USD is more than the invoices' sum of 375,000.00 USD; a lot is worth at most what was invoiced"
    );
    assert!(matches!(value(Some("1 EUR"), today.0), Err(AppraiseError::OtherCurrency { .. })));
    assert!(matches!(value(Some("0 USD"), today.0), Err(AppraiseError::Zero)));
    assert!(matches!(value(None, today.0 - 1), Err(AppraiseError::Dates)));
    let none = world.issue(&sample("ebl-to-order.signed.json"), &[]).unwrap();
    let appraisal = Appraisal { value: None, valued_at: today, expires: today };
    let none = appraise(&world.valuer, &none, &appraisal, domain, &world.carriers);
    assert!(matches!(none, Err(AppraiseError::NoInvoices)));
}
