//! What governors decide, and what no order does: lots are frozen, recovered and reopened, a conflict is waived.

use super::{
    Error,
    attempts::post_registration,
    financing::Cargo,
    fresh::{Dossier, SQUATTED},
    papers::{Paper, Papers},
    stage::{Issued, Stage},
    stuck::free_cargo,
    tale::{ACCEPTED, Outcome, Tale, verdict_of},
};
use plimsoll_circuits::{
    field::F,
    fingerprint::Class,
    note::{Kind, Lot},
};
use plimsoll_client::{
    Clock as _, Money, Party,
    issuer::{IssuedBill, Slot},
    wallet::Held,
};
use plimsoll_contracts::{
    Hash32, Ledger, Order, OrderError, Receipt, UnixTime,
    control::NotSurrendered,
    order::{LotName, NewLien, NewTitle, OpenedTitle, Recovery, Reopening, Statement, Waiver},
    rules::EMERGENCY_FREEZE,
};
use rand::rngs::OsRng;

const FREEZE: fn(LotName) -> Order = |lot| Order::Freeze { lot, emergency: false };

/// The verdict on an order.
fn ordered(given: Result<Receipt, OrderError>) -> Outcome {
    match given {
        Ok(receipt) => Outcome::new(ACCEPTED, format!("height {}", receipt.height)),
        Err(OrderError::Refused(why)) => Outcome::new(why.code(), why.to_string()),
        Err(e) => Outcome::new("error", e.to_string()),
    }
}

/// The DOC fingerprint that a bill posts.
fn doc(issued: &IssuedBill) -> F {
    issued.sheet.content.slots.first().map(Slot::value).unwrap_or_default()
}

fn name(issued: &IssuedBill) -> LotName {
    LotName { doc: doc(issued), generation: issued.credential.content.generation }
}

pub(super) fn govern(
    stage: &Stage<'_>,
    papers: &Papers,
    cargo: &Cargo,
    tale: &mut Tale<'_>,
) -> Result<(), Error> {
    tale.chapter("What governors decide");
    let (lot, headroom, _) = free_cargo(stage)?;
    let part = Money::new(headroom.minor / 10, headroom.currency);
    let issued = stage.at(&stage.trader, |desk| Ok(desk.documents(lot)?.0.issued)).map_err(Error::stage)?;
    frozen(stage, name(&issued), lot, part, tale)?;
    recovered(stage, name(&issued), lot, tale)?;
    reopened(stage, tale)?;
    if let Some(switched) = &papers.reissued {
        back_from_paper(stage, name(&cargo.issued.bill), switched, tale)?;
    }
    if let Some(house) = &papers.house {
        waived(stage, house, tale)?;
    }
    old_council(stage, tale)
}

fn frozen(
    stage: &Stage<'_>,
    lot: LotName,
    private: Lot,
    part: Money,
    tale: &mut Tale<'_>,
) -> Result<(), Error> {
    tale.step("a lot frozen by one signature of two", "TooFewSignatures", || {
        ordered(stage.order_by(FREEZE(lot), &[0]))
    });
    let mut height = 0;
    tale.step("one governor freezes it alone", ACCEPTED, || {
        let given = stage.order_by(Order::Freeze { lot, emergency: true }, &[0]);
        height = given.as_ref().map_or(0, |receipt| receipt.height);
        ordered(given)
    });
    let pledge =
        || stage.at(&stage.trader, |desk| desk.pledge(private, stage.bank_b.public(), part, &mut OsRng));
    tale.step("the frozen lot pledged", "Frozen", || match pledge() {
        Ok(_) => Outcome::new(ACCEPTED, "a frozen lot moved"),
        Err(e) => verdict_of(&e),
    });
    let lapse = Order::LapseFreeze { lot, frozen: height };
    tale.step("somebody ends it before its time", "NotOver", || ordered(stage.order(lapse.clone())));
    tale.step("three days later somebody ends it, on a copy of the ledger", ACCEPTED, || {
        later(stage, &lapse, EMERGENCY_FREEZE).unwrap_or_else(|e| Outcome::new("error", e.to_string()))
    });
    tale.step("two governors lift it now", ACCEPTED, || {
        ordered(stage.order(Order::Lift { lot, frozen: height }))
    });
    tale.accepted("the lot pledged", &format!("bank B lends {part}"), pledge)?;
    Ok(())
}

/// What comes of an order that everybody may give, so many seconds from now: on a copy, since the ledger's time does not run back.
fn later(stage: &Stage<'_>, order: &Order, seconds: u64) -> Result<Outcome, Error> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("ledger.redb");
    std::fs::copy(stage.ledger.path(), &copy)?;
    let ledger = Ledger::open(&copy).map_err(Error::stage)?;
    let at: UnixTime = stage.clock.now().after(seconds);
    let signed = stage.signed_order(order.clone(), &[], at).map_err(Error::stage)?;
    Ok(ordered(ledger.submit_order(&signed, at)))
}

/// The trader loses its keys; its title is made again for the buyer, and the bank's lien on it.
fn recovered(stage: &Stage<'_>, lot: LotName, private: Lot, tale: &mut Tale<'_>) -> Result<(), Error> {
    let held = |party: &Party, kind: Kind| {
        let found = stage.at(party, |desk| {
            let of = |held: &&Held| held.kind() == kind && held.lot() == private;
            Ok(desk.wallet().notes().find(of).cloned())
        });
        found.map_err(Error::stage)?.ok_or_else(|| Error::Stage(format!("there is no {kind:?} of the lot")))
    };
    let (title, lien) = (held(&stage.trader, Kind::Title)?.note, held(&stage.bank_b, Kind::Lien)?.note);
    let stale = stage
        .at(&stage.trader, |desk| Ok(desk.plan_endorse(private, stage.buyer.public())?))
        .map_err(Error::stage)?;
    let frozen = tale.must("governors freeze a lot whose owner lost its keys", "nothing moves it", || {
        stage.order(FREEZE(lot))
    })?;
    let (new, content) = (Lot::new(lot.doc, lot.generation + 1), lien.content);
    let bill = title.content.bill;
    let (generation, frozen) = (lot.generation, frozen.height);
    let statement = stage.statement(NotSurrendered { doc: lot.doc, generation, bill, frozen })?;
    let mut recovery = Recovery {
        lot,
        title: NewTitle { owner: stage.buyer.address(), bill },
        liens: vec![NewLien {
            owner: lien.owner,
            amount: content.amount,
            prior: content.prior,
            pool: content.pool,
            bill: content.bill,
            made: content.made,
            release_key: Hash32(*stage.buyer.keys().release_key(new, 1).public().bytes()),
        }],
        opened: None,
        statement: Statement { issuer: stage.issuer.address(), signature: statement },
    };
    tale.step("recovered before thirty days are over", "StillFrozen", || {
        ordered(stage.order(Order::Recover(recovery.clone())))
    });
    recovery.opened = Some(OpenedTitle {
        owner: title.owner,
        amount: title.content.amount,
        bill,
        rho: title.rho,
        r: title.r,
    });
    tale.step("recovered with less than the lot bears", "OtherTitle", || {
        ordered(stage.order(Order::Recover(Recovery { liens: Vec::new(), ..recovery.clone() })))
    });
    tale.step("a lost key recovered, the frozen title opened", ACCEPTED, || {
        ordered(stage.order(Order::Recover(recovery.clone())))
    });
    tale.step("the old title endorsed", "Frozen", || {
        match stage.at(&stage.trader, |desk| desk.prepare(&stale, &mut OsRng)) {
            Ok(_) => Outcome::new("proven", "a closed lot moved"),
            Err(e) => verdict_of(&e),
        }
    });
    tale.accepted("bank B gives its lien back, in the recovered lot", "in the rank that it had", || {
        let lien = stage.at(&stage.bank_b, |desk| {
            let lien = desk.wallet().liens().find(|held| held.lot() == new).map(Held::id);
            lien.ok_or_else(|| plimsoll_client::ops::PlanError::NoTitle.into())
        })?;
        stage.at(&stage.bank_b, |desk| desk.discharge(lien, None, &mut OsRng))
    })?;
    tale.step("the new owner finds what was given back", "found", || {
        let found =
            stage.at(&stage.buyer, |desk| Ok(desk.wallet().releases().any(|release| release.lot() == new)));
        match found {
            Ok(true) => Outcome::new("found", "by a key of its own that the order names"),
            Ok(false) => Outcome::new("not found", "no release of the lot"),
            Err(e) => verdict_of(&e),
        }
    });
    Ok(())
}

/// A bill is registered by somebody to whom it does not belong; governors close that lot, and its holder registers it.
fn reopened(stage: &Stage<'_>, tale: &mut Tale<'_>) -> Result<(), Error> {
    let paper = Dossier::new(SQUATTED, stage.clock.now().day())?.paper;
    let squatted = stage.issue(&paper, None, stage.trader.public())?;
    let lot = name(&squatted.bill);
    registered(stage, &stage.trader, "A25 a bill squatted with a lying issuer's help", &squatted, tale)?;
    tale.must(
        "governors reopen its number",
        "the squatter's lot is closed, and one registration may follow",
        || stage.order(reopening(stage, lot, lot.doc, &[lot.doc])),
    )?;
    tale.step("an old lift against the closed lot", "LotClosed", || {
        let frozen = stage.ledger.view().and_then(|view| view.lot(lot.lot()));
        let frozen = frozen.ok().and_then(|record| record.frozen).map_or(0, |frozen| frozen.height);
        ordered(stage.order(Order::Lift { lot, frozen }))
    });
    let issued = stage.issue(&paper, None, stage.buyer.public())?;
    registered(stage, &stage.buyer, "A25 its holder registers it", &issued, tale)?;
    tale.step("the permission used twice", "WrongGeneration", || {
        post_registration(stage, &stage.buyer, &issued)
    });
    Ok(())
}

/// The delivered cargo's switch bill comes back from paper: its number came by an amendment, and its containers are the closed lot's.
fn back_from_paper(
    stage: &Stage<'_>,
    lot: LotName,
    switched: &Paper,
    tale: &mut Tale<'_>,
) -> Result<(), Error> {
    let issued = stage.issue(switched, None, stage.trader.public())?;
    let coming = doc(&issued.bill);
    tale.step("A11 a bill comes back from paper without an order", "ConflictDoc", || {
        post_registration(stage, &stage.trader, &issued)
    });
    tale.must(
        "governors reopen the switch bill's number",
        "with the containers of the lot that is closed",
        || stage.order(reopening(stage, lot, coming, &[lot.doc, coming])),
    )?;
    let issued = stage.issue(switched, None, stage.trader.public())?;
    registered(stage, &stage.trader, "A11 paper and back, with its own containers", &issued, tale)
}

/// A bill that conflicts with another's containers is let pass once.
fn waived(stage: &Stage<'_>, house: &Paper, tale: &mut Tale<'_>) -> Result<(), Error> {
    let issued = stage.issue(house, None, stage.trader.public())?;
    let view = stage.ledger.view().map_err(Error::stage)?;
    let on_ledger = |class: Class| {
        let values = issued.bill.sheet.content.slots.iter().map(Slot::value);
        values.filter(|f| matches!(view.fingerprint_height(class, *f), Ok(Some(_)))).collect::<Vec<_>>()
    };
    let waiver = Waiver {
        doc: doc(&issued.bill),
        invoices: on_ledger(Class::Inv),
        boxes: on_ledger(Class::Box),
        until: stage.clock.now().day(),
    };
    tale.step("a bill over containers that are on the ledger", "ConflictBox", || {
        post_registration(stage, &stage.trader, &issued)
    });
    tale.must("governors find that the conflict is false", "a waiver for this bill, until today", || {
        stage.order(Order::Waive(waiver))
    })?;
    registered(stage, &stage.trader, "a false conflict is waived once", &issued, tale)?;
    let other = stage.issue(&super::fresh::renumbered(house)?, None, stage.trader.public())?;
    tale.step("and not twice", "ConflictBox", || post_registration(stage, &stage.trader, &other));
    Ok(())
}

/// A new council takes over: what was signed before counts no more.
fn old_council(stage: &Stage<'_>, tale: &mut Tale<'_>) -> Result<(), Error> {
    let note = Order::Note { hash: Hash32([1; 32]), reference: "a remark".to_owned() };
    let signed = stage.signed_order(note, &[0, 1], stage.clock.now()).map_err(Error::stage)?;
    let council = stage.ledger.view().and_then(|view| view.council()).map_err(Error::stage)?;
    tale.must("a new council takes over", "the same three governors, elected anew", || {
        stage.order(Order::Governors { keys: council.governors, threshold: council.threshold })
    })?;
    tale.step("an order of the old council", "OldEpoch", || {
        ordered(stage.ledger.submit_order(&signed, stage.clock.now()))
    });
    Ok(())
}

fn reopening(stage: &Stage<'_>, lot: LotName, coming: F, numbers: &[F]) -> Order {
    let until = stage.clock.now().day();
    Order::Reopen(Reopening { lot, coming, numbers: numbers.to_vec(), until })
}

fn registered(
    stage: &Stage<'_>,
    holder: &Party,
    name: &str,
    issued: &Issued,
    tale: &mut Tale<'_>,
) -> Result<(), Error> {
    let detail = format!("as generation {}", issued.bill.credential.content.generation);
    tale.accepted(name, &detail, || {
        stage.at(holder, |desk| desk.register(&issued.bill, &issued.valuation, &mut OsRng))
    })?;
    Ok(())
}
