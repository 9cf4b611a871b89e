//! What wallets are given to sign an order is what the ledger checks: every kind against eth-account, which knows nothing of this code.
//!
//! `PLIMSOLL_MAKE_SAMPLES=1` writes what wallets are given into data/wallet.json; data/wallet.py then puts digests and signatures of
//! eth-account beside it.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

use plimsoll_circuits::{
    field::F,
    member::{Address, Org, Roles},
    signature::SigningKey,
    statement::CircuitId,
};
use plimsoll_contracts::{
    ControlAddress, ControlKey, ControlSignature, Day, Domain, Hash32, Order, SignedOrder,
    control::{TypedData as _, wallet_json},
    order::{
        AuditKeyChange, Guardians, LotName, NewLien, NewTitle, OpenedTitle, Operator, Recovery, Reopening,
        Statement, Validity, Waiver, Witnesses,
    },
};
use serde_json::{Value, json};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/wallet.json");

/// The key that data/wallet.py signs with.
fn key() -> ControlKey {
    ControlKey::from_bytes(&[8; 32]).unwrap()
}

fn domain() -> Domain {
    Domain::new("plimsoll", "Trial", &[])
}

fn keys() -> Vec<ControlAddress> {
    (1..=3).map(|byte| ControlKey::from_bytes(&[byte; 32]).unwrap().address()).collect()
}

fn f(n: u64) -> F {
    // As large as most are.
    -F::from(n)
}

/// One order of every kind, lists empty and not.
fn orders() -> Vec<SignedOrder> {
    let [control, from, to] = keys().try_into().unwrap();
    let (lot, address) = (LotName { doc: f(1), generation: 2 }, Address(f(3)));
    let signature = ControlSignature([7; 65]);
    let (roles, until) = (Roles::HOLDER.union(Roles::BANK), Day(20_900));
    let lien = |n: u64| NewLien {
        owner: Address(f(n)),
        amount: u64::MAX - n,
        prior: n,
        pool: u64::MAX,
        bill: f(n + 1),
        made: f(n + 2),
        release_key: Hash32([n as u8; 32]),
    };
    let opened = OpenedTitle { owner: address, amount: 5, bill: f(6), rho: f(7), r: f(8) };
    let recovery = |liens, opened| {
        let statement = Statement { issuer: Address(f(9)), signature };
        Order::Recover(Recovery {
            lot,
            title: NewTitle { owner: address, bill: f(10) },
            liens,
            opened,
            statement,
        })
    };
    let (ak, nkc, org) = (SigningKey::from_bytes([1; 32]).public(), f(11), Org(f(12)));
    let guardians = Guardians { keys: keys(), threshold: 2 };
    let all = vec![
        Order::Admit { ak, nkc, roles, org, control, until, change: 0, consent: None },
        Order::Admit { ak, nkc, roles, org, control, until, change: u64::MAX, consent: Some(signature) },
        Order::SetRoles { address, roles: Roles::LEAVING, until: Day(0), change: 1 },
        Order::Remove { address, change: 2, revocation: None },
        Order::Remove { address, change: 2, revocation: Some(signature) },
        Order::Expire { address, change: 3 },
        Order::ControlKey { org, from, to },
        Order::Pause { emergency: true },
        Order::Pause { emergency: false },
        Order::Resume { paused: 13 },
        Order::LapsePause { paused: 13 },
        Order::Freeze { lot, emergency: true },
        Order::Lift { lot, frozen: 14 },
        Order::LapseFreeze { lot, frozen: 14 },
        Order::Close { lot },
        Order::Reopen(Reopening { lot, coming: f(15), numbers: vec![f(1), f(16)], until }),
        Order::Reopen(Reopening { lot, coming: f(15), numbers: Vec::new(), until }),
        recovery(vec![lien(17), lien(18)], Some(opened)),
        recovery(Vec::new(), None),
        Order::Waive(Waiver { doc: f(19), invoices: vec![f(20)], boxes: vec![f(21), f(22)], until }),
        Order::ActivateVersion {
            circuit: CircuitId::Move,
            version: 3,
            key_hash: Hash32([23; 32]),
            change: 35,
        },
        Order::RetireVersion { circuit: CircuitId::Move, version: 2, change: u64::MAX },
        Order::Governors { keys: keys(), threshold: 2 },
        Order::Administrators { keys: Vec::new(), change: 36 },
        Order::AuditKey(AuditKeyChange {
            point: [f(24), f(25)],
            guardians,
            transcript: Hash32([26; 32]),
            change: 34,
            guardians_signed: vec![signature],
        }),
        Order::Witnesses(Witnesses { keys: vec![Hash32([27; 32]); 4], faulty: 1, quorum: 3 }),
        Order::Operator(Operator { log_key: Hash32([28; 32]), size: 29, root: Hash32([30; 32]) }),
        Order::Note { hash: Hash32([31; 32]), reference: "Case 7/26, \"Grüße\" \u{202e}x".to_owned() },
    ];
    let validity = Validity { nonce: Hash32([32; 32]), epoch: 33, last_day: Day(20_800) };
    all.into_iter().map(|order| SignedOrder::new(order, validity)).collect()
}

#[test]
fn every_order_has_the_digest_and_the_signature_that_a_wallet_makes() {
    let given: Vec<Value> = orders().iter().map(|order| wallet_json(domain(), order)).collect();
    if std::env::var_os("PLIMSOLL_MAKE_SAMPLES").is_some() {
        let all: Vec<_> = given.iter().map(|given| json!({ "typed_data": given })).collect();
        std::fs::write(DATA, serde_json::to_vec(&all).unwrap()).unwrap();
        return;
    }
    let known: Vec<Value> = serde_json::from_slice(&std::fs::read(DATA).unwrap()).unwrap();
    assert_eq!(known.len(), given.len());
    for ((order, given), known) in orders().into_iter().zip(given).zip(known) {
        let name = order.order.name();
        assert_eq!(given, known["typed_data"], "{name}");
        assert_eq!(known["digest"], format!("0x{}", hex::encode(order.digest(domain()))), "{name}");
        let signature: ControlSignature = serde_json::from_value(known["signature"].clone()).unwrap();
        let signed = order.clone().with(signature, domain()).unwrap();
        assert_eq!(signed.signers(domain()), Some(vec![key().address()]), "{name}");
        assert_eq!(signed, order.signed(&key(), domain()).unwrap(), "{name}");
    }
}

#[test]
fn an_order_is_read_from_its_json_as_it_was() {
    for order in orders() {
        let order = order.signed(&key(), domain()).unwrap();
        let text = serde_json::to_string(&order).unwrap();
        let read: SignedOrder = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
        assert_eq!(read, order);
    }
}
