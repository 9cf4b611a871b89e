mod generations;
mod numbers;

use super::{Likeness, Referral, heights, referrals};
use crate::{
    fixture::{World, desk, sample},
    issuer::{IssuedBill, SheetError, SignedDocuments as _, Slot},
    ops::{AttestTerms, DEFAULT_MAX_AGE, Desk, Disclosure, OpError, PlanError, new_challenge, verify_attest},
    services::LedgerAccess as _,
    wallet::DossierError,
};
use plimsoll_circuits::{
    credential::Signed,
    field::F,
    fingerprint::{SEARCH_GAP, SMALL_SLOTS, keys::SlotKind, soft_value},
};
use plimsoll_contracts::Demand;
use rand::rngs::OsRng;
use std::collections::{BTreeMap, BTreeSet, HashSet};

const SAME: [SlotKind; 5] = [
    SlotKind::SoftSeal(0),
    SlotKind::SoftSeal(1),
    SlotKind::SoftWeight(0),
    SlotKind::SoftWeight(1),
    SlotKind::SoftBooking,
];

fn register(desk: &mut Desk<'_>, world: &World, issued: &IssuedBill) -> Result<u64, OpError> {
    desk.register(issued, &world.value(issued), &mut OsRng).map(|done| done.receipt.height)
}

fn first(world: &mut World) -> IssuedBill {
    world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap()
}

/// The slot of the booking's key, F and j.
fn booking(bill: &IssuedBill) -> (usize, F, u64) {
    let found = bill.sheet.content.slots.iter().enumerate().find_map(|(at, slot)| match *slot {
        Slot::Soft { of: SlotKind::SoftBooking, f, j } => Some((at, f, j)),
        _ => None,
    });
    found.unwrap()
}

/// What the issuer signs if it says something else: sheet and credential agree.
fn says(world: &World, bill: &IssuedBill, change: impl Fn(usize, &mut Slot)) -> IssuedBill {
    let (keys, nkc) = (&world.issuer.keys().signing, world.issuer.public().nkc);
    let (mut sheet, mut credential) = (bill.sheet.content.clone(), bill.credential.content);
    sheet.slots.iter_mut().enumerate().for_each(|(at, slot)| change(at, slot));
    credential.fp_root = sheet.root();
    let (sheet, credential) = (Signed::new(sheet, keys, nkc), Signed::new(credential, keys, nkc));
    IssuedBill { sheet, credential, ..bill.clone() }
}

/// The bill with the numbers that another has for the same keys, as two issuers may choose them that do not know of each other.
fn with_numbers_of(world: &World, bill: &IssuedBill, other: &IssuedBill) -> IssuedBill {
    let numbers: BTreeMap<_, _> = other
        .sheet
        .content
        .slots
        .iter()
        .filter_map(|slot| match slot {
            Slot::Soft { f, j, .. } => Some((*f, *j)),
            _ => None,
        })
        .collect();
    says(world, bill, |_, slot| {
        if let Slot::Soft { f, j, .. } = slot {
            *j = numbers.get(f).copied().unwrap_or(*j);
        }
    })
}

/// Posts a bill with a program that does not look first.
fn post(desk: &Desk<'_>, world: &World, issued: &IssuedBill) -> u64 {
    let value = world.value(issued);
    let prepared = desk.register_slots::<SMALL_SLOTS, _>(issued, &value, &mut OsRng).unwrap();
    prepared.submit(&world.ledger()).unwrap().receipt.height
}

/// The same containers weeks later under another number: no strict key is there, and everybody who is concerned hears of it, once.
#[test]
fn what_is_alike_is_found_from_both_sides_and_told_once() {
    let mut world = World::new();
    let issued = first(&mut world);
    let height = {
        let ledger = world.ledger();
        let mut trader = desk(&world.trader, world.services(&ledger));
        let height = register(&mut trader, &world, &issued).unwrap();
        assert_eq!(trader.referrals(issued.lot()).unwrap(), []);
        trader
            .pledge(issued.lot(), world.bank.public(), "100 USD".parse().unwrap(), &mut world.rng.clone())
            .unwrap();
        height
    };
    let holder = world.buyer.public().clone();
    let other = world.issue_alike("ZZEL2603000900", "2026-05-05", &holder);
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let alike = |height| vec![Referral { height, alike: SAME.into_iter().collect() }];
    // The issuer sees it before anybody posts.
    assert_eq!(referrals([&other.sheet.content], &ledger).unwrap(), alike(height));

    // The bank has the lot opened to it and looks out for it.
    let mut trader = desk(&world.trader, services);
    let mut bank = desk(&world.bank, services);
    let challenge = new_challenge("First Bank", "a lien", 600, &world.clock, &mut world.rng.clone());
    let terms = AttestTerms::new("100 USD".parse().unwrap(), "0 USD".parse().unwrap(), 10_000);
    let answer =
        trader.attest(issued.lot(), &challenge, &terms, Disclosure::OPENED, &mut world.rng.clone()).unwrap();
    let opening = answer.opening.as_ref().unwrap();
    assert_eq!(bank.watch(opening).unwrap(), []);
    let nobody = desk(&world.other_bank, services).watch(opening).unwrap_err();
    assert!(matches!(nobody, OpError::Plan(PlanError::NothingHeld)), "{nobody}");

    let mut buyer = desk(&world.buyer, services);
    let later = register(&mut buyer, &world, &other).unwrap();
    assert_eq!(buyer.referrals(other.lot()).unwrap(), alike(height));
    // On the ledger no two values agree: nobody else sees it.
    let values: HashSet<_> =
        [&issued, &other].into_iter().flat_map(|bill| bill.sheet.content.values()).collect();
    assert_eq!(values.len(), 80);

    for desk in [&mut trader, &mut bank] {
        assert_eq!(desk.wallet().untold().count(), 0);
        desk.sync().unwrap();
        let told: Vec<_> = desk.wallet().untold().map(|(lot, referral)| (lot, referral.clone())).collect();
        assert_eq!(told, [(issued.lot(), alike(later).remove(0))]);
        // Until it was said it is said again; then never more, and it stays in view.
        desk.sync().unwrap();
        assert_eq!(desk.wallet().untold().count(), 1);
        desk.told(issued.lot()).unwrap();
    }
    drop((trader, bank, buyer));
    for party in [&world.trader, &world.bank] {
        let again = desk(party, services);
        assert_eq!(again.wallet().untold().count(), 0);
        assert_eq!(again.wallet().alike(issued.lot()).cloned().collect::<Vec<_>>(), alike(later));
    }
    // Whoever is shown the lot now sees it, too; as of then, not.
    let mut verified =
        verify_attest(&ledger, &answer, &terms, &Demand::new(&challenge, DEFAULT_MAX_AGE)).unwrap();
    assert_eq!((verified.entries, verified.referrals), (vec![height], alike(later)));
    let then = Demand { as_of: Some(later - 1), ..Demand::new(&challenge, DEFAULT_MAX_AGE) };
    verified = verify_attest(&ledger, &answer, &terms, &then).unwrap();
    assert_eq!((verified.entries, verified.referrals), (vec![height], vec![]));
}

/// Two issuers choose a number before either bill is posted: the slower wallet does not post, and asks for the bill anew.
#[test]
fn a_wallet_does_not_post_what_another_was_faster_with() {
    let mut world = World::new();
    let (trader, buyer) = (world.trader.public().clone(), world.buyer.public().clone());
    let one = world.issue_alike("ZZEL2603000900", "2026-05-05", &trader);
    let two = world.issue_alike("ZZEL2603000901", "2026-04-05", &buyer);
    let soft = |bill: &IssuedBill| bill.sheet.content.slots[booking(bill).0].value();
    assert_ne!(soft(&one), soft(&two), "one issuer gives a number once");
    let two = with_numbers_of(&world, &two, &one);
    assert_eq!(soft(&one), soft(&two));
    let height = {
        let ledger = world.ledger();
        let mut trader = desk(&world.trader, world.services(&ledger));
        let height = register(&mut trader, &world, &one).unwrap();
        // A bill that is registered already is refused by the ledger, and that is what is said.
        let again = register(&mut trader, &world, &one).unwrap_err();
        assert_eq!(again.code(), Some(plimsoll_contracts::Code::ConflictDoc), "{again}");
        let mut buyer = desk(&world.buyer, world.services(&ledger));
        let refused = register(&mut buyer, &world, &two).unwrap_err();
        let OpError::Plan(PlanError::Overtaken { height: at, amends: false }) = refused else {
            panic!("{refused}")
        };
        assert_eq!(at, height);
        assert!(refused.to_string().contains("; ask the issuer to issue the bill anew"), "{refused}");
        height
    };
    let anew = world.issue_alike("ZZEL2603000901", "2026-04-05", &buyer);
    assert_ne!(soft(&one), soft(&anew));
    let ledger = world.ledger();
    let mut buyer = desk(&world.buyer, world.services(&ledger));
    let later = register(&mut buyer, &world, &anew).unwrap();
    let found = heights(&ledger, booking(&anew).1, None).unwrap();
    assert_eq!(found, BTreeSet::from([height, later]));
}

/// A wallet that posts a value once more on purpose, or two that post at one moment: both entries have it, and a search finds both.
#[test]
fn a_repeated_value_hides_no_entry() {
    let mut world = World::new();
    let (trader, buyer) = (world.trader.public().clone(), world.buyer.public().clone());
    let one = world.issue_alike("ZZEL2603000900", "2026-05-05", &trader);
    let two = world.issue_alike("ZZEL2603000901", "2026-04-05", &buyer);
    let two = with_numbers_of(&world, &two, &one);
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let prepared = [(&world.trader, &one), (&world.buyer, &two)].map(|(party, issued)| {
        let desk = desk(party, services);
        desk.prepare_register(issued, &world.value(issued), &mut world.rng.clone()).unwrap()
    });
    let at = prepared.map(|prepared| prepared.submit(&ledger).unwrap().receipt.height);
    let soft = one.sheet.content.slots[booking(&one).0].value();
    assert_eq!(ledger.soft_heights(soft).unwrap(), at);
    for (bill, other) in [(&one, at[1]), (&two, at[0])] {
        let found = referrals([&bill.sheet.content], &ledger).unwrap();
        assert_eq!(found, [Referral { height: other, alike: SAME.into_iter().collect() }]);
    }
}

/// An issuer that posts a key under a number to which no search comes is found out by whoever has the sheet.
#[test]
fn a_sheet_that_lies_about_f_or_j_is_found_out() {
    let mut world = World::new();
    let issued = first(&mut world);
    let domain = world.ledger.genesis().domain();
    let (slot, _, number) = booking(&issued);
    let lying = |change: &dyn Fn(&mut F, &mut u64)| {
        let signed = says(&world, &issued, |at, content| match content {
            Slot::Soft { f, j, .. } if at == slot => change(f, j),
            _ => {}
        });
        [IssuedBill { credential: issued.credential, ..signed.clone() }, signed]
    };
    let code = |bill: &IssuedBill| match bill.verify(domain, &world.carriers) {
        Err(crate::issuer::IssuedBillError::Sheet(error)) => error.code(),
        other => panic!("{other:?}"),
    };
    // Another F or j is another value than the one that was signed ..
    let [other_f, other_f_signed] = lying(&|f, _| *f += F::from(1u64));
    let [other_j, _] = lying(&|_, j| *j = number + 1);
    let [_, far] = lying(&|_, j| *j = SEARCH_GAP);
    assert_eq!([&other_f, &other_j].map(code), ["OtherFingerprints"; 2]);
    // .. and where all of it is signed, another than the one that was posted.
    let ledger = world.ledger();
    let mut trader = desk(&world.trader, world.services(&ledger));
    // A wallet posts nothing that others do not find; another program may.
    let refused = register(&mut trader, &world, &far).unwrap_err();
    let OpError::Dossier(DossierError::Issued(crate::issuer::IssuedBillError::Sheet(refused))) = refused
    else {
        panic!("{refused}")
    };
    assert_eq!(refused, SheetError::OutOfReach { slot });
    let height = post(&trader, &world, &far);
    let compare = |bill: &IssuedBill| bill.sheet.content.posted(&ledger);
    assert_eq!(compare(&issued), Err(SheetError::OtherPosted(height)));
    assert_eq!(compare(&other_f_signed), Err(SheetError::OtherPosted(height)));
    assert_eq!(compare(&far), Ok(height));
    // Posted as it says, under a number that leaves too many out: no search comes to it.
    let refused = referrals([&far.sheet.content], &ledger).unwrap_err();
    assert_eq!((&refused, refused.code()), (&SheetError::OutOfReach { slot }, "KeyOutOfReach"));
    let warned = trader.sync().unwrap().warnings;
    assert!(warned.iter().any(|warning| warning.contains(&format!("slot {slot}"))), "{warned:?}");

    // Another entry makes good what is left out: as of then the key was out of reach all the same.
    let other = world.buyer.public().clone();
    drop(trader);
    let other = world.issue_alike("ZZEL2603000900", "2026-05-05", &other);
    let other = says(&world, &other, |at, content| match content {
        Slot::Soft { j, .. } if at == booking(&other).0 => *j = SEARCH_GAP - 1,
        _ => {}
    });
    let ledger = world.ledger();
    register(&mut desk(&world.buyer, world.services(&ledger)), &world, &other).unwrap();
    let judged = |as_of| Likeness::of([&far.sheet.content], &ledger, as_of).map(drop);
    assert_eq!((judged(None), judged(Some(height))), (Ok(()), Err(SheetError::OutOfReach { slot })));
}

#[test]
fn soft_keys_are_called_what_they_are() {
    let mut world = World::new();
    let issued = first(&mut world);
    let domain = world.ledger.genesis().domain();
    let Slot::Soft { of, f, j } = issued.sheet.content.slots[19] else { panic!("a soft key") };
    assert_eq!(of, SlotKind::SoftSeal(0));
    let said = |slots: &[(usize, Slot)]| {
        let mut changed = issued.clone();
        let (keys, nkc) = (world.issuer.keys(), world.issuer.public().nkc);
        let (mut sheet, mut credential) = (issued.sheet.content.clone(), issued.credential.content);
        slots.iter().for_each(|(at, slot)| sheet.slots[*at] = *slot);
        credential.fp_root = sheet.root();
        changed.sheet = Signed::new(sheet, &keys.signing, nkc);
        changed.credential = Signed::new(credential, &keys.signing, nkc);
        match changed.verify(domain, &world.carriers) {
            Err(crate::issuer::IssuedBillError::Sheet(error)) => error.code(),
            other => panic!("{other:?}"),
        }
    };
    let soft = Slot::Soft { of, f, j };
    assert_eq!(said(&[(19, Slot::Pad(soft.value()))]), "KeyLeftOut");
    assert_eq!(said(&[(19, Slot::Key { of, f })]), "KeyMisplaced", "a value of the guardians in the open");
    assert_eq!(said(&[(19, Slot::Pad(f)), (26, soft)]), "KeyMisplaced");
    assert_eq!(said(&[(26, Slot::Soft { of, f, j: j + 1 })]), "KeyUnfounded");
    assert_eq!(said(&[(26, Slot::Soft { of: SlotKind::SoftShipper(0), f, j })]), "KeyUnfounded");
    let Slot::Key { of, f } = issued.sheet.content.slots[4] else { panic!("a strict key") };
    assert_eq!(said(&[(4, Slot::Soft { of, f, j })]), "KeyMisplaced", "the ledger would not refuse it");
}
