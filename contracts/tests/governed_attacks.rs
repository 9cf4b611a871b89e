//! Attacks on governance that need some of those who govern, or somebody on the way between them and the ledger.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::Field;
use common::{
    administrator,
    governing::{Bill, Governed, day},
    governor, guardian,
};
use plimsoll_circuits::{
    field::{Point, Scalar},
    member::Roles,
    signature::PublicKey,
};
use plimsoll_contracts::{
    Code, Hash32, Order,
    order::{AuditKeyChange, GuardianTranscript, Guardians, Reopening},
};

/// A change to 8 times this point, its guardians those of the genesis, signed by two of them.
fn change(c: &Governed, point: Point, change: u64) -> AuditKeyChange {
    let mut change = AuditKeyChange {
        point: [point.x, point.y],
        guardians: Guardians { keys: (1..=3).map(|n| guardian(n).address()).collect(), threshold: 2 },
        transcript: Hash32([6; 32]),
        change,
        guardians_signed: Vec::new(),
    };
    let domain = c.world.genesis.domain();
    let mut by = [guardian(1), guardian(2)];
    by.sort_unstable_by_key(|key| key.address());
    change.guardians_signed =
        by.iter().map(|key| key.sign(domain, &GuardianTranscript(&change)).unwrap()).collect();
    change
}

/// Shares of a key leaked, and the guardians put another in its place. What they signed of the leaked one brings it back no more.
#[test]
fn guardians_agree_to_an_audit_key_once() {
    let mut c = Governed::new();
    let leaked = Point::generator();
    let next = (leaked + leaked).into_affine();
    let first = change(&c, leaked, 0);
    c.order(Order::AuditKey(first.clone()));
    c.wait(7);
    c.order(Order::AuditKey(change(&c, next, 1)));
    // Neither while the next one is pending, nor when it counts, nor under the number that is due now.
    c.refuse(Order::AuditKey(first.clone()), "OldState");
    c.wait(7);
    c.refuse(Order::AuditKey(first.clone()), "OldState");
    c.refuse(Order::AuditKey(AuditKeyChange { change: 2, ..first }), "GuardiansDisagree");
    let counts = (next * Scalar::from(8u64)).into_affine();
    let council = c.ledger.view().unwrap().council().unwrap();
    assert_eq!(council.audit.at(c.now), [counts.x, counts.y]);
    c.order(Order::AuditKey(change(&c, leaked, 2)));
    c.replays();
}

/// Issuers are given shares of the fingerprint key: they would open what is sealed to it.
#[test]
fn the_fingerprint_key_becomes_no_audit_key() {
    let mut c = Governed::new();
    let eighth = Scalar::from(8u64).inverse().unwrap();
    let of = |key: PublicKey| (key.point() * eighth).into_affine();
    let fingerprint = of(c.world.genesis.fingerprint_key);
    c.refuse(Order::AuditKey(change(&c, fingerprint, 0)), "NoAuditKey");
    // Guardians share the same key anew.
    c.order(Order::AuditKey(change(&c, of(c.world.genesis.audit_key), 0)));
    c.wait(7);
    c.registered();
    c.replays();
}

/// A consent is signed for itself, so whoever carries an order of the governors may take it off: it is used up all the same.
#[test]
fn a_consent_that_was_taken_off_on_the_way_admits_nobody_later() {
    let mut c = Governed::new();
    let (first, _) = c.world.admission(Roles::HOLDER);
    let (mut second, address) = c.world.admission(Roles::HOLDER);
    let (Order::Admit { org: ours, .. }, Order::Admit { org, .. }) = (&first, &mut second) else { panic!() };
    *org = *ours;
    c.order(first);
    let consented = c.world.consented(&second, 0);
    let mut carried = c.signed(consented.clone(), &[governor(1), governor(2)]);
    if let Order::Admit { consent, .. } = &mut carried.order {
        *consent = None;
    }
    c.give(&carried).unwrap();
    c.order(Order::Remove { address, change: 0, revocation: None });
    assert_eq!(c.try_by(consented, &[administrator()]).unwrap_err().code(), "NoConsent");
    c.try_by(c.world.consented(&second, 1), &[administrator()]).unwrap();
    c.replays();
}

/// A reopening lists a number of another lot's amendment, which the ledger cannot see, and before it is used that number gets a lot of its
/// own, which it does see.
#[test]
fn a_number_that_got_a_lot_since_it_was_listed_gives_its_containers_to_no_other() {
    let mut c = Governed::new();
    let (bill, other) = (c.registered(), c.registered());
    let (coming, listed) = (c.bill(), c.bill());
    c.amend(&coming).unwrap();
    c.amend(&listed).unwrap();
    let mislead = |lot| {
        Order::Reopen(Reopening {
            lot,
            coming: coming.doc(),
            numbers: vec![bill.doc(), listed.doc()],
            until: day(common::NOW, 9),
        })
    };
    c.order(mislead(bill.lot(0)));
    c.order(c.reopening(other.lot(0), listed.doc(), &[]));
    c.try_register(&listed, 1).unwrap();
    assert!(!c.is_frozen(listed.lot(1)));
    let mut theft = coming;
    theft.0[4] = listed.0[4];
    assert_eq!(c.try_register(&theft, 1), Err(Code::ConflictBox));
    theft = coming;
    theft.0[1] = listed.0[1];
    assert_eq!(c.try_register(&theft, 1), Err(Code::ConflictInvoice));
    // What is the lot's own passes still.
    let mut honest: Bill = coming;
    honest.0[5] = bill.0[5];
    c.try_register(&honest, 1).unwrap();
    c.replays();
}

/// Governors were deceived when they permitted a registration: they take it back before it comes, and need not wait for its last day.
#[test]
fn a_permission_that_was_not_used_is_taken_back_by_closing_its_lot_for_good() {
    let mut c = Governed::new();
    let bill = c.registered();
    let (lot, numbers) = (bill.lot(0), vec![bill.doc()]);
    let until = day(c.now, 30);
    c.order(Order::Reopen(Reopening { lot, coming: bill.doc(), numbers, until }));
    assert_eq!(c.try_by(Order::Close { lot }, &[governor(1)]).unwrap_err().code(), "TooFewSignatures");
    c.order(Order::Close { lot });
    assert_eq!(c.ledger.view().unwrap().next_generation(bill.doc(), c.now).unwrap(), 0);
    for generation in [0, 1] {
        let refused = c.try_register(&bill, generation).unwrap_err();
        assert!(matches!(refused, Code::WrongGeneration | Code::ConflictDoc));
    }
    c.refuse(c.reopening(lot, bill.doc(), &[]), "LotClosed");
    c.refuse(Order::Close { lot }, "LotClosed");
    assert!(c.is_frozen(lot));
    c.replays();
}
