//! A replay finds every fault, at its height.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, World, later};
use plimsoll_circuits::{field::F, member::Roles};
use plimsoll_contracts::{
    Action, Code, Entry, Flush, FlushHabit, Hash32, Ledger, Order, ReplayError, Report, Roots, StoreError,
    replay::{Counts, replay},
};

type Log = Vec<Entry>;

fn log(world: &mut World, moves: usize) -> Log {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::create(dir.path().join("ledger"), &world.genesis).unwrap();
    let ledger = ledger.with_flush_habit(FlushHabit::Every(4));
    let (admit, _) = world.admission(Roles::HOLDER);
    ledger.submit_order(&world.order(0, admit), NOW).unwrap();
    for i in 0..moves {
        let roots = ledger.view().unwrap().latest().unwrap().roots;
        let t = if i % 3 == 0 { world.register(&roots) } else { world.movement(&roots) };
        ledger.submit(&world.keys, &t, later(i as u64)).unwrap();
    }
    ledger.view().unwrap().entries_since(0).unwrap().map(Result::unwrap).collect()
}

fn run(world: &World, log: &Log) -> Result<Report, ReplayError<StoreError>> {
    replay(&world.genesis, &world.keys, log.iter().cloned().map(Ok), |_| {})
}

/// Links the entries again after a change, as a forger would.
fn relink(world: &World, log: &mut Log) {
    let mut previous = world.genesis.hash();
    for entry in log {
        entry.previous = previous;
        previous = entry.hash();
    }
}

fn transition(entry: &mut Entry) -> &mut plimsoll_contracts::Transition {
    match &mut entry.action {
        Action::Transition(t) => t,
        Action::Order(_) | Action::Flush(_) => panic!("not a transition"),
    }
}

#[test]
fn an_honest_log_is_confirmed_and_counted() {
    let mut world = World::new(0);
    let log = log(&mut world, 70);
    let report = run(&world, &log).unwrap();
    assert_eq!(
        report.counts,
        Counts { registers: 24, moves: 46, orders: 1, flushes: 17, ..Counts::default() }
    );
    assert_eq!(report.newest.height, 71 + 17);
    assert_eq!((report.notes, report.waiting, report.members), (24 + 2 * 46, 5, 1));
    assert_eq!(report.newest.entry_hash, log.last().unwrap().hash());
}

/// The flush among the first entries.
fn flushed(log: &mut Log) -> &mut Flush {
    match &mut log[4].action {
        Action::Flush(flush) => flush,
        _ => panic!("not a flush"),
    }
}

#[test]
fn every_fault_is_named_with_its_height() {
    let mut world = World::new(0);
    // An order, a Register, two Moves, a flush; a Register, two Moves, a Register, a flush.
    let honest = log(&mut world, 7);
    let start = flushed(&mut honest.clone()).roots;
    let spent = [transition(&mut honest.clone()[2]).posted[4], transition(&mut honest.clone()[2]).posted[5]];
    let again = world.move_with(&start, |p| p.nf = spent);
    let world = &world;
    let forged = |change: &dyn Fn(&mut Log), link: bool| {
        let mut log = honest.clone();
        change(&mut log);
        if link {
            relink(world, &mut log);
        }
        run(world, &log).unwrap_err()
    };
    // Without new links the chain breaks; with them, the rules say what is wrong.
    let bend = |log: &mut Log| log[3].time.0 += 1;
    assert!(matches!(forged(&bend, false), ReplayError::Chain(5)));
    let drop_one = |log: &mut Log| drop(log.remove(2));
    assert!(matches!(forged(&drop_one, true), ReplayError::Height { expected: 3, got: 4 }));
    let swap_proof = |log: &mut Log| {
        let other = transition(&mut log[5]).proof;
        transition(&mut log[3]).proof = other;
    };
    let bad_proof_at_4 =
        |e| matches!(e, ReplayError::Refused { height: 4, rejection } if rejection.code == Code::BadProof);
    assert!(bad_proof_at_4(forged(&swap_proof, true)));
    // A bad proof stands before a fault behind it, though proofs are verified many at a time.
    let two = |log: &mut Log| {
        swap_proof(log);
        flushed(log).leaves += 1;
    };
    assert!(bad_proof_at_4(forged(&two, true)));
    let back_in_time = |log: &mut Log| log[5].time.0 = NOW.0 - 1;
    assert!(matches!(forged(&back_in_time, true), ReplayError::Time(6)));
    let too_late = |log: &mut Log| log.iter_mut().for_each(|e| e.time.0 += 3 * 86_400);
    assert!(
        matches!(forged(&too_late, true), ReplayError::Refused { height: 2, rejection } if rejection.code == Code::StaleDate)
    );
    let add = |log: &mut Log, action: Action| {
        let (height, time) = (log.len() as u64 + 1, log.last().unwrap().time);
        log.push(Entry { height, previous: Hash32::default(), time, action });
    };
    let twice = |log: &mut Log| add(log, log[5].action.clone());
    assert!(matches!(forged(&twice, true), ReplayError::Repeated { height: 11, first: 6 }));
    let no_admin = |log: &mut Log| match &mut log[0].action {
        Action::Order(o) => o.order = Order::Pause { emergency: false },
        Action::Transition(_) | Action::Flush(_) => panic!("the log starts with an order"),
    };
    let fault = forged(&no_admin, true);
    assert!(matches!(fault, ReplayError::RefusedOrder { height: 1, .. }));
    // Who would have signed that is nobody whom the ledger knows.
    assert!(["BadSignature", "NotGovernor"].contains(&fault.code()));
    // An honest proof that spends what is spent.
    let spends_twice = |log: &mut Log| add(log, Action::Transition(again.clone()));
    let fault = forged(&spends_twice, true);
    assert!(matches!(&fault, ReplayError::Refused { height: 11, .. }));
    assert_eq!(fault.code(), "DuplicateNullifier");
    // An entry left out and the heights closed: what built on it is missing it.
    let left_out = |log: &mut Log| {
        log.remove(0);
        (1..).zip(log.iter_mut()).for_each(|(height, e)| e.height = height);
    };
    assert!(
        matches!(forged(&left_out, true), ReplayError::Refused { height: 1, rejection } if rejection.code == Code::StaleRoot)
    );
}

#[test]
fn a_flush_that_the_log_does_not_lead_to_is_refused() {
    let mut world = World::new(0);
    let honest = log(&mut world, 7);
    let forged = |change: &dyn Fn(&mut Flush)| {
        let mut log = honest.clone();
        change(flushed(&mut log));
        relink(&world, &mut log);
        let fault = run(&world, &log).unwrap_err();
        assert!(matches!(fault, ReplayError::RefusedFlush { height: 5, .. }), "{fault}");
        (fault.code(), fault.to_string())
    };
    assert_eq!(forged(&|f| f.leaves += 1).0, "TooManyLeaves");
    // Fewer leaves lead to another root, and none to the empty tree.
    assert_eq!(forged(&|f| f.leaves -= 1).0, "WrongRoot");
    type Root = fn(&mut Roots) -> &mut F;
    let of: [(&str, Root); 4] = [
        ("notes", |r| &mut r.notes),
        ("nullifiers", |r| &mut r.nullifiers),
        ("members", |r| &mut r.members),
        ("frozen", |r| &mut r.frozen),
    ];
    for (tree, root) in of {
        let (code, said) = forged(&|f| *root(&mut f.roots) += F::from(1u64));
        assert_eq!(code, "WrongRoot");
        assert!(said.contains(tree), "{said}");
    }
    // The first flush of a day has the hash of all tables.
    assert_eq!(forged(&|f| f.tables = None).0, "WrongTables");
    assert_eq!(forged(&|f| f.tables = Some(Hash32::default())).0, "WrongTables");
    let second = |log: &Log| match log[9].action {
        Action::Flush(f) => f,
        _ => panic!("not a flush"),
    };
    assert_eq!(second(&honest).tables, None);
    let mut log = honest.clone();
    log[9].action = Action::Flush(Flush { tables: Some(Hash32::default()), ..second(&honest) });
    relink(&world, &mut log);
    assert_eq!(run(&world, &log).unwrap_err().code(), "WrongTables");
}

/// The log is whole, but what the store keeps beside it is not.
#[test]
fn a_store_that_differs_from_its_log_is_found() {
    use redb::TableDefinition;
    const SNAPSHOTS: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("snapshots");
    const NODES: TableDefinition<'static, (u8, u64), &[u8; 32]> = TableDefinition::new("note-nodes");
    const LOG: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("log");

    let mut world = World::new(0);
    let tampered = |world: &mut World, tamper: &dyn Fn(&redb::WriteTransaction)| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger");
        let ledger = Ledger::create(&path, &world.genesis).unwrap();
        let roots = ledger.view().unwrap().latest().unwrap().roots;
        for _ in 0..2 {
            let t = world.movement(&roots);
            ledger.submit(&world.keys, &t, NOW).unwrap();
        }
        assert_eq!(ledger.replay(&world.keys, |_| {}).unwrap().counts.moves, 2);
        drop(ledger);
        let database = redb::Database::open(&path).unwrap();
        let write = database.begin_write().unwrap();
        tamper(&write);
        write.commit().unwrap();
        drop(database);
        Ledger::open(&path).unwrap().replay(&world.keys, |_| {}).unwrap_err()
    };
    let copy = |write: &redb::WriteTransaction, table, from: u64, to: u64| {
        use redb::ReadableTable;
        let mut table = write.open_table::<u64, &[u8]>(table).unwrap();
        let bytes = table.get(from).unwrap().unwrap().value().to_vec();
        table.insert(to, bytes.as_slice()).unwrap();
    };
    let fault = tampered(&mut world, &|w| copy(w, SNAPSHOTS, 2, 1));
    let differs =
        |fault, table: &str| matches!(fault, ReplayError::Store { height: 4, what } if what == table);
    assert!(differs(fault, "snapshots"));
    let fault = tampered(&mut world, &|w| copy(w, SNAPSHOTS, 4, 5));
    assert!(differs(fault, "snapshots"));
    let fault = tampered(&mut world, &|w| copy(w, LOG, 1, 2));
    assert!(matches!(fault, ReplayError::Height { expected: 2, got: 1 }));
    let fault = tampered(&mut world, &|w| {
        w.open_table(NODES).unwrap().insert((16, 0), &[1; 32]).unwrap();
    });
    assert!(differs(fault, "note-nodes"));
    let fault = tampered(&mut world, &|w| {
        w.open_table(NODES).unwrap().insert((16, 0), &[0xff; 32]).unwrap();
    });
    assert!(differs(fault, "note-nodes"));
}

#[test]
fn another_genesis_is_another_ledger() {
    let mut world = World::new(0);
    let honest = log(&mut world, 1);
    let mut other = world.genesis.clone();
    other.member_grace_seconds += 1;
    let result = replay::<StoreError>(&other, &world.keys, honest.into_iter().map(Ok), |_| {});
    assert!(matches!(result, Err(ReplayError::OtherKeys)));
    assert_ne!(other.hash(), Hash32::default());
}
