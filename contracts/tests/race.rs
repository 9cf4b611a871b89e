//! Two at the same instant: exactly one is accepted, whether threads or processes.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, World};
use plimsoll_contracts::{Code, Ledger, Receipt, StoreError, SubmitError, Transition};
use std::{
    process::{Command, Stdio},
    sync::Barrier,
    time::Duration,
};

fn code(result: &Result<Receipt, SubmitError>) -> Option<Code> {
    match result {
        Ok(_) => None,
        Err(SubmitError::Rejected(r)) => Some(r.code),
        Err(e) => panic!("{e}"),
    }
}

/// Twenty rounds of two banks that spend the same title with their own honest proofs.
#[test]
fn of_two_threads_exactly_one_is_accepted() {
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::create(dir.path().join("ledger"), &world.genesis).unwrap();
    for round in 1..=20 {
        let roots = ledger.view().unwrap().latest().unwrap().roots;
        let first = world.movement(&roots);
        let second = world.move_with(&roots, |p| p.nf = [first.posted[4], first.posted[5]]);
        let barrier = Barrier::new(2);
        let (ledger, keys, barrier) = (&ledger, &world.keys, &barrier);
        let submit = |t: Transition| {
            move || {
                barrier.wait();
                ledger.submit(keys, &t, NOW)
            }
        };
        let results = std::thread::scope(|s| {
            let (a, b) = (s.spawn(submit(first)), s.spawn(submit(second)));
            [a.join().unwrap(), b.join().unwrap()]
        });
        let mut codes: Vec<_> = results.iter().map(code).collect();
        codes.sort();
        assert_eq!(codes, [None, Some(Code::DuplicateNullifier)]);
        assert_eq!(ledger.view().unwrap().latest().unwrap().height, 2 * round, "a Move and a flush");
    }
    assert_eq!(ledger.replay(&world.keys, |_| {}).unwrap().counts.moves, 20);
}

/// The same transition from many threads: one entry, one receipt for all.
#[test]
fn the_same_transition_from_many_threads_is_entered_once() {
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::create(dir.path().join("ledger"), &world.genesis).unwrap();
    let roots = ledger.view().unwrap().latest().unwrap().roots;
    let t = world.movement(&roots);
    let receipts: Vec<_> = std::thread::scope(|s| {
        let submits: Vec<_> =
            (0..8).map(|_| s.spawn(|| ledger.submit(&world.keys, &t, NOW).unwrap())).collect();
        submits.into_iter().map(|h| h.join().unwrap()).collect()
    });
    assert!(receipts.iter().all(|r| *r == receipts[0]));
    assert_eq!(ledger.view().unwrap().latest().unwrap().height, 2, "the Move and a flush");
}

const CHILD: &str = "PLIMSOLL_RACE_LEDGER";
const ROUNDS: u64 = 15;

/// Run by the test below in two processes at once: the two spend the same nullifiers, round by round.
#[test]
#[ignore = "a part of the test below"]
fn child() {
    let Some(path) = std::env::var_os(CHILD) else { return };
    let stream: u64 = std::env::var("PLIMSOLL_RACE_STREAM").unwrap().parse().unwrap();
    let ledger = Ledger::open(path).unwrap();
    let mut shared = World::new(99);
    let mut own = World::new(stream);
    let start = ledger.view().unwrap().snapshot_at(0).unwrap().unwrap().roots;
    for _ in 0..ROUNDS {
        let nf = shared.fresh_list();
        let t = own.move_with(&start, |p| p.nf = nf);
        match code(&ledger.submit(&own.keys, &t, NOW)) {
            None => println!("won"),
            Some(Code::DuplicateNullifier) => println!("lost"),
            Some(other) => panic!("{other}"),
        }
    }
}

#[test]
fn of_two_processes_exactly_one_is_accepted() {
    let world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger");
    let ledger = Ledger::create(&path, &world.genesis).unwrap();
    let children: Vec<_> = [11, 12]
        .into_iter()
        .map(|stream| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "child", "--ignored", "--nocapture"])
                .env(CHILD, &path)
                .env("PLIMSOLL_RACE_STREAM", stream.to_string())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut won = 0;
    let mut lost = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        won += text.matches("won").count() as u64;
        lost += text.matches("lost").count() as u64;
    }
    assert_eq!((won, lost), (ROUNDS, ROUNDS));
    // The ledger that was open all the while, one that is opened now, and one for reading see the same.
    let reader = Ledger::open_read_only(&path).unwrap();
    for l in [&ledger, &Ledger::open(&path).unwrap(), &reader] {
        assert_eq!(l.view().unwrap().latest().unwrap().height, 2 * ROUNDS);
    }
    ledger.replay(&world.keys, |_| {}).unwrap();
    assert!(matches!(
        reader.submit_order(&world.order(0, plimsoll_contracts::Order::Pause { emergency: false }), NOW),
        Err(plimsoll_contracts::OrderError::Store(StoreError::ReadOnly))
    ));
}

#[test]
fn a_ledger_that_stays_busy_is_said_so() {
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger");
    let ledger = Ledger::create(&path, &world.genesis).unwrap().with_lock_wait(Duration::from_millis(30));
    let roots = ledger.view().unwrap().latest().unwrap().roots;
    let t = world.movement(&roots);
    let mut builder = redb::Builder::new();
    builder.set_concurrency_mode(redb::ConcurrencyMode::MultiWriter);
    let other = builder.open(&path).unwrap();
    let held = other.begin_write().unwrap();
    assert!(matches!(ledger.submit(&world.keys, &t, NOW), Err(SubmitError::Store(StoreError::Busy(_)))));
    assert_eq!(ledger.view().unwrap().latest().unwrap().height, 0, "reading needs no turn");
    held.abort().unwrap();
    ledger.submit(&world.keys, &t, NOW).unwrap();
}

#[test]
fn what_is_no_ledger_is_said_so() {
    let world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger");
    assert!(matches!(Ledger::open(&path), Err(StoreError::NotFound(_))));
    assert!(matches!(Ledger::open_read_only(&path), Err(StoreError::NotFound(_))));
    let ledger = Ledger::create(&path, &world.genesis).unwrap().with_lock_wait(Duration::from_millis(1));
    assert_eq!(ledger.genesis(), &world.genesis);
    assert!(matches!(Ledger::create(&path, &world.genesis), Err(StoreError::Exists(_))));
    let interrupted = dir.path().join("interrupted");
    std::fs::write(&interrupted, []).unwrap();
    assert!(matches!(Ledger::open(&interrupted), Err(StoreError::NotALedger(_))));
    std::fs::write(&interrupted, [7; 9000]).unwrap();
    assert!(matches!(Ledger::open(&interrupted), Err(StoreError::NotALedger(_))));
}
