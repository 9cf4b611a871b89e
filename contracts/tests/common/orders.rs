//! An order of every kind, whatever it names.

use super::{NOW, World, control, governor};
use plimsoll_circuits::{
    member::{Org, Roles},
    statement::CircuitId,
};
use plimsoll_contracts::{
    Hash32, Order,
    control::Revocation,
    order::{
        AuditKeyChange, Guardians, LotName, NewLien, NewTitle, OpenedTitle, Operator, Recovery, Reopening,
        Statement, Waiver, Witnesses,
    },
};

/// Of some kinds there are two: with an optional part and without it.
pub fn of_every_kind(world: &mut World) -> Vec<Order> {
    let (admit, address) = world.admission(Roles::HOLDER);
    let lot = LotName { doc: world.fresh(), generation: 3 };
    let [coming, made, bill] = world.fresh_list();
    let keys: Vec<_> = (1..=3).map(|n| governor(n).address()).collect();
    let guardians = Guardians { keys: keys.clone(), threshold: 2 };
    let hash = Hash32([5; 32]);
    let signature = control().sign(world.genesis.domain(), &Revocation { member: address }).unwrap();
    let (org, from, to) = (Org(coming), keys[0], keys[1]);
    let lien = NewLien { owner: address, amount: 5, prior: 0, pool: 7, bill, made, release_key: hash };
    let opened = OpenedTitle { owner: address, amount: 5, bill, rho: coming, r: made };
    let recovery = |opened| {
        let (title, statement) =
            (NewTitle { owner: address, bill }, Statement { issuer: address, signature });
        Order::Recover(Recovery { lot, title, liens: vec![lien, lien], opened, statement })
    };
    vec![
        world.consented(&admit, 3),
        admit,
        World::set_roles(address, Roles::BANK),
        Order::Remove { address, change: 4, revocation: None },
        world.disown(address),
        Order::Expire { address, change: 9 },
        Order::ControlKey { org, from, to },
        Order::Pause { emergency: true },
        Order::Resume { paused: 5 },
        Order::LapsePause { paused: 5 },
        Order::Freeze { lot, emergency: false },
        Order::Lift { lot, frozen: 6 },
        Order::LapseFreeze { lot, frozen: 6 },
        Order::Close { lot },
        Order::Reopen(Reopening { lot, coming, numbers: vec![lot.doc, coming], until: NOW.day() }),
        recovery(None),
        recovery(Some(opened)),
        Order::Waive(Waiver { doc: coming, invoices: vec![made], boxes: vec![bill, made], until: NOW.day() }),
        Order::ActivateVersion { circuit: CircuitId::Move, version: 9, key_hash: hash, change: 11 },
        Order::RetireVersion { circuit: CircuitId::Attest, version: 1, change: 12 },
        Order::Governors { keys: keys.clone(), threshold: 2 },
        Order::Administrators { keys: Vec::new(), change: 13 },
        Order::AuditKey(AuditKeyChange {
            point: [coming, made],
            guardians,
            transcript: hash,
            change: 3,
            guardians_signed: vec![signature, signature],
        }),
        Order::Witnesses(Witnesses { keys: vec![hash, Hash32([6; 32])], faulty: 0, quorum: 2 }),
        Order::Operator(Operator { log_key: hash, size: 77, root: hash }),
        Order::Note { hash, reference: "HCMP 1/2026 (fictional)".to_owned() },
    ]
}
