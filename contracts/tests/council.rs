//! Orders on the ledger itself: who gives them, until when they count, pauses, councils, the audit key, circuits.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use ark_ec::{AffineRepr, CurveGroup};
use common::{
    administrator, control,
    governing::{Governed, day},
    governor, guardian,
};
use plimsoll_circuits::{
    field::{F, Point, Scalar},
    member::{Org, Roles},
    statement::CircuitId,
};
use plimsoll_contracts::{
    Code, ControlKey, Domain, Hash32, Order, SignedOrder,
    control::Revocation,
    order::{AuditKeyChange, GuardianTranscript, Guardians, Operator, Validity, Witnesses},
    rules::OrderRefusal,
};

const PAUSE: Order = Order::Pause { emergency: false };

fn note(text: &str) -> Order {
    Order::Note { hash: Hash32([1; 32]), reference: text.to_owned() }
}

#[test]
fn an_order_needs_m_governors_and_takes_nobody_elses_signature() {
    let mut c = Governed::new();
    let stranger = ControlKey::from_bytes(&[8; 32]).unwrap();
    for (by, code) in [
        (vec![], "TooFewSignatures"),
        (vec![governor(1)], "TooFewSignatures"),
        (vec![governor(2), governor(2)], "TooFewSignatures"),
        (vec![governor(1), stranger.clone()], "NotGovernor"),
        (vec![governor(1), governor(2), stranger], "NotGovernor"),
        (vec![administrator()], "NotGovernor"),
    ] {
        assert_eq!(c.try_by(PAUSE, &by).unwrap_err().code(), code);
    }
    // Signatures stand by rising address, each once, and are of this order for this ledger.
    let both = c.signed(PAUSE, &[governor(1), governor(2)]);
    let changed = |change: &dyn Fn(&mut SignedOrder)| {
        let mut order = both.clone();
        change(&mut order);
        order
    };
    let elsewhere = Domain::new("another", "ledger", &[]);
    let foreign = governor(2).sign(elsewhere, &both).unwrap();
    for order in [
        changed(&|o| o.signatures.swap(0, 1)),
        changed(&|o| o.signatures[1] = o.signatures[0]),
        changed(&|o| o.signatures[0].0[64] = 29),
        changed(&|o| o.signatures[0] = foreign),
        changed(&|o| o.order = Order::Pause { emergency: true }),
        changed(&|o| o.validity.epoch = 1),
        changed(&|o| o.validity.nonce = Hash32([9; 32])),
        changed(&|o| o.validity.last_day.0 += 1),
    ] {
        let code = c.give(&order).unwrap_err().code();
        assert!(["BadSignature", "NotGovernor", "OldEpoch"].contains(&code), "{code}");
    }
    let receipt = c.give(&both).unwrap();
    // Used once: it is on the log, whoever brings it, with whichever signatures.
    let more = both.clone().signed(&governor(3), c.world.genesis.domain()).unwrap();
    assert_eq!(more.signatures.len(), 3);
    assert_eq!(c.give(&more), Ok(receipt));
    c.order(Order::Resume { paused: receipt.height });
    assert_eq!(c.give(&both), Ok(receipt));
    assert_eq!(c.ledger.view().unwrap().control().unwrap().paused, None);
    // All three may sign, too.
    c.try_by(note("a remark"), &[governor(1), governor(2), governor(3)]).unwrap();
    c.replays();
}

#[test]
fn an_order_counts_until_its_last_day_and_under_its_council() {
    let mut c = Governed::new();
    let by = [governor(1), governor(2)];
    let today = c.signed(note("today"), &by);
    let (tomorrow, twice) = (c.signed(note("a"), &by), c.signed(note("b"), &by));
    assert_eq!(c.give(&today).map(|receipt| receipt.height), Ok(1));
    c.wait(1);
    assert_eq!(c.give(&tomorrow), Err(OrderRefusal::Expired { last_day: day(common::NOW, 0) }));

    // A new council voids what is in flight, though its signers be members of both.
    let validity = |epoch, c: &Governed| Validity { nonce: Hash32([5; 32]), epoch, last_day: day(c.now, 9) };
    let old = c.world.signed(note("of the old council"), validity(0, &c), &by);
    let early = c.world.signed(note("of the next"), validity(1, &c), &by);
    assert_eq!(c.give(&early), Err(OrderRefusal::OldEpoch { got: 1, now: 0 }));
    let keys: Vec<_> = [governor(1), governor(2), governor(4), governor(5)].map(|key| key.address()).to_vec();
    let council = |keys: &[_], threshold| Order::Governors { keys: keys.to_vec(), threshold };
    for (keys, threshold) in
        [(&keys[..], 2), (&keys[..], 5), (&keys[..], 0), (&[keys[0], keys[0], keys[1]], 2), (&[], 0)]
    {
        c.refuse(council(keys, threshold), "NoCouncil");
    }
    assert_eq!(c.try_by(council(&keys, 3), &[governor(1)]).unwrap_err().code(), "TooFewSignatures");
    c.order(council(&keys, 3));
    assert_eq!(c.give(&old), Err(OrderRefusal::OldEpoch { got: 0, now: 1 }));
    assert_eq!(c.give(&twice).unwrap_err().code(), "OldEpoch");
    assert_eq!(c.try_by(PAUSE, &[governor(1), governor(3)]).unwrap_err().code(), "NotGovernor");
    assert_eq!(c.try_by(PAUSE, &by).unwrap_err().code(), "TooFewSignatures");
    // What was signed for this council in advance counts from now on.
    assert_eq!(c.give(&early).unwrap_err().code(), "TooFewSignatures");
    c.try_by(PAUSE, &[governor(1), governor(2), governor(5)]).unwrap();
    c.replays();
}

#[test]
fn one_governor_pauses_for_a_day_once_in_thirty() {
    let mut c = Governed::new();
    let emergency = Order::Pause { emergency: true };
    for by in [vec![], vec![administrator()], vec![governor(1), governor(2)]] {
        assert_eq!(c.try_by(emergency.clone(), &by), Err(OrderRefusal::OneGovernor));
    }
    let bill = c.bill();
    let paused = c.try_by(emergency.clone(), &[governor(1)]).unwrap();
    assert_eq!(c.try_register(&bill, 0), Err(Code::Paused));
    // Orders are taken during a pause.
    c.order(note("during the pause"));
    c.refuse(Order::LapsePause { paused }, "NotOver");
    assert_eq!(c.try_by(emergency.clone(), &[governor(2)]), Err(OrderRefusal::Unchanged));
    c.wait(1);
    c.refuse(Order::LapsePause { paused: paused + 1 }, "OldState");
    c.order(Order::LapsePause { paused });
    c.try_register(&bill, 0).unwrap();
    c.refuse(Order::LapsePause { paused }, "NotPaused");
    assert_eq!(c.try_by(emergency.clone(), &[governor(2)]).unwrap_err().code(), "EmergencySpent");
    // Governors pause until they resume: no order of before ends it.
    let firm = c.order(PAUSE);
    c.refuse(PAUSE, "Unchanged");
    c.refuse(Order::LapsePause { paused: firm }, "NoEmergency");
    c.refuse(Order::Resume { paused }, "OldState");
    assert_eq!(
        c.try_by(Order::Resume { paused: firm }, &[governor(1)]).unwrap_err().code(),
        "TooFewSignatures"
    );
    c.order(Order::Resume { paused: firm });
    c.refuse(Order::Resume { paused: firm }, "NotPaused");
    c.wait(29);
    c.try_by(emergency, &[governor(2)]).unwrap();
    c.order(PAUSE);
    c.replays();
}

#[test]
fn administrators_admit_holders_and_banks_and_governors_the_rest() {
    let mut c = Governed::new();
    let (bank, _) = c.world.admission(Roles::BANK);
    let (issuer, _) = c.world.admission(Roles::ISSUER);
    assert_eq!(c.try_by(bank.clone(), &[governor(1)]).unwrap_err().code(), "TooFewSignatures");
    assert_eq!(c.try_by(issuer.clone(), &[administrator()]).unwrap_err().code(), "NotGovernor");
    c.try_by(bank, &[administrator()]).unwrap();
    c.order(issuer.clone());
    // Another address of an organisation that issues: by governors alone, with or without its consent.
    let (mut second, address) = c.world.admission(Roles::HOLDER);
    let (Order::Admit { org: ours, .. }, Order::Admit { org, .. }) = (&issuer, &mut second) else { panic!() };
    *org = *ours;
    let consented = c.world.consented(&second, 0);
    assert_eq!(c.try_by(consented, &[administrator()]).unwrap_err().code(), "NotGovernor");
    c.order(second);
    // What accredits is the governors' to give and to prolong; either takes it away.
    let set = |roles, until| Order::SetRoles { address, roles, until, change: 0 };
    let both = Roles::HOLDER.union(Roles::VALUER);
    let soon = day(c.now, 5);
    assert_eq!(c.try_by(set(both, soon), &[administrator()]).unwrap_err().code(), "NotGovernor");
    c.order(set(both, soon));
    assert_eq!(c.try_by(set(both, day(c.now, 6)), &[administrator()]).unwrap_err().code(), "NotGovernor");
    assert_eq!(
        c.try_by(set(both, plimsoll_contracts::Day(0)), &[administrator()]).unwrap_err().code(),
        "NotGovernor"
    );
    c.try_by(set(both, day(c.now, 4)), &[administrator()]).unwrap();
    c.try_by(set(Roles::LEAVING, day(c.now, 4)), &[administrator()]).unwrap();
    // Governors remove at once.
    let remove = Order::Remove { address, change: 0, revocation: None };
    assert_eq!(c.try_by(remove.clone(), &[administrator()]).unwrap_err().code(), "StillLeaving");
    c.order(remove);

    let others = Order::Administrators { keys: vec![governor(9).address()], change: 0 };
    assert_eq!(c.try_by(others.clone(), &[administrator()]).unwrap_err().code(), "NotGovernor");
    let twice = vec![governor(9).address(); 2];
    c.refuse(Order::Administrators { keys: twice, change: 0 }, "NoCouncil");
    c.order(others.clone());
    c.refuse(others, "Unchanged");
    let (bank, _) = c.world.admission(Roles::BANK);
    assert_eq!(c.try_by(bank.clone(), &[administrator()]).unwrap_err().code(), "NotAdministrator");
    c.try_by(bank, &[governor(9)]).unwrap();
    c.replays();
}

/// An organisation's address that it has not consented to would make somebody else the applicant.
#[test]
fn an_old_order_on_a_member_does_nothing_to_what_it_has_become() {
    let mut c = Governed::new();
    let (bank, address) = c.world.admission(Roles::BANK);
    let Order::Admit { org, .. } = bank else { panic!("an admission") };
    c.try_by(bank, &[administrator()]).unwrap();
    let set = |roles| Order::SetRoles { address, roles, until: plimsoll_contracts::Day(0), change: 0 };
    let stale = c.signed(set(Roles::BANK.union(Roles::HOLDER)), &[administrator()]);
    c.try_by(set(Roles::LEAVING), &[administrator()]).unwrap();
    assert_eq!(c.give(&stale), Err(OrderRefusal::OldState));

    // A control key is changed by itself, or by governors; consents and revocations follow it.
    let (from, to) = (control().address(), governor(7).address());
    let change = |from, to| Order::ControlKey { org, from, to };
    assert_eq!(c.try_by(change(from, to), &[administrator()]).unwrap_err().code(), "NotGovernor");
    assert_eq!(c.try_by(change(from, to), &[governor(7)]).unwrap_err().code(), "NotGovernor");
    c.refuse(change(to, from), "OtherControlKey");
    c.refuse(change(from, from), "Unchanged");
    let nobodys = Org(c.world.fresh());
    c.refuse(Order::ControlKey { org: nobodys, from, to }, "NoOrganisation");
    c.try_by(change(from, to), &[control()]).unwrap();
    let disown = c.world.disown(address);
    c.refuse(disown.clone(), "BadRevocation");
    // What the old key signed counts no more, whoever orders it back; nor does it count for another key.
    c.refuse(change(to, from), "FormerControlKey");
    c.refuse(disown, "BadRevocation");
    let revocation = governor(7).sign(c.world.genesis.domain(), &Revocation { member: address });
    c.order(Order::Remove { address, change: 0, revocation });
    c.replays();
}

#[test]
fn circuits_are_activated_with_one_key_for_ever_and_retired() {
    let mut c = Governed::new();
    let (circuit, version) = (CircuitId::RegisterSmall, CircuitId::RegisterSmall.version());
    let key_hash = Hash32(c.world.verifying_key(circuit).hash());
    let activate = |version, key_hash| Order::ActivateVersion { circuit, version, key_hash, change: 0 };
    c.refuse(activate(version, key_hash), "Unchanged");
    c.refuse(activate(version, Hash32([1; 32])), "OtherKeyHash");
    c.refuse(Order::RetireVersion { circuit, version: version + 1, change: 0 }, "Unchanged");
    assert_eq!(
        c.try_by(Order::RetireVersion { circuit, version, change: 0 }, &[governor(1)]).unwrap_err().code(),
        "TooFewSignatures"
    );
    let bill = c.registered();
    c.order(activate(version + 1, Hash32([2; 32])));
    c.order(Order::RetireVersion { circuit, version, change: 0 });
    c.refuse(Order::RetireVersion { circuit, version, change: 0 }, "Unchanged");
    let other = c.bill();
    assert_eq!(c.try_register(&other, 0), Err(Code::UnknownCircuit));
    assert_eq!(c.try_register(&bill, 0), Err(Code::UnknownCircuit));
    c.refuse(activate(version, Hash32([1; 32])), "OtherKeyHash");
    c.order(activate(version, key_hash));
    c.try_register(&other, 0).unwrap();
    c.replays();
}

/// A change of the audit key, before which there were so many, signed by these guardians.
fn change(point: Point, before: u64, by: &[u8], world: &common::World) -> AuditKeyChange {
    let keys = [guardian(4), guardian(5)].map(|key| key.address()).to_vec();
    let guardians = Guardians { keys, threshold: 2 };
    let mut change = AuditKeyChange {
        point: [point.x, point.y],
        guardians,
        transcript: Hash32([6; 32]),
        change: before,
        guardians_signed: Vec::new(),
    };
    let domain = world.genesis.domain();
    let sign = |n: &u8| {
        let signature = guardian(*n).sign(domain, &GuardianTranscript(&change)).unwrap();
        (guardian(*n).address(), signature)
    };
    let mut signed: Vec<_> = by.iter().map(sign).collect();
    signed.sort_unstable_by_key(|(address, _)| *address);
    change.guardians_signed = signed.into_iter().map(|(_, signature)| signature).collect();
    change
}

#[test]
fn a_new_audit_key_counts_after_seven_days_and_needs_the_guardians() {
    let mut c = Governed::new();
    let generator = Point::generator();
    let good = change(generator, 0, &[1, 3], &c.world);
    for (wrong, code) in [
        (change(generator, 0, &[1], &c.world), "GuardiansDisagree"),
        (change(generator, 0, &[4, 5], &c.world), "GuardiansDisagree"),
        (AuditKeyChange { transcript: Hash32([7; 32]), ..good.clone() }, "GuardiansDisagree"),
        (change(Point::new_unchecked(F::from(1u64), F::from(1u64)), 0, &[1, 2], &c.world), "NoAuditKey"),
        // The identity, and a point of small order.
        (change(Point::new_unchecked(F::from(0u64), F::from(1u64)), 0, &[1, 2], &c.world), "NoAuditKey"),
        (change(Point::new_unchecked(F::from(0u64), -F::from(1u64)), 0, &[1, 2], &c.world), "NoAuditKey"),
    ] {
        c.refuse(Order::AuditKey(wrong), code);
    }
    let mut nobody = good.clone();
    nobody.guardians.threshold = 3;
    c.refuse(Order::AuditKey(nobody), "NoAuditKey");
    let by_one = c.try_by(Order::AuditKey(good.clone()), &[governor(1)]);
    assert_eq!(by_one.unwrap_err().code(), "TooFewSignatures");

    c.order(Order::AuditKey(good));
    let old = c.world.genesis.audit_key.point();
    let new = (generator * Scalar::from(8u64)).into_affine();
    let audit = |c: &Governed| c.ledger.view().unwrap().council().unwrap().audit;
    assert_eq!(audit(&c).at(c.now), [old.x, old.y]);
    c.wait(6);
    c.registered();
    c.wait(1);
    assert_eq!(audit(&c).at(c.now), [new.x, new.y]);
    // A proof sealed to the old key is not taken any more; the registry's domain is what it was.
    let bill = c.bill();
    assert_eq!(c.try_register(&bill, 0), Err(Code::WrongAuditKey));
    // From now on the new guardians sign, and the old ones do not.
    c.refuse(Order::AuditKey(change(old, 1, &[1, 2], &c.world)), "GuardiansDisagree");
    c.order(Order::AuditKey(change(old, 1, &[4, 5], &c.world)));
    c.replays();
}

#[test]
fn witnesses_and_operator_are_logged_and_a_quorum_is_one() {
    let mut c = Governed::new();
    let keys: Vec<_> = (1..=4).map(|n| Hash32([n; 32])).collect();
    let witnesses =
        |keys: &[Hash32], faulty, quorum| Order::Witnesses(Witnesses { keys: keys.to_vec(), faulty, quorum });
    let twice = [keys[0], keys[0], keys[1], keys[2]];
    for (keys, faulty, quorum) in
        [(&keys[..], 1, 2), (&keys, 1, 4), (&keys, 0, 2), (&twice, 1, 3), (&[], 0, 0)]
    {
        c.refuse(witnesses(keys, faulty, quorum), "NoQuorum");
    }
    let operator = Operator { log_key: Hash32([9; 32]), size: 3, root: Hash32([8; 32]) };
    for order in [witnesses(&keys, 1, 3), Order::Operator(operator)] {
        assert_eq!(c.try_by(order.clone(), &[governor(1)]).unwrap_err().code(), "TooFewSignatures");
        c.order(order);
    }
    let council = c.ledger.view().unwrap().council().unwrap();
    assert_eq!((council.witnesses.unwrap().quorum, council.operator), (3, Some(operator)));
    // What the log could not give back is not taken.
    c.refuse(note(&"x".repeat(257)), "MalformedOrder");
    c.order(note(&"x".repeat(256)));
    c.replays();
}
