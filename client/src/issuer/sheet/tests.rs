use super::{NOTHING, Sheet, SheetError, Slot, shown};
use crate::{
    fixture::{World, desk, sample},
    issuer::{IssuedBill, IssuedBillError, SignedDocuments as _},
    party::Party,
    wallet::{Dossier, DossierError},
};
use plimsoll_circuits::{
    credential::{Message, Signed},
    field::{F, from_hex},
    fingerprint::{Class, keys::SlotKind},
    note::Lot,
};
use serde::Deserialize;

fn issued(world: &mut World) -> IssuedBill {
    world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap()
}

fn signed<T: Message>(party: &Party, content: T) -> Signed<T> {
    Signed::new(content, &party.keys().signing, party.public().nkc)
}

/// What the issuer signs if it says something else: sheet and credential agree.
fn says(world: &World, issued: &IssuedBill, change: impl FnOnce(&mut Sheet)) -> IssuedBill {
    let (mut sheet, mut credential) = (issued.sheet.content.clone(), issued.credential.content);
    change(&mut sheet);
    credential.fp_root = sheet.root();
    let (sheet, credential) = (signed(&world.issuer, sheet), signed(&world.issuer, credential));
    IssuedBill { sheet, credential, ..issued.clone() }
}

#[test]
fn messages_are_those_of_a_second_implementation() {
    #[derive(Deserialize)]
    struct Row {
        content: Sheet,
        message: String,
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/sheets.json");
    let rows: Vec<Row> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(rows.iter().map(|row| row.content.is_first()).collect::<Vec<_>>(), [true, false]);
    for Row { content, message } in rows {
        assert_eq!(content.message(), from_hex(&message).unwrap());
    }
}

#[test]
fn every_part_of_a_sheet_is_signed() {
    let mut world = World::new();
    let sheet = issued(&mut world).sheet.content;
    let one = F::from(1u64);
    let changes: [&dyn Fn(&mut Sheet); 9] = [
        &|s| s.domain += one,
        &|s| s.lot = Lot(s.lot.0 + one),
        &|s| s.roots[0] += one,
        &|s| s.roots[1] += one,
        &|s| s.before[0] += one,
        &|s| s.before[1] += one,
        &|s| s.slots[4] = Slot::Pad(s.slots[4].value()),
        &|s| s.slots[2] = Slot::Key { of: SlotKind::Invoice(1), f: s.slots[2].value() },
        &|s| s.slots[39] = Slot::Pad(one),
    ];
    for change in changes {
        let mut changed = sheet.clone();
        change(&mut changed);
        assert_ne!(changed.message(), sheet.message());
    }
}

#[test]
fn whoever_has_the_documents_sees_what_an_issuer_says_wrongly() {
    let mut world = World::new();
    let issued = issued(&mut world);
    let domain = world.ledger.genesis().domain();
    let sheet = &issued.sheet.content;
    assert_eq!(Class::ALL.map(|class| sheet.count(Some(class))), [1, 1, 4]);
    assert_eq!(sheet.count(None), 8);
    let code = |bill: &IssuedBill| match bill.verify(domain, &world.carriers) {
        Err(IssuedBillError::Sheet(error)) => error.code(),
        Err(error) => panic!("{error}"),
        Ok(_) => "fits",
    };
    let said = |change: &dyn Fn(&mut Sheet)| code(&says(&world, &issued, change));
    assert_eq!(said(&|_| {}), "fits");

    // Left out, with a value of nothing or with the key's own: who has no fingerprint of its own cannot tell them apart.
    assert_eq!(said(&|s| s.slots[6] = Slot::Pad(F::from(4711u64))), "KeyLeftOut");
    assert_eq!(said(&|s| s.slots[4] = Slot::Pad(s.slots[4].value())), "KeyLeftOut");
    let left_out = says(&world, &issued, |s| s.slots[1] = Slot::Pad(s.slots[1].value()));
    let why = left_out.verify(domain, &world.carriers).unwrap_err().to_string();
    assert!(why.contains("invoice") && why.contains("; do not rely"), "{why}");
    // Swapped: two windows of a container, a key and a pad, a key in a slot that the ledger has no rule for.
    for (a, b) in [(4, 5), (1, 2), (7, 16), (0, 1)] {
        assert_eq!(said(&|s| s.slots.swap(a, b)), if a == 0 { "SheetOtherLot" } else { "KeyMisplaced" });
    }
    let renamed = |s: &mut Sheet| {
        s.slots.swap(0, 1);
        s.lot = Lot::new(s.slots[0].value(), 0);
    };
    assert_eq!(said(&renamed), "KeyMisplaced");
    // A pad that is called a key: of a container that the bill does not name, or of one that has its slot.
    for of in [SlotKind::BoxA(2), SlotKind::BoxA(0), SlotKind::Invoice(1), SlotKind::Doc] {
        assert_eq!(said(&|s| s.slots[8] = Slot::Key { of, f: s.slots[8].value() }), "KeyUnfounded");
    }
    assert_eq!(said(&|s| s.domain += F::from(1u64)), "SheetOtherLedger");
    assert_eq!(said(&|s| s.lot = Lot::new(s.slots[0].value(), 1)), "SheetOtherLot");
    assert_eq!(said(&|s| s.roots[0] += F::from(1u64)), "SheetOtherDocuments");
    assert_eq!(said(&|s| s.before = s.roots), "SheetOtherDocuments");
    assert_eq!(said(&|s| s.slots.truncate(39)), "OtherFingerprints");

    let mut other = issued.clone();
    other.sheet = signed(&world.trader, sheet.clone());
    assert_eq!(code(&other), "SheetOtherSigner");
    let mut changed = issued.clone();
    changed.sheet.content.roots[1] += F::from(1u64);
    assert_eq!(code(&changed), "SheetSignature");
    changed.sheet.content.slots.swap(2, 3);
    assert_eq!(code(&changed), "OtherFingerprints");
}

#[test]
fn whoever_is_shown_a_lot_compares_its_sheet_with_what_was_posted() {
    let mut world = World::new();
    let issued = issued(&mut world);
    let valuation = world.value(&issued);
    let (rng, ledger) = (&mut world.rng.clone(), world.ledger());
    let services = world.services(&ledger);
    let lot = issued.lot();
    assert_eq!(issued.sheet.content.posted(&ledger), Err(SheetError::NotPosted));
    let mut trader = desk(&world.trader, services);
    let height = trader.register(&issued, &valuation, rng).unwrap().receipt.height;
    assert_eq!(issued.sheet.content.posted(&ledger), Ok(height));

    let (dossier, _) = trader.documents(lot).unwrap();
    let check =
        |sheets: &[Signed<Sheet>]| shown(sheets, lot, &dossier.bill, &ledger, None).map_err(|e| e.code());
    assert_eq!(check(&dossier.sheets()), Ok(vec![height]));
    assert_eq!(check(&[]), Err("SheetIncomplete"));
    assert_eq!(check(&[dossier.sheets(), dossier.sheets()].concat()), Err("SheetIncomplete"));
    let said = |party: &Party, change: &dyn Fn(&mut Sheet)| {
        let mut sheet = issued.sheet.content.clone();
        change(&mut sheet);
        check(&[signed(party, sheet)])
    };
    let one = F::from(1u64);
    assert_eq!(said(&world.issuer, &|s| s.slots[30] = Slot::Pad(one)), Err("SheetOtherPosted"));
    assert_eq!(said(&world.issuer, &|s| s.slots.swap(30, 31)), Err("SheetOtherPosted"));
    // Without the documents it is seen that a key stands where the ledger does not look for it.
    assert_eq!(said(&world.issuer, &|s| s.slots.swap(4, 5)), Err("KeyMisplaced"));
    let soft = |of| move |s: &mut Sheet| s.slots[4] = Slot::Soft { of, f: one, j: 0 };
    for of in [SlotKind::BoxA(0), SlotKind::SoftSeal(0)] {
        assert_eq!(said(&world.issuer, &soft(of)), Err("KeyMisplaced"));
    }
    // Of another DOC, or of none, it is of no lot that this one comes from.
    assert_eq!(said(&world.issuer, &|s| s.slots[0] = Slot::Pad(one)), Err("SheetOtherLot"));
    assert_eq!(said(&world.issuer, &|s| s.slots.clear()), Err("SheetOtherLot"));
    assert_eq!(said(&world.issuer, &|s| s.domain += one), Err("SheetOtherLedger"));
    assert_eq!(said(&world.issuer, &|s| s.lot = Lot::new(one, 0)), Err("SheetOtherLot"));
    assert_eq!(said(&world.issuer, &|s| s.before = s.roots), Err("SheetIncomplete"));
    assert_eq!(said(&world.issuer, &|s| s.roots[0] += one), Err("SheetIncomplete"));
    assert_eq!(said(&world.trader, &|_| {}), Err("SheetOtherIssuer"));
    let mut changed = dossier.sheets();
    changed[0].content.slots[4] = Slot::Pad(changed[0].content.slots[4].value());
    assert_eq!(check(&changed), Err("SheetSignature"));
    // The lot of a registration follows from what was posted.
    let mut elsewhere = issued.sheet.content.clone();
    elsewhere.lot = Lot::new(issued.sheet.content.slots[0].value(), 1);
    assert_eq!(elsewhere.posted(&ledger), Err(SheetError::OtherLot));
    elsewhere.before = elsewhere.roots;
    assert_eq!(elsewhere.posted(&ledger), Err(SheetError::OtherPosted(height)));
    assert_ne!(elsewhere.before, NOTHING);

    // The issuer signs the same documents once more, with pads that were never posted: all fits together, but not to the ledger.
    let again = says(&world, &issued, |s| s.slots[39] = Slot::Pad(one));
    let again = Dossier { issued: again, ..dossier };
    let title = trader.wallet().title(lot).unwrap().note.content;
    again.verify(&title, &services).unwrap();
    let (sealed, reference) = again.seal(rng).unwrap();
    services.blobs.put(&sealed).unwrap();
    let refused = Dossier::fetch(&reference, &title, &services).unwrap_err();
    assert!(
        matches!(
            &refused,
            DossierError::Issued(IssuedBillError::Sheet(SheetError::OtherPosted(at))) if *at == height
        ),
        "{refused}"
    );
}
