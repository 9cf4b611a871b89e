//! What is written is read again, without loss.

use crate::common::{elements, holds, read, submissions};
use plimsoll_api::{
    Submission, Witness, check_public,
    witness::{AttestWitness, MoveWitness, RegisterWitness},
};
use plimsoll_circuits::{
    audit::AuditScalar,
    field::{F, Point, Scalar},
    statement::{CircuitId, attest, movement, register},
};
use plimsoll_prover::Job;
use plimsoll_tests::World;
use proptest::prelude::*;
use serde_json::Value;
use zeroize::Zeroize;

fn text(witness: &Witness) -> Vec<u8> {
    serde_json::to_vec(witness).expect("a witness is JSON")
}

fn again(witness: &Witness) -> Witness {
    Witness::from_json(&text(witness)).expect("what is written is read")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn true_statements_stay_true(seed: u64) {
        for (name, submission) in submissions(seed) {
            let text = serde_json::to_vec(&submission).expect("a submission is JSON");
            let read = Submission::from_json(&text).expect("what is written is read");
            prop_assert!(read.witness == submission.witness && read.posted == submission.posted);
            prop_assert!(read.digest() == submission.digest());
            prop_assert!(holds(&read), "{name}");
        }
    }

    #[test]
    fn amounts_of_any_size_come_back(amount: u64, value: u64, generation: u64, day: u32, index in 0..1u64 << 32) {
        let mut world = World::new(1);
        let (_, mut witness) = world.pledge();
        witness.inputs[1].content.amount = amount;
        witness.inputs[0].path.index = index;
        witness.bill.value = value;
        witness.bill.valued_at.0 = day;
        let Witness::Move(read) = again(&Witness::movement(&witness)) else { panic!("a Move") };
        let read = movement::MoveWitness::from(&*read);
        prop_assert_eq!(read.inputs[1].content.amount, amount);
        prop_assert_eq!(read.inputs[0].path.index, index);
        prop_assert_eq!(&read.inputs[0].path, &witness.inputs[0].path);
        prop_assert_eq!(read.bill, witness.bill);

        let (_, mut witness) = world.register_small(value);
        witness.credential.content.generation = generation;
        let Witness::Register(read) = again(&Witness::register(&witness)) else { panic!("a Register") };
        let read = register::RegisterWitness::from(&*read);
        prop_assert_eq!(read.credential, witness.credential);
        prop_assert_eq!(read.valuation, witness.valuation);
    }
}

/// Every value that a circuits' witness holds.
#[test]
fn no_part_is_lost() {
    let mut world = World::new(2);
    let (_, from) = world.register_small(1);
    let to = register::RegisterWitness::from(&RegisterWitness::from(&from));
    assert_eq!((from.credential, &from.issuer), (to.credential, &to.issuer));
    assert_eq!((from.valuation, &from.valuer), (to.valuation, &to.valuer));
    assert_eq!((from.holder_key, from.holder_nkc, &from.holder), (to.holder_key, to.holder_nkc, &to.holder));
    assert_eq!(from.signature, to.signature);
    assert!(from.audit == to.audit);

    let (_, from) = world.pledge();
    let to = movement::MoveWitness::from(&MoveWitness::from(&from));
    assert_eq!(from.owner.address(), to.owner.address());
    assert_eq!(from.owner.member, to.owner.member);
    for (a, b) in from.inputs.iter().zip(&to.inputs) {
        assert_eq!((a.content, a.rho, a.r, &a.path), (b.content, b.rho, b.r, &b.path));
    }
    for (a, b) in from.outputs.iter().zip(&to.outputs) {
        assert_eq!((a.content, a.owner, &a.member), (b.content, b.owner, &b.member));
    }
    assert_eq!((&from.frozen, from.bill, from.signature), (&to.frozen, to.bill, to.signature));
    assert!(from.audit == to.audit);

    let (_, from) = world.attest_of_a_title();
    let to = attest::AttestWitness::from(&AttestWitness::from(&from));
    assert_eq!((from.simulated, from.owner.address()), (to.simulated, to.owner.address()));
    assert_eq!(from.owner.member, to.owner.member);
    assert_eq!((from.title.content, &from.title.path), (to.title.content, &to.title.path));
    assert_eq!((from.title.rho, from.title.r), (to.title.rho, to.title.r));
    assert_eq!((&from.live, &from.frozen, from.bill), (&to.live, &to.frozen, to.bill));
    assert_eq!((from.blinding, from.signature), (to.blinding, to.signature));
}

/// What fills ignored places, and the largest values, are written and read too.
#[test]
fn blank_and_extreme_witnesses_come_back() {
    let blank = [
        Witness::register(&register::RegisterWitness::blank()),
        Witness::movement(&movement::MoveWitness::blank()),
        Witness::attest(&attest::AttestWitness::blank()),
    ];
    let mut extreme = movement::MoveWitness::blank();
    // The largest scalars, and a nonce point that is on the curve and outside the subgroup.
    extreme.signature.s = -Scalar::from(1u64);
    extreme.signature.r = Point::new_unchecked(F::from(0u64), -F::from(1u64));
    extreme.audit =
        AuditScalar::new(Scalar::new(ark_ff::BigInt([u64::MAX, u64::MAX, u64::MAX, (1 << 58) - 1])))
            .expect("250 bits");
    for witness in blank.into_iter().chain([Witness::movement(&extreme)]) {
        assert!(again(&witness) == witness, "{witness:?}");
    }
}

#[test]
fn parts_of_different_statements_do_not_fit() {
    let mut world = World::new(3);
    let (public, witness) = world.register_small(1);
    let (small, witness) = (elements(&public), Witness::register(&witness));
    assert!(matches!(read(CircuitId::RegisterSmall, &small, &witness), Ok(Job::RegisterSmall(..))));
    let large = elements(&register::RegisterLargePublic::blank());
    assert!(matches!(read(CircuitId::RegisterLarge, &large, &witness), Ok(Job::RegisterLarge(..))));
    let refused = |circuit, public: &[_]| read(circuit, public, &witness).expect_err("refused").to_string();
    assert_eq!(refused(CircuitId::RegisterLarge, &small), "posted: expected 358 field elements");
    assert_eq!(refused(CircuitId::RegisterSmall, &small[1..]), "posted: expected 58 field elements");
    assert_eq!(refused(CircuitId::Move, &small), "witness: it is of another statement than move");
    let counts = [58, 358, 21, 15, 60, 20];
    for (circuit, count) in CircuitId::ALL.into_iter().zip(counts) {
        for other in [0, count - 1, count, count + 1] {
            let public = vec![small[0]; other];
            assert_eq!(check_public(circuit, &public).is_ok(), other == count, "{circuit} {other}");
        }
    }
}

#[test]
fn a_witness_shows_no_value() {
    for (name, submission) in submissions(4) {
        let shown = format!("{submission:?}");
        assert!(!shown.contains("0x") && shown.contains("Witness("), "{name}: {shown}");
    }
}

/// What `Drop` does to a witness, seen before the memory is given back.
#[test]
fn nothing_is_left_of_an_overwritten_witness() {
    for (name, submission) in submissions(5) {
        let mut witness = submission.witness.expect("in the open");
        let before = serde_json::to_value(&witness).expect("JSON");
        match &mut *witness {
            Witness::Register(witness) => witness.zeroize(),
            Witness::Move(witness) => witness.zeroize(),
            Witness::Attest(witness) => witness.zeroize(),
            Witness::Amend(witness) => witness.zeroize(),
            Witness::Revalue(witness) => witness.zeroize(),
        }
        let after = serde_json::to_string(&witness).expect("JSON");
        let mut values = 0;
        leaves(&before, &mut |value| {
            // Shorter ones, such as an amount of 0, say nothing; a kind becomes a dummy.
            if value.len() > 4 && value != "DUMMY" && !value.chars().all(|c| "0x".contains(c)) {
                values += 1;
                assert!(!after.contains(value), "{name}: {value} is left");
            }
        });
        assert!(values > 50, "{name}: {values}");
        assert!(!after.contains("USD") && !after.contains("TITLE"), "{name}");
    }
}

fn leaves(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::Object(fields) => fields.values().for_each(|value| leaves(value, see)),
        Value::Array(list) => list.iter().for_each(|value| leaves(value, see)),
        Value::String(text) => see(text),
        Value::Number(number) => see(&number.to_string()),
        _ => {}
    }
}
