//! Every code of the protocol is provoked, on a ledger in a file, and each refusal leaves no trace.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{GRACE, NOW, World, case::Case, later};
use plimsoll_circuits::{
    field::F,
    fingerprint::SMALL_SLOTS,
    member::Roles,
    merkle::SENTINELS,
    statement::{CircuitId, Public as _},
};
use plimsoll_contracts::{Code, Conditions, Day, Order, Posting, Transition};

fn zero() -> F {
    F::from(0u64)
}

#[test]
fn honest_transitions_are_accepted_and_resubmission_gets_the_same_receipt() {
    let mut c = Case::new();
    let roots = c.roots();
    let register = c.world.register(&roots);
    let first = c.accept(&register);
    assert_eq!((first.height, first.id), (1, register.id()));
    let movement = c.world.movement(&c.roots());
    let second = c.accept(&movement);
    assert_eq!(second.height, 3, "behind the first one's flush");

    let large = c.world.register_large(&roots);
    assert_eq!(c.accept(&large).height, 5);
    let Posting::Register(big) = large.posting().unwrap() else { panic!("a Register") };
    for (new, old, code) in
        [(0, 0, Code::ConflictDoc), (2, 3, Code::ConflictInvoice), (4, 127, Code::ConflictBox)]
    {
        let t = c.world.register_with(&roots, |p| p.fingerprints[new] = big.fingerprints[old]);
        c.refuse(&t, code);
    }

    // Even years later, and with other proof bytes of the same public inputs.
    assert_eq!(c.submit_at(&register, later(1 << 30)).unwrap(), first);
    let reproved = c.world.prove(register.circuit, register.posted.clone(), register.memos.clone());
    assert_ne!(reproved.proof, register.proof);
    assert_eq!(c.accept(&reproved), first);
    assert_eq!(c.ledger.view().unwrap().latest().unwrap().height, 6);
}

#[test]
fn malformed() {
    let mut c = Case::new();
    let roots = c.roots();
    let good = c.world.movement(&roots);
    let changed = |change: &dyn Fn(&mut Transition)| {
        let mut t = good.clone();
        change(&mut t);
        t
    };
    c.refuse(&changed(&|t| t.posted.truncate(20)), Code::Malformed);
    c.refuse(&changed(&|t| t.posted.push(zero())), Code::Malformed);
    c.refuse(&changed(&|t| drop(t.memos.pop())), Code::Malformed);
    c.refuse(&changed(&|t| t.memos.push(t.memos[0].clone())), Code::Malformed);
    c.refuse(&changed(&|t| t.memos[1].push(0)), Code::Malformed);
    c.refuse(&changed(&|t| t.proof = [0; 128]), Code::Malformed);

    // The audit key of somebody else.
    let t = c.world.move_with(&roots, |p| p.audit.key = p.audit.ephemeral);
    c.refuse(&t, Code::WrongAuditKey);
    let t = c.world.register_with(&roots, |p| p.audit.key = p.audit.ephemeral);
    c.refuse(&t, Code::WrongAuditKey);

    let t = c.world.register_with(&roots, |p| p.fingerprints[7] = zero());
    c.refuse(&t, Code::Malformed);
    let t = c.world.register_with(&roots, |p| p.cm = zero());
    c.refuse(&t, Code::Malformed);
    for sentinel in SENTINELS {
        let t = c.world.move_with(&roots, |p| p.nf[1] = sentinel);
        c.refuse(&t, Code::Malformed);
    }
}

#[test]
fn not_canonical() {
    let mut c = Case::new();
    let good = c.world.movement(&c.roots());
    // A public input of r, in bytes and in JSON.
    let modulus = "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";
    let mut bytes = good.to_bytes();
    hex::decode_to_slice(modulus, &mut bytes[13..45]).unwrap();
    assert_eq!(Transition::from_bytes(&bytes).unwrap_err().code(), Code::NotCanonical);
    let text = plimsoll_circuits::field::to_hex(&good.posted[0]);
    let json = good.to_json().replacen(&text, &format!("0x{modulus}"), 1);
    assert_eq!(Transition::from_json(&json).unwrap_err().code, Code::NotCanonical);
    // A coordinate of the proof that is not below its modulus.
    let mut t = good;
    t.proof[..32].fill(0x3f);
    t.proof[31] = 0x3f;
    c.refuse(&t, Code::NotCanonical);
}

#[test]
fn unknown_circuit() {
    let mut c = Case::new();
    let good = c.world.movement(&c.roots());
    let mut t = good.clone();
    t.version += 1;
    c.refuse(&t, Code::UnknownCircuit);
    let attest = c.world.prove(CircuitId::Attest, vec![zero(); CircuitId::Attest.posted()], vec![]);
    c.refuse(&attest, Code::UnknownCircuit);
    let mut bytes = good.to_bytes();
    bytes[4] = 99;
    assert_eq!(Transition::from_bytes(&bytes).unwrap_err().code(), Code::UnknownCircuit);
    // Known to the program, retired on the ledger; and active again.
    let retire = Order::RetireVersion { circuit: CircuitId::Move, version: good.version, change: 0 };
    c.order(0, retire, NOW);
    c.refuse(&good, Code::UnknownCircuit);
    let key_hash = plimsoll_contracts::Hash32(c.world.verifying_key(CircuitId::Move).hash());
    let activate =
        Order::ActivateVersion { circuit: CircuitId::Move, version: good.version, key_hash, change: 0 };
    c.order(1, activate, NOW);
    c.accept(&good);
}

#[test]
fn bad_proof() {
    let mut c = Case::new();
    let roots = c.roots();
    let (good, other) = (c.world.movement(&roots), c.world.movement(&roots));
    let mut t = good.clone();
    t.proof = other.proof;
    c.refuse(&t, Code::BadProof);
    // Any public input that the rules let through.
    let mut t = good.clone();
    t.posted[6] += F::from(1u64);
    c.refuse(&t, Code::BadProof);
    // A swapped memo.
    let mut t = good.clone();
    t.memos.swap(0, 1);
    c.refuse(&t, Code::BadProof);
    // A condition added or taken off on the way.
    let conditions = Conditions { gate: [1; 20], terms: [2; 32], until: later(1) };
    for conditions in [
        Conditions { gate: conditions.gate, ..Conditions::NONE },
        Conditions { terms: conditions.terms, ..Conditions::NONE },
        Conditions { until: conditions.until, ..Conditions::NONE },
    ] {
        let mut t = good.clone();
        t.conditions = conditions;
        c.refuse(&t, Code::BadProof);
        let mut t = c.world.move_under(&roots, conditions);
        t.conditions = Conditions::NONE;
        c.refuse(&t, Code::BadProof);
    }
    // A bad proof is said before what the state would say.
    c.accept(&good);
    let (mut public, memos) = c.world.move_public(&roots);
    public.nf[0] = good.posted[4];
    let mut t = c.world.prove(CircuitId::Move, public.to_fields(), memos);
    t.proof = other.proof;
    c.refuse(&t, Code::BadProof);
}

#[test]
fn wrong_sender() {
    let mut c = Case::new();
    let roots = c.roots();
    let mut gate = [0; 20];
    gate[19] = 1;
    let t = c.world.move_under(&roots, Conditions { gate, ..Conditions::NONE });
    c.refuse(&t, Code::WrongSender);
    // A payment that goes with it is for whoever pays to check.
    let t = c.world.move_under(&roots, Conditions { terms: [7; 32], ..Conditions::NONE });
    c.accept(&t);
}

#[test]
fn too_late() {
    let mut c = Case::new();
    let roots = c.roots();
    let until = |until| Conditions { until, ..Conditions::NONE };
    let [first, second] = [0, 1].map(|_| c.world.move_under(&roots, until(later(60))));
    let receipt = c.submit_at(&first, later(60)).unwrap();
    c.refuse_at(&second, later(61), Code::TooLate);
    // What was accepted in time stays so.
    assert_eq!(c.submit_at(&first, later(61)).unwrap(), receipt);
    // A replay judges by the logged times.
    c.ledger.replay(&c.world.keys, |_| {}).unwrap();
}

#[test]
fn stale_root() {
    let mut c = Case::new();
    let (start, junk) = (c.roots(), c.world.fresh());
    let t = c.world.register(&start);
    c.accept(&t);
    let t = c.world.move_with(&start, |p| p.notes_root = junk);
    c.refuse(&t, Code::StaleRoot);
    let t = c.world.move_with(&start, |p| p.frozen_root = junk);
    c.refuse(&t, Code::StaleRoot);
    let t = c.world.move_with(&start, |p| p.members_root = junk);
    c.refuse(&t, Code::StaleRoot);
    // Any past notes root is good.
    let t = c.world.movement(&start);
    c.accept(&t);
}

#[test]
fn members_roots_have_a_grace_that_a_revocation_ends() {
    let mut c = Case::new();
    let r0 = c.roots();
    let (a, a_address) = c.world.admission(Roles::BANK);
    let (b, _) = c.world.admission(Roles::HOLDER);
    c.order(0, a, NOW);
    let r1 = c.roots();
    let (within, after) = (later(GRACE), later(GRACE + 1));
    let [t0, t1, t2] = [c.world.register(&r0), c.world.register(&r0), c.world.register(&r0)];
    c.submit_at(&t0, within).unwrap();
    c.refuse_at(&t1, after, Code::StaleRoot);
    c.order(1, b, after);
    let r2 = c.roots();
    c.refuse_at(&t2, after, Code::StaleRoot);
    let t = c.world.register(&r1);
    c.submit_at(&t, after).unwrap();
    // Taking away a role is a revocation; giving one is none.
    c.order(2, World::set_roles(a_address, Roles::BANK.union(Roles::HOLDER)), after);
    let r3 = c.roots();
    let t = c.world.register(&r2);
    c.submit_at(&t, after).unwrap();
    c.order(3, World::set_roles(a_address, Roles::HOLDER), after);
    for old in [r0, r1, r2, r3] {
        let t = c.world.register(&old);
        c.refuse_at(&t, after, Code::RevokedMember);
    }
    let r4 = c.roots();
    c.order(4, World::set_roles(a_address, Roles::LEAVING), after);
    let t = c.world.register(&r4);
    c.refuse_at(&t, after, Code::RevokedMember);
    // The root that the revocation led to is replaced by an admission, with grace.
    let r5 = c.roots();
    let (other, _) = c.world.admission(Roles::BANK);
    c.order(5, other, after);
    let t = c.world.register(&r5);
    c.submit_at(&t, after).unwrap();
    assert_eq!(c.ledger.replay(&c.world.keys, |_| {}).unwrap().members, 3);
}

#[test]
fn duplicate_nullifier() {
    let mut c = Case::new();
    let roots = c.roots();
    let t = c.world.move_with(&roots, |p| p.nf[1] = p.nf[0]);
    c.refuse(&t, Code::DuplicateNullifier);
    let spent = c.world.movement(&roots);
    c.accept(&spent);
    for (old, new) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let t = c.world.move_with(&roots, |p| p.nf[new] = spent.posted[4 + old]);
        c.refuse(&t, Code::DuplicateNullifier);
    }
}

#[test]
fn conflicts_stay_in_their_class() {
    let mut c = Case::new();
    let roots = c.roots();
    let mut first = [zero(); SMALL_SLOTS];
    let t = c.world.register_with(&roots, |p| first = p.fingerprints);
    c.accept(&t);
    for (old, new, code) in [
        (0, 0, Some(Code::ConflictDoc)),
        (1, 3, Some(Code::ConflictInvoice)),
        (3, 1, Some(Code::ConflictInvoice)),
        (4, 15, Some(Code::ConflictBox)),
        (15, 4, Some(Code::ConflictBox)),
        // Nothing is asked of SOFT slots, nor of what stands in one and elsewhere.
        (16, 16, None),
        (39, 17, None),
        (16, 15, None),
        (4, 39, None),
        // Another class has another set.
        (0, 1, None),
        (1, 4, None),
        (15, 0, None),
    ] {
        let t = c.world.register_with(&roots, |p| p.fingerprints[new] = first[old]);
        match code {
            Some(code) => c.refuse(&t, code),
            None => {
                c.accept(&t);
            }
        }
    }
    // Twice in one posting, in slots of one class.
    for (a, b, code) in [(1, 3, Code::ConflictInvoice), (4, 15, Code::ConflictBox)] {
        let t = c.world.register_with(&roots, |p| p.fingerprints[b] = p.fingerprints[a]);
        c.refuse(&t, code);
    }
    for (a, b) in [(0, 15), (1, 4), (16, 17)] {
        let t = c.world.register_with(&roots, |p| p.fingerprints[b] = p.fingerprints[a]);
        c.accept(&t);
    }
    // All at once: the bill itself is said first.
    let t = c.world.register_with(&roots, |p| p.fingerprints = first);
    c.refuse(&t, Code::ConflictDoc);
}

#[test]
fn wrong_domain_generation_and_date() {
    let mut c = Case::new();
    let roots = c.roots();
    let t = c.world.register_with(&roots, |p| p.domain += F::from(1u64));
    c.refuse(&t, Code::WrongDomain);
    let t = c.world.register_with(&roots, |p| p.generation = F::from(1u64));
    c.refuse(&t, Code::WrongGeneration);
    let Day(day) = NOW.day();
    for stale in [F::from(day + 1), F::from(day - 2), zero(), -F::from(1u64)] {
        let t = c.world.register_with(&roots, |p| p.today = stale);
        c.refuse(&t, Code::StaleDate);
    }
    for good in [day, day - 1] {
        let t = c.world.register_with(&roots, |p| p.today = F::from(good));
        c.accept(&t);
    }
}

#[test]
fn paused() {
    let mut c = Case::new();
    let roots = c.roots();
    let [before, during] = [c.world.movement(&roots), c.world.movement(&roots)];
    let receipt = c.accept(&before);
    c.order(0, Order::Pause { emergency: false }, NOW);
    c.refuse(&during, Code::Paused);
    assert_eq!(c.accept(&before), receipt);
    let paused = c.ledger.view().unwrap().control().unwrap().paused.unwrap().height;
    c.order(1, Order::Resume { paused }, NOW);
    c.accept(&during);
}
