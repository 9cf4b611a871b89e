//! One bill under several generations, and what was so at a height.

use super::*;
use crate::{issuer::shown, services::LedgerError};
use plimsoll_circuits::{
    credential::Day,
    member::{Org, Roles},
};
use plimsoll_contracts::{
    Order,
    order::{LotName, Reopening},
};

/// Evidence of a generation stays what it was when its number is registered anew; nor is one generation alike to the other.
#[test]
fn a_reopened_bill_is_known_by_its_generation() {
    let mut world = World::new();
    let squatted = first(&mut world);
    let trader_is = world.trader.public().clone();
    let (terms, challenge) = (
        AttestTerms::new("0 USD".parse().unwrap(), "0 USD".parse().unwrap(), 10_000),
        new_challenge("First Bank", "a lien", 600, &world.clock, &mut world.rng.clone()),
    );
    let (height, answer) = {
        let ledger = world.ledger();
        let mut trader = desk(&world.trader, world.services(&ledger));
        let height = register(&mut trader, &world, &squatted).unwrap();
        let rng = &mut world.rng.clone();
        (height, trader.attest(squatted.lot(), &challenge, &terms, Disclosure::OPENED, rng).unwrap())
    };
    let answered = world.ledger().snapshot().unwrap().height;
    let doc = squatted.sheet.content.slots[0].value();
    let (lot, until) = (LotName { doc, generation: 0 }, crate::fixture::NOW.day());
    world.order(Order::Reopen(Reopening { lot, coming: doc, numbers: vec![doc], until }));
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    assert_ne!(issued.lot(), squatted.lot());
    assert_eq!(issued.sheet.content.posted(&world.ledger()), Err(SheetError::NotPosted));
    // Until it is registered the issuer sees nothing alike either: the closed lot has the same number.
    assert_eq!(referrals([&issued.sheet.content], &world.ledger()).unwrap(), []);

    // Its strict keys are on the ledger, and somebody was faster with a soft one all the same.
    let faster = world.issue_alike("ZZEL2603000900", "2026-05-05", &trader_is);
    let faster = with_numbers_of(&world, &faster, &issued);
    let overtaking = {
        let ledger = world.ledger();
        let mut trader = desk(&world.trader, world.services(&ledger));
        let overtaking = register(&mut trader, &world, &faster).unwrap();
        let refused = register(&mut trader, &world, &issued).unwrap_err();
        assert!(
            matches!(&refused, OpError::Plan(PlanError::Overtaken { height, amends: false }) if *height == overtaking),
            "{refused}"
        );
        overtaking
    };
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let ledger = world.ledger();
    let mut owner = desk(&world.trader, world.services(&ledger));
    let later = register(&mut owner, &world, &issued).unwrap();
    assert_eq!(issued.sheet.content.posted(&ledger), Ok(later));
    assert_eq!(squatted.sheet.content.posted(&ledger), Ok(height));
    let alike: Vec<_> =
        owner.referrals(issued.lot()).unwrap().into_iter().map(|found| found.height).collect();
    assert_eq!(alike, [overtaking]);

    let then = Demand { as_of: Some(answered), ..Demand::new(&challenge, DEFAULT_MAX_AGE) };
    let verified = verify_attest(&ledger, &answer, &terms, &then).unwrap();
    assert_eq!((verified.entries, verified.referrals), (vec![height], vec![]));
}

/// An issuer's address that was removed comes back under another organisation: what it signed before is judged by the one of then.
#[test]
fn a_sheet_is_judged_by_the_organisation_of_its_height() {
    let mut world = World::new();
    let issued = first(&mut world);
    let (height, bill, sheets) = {
        let ledger = world.ledger();
        let mut trader = desk(&world.trader, world.services(&ledger));
        let height = register(&mut trader, &world, &issued).unwrap();
        let dossier = trader.documents(issued.lot()).unwrap().0;
        (height, dossier.bill, dossier.sheets())
    };
    let issuer = world.issuer.public().clone();
    let change = world.changes(&world.issuer);
    world.order(Order::Remove { address: issuer.address, change, revocation: None });
    let Order::Admit { ak, nkc, roles, until, .. } =
        issuer.admission(Roles::ISSUER, Day(0), change + 1, None)
    else {
        panic!("an admission")
    };
    let (org, control) = (Org(F::from(7u64)), issuer.control_key);
    let admitted = Order::Admit { ak, nkc, roles, org, control, until, change: change + 1, consent: None };
    world.order(admitted);
    let ledger = world.ledger();
    let judged =
        |as_of| -> Result<Vec<u64>, SheetError> { shown(&sheets, issued.lot(), &bill, &ledger, as_of) };
    assert_eq!(judged(None), Err(SheetError::OtherIssuer));
    assert_eq!(judged(Some(height)), Ok(vec![height]));
    assert_eq!(judged(Some(height - 1)), Err(SheetError::NotPosted));
    let org = |address, as_of| -> Result<_, LedgerError> { ledger.organisation(address, as_of) };
    assert_eq!(org(issuer.address, Some(height)), Ok(Some(issuer.org())));
    assert_eq!(org(issuer.address, Some(0)), Ok(None));
}
