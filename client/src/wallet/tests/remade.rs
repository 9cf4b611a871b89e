//! Orders of governors as a wallet sees them: a lot that is frozen, and one that is recovered.

use crate::{
    FixedClock, Money,
    fixture::{NOW, World, desk, governor, sample},
    issuer::SignedDocuments as _,
    party::{control_key_file, open_control_key},
    services::LedgerError,
    wallet::Wallet,
};
use plimsoll_circuits::{
    field::F,
    note::{Kind, Lot, Note},
};
use plimsoll_contracts::{
    Hash32, Order,
    control::NotSurrendered,
    order::{
        AuditKeyChange, GuardianTranscript, Guardians, LotName, NewLien, NewTitle, OpenedTitle, Recovery,
        Reopening, Statement,
    },
    rules::BEFORE_AUDIT_KEY,
};

fn usd(text: &str) -> Money {
    format!("{text} USD").parse().unwrap()
}

/// The order that makes a frozen title, opened, again for the buyer, with these liens.
pub(super) fn recovery(world: &World, name: LotName, title: &Note, liens: &[Note]) -> Order {
    let new = Lot::new(name.doc, name.generation + 1);
    let remade = |(number, note): (u64, &Note)| {
        let c = note.content;
        let release_key = world.buyer.keys().release_key(new, number).public();
        NewLien {
            owner: note.owner,
            amount: c.amount,
            prior: c.prior,
            pool: c.pool,
            bill: c.bill,
            made: c.made,
            release_key: Hash32(*release_key.bytes()),
        }
    };
    let issuer = &world.issuer;
    let key =
        open_control_key(&control_key_file(issuer.home()), "pass", issuer.public().control_key).unwrap();
    let bill = title.content.bill;
    let frozen = world.ledger.view().unwrap().lot(name.lot()).unwrap().frozen.unwrap().height;
    let said = NotSurrendered { doc: name.doc, generation: name.generation, bill, frozen };
    Order::Recover(Recovery {
        lot: name,
        title: NewTitle { owner: world.buyer.address(), bill },
        liens: (1..).zip(liens).map(remade).collect(),
        opened: Some(OpenedTitle {
            owner: title.owner,
            amount: title.content.amount,
            bill,
            rho: title.rho,
            r: title.r,
        }),
        statement: Statement {
            issuer: issuer.address(),
            signature: key.sign(world.ledger.genesis().domain(), &said).unwrap(),
        },
    })
}

#[test]
fn a_lost_title_is_recovered_for_another_owner_with_its_liens_and_papers() {
    let mut world = World::new();
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let valuation = world.value(&issued);
    let (lot, rng) = (issued.lot(), &mut world.rng.clone());
    let name = LotName { doc: issued.sheet.content.slots[0].value(), generation: 0 };
    assert_eq!(name.lot(), lot);
    let ledger = world.ledger();
    let mut trader = desk(&world.trader, world.services(&ledger));
    trader.register(&issued, &valuation, rng).unwrap();
    trader.pledge(lot, world.bank.public(), usd("1000"), rng).unwrap();
    trader.pledge(lot, world.other_bank.public(), usd("500"), rng).unwrap();
    let title = trader.wallet().title(lot).unwrap().note;
    let mut bank = desk(&world.bank, world.services(&ledger));
    bank.sync().unwrap();
    drop((trader, bank));

    world.order(Order::Freeze { lot: name, emergency: false });
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let told = Wallet::open(&world.trader).unwrap().sync(&world.trader, &services).unwrap();
    let mut trader = desk(&world.trader, services);
    assert!(told.warnings.iter().any(|text| text.contains("is frozen")), "{:?}", told.warnings);
    let refused = trader.endorse(lot, world.buyer.public(), rng).unwrap_err();
    assert!(refused.to_string().contains(&LedgerError::Frozen.to_string()), "{refused}");

    // The governors have the title opened, and make it again for the buyer, with both liens.
    let liens = |party| {
        let mut wallet = Wallet::open(party).unwrap();
        wallet.sync(party, &services).unwrap();
        wallet.liens().map(|lien| lien.note).collect::<Vec<_>>()
    };
    let new = Lot::new(name.doc, 1);
    let [first, second] = [liens(&world.bank)[0], liens(&world.other_bank)[0]];
    let recovery = recovery(&world, name, &title, &[first, second]);
    drop(trader);
    world.order(recovery);

    // What was of the old lot counts no more, and is not forgotten.
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = Wallet::open(&world.trader).unwrap();
    let told = trader.sync(&world.trader, &services).unwrap();
    assert!(told.warnings[0].contains("closed, and goes on as another lot"));
    assert!(trader.title(lot).is_none() && trader.history().unwrap().iter().any(|held| held.lot() == lot));

    // The new owner has the title, takes the papers from issuer and valuer, and goes on.
    let came = Wallet::open(&world.buyer).unwrap().sync(&world.buyer, &services).unwrap();
    assert_eq!(came.received.len(), 1);
    let mut buyer = desk(&world.buyer, services);
    buyer.recover(&[], Some((&issued, &valuation)), rng).unwrap();
    assert_eq!(buyer.documents(new).unwrap().0.issued, issued);
    buyer.pledge(new, world.bank.public(), usd("100"), rng).unwrap();
    // A bank gives back what it had before, in its old rank; the new owner finds the release by itself.
    let mut bank = desk(&world.bank, services);
    bank.sync().unwrap();
    let mut liens: Vec<_> = bank.wallet().liens().cloned().collect();
    assert_eq!(liens.len(), 2);
    liens.retain(|lien| lien.note.content.made == first.content.made);
    assert_eq!((liens[0].lot(), liens[0].note.r), (new, F::from(0u64)));
    bank.discharge(liens[0].id(), None, rng).unwrap();
    buyer.sync().unwrap();
    let release = buyer.wallet().releases().next().unwrap().id();
    buyer.merge(new, release, rng).unwrap();
    let title = buyer.wallet().title(new).unwrap();
    assert_eq!((title.kind(), title.note.content.amount), (Kind::Title, 60_000));
    let book = title.read.as_ref().unwrap();
    assert_eq!(book.pledges.len(), 2);
}

#[test]
fn a_squatted_bill_is_reopened_and_registered_by_whom_it_belongs_to() {
    let mut world = World::new();
    // An issuer that lies, or was deceived, issues the bill to somebody to whom it does not belong.
    let squatted = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let valuation = world.value(&squatted);
    let rng = &mut world.rng.clone();
    let ledger = world.ledger();
    let mut squatter = desk(&world.trader, world.services(&ledger));
    squatter.register(&squatted, &valuation, rng).unwrap();
    squatter.pledge(squatted.lot(), world.bank.public(), usd("1000"), rng).unwrap();
    drop(squatter);

    let doc = squatted.sheet.content.slots[0].value();
    let lot = LotName { doc, generation: 0 };
    let until = crate::fixture::NOW.day();
    world.order(Order::Reopen(Reopening { lot, coming: doc, numbers: vec![doc], until }));
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    assert_eq!((issued.credential.content.generation, issued.lot()), (1, Lot::new(doc, 1)));
    let valuation = world.value(&issued);
    let ledger = world.ledger();
    let services = world.services(&ledger);
    // The squatter registers nothing any more, and its title is closed.
    let told = Wallet::open(&world.trader).unwrap().sync(&world.trader, &services).unwrap();
    assert!(told.warnings[0].contains("closed, so that its bill can be registered anew"));
    let mut owner = desk(&world.trader, services);
    assert!(owner.wallet().titles().next().is_none());
    owner.register(&issued, &valuation, rng).unwrap();
    let title = owner.wallet().title(issued.lot()).unwrap();
    assert_eq!(title.note.content.amount, 0);
    owner.endorse(issued.lot(), world.buyer.public(), rng).unwrap();
    // The next holder checks papers and sheet against the entry of this generation.
    let buyer = desk(&world.buyer, services);
    assert_eq!(buyer.documents(issued.lot()).unwrap().0.issued, issued);
}

/// From its day on, every transition is sealed to it.
#[test]
fn wallets_follow_a_change_of_the_audit_key() {
    let mut world = World::new();
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let valuation = world.value(&issued);
    let (lot, rng) = (issued.lot(), &mut world.rng.clone());
    let before = world.ledger.genesis().audit_key.point();
    let pledge = |world: &World, rng: &mut _| {
        let ledger = world.ledger();
        let mut trader = desk(&world.trader, world.services(&ledger));
        let made = trader.pledge(lot, world.bank.public(), usd("100"), rng).unwrap();
        made.transition.posting().unwrap().audit().key
    };
    {
        let ledger = world.ledger();
        desk(&world.trader, world.services(&ledger)).register(&issued, &valuation, rng).unwrap();
    }
    let point = world.ledger.genesis().member_admin.point();
    let mut change = AuditKeyChange {
        point: [point.x, point.y],
        guardians: Guardians { keys: vec![governor().address()], threshold: 1 },
        transcript: Hash32([6; 32]),
        change: 0,
        guardians_signed: Vec::new(),
    };
    let domain = world.ledger.genesis().domain();
    change.guardians_signed = vec![governor().sign(domain, &GuardianTranscript(&change)).unwrap()];
    world.order(Order::AuditKey(change));
    assert_eq!(pledge(&world, rng), [before.x, before.y]);
    world.clock = FixedClock(NOW.after(BEFORE_AUDIT_KEY));
    let after = pledge(&world, rng);
    assert_ne!(after, [before.x, before.y]);
    assert_eq!(world.ledger.view().unwrap().council().unwrap().audit.at(world.clock.0), after);
}
