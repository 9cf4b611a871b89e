//! What goes on with a lot that was recovered.

use super::remade::recovery;
use crate::{
    fixture::{NOW, World, desk, sample, signed},
    issuer::{Annexes, IssuedBill, Proposal, SignedDocuments as _, read_documents},
    ops::{AttestTerms, DEFAULT_MAX_AGE, Disclosure, Verified, new_challenge, verify_attest},
    party::Party,
};
use plimsoll_circuits::{credential::Day, note::Lot};
use plimsoll_contracts::{Demand, Order, order::LotName};

/// The owner's opened answer.
fn opened(world: &World, owner: &Party, lot: Lot, at_most: &str) -> Verified {
    let ledger = world.ledger();
    let owner = desk(owner, world.services(&ledger));
    let rng = &mut world.rng.clone();
    let challenge = new_challenge("First Bank", "a lien", 600, &world.clock, rng);
    let terms = AttestTerms::new(at_most.parse().unwrap(), "0 USD".parse().unwrap(), 10_000);
    let answer = owner.attest(lot, &challenge, &terms, Disclosure::OPENED, rng).unwrap();
    verify_attest(&ledger, &answer, &terms, &Demand::new(&challenge, DEFAULT_MAX_AGE)).unwrap()
}

/// A bill of the trader's, registered, and perhaps pledged to the bank.
fn registered(world: &mut World, pledged: Option<&str>) -> (IssuedBill, LotName) {
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let valuation = world.value_at(&issued, None, Day(NOW.day().0 - 1));
    let ledger = world.ledger();
    let mut trader = desk(&world.trader, world.services(&ledger));
    let rng = &mut world.rng.clone();
    trader.register(&issued, &valuation, rng).unwrap();
    if let Some(amount) = pledged {
        trader.pledge(issued.lot(), world.bank.public(), amount.parse().unwrap(), rng).unwrap();
    }
    let name = LotName { doc: issued.sheet.content.slots[0].value(), generation: 0 };
    (issued, name)
}

/// Recovers the lot for the buyer.
fn recover(world: &mut World, name: LotName) {
    let (title, liens) = {
        let ledger = world.ledger();
        let trader = desk(&world.trader, world.services(&ledger));
        let bank = desk(&world.bank, world.services(&ledger));
        let title = trader.wallet().title(name.lot()).unwrap().note;
        (title, bank.wallet().liens().map(|lien| lien.note).collect::<Vec<_>>())
    };
    world.order(Order::Freeze { lot: name, emergency: false });
    let order = recovery(world, name, &title, &liens);
    world.order(order);
}

#[test]
fn what_a_bank_looks_out_for_outlives_a_recovery() {
    let mut world = World::new();
    let (issued, name) = registered(&mut world, Some("1000 USD"));
    let answer = opened(&world, &world.trader, issued.lot(), "1000 USD");
    {
        let ledger = world.ledger();
        let mut bank = desk(&world.bank, world.services(&ledger));
        assert_eq!(bank.watch(answer.opening.as_ref().unwrap()).unwrap(), []);
    }
    recover(&mut world, name);
    {
        let ledger = world.ledger();
        assert_eq!(desk(&world.bank, world.services(&ledger)).wallet().untold().count(), 0);
    }
    let holder = world.trader.public().clone();
    let other = world.issue_alike("ZZEL2603000900", "2026-05-05", &holder);
    let valuation = world.value(&other);
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    let height = trader.register(&other, &valuation, &mut world.rng.clone()).unwrap().receipt.height;
    let bank = desk(&world.bank, services);
    let told: Vec<_> = bank.wallet().untold().map(|(lot, referral)| (lot, referral.height)).collect();
    assert_eq!(told, [(Lot::new(name.doc, 1), height)]);
}

/// The issuer has its records under the lot of before.
#[test]
fn a_recovered_bill_is_amended_by_its_issuer() {
    let mut world = World::new();
    let (issued, name) = registered(&mut world, None);
    recover(&mut world, name);
    let lot = Lot::new(name.doc, 1);
    let valuation = world.value_at(&issued, None, Day(NOW.day().0 - 1));
    {
        let ledger = world.ledger();
        let mut buyer = desk(&world.buyer, world.services(&ledger));
        buyer.recover(&[], Some((&issued, &valuation)), &mut world.rng.clone()).unwrap();
    }
    let said = opened(&world, &world.buyer, lot, "0 USD");
    let invoice = String::from_utf8(sample("invoice.json")).unwrap();
    let renumbered = |text: String| text.replace("ZZEL2603000417", "ZZEL2603000900");
    let bill = signed("ebl-to-order.json", renumbered);
    let annexes = Annexes { invoices: vec![renumbered(invoice).into_bytes()], ..Annexes::default() };
    let bundle =
        read_documents(&bill, &annexes, (world.issuer.public(), NOW.day()), &world.carriers, &world.trusted)
            .unwrap();
    let (domain, rng) = (world.ledger.genesis().domain(), &mut world.rng.clone());
    let proposal = Proposal::new(&bundle, &said, &world.issuer, domain, rng).unwrap();
    let amended = {
        let (mut gateway, ledger, rng) = world.gateway();
        gateway.amend(&proposal, &said, &[], NOW.day(), &ledger, rng).unwrap()
    };
    assert_eq!(amended.lot(), lot);
    let valuation = world.value_at(&amended, None, NOW.day());
    let ledger = world.ledger();
    let mut buyer = desk(&world.buyer, world.services(&ledger));
    buyer.amend(&amended, &valuation, rng).unwrap();
    assert_eq!(buyer.documents(lot).unwrap().0.amendments, [amended]);
}
