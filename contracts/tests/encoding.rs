//! One encoding per value: what is written is read, and nothing else is.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, World, orders::of_every_kind};
use plimsoll_circuits::{
    field::{F, from_bytes},
    statement::{CircuitId, attest::Challenge},
};
use plimsoll_contracts::{
    Action, Attestation, Conditions, Day, Entry, Flush, Hash32, Order, Roots, SignedOrder, Transition,
    UnixTime, order::Validity,
};
use proptest::prelude::*;
use std::sync::OnceLock;

fn field() -> impl Strategy<Value = F> {
    any::<[u8; 31]>().prop_map(|low| {
        let mut bytes = [0u8; 32];
        bytes[1..].copy_from_slice(&low);
        from_bytes(&bytes).unwrap()
    })
}

fn roots() -> impl Strategy<Value = Roots> {
    [field(), field(), field(), field()].prop_map(|[notes, nullifiers, members, frozen]| Roots {
        notes,
        nullifiers,
        members,
        frozen,
    })
}

prop_compose! {
    fn transition()(
        circuit in prop::sample::select(CircuitId::ALL.to_vec()),
        version in any::<u32>(),
        posted in prop::collection::vec(field(), 0..40),
        proof in prop::collection::vec(any::<u8>(), 128),
        memos in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..5),
        (gate, terms, until) in any::<([u8; 20], [u8; 32], u64)>(),
    ) -> Transition {
        let conditions = Conditions { gate, terms, until: UnixTime(until) };
        Transition { circuit, version, posted, proof: proof.try_into().unwrap(), memos, conditions }
    }
}

fn orders() -> &'static [SignedOrder] {
    static ORDERS: OnceLock<Vec<SignedOrder>> = OnceLock::new();
    ORDERS.get_or_init(make_orders)
}

fn make_orders() -> Vec<SignedOrder> {
    let mut world = World::new(0);
    let orders = of_every_kind(&mut world);
    orders.into_iter().zip(7..).map(|(order, n)| world.order(n, order)).collect()
}

proptest! {
    #[test]
    fn transitions_are_read_back_and_only_whole(t in transition(), cut in any::<prop::sample::Index>()) {
        let bytes = t.to_bytes();
        prop_assert_eq!(Transition::from_bytes(&bytes).unwrap(), t.clone());
        prop_assert_eq!(Transition::from_json(&t.to_json()).unwrap(), t.clone());
        prop_assert!(Transition::from_bytes(&bytes[..cut.index(bytes.len())]).is_err());
        let longer = [bytes.as_slice(), &[0]].concat();
        prop_assert!(Transition::from_bytes(&longer).is_err());
    }

    /// What is read at all is written back the same: no value has two encodings.
    #[test]
    fn a_flipped_byte_is_another_transition_or_none(
        t in transition(), at in any::<prop::sample::Index>(), flip in 1u8..,
    ) {
        let mut bytes = t.to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(other) = Transition::from_bytes(&bytes) {
            prop_assert_ne!(&other, &t);
            prop_assert_eq!(other.to_bytes(), bytes);
        }
    }

    #[test]
    fn entries_are_read_back(t in transition(), roots in roots(), height in any::<u64>(), time in any::<u64>()) {
        let previous = Hash32::of("before", &height.to_be_bytes());
        let flush = |tables| Action::Flush(Flush { leaves: time, roots, tables });
        for action in [Action::Transition(t), Action::Order(Box::new(orders()[0].clone())), flush(None), flush(Some(previous))] {
            let entry = Entry { height, previous, time: UnixTime(time), action };
            let json = serde_json::to_string(&entry).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Entry>(&json).unwrap(), &entry);
            prop_assert_eq!(Entry::from_bytes(&entry.to_bytes()).unwrap(), entry);
        }
    }

    #[test]
    fn nothing_makes_a_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), circuit in 1u8..5) {
        let _ = Transition::from_bytes(&bytes);
        let _ = SignedOrder::from_bytes(&bytes);
        let _ = Entry::from_bytes(&bytes);
        let _ = Transition::from_json(&String::from_utf8_lossy(&bytes));
        // The same behind a head that is right.
        let head = [1, 0, 0, 0, circuit, 0, 0, 0, 1, 0, 0, 0, 2];
        let _ = Transition::from_bytes(&[&head[..], &bytes].concat());
    }
}

#[test]
fn orders_are_read_back_in_bytes_and_json() {
    for order in orders() {
        let bytes = order.to_bytes();
        assert_eq!(SignedOrder::from_bytes(&bytes).unwrap(), *order);
        for n in 0..bytes.len() {
            assert!(SignedOrder::from_bytes(&bytes[..n]).is_err());
        }
        assert!(SignedOrder::from_bytes(&[bytes.as_slice(), &[0]].concat()).is_err());
        let json = serde_json::to_string(order).unwrap();
        assert_eq!(serde_json::from_str::<SignedOrder>(&json).unwrap(), *order);
    }
}

/// Whatever an order says is signed: no two orders, and no two validities, have one digest.
#[test]
fn every_word_of_an_order_is_signed() {
    let domain = World::new(0).genesis.domain();
    let mut seen = std::collections::HashSet::new();
    for order in orders() {
        for (epoch, day, nonce) in [(0, 1, 1), (1, 1, 1), (0, 2, 1), (0, 1, 2)] {
            let mut order = order.clone();
            order.validity = Validity { nonce: Hash32([nonce; 32]), epoch, last_day: Day(day) };
            let fresh = seen.insert(order.id(domain));
            // A consent and a revocation are signed by others, and signed for themselves.
            let alike = matches!(
                order.order,
                Order::Admit { consent: None, .. } | Order::Remove { revocation: Some(_), .. }
            );
            assert!(fresh || alike, "{}", order.order.name());
        }
    }
    assert!(seen.len() >= 4 * (orders().len() - 2));
}

/// .. byte by byte: an order that differs anywhere has another digest, but for what others sign for themselves, and the signatures.
#[test]
fn a_changed_byte_of_an_order_is_another_digest_or_none() {
    let domain = World::new(0).genesis.domain();
    let bare = |order: &SignedOrder| {
        let mut order = order.clone();
        order.signatures.clear();
        match &mut order.order {
            Order::Admit { consent, .. } => *consent = None,
            Order::Remove { revocation, .. } => *revocation = None,
            Order::Recover(recovery) => recovery.statement.signature.0 = [0; 65],
            Order::AuditKey(change) => change.guardians_signed.clear(),
            _ => {}
        }
        order
    };
    let mut read = 0;
    for order in orders() {
        let bytes = order.to_bytes();
        for at in 0..bytes.len() {
            for flip in [1, 2, 0x80] {
                let mut other = bytes.clone();
                other[at] ^= flip;
                let Ok(other) = SignedOrder::from_bytes(&other) else { continue };
                let (name, alike) = (order.order.name(), bare(&other) == bare(order));
                assert_eq!(other.id(domain) == order.id(domain), alike, "{name}, byte {at}");
                read += 1;
            }
        }
    }
    assert!(read > 10_000, "only {read} were read");
}

#[test]
fn an_admission_of_no_proper_key_is_not_read() {
    let bytes = orders()[0].to_bytes();
    let put = |x: u8, y: [u8; 32]| {
        let mut bytes = bytes.clone();
        bytes[1..65].fill(0);
        bytes[32] = x;
        bytes[33..65].copy_from_slice(&y);
        SignedOrder::from_bytes(&bytes)
    };
    let mut one = [0; 32];
    one[31] = 1;
    let minus_one = plimsoll_circuits::field::to_bytes(&-F::from(1u64));
    assert!(put(0, one).is_err(), "the identity");
    assert!(put(0, minus_one).is_err(), "a point of order two");
    assert!(put(1, one).is_err(), "a point off the curve");
}

#[test]
fn no_other_kind_of_entry_is_read() {
    let action = Action::Order(Box::new(orders()[0].clone()));
    let entry = Entry { height: 1, previous: Hash32::default(), time: NOW, action };
    let mut bytes = entry.to_bytes();
    let kind = 8 + 32 + 8;
    assert_eq!(bytes[kind], 2);
    for number in (0..=255).filter(|n| *n != 2) {
        bytes[kind] = number;
        assert!(Entry::from_bytes(&bytes).is_err());
    }
}

#[test]
fn genesis_and_attest_are_read_back_from_json() {
    let mut world = World::new(0);
    let json = serde_json::to_string_pretty(&world.genesis).unwrap();
    assert_eq!(serde_json::from_str::<plimsoll_contracts::Genesis>(&json).unwrap(), world.genesis);
    let challenge = Challenge { verifier: "bank".into(), purpose: "loan".into(), nonce: [7; 16], expires: 1 };
    let roots = Roots {
        notes: world.fresh(),
        nullifiers: world.fresh(),
        members: world.fresh(),
        frozen: world.fresh(),
    };
    let attestation = world.attest_with(&roots, &challenge, |_| {});
    let json = serde_json::to_string(&attestation).unwrap();
    assert_eq!(serde_json::from_str::<Attestation>(&json).unwrap(), attestation);
    assert!(serde_json::from_str::<Attestation>(&json.replace("attest", "move")).is_err());
    let transition = world.movement(&roots);
    let json = serde_json::to_string(&transition).unwrap();
    assert_eq!(serde_json::from_str::<Transition>(&json).unwrap(), transition);
    assert_eq!(Transition::from_json(&json).unwrap(), transition);
}
