//! Orders on lots: freezes that lapse or are lifted, lots that are closed, reopened numbers, conflicts that are waived.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{
    governing::{Bill, Governed, day},
    governor,
};
use plimsoll_circuits::field::F;
use plimsoll_contracts::{
    Code, Order,
    order::{LotName, Reopening, Waiver},
    rules::OrderRefusal,
};

const fn freeze(lot: LotName) -> Order {
    Order::Freeze { lot, emergency: false }
}

#[test]
fn one_governor_freezes_a_lot_for_three_days_once_in_thirty() {
    let mut c = Governed::new();
    let (bill, other) = (c.registered(), c.registered());
    let (lot, another) = (bill.lot(0), other.lot(0));
    let emergency = |lot| Order::Freeze { lot, emergency: true };
    // One governor, and nobody else: neither two nor a stranger.
    for by in [vec![], vec![governor(1), governor(2)], vec![common::administrator()]] {
        assert_eq!(c.try_by(emergency(lot), &by), Err(OrderRefusal::OneGovernor));
    }
    // What one signed to be ordered by several is no emergency.
    let signed = c.signed(freeze(lot), &[governor(1)]);
    assert_eq!(c.give(&signed), Err(OrderRefusal::TooFewSignatures { needed: 2, got: 1 }));

    let frozen = c.try_by(emergency(lot), &[governor(1)]).unwrap();
    assert!(c.is_frozen(lot) && !c.is_frozen(another));
    c.refuse(Order::LapseFreeze { lot, frozen }, "NotOver");
    // Not by another governor, nor the same on another lot.
    assert_eq!(c.try_by(emergency(lot), &[governor(2)]), Err(OrderRefusal::Unchanged));
    let spent = c.try_by(emergency(another), &[governor(1)]).unwrap_err();
    assert_eq!(spent.code(), "EmergencySpent");
    c.wait(3);
    c.refuse(Order::LapseFreeze { lot, frozen: frozen + 1 }, "OldState");
    assert_eq!(c.try_by(Order::LapseFreeze { lot, frozen }, &[governor(1)]), Err(OrderRefusal::SignedInVain));
    c.order(Order::LapseFreeze { lot, frozen });
    assert!(!c.is_frozen(lot));
    c.refuse(Order::LapseFreeze { lot, frozen }, "NotFrozen");
    // The lot is spared for thirty days, whoever comes.
    assert_eq!(c.try_by(emergency(lot), &[governor(2)]).unwrap_err().code(), "EmergencySpent");
    c.wait(27);
    c.try_by(emergency(lot), &[governor(2)]).unwrap();
    c.try_by(emergency(another), &[governor(1)]).unwrap();
    c.replays();
}

#[test]
fn governors_freeze_until_they_lift_and_an_old_lift_lifts_no_later_freeze() {
    let mut c = Governed::new();
    let lot = c.registered().lot(0);
    c.refuse(Order::Lift { lot, frozen: 1 }, "NotFrozen");
    let first = c.order(freeze(lot));
    c.refuse(freeze(lot), "Unchanged");
    c.refuse(Order::LapseFreeze { lot, frozen: first }, "NoEmergency");
    // Two lifts are signed of one freeze; the second comes after the next.
    let [lift, again] =
        [(); 2].map(|()| c.signed(Order::Lift { lot, frozen: first }, &[governor(1), governor(2)]));
    c.give(&lift).unwrap();
    assert!(!c.is_frozen(lot));
    assert_eq!(c.give(&again), Err(OrderRefusal::NotFrozen));
    let second = c.order(freeze(lot));
    assert_eq!(c.give(&again), Err(OrderRefusal::OldState));
    // A used order is on the ledger, and does nothing more.
    let receipt = c.give(&lift).unwrap();
    assert!(receipt.height < second && c.is_frozen(lot));
    assert_eq!(
        c.try_by(Order::Lift { lot, frozen: second }, &[governor(1)]).unwrap_err().code(),
        "TooFewSignatures"
    );
    c.order(Order::Lift { lot, frozen: second });
    // An emergency becomes the governors' freeze, and lapses no more.
    let frozen = c.try_by(Order::Freeze { lot, emergency: true }, &[governor(1)]).unwrap();
    let firm = c.order(freeze(lot));
    c.wait(4);
    c.refuse(Order::LapseFreeze { lot, frozen }, "OldState");
    c.refuse(Order::LapseFreeze { lot, frozen: firm }, "NoEmergency");
    c.replays();
}

#[test]
fn the_frozen_tree_unlinks_and_every_other_lot_stays_as_it_is() {
    let mut c = Governed::new();
    let lots: Vec<_> = (0..6).map(|_| c.registered().lot(0)).collect();
    let empty = c.ledger.view().unwrap().latest().unwrap().roots.frozen;
    let heights: Vec<_> = lots.iter().map(|lot| c.order(freeze(*lot))).collect();
    for (i, (lot, frozen)) in lots.iter().zip(&heights).enumerate() {
        let roots = c.ledger.view().unwrap().latest().unwrap().roots;
        c.order(Order::Lift { lot: *lot, frozen: *frozen });
        assert_ne!(c.ledger.view().unwrap().latest().unwrap().roots.frozen, roots.frozen);
        for (j, other) in lots.iter().enumerate() {
            assert_eq!(c.is_frozen(*other), j > i, "{j} after {i}");
        }
        // A proof that the lot is not frozen was made against a root of before.
        let stale = c.world.move_with(&roots, |p| p.notes_root = roots.notes);
        assert_eq!(c.submit(&stale), Err(Code::StaleRoot));
    }
    // Nothing is left behind.
    assert_eq!(c.ledger.view().unwrap().latest().unwrap().roots.frozen, empty);
    c.order(freeze(lots[3]));
    assert!(c.is_frozen(lots[3]));
    c.replays();
}

#[test]
fn a_closed_lot_is_revived_by_nothing_that_was_or_will_be_signed() {
    let mut c = Governed::new();
    let bill = c.registered();
    let lot = bill.lot(0);
    assert_eq!(c.try_by(Order::Close { lot }, &[governor(2)]).unwrap_err().code(), "TooFewSignatures");
    let frozen = c.try_by(Order::Freeze { lot, emergency: true }, &[governor(1)]).unwrap();
    let by = [governor(1), governor(2)];
    let lift = c.signed(Order::Lift { lot, frozen }, &by);
    c.order(Order::Close { lot });
    assert_eq!(c.give(&lift), Err(OrderRefusal::LotClosed));
    c.wait(4);
    for order in [
        Order::LapseFreeze { lot, frozen },
        Order::Lift { lot, frozen },
        freeze(lot),
        Order::Close { lot },
        c.reopening(lot, bill.doc(), &[]),
    ] {
        c.refuse(order, "LotClosed");
    }
    assert!(c.is_frozen(lot));
    assert_eq!(c.try_register(&bill, 1), Err(Code::WrongGeneration));
    assert_eq!(c.try_register(&bill, 0), Err(Code::ConflictDoc));
    c.replays();
}

#[test]
fn orders_name_a_lot_that_is_there_by_its_first_number_and_newest_generation() {
    let mut c = Governed::new();
    let (bill, mut added) = (c.registered(), c.bill());
    added.0[1] = c.world.fresh();
    c.amend(&added).unwrap();
    let nowhere = c.world.fresh();
    for (lot, code) in [
        (LotName { doc: nowhere, generation: 0 }, "NoSuchLot"),
        (added.lot(0), "AmendedNumber"),
        (bill.lot(1), "OtherGeneration"),
    ] {
        for order in [
            freeze(lot),
            Order::Lift { lot, frozen: 1 },
            Order::Close { lot },
            c.reopening(lot, lot.doc, &[]),
        ] {
            c.refuse(order, code);
        }
    }
}

#[test]
fn a_reopened_number_is_registered_once_with_its_own_boxes_and_invoices() {
    let mut c = Governed::new();
    let (bill, other) = (c.registered(), c.registered());
    let lot = bill.lot(0);
    assert_eq!(
        c.try_by(c.reopening(lot, bill.doc(), &[]), &[governor(1)]).unwrap_err().code(),
        "TooFewSignatures"
    );
    assert_eq!(c.try_register(&bill, 1), Err(Code::WrongGeneration));
    c.order(c.reopening(lot, bill.doc(), &[bill.doc()]));
    assert!(c.is_frozen(lot));
    // As its next generation, not as the old one, and without what is another lot's.
    assert_eq!(c.try_register(&bill, 0), Err(Code::WrongGeneration));
    assert_eq!(c.try_register(&bill, 2), Err(Code::WrongGeneration));
    let mut theft = bill;
    theft.0[4] = other.0[4];
    assert_eq!(c.try_register(&theft, 1), Err(Code::ConflictBox));
    theft = bill;
    theft.0[2] = other.0[1];
    assert_eq!(c.try_register(&theft, 1), Err(Code::ConflictInvoice));
    c.try_register(&bill, 1).unwrap();
    // Used: not a second time, and the lot is closed for good.
    let mut again = bill;
    again.0[39] = c.world.fresh();
    assert_eq!(c.try_register(&again, 2), Err(Code::WrongGeneration));
    assert_eq!(c.try_register(&again, 1), Err(Code::WrongGeneration));
    c.refuse(c.reopening(lot, bill.doc(), &[]), "OtherGeneration");
    c.order(freeze(bill.lot(1)));
    assert!(c.is_frozen(lot) && c.is_frozen(bill.lot(1)));
    c.replays();
}

#[test]
fn a_permission_ends_with_its_day_and_its_lot_may_be_named_again() {
    let mut c = Governed::new();
    let bill = c.registered();
    let lot = bill.lot(0);
    let until = |c: &Governed, more| {
        Order::Reopen(Reopening {
            lot,
            coming: bill.doc(),
            numbers: vec![bill.doc()],
            until: day(c.now, more),
        })
    };
    c.wait(1);
    let mut over = c.reopening(lot, bill.doc(), &[]);
    if let Order::Reopen(reopening) = &mut over {
        reopening.until.0 -= 1;
    }
    c.refuse(over, "LastDayOver");
    c.order(until(&c, 1));
    c.wait(2);
    assert_eq!(c.try_register(&bill, 1), Err(Code::WrongGeneration));
    // Named again, before or after its end; the old permission is void.
    c.order(until(&c, 5));
    c.order(until(&c, 0));
    c.wait(1);
    assert_eq!(c.try_register(&bill, 1), Err(Code::WrongGeneration), "the later order counts");
    c.order(until(&c, 1));
    c.try_register(&bill, 1).unwrap();
    c.replays();
}

/// Bill 1 is amended to number 2, which is then to be a bill of its own: surrendered for amendment, or a switch bill.
#[test]
fn an_amended_number_is_reopened_with_the_boxes_of_its_lot_and_of_no_other() {
    let mut c = Governed::new();
    let (bill, mut switched, other) = (c.registered(), c.bill(), c.registered());
    c.amend(&switched).unwrap();
    let lot = bill.lot(0);
    // The lot's own containers come with the coming number only if the order lists the number that they came with.
    switched.0[5] = bill.0[5];
    let unlisted = c.reopening(lot, switched.doc(), &[]);
    let strangers = c.reopening(lot, switched.doc(), &[other.doc()]);
    c.refuse(strangers, "OtherLotsNumber");
    let unknown = c.world.fresh();
    c.refuse(c.reopening(lot, unknown, &[]), "OtherLotsNumber");
    c.refuse(c.reopening(lot, other.doc(), &[]), "OtherLotsNumber");
    c.order(unlisted);
    assert_eq!(c.try_register(&switched, 1), Err(Code::ConflictBox));
    c.order(c.reopening(lot, switched.doc(), &[bill.doc()]));
    // Another lot gets no permission for the same number meanwhile.
    c.refuse(c.reopening(other.lot(0), switched.doc(), &[]), "PermissionOpen");
    c.try_register(&switched, 1).unwrap();
    // It counts as registered now, and has lots of its own.
    c.refuse(c.reopening(other.lot(0), switched.doc(), &[]), "OtherLotsNumber");
    c.order(freeze(switched.lot(1)));
    c.order(c.reopening(switched.lot(1), switched.doc(), &[]));
    c.try_register(&switched, 2).unwrap();
    // What it met changed its number: the first lot's other containers are still that one's.
    let mut late = c.bill();
    late.0[4] = bill.0[4];
    assert_eq!(c.try_register(&late, 0), Err(Code::ConflictBox));
    c.replays();
}

#[test]
fn a_false_conflict_is_waived_for_one_posting_once() {
    let mut c = Governed::new();
    let (bill, mut mistaken, mut second) = (c.registered(), c.bill(), c.bill());
    (mistaken.0[4], mistaken.0[1]) = (bill.0[6], bill.0[1]);
    (second.0[4], second.0[1]) = (bill.0[6], bill.0[1]);
    let waive = |c: &Governed, doc| c.waiver(doc, &[bill.0[1]], &[bill.0[6]]);
    assert_eq!(c.try_by(waive(&c, mistaken.doc()), &[governor(1)]).unwrap_err().code(), "TooFewSignatures");
    c.refuse(c.waiver(mistaken.doc(), &[], &[]), "Unchanged");
    let unknown = c.world.fresh();
    c.refuse(c.waiver(mistaken.doc(), &[unknown], &[]), "NotOnLedger");
    // An invoice is no container.
    c.refuse(c.waiver(mistaken.doc(), &[bill.0[6]], &[]), "NotOnLedger");
    let over = Waiver { doc: mistaken.doc(), invoices: vec![bill.0[1]], boxes: vec![], until: day(c.now, 0) };
    c.wait(1);
    c.refuse(Order::Waive(over), "LastDayOver");

    assert_eq!(c.try_register(&mistaken, 0), Err(Code::ConflictInvoice));
    c.order(c.waiver(mistaken.doc(), &[bill.0[1]], &[]));
    assert_eq!(c.try_register(&mistaken, 0), Err(Code::ConflictBox), "what is not listed conflicts");
    c.order(waive(&c, mistaken.doc()));
    assert_eq!(c.try_register(&second, 0), Err(Code::ConflictInvoice), "another bill");
    c.try_register(&mistaken, 0).unwrap();
    // Once: neither this number again nor another one.
    assert_eq!(c.try_register(&mistaken, 0), Err(Code::ConflictDoc));
    assert_eq!(c.try_register(&second, 0), Err(Code::ConflictInvoice));
    // Not behind its last day; and what was waived is still the first one's.
    c.order(waive(&c, second.doc()));
    c.wait(1);
    assert_eq!(c.try_register(&second, 0), Err(Code::ConflictInvoice));
    c.order(c.reopening(bill.lot(0), bill.doc(), &[]));
    c.try_register(&bill, 1).unwrap();
    c.replays();
}

#[test]
fn a_waiver_helps_an_amendment_too_and_lets_nothing_stand_twice() {
    let mut c = Governed::new();
    let (bill, mut added) = (c.registered(), c.bill());
    added.0[4] = bill.0[4];
    assert_eq!(c.amend(&added), Err(Code::ConflictBox));
    c.order(c.waiver(added.doc(), &[], &[bill.0[4]]));
    added.0[5] = bill.0[4];
    assert_eq!(c.amend(&added), Err(Code::ConflictBox));
    added.0[5] = c.world.fresh();
    c.amend(&added).unwrap();
    c.replays();
}

#[test]
fn the_day_and_the_number_of_a_bill_are_its_own_in_every_table() {
    // The same value may stand in slots of different classes: a number is no invoice.
    let mut c = Governed::new();
    let bill = c.registered();
    let mut odd = c.bill();
    odd.0[1] = bill.doc();
    odd.0[4] = bill.0[1];
    c.try_register(&odd, 0).unwrap();
    let (zero, one) = (F::from(0u64), F::from(1u64));
    assert_ne!(Bill([zero; 40]).lot(0).lot(), Bill([one; 40]).lot(0).lot());
    assert_ne!(bill.lot(0).lot(), bill.lot(1).lot());
    c.replays();
}
