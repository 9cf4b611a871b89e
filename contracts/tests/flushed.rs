//! What changes with an entry, and what waits for a flush.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, World, later};
use plimsoll_circuits::{field::F, member::Roles, statement::attest::Challenge};
use plimsoll_contracts::{
    Action, AttestError, Code, Demand, Entry, FlushHabit, Hash32, Ledger, MaxAge, Order, StoreError,
    SubmitError, attest, replay::Counts,
};
use std::sync::Barrier;

const NEVER: FlushHabit = FlushHabit::Every(u64::MAX);

fn ledger(world: &World, habit: FlushHabit) -> (tempfile::TempDir, Ledger) {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::create(dir.path().join("ledger"), &world.genesis).unwrap();
    (dir, ledger.with_flush_habit(habit))
}

/// The hash of all tables that each flush of the log carries.
fn tables(ledger: &Ledger) -> Vec<Option<Hash32>> {
    let entries = ledger.view().unwrap().entries_since(0).unwrap();
    let flush = |entry: Entry| match entry.action {
        Action::Flush(flush) => Some(flush.tables),
        _ => None,
    };
    entries.filter_map(|entry| flush(entry.unwrap())).collect()
}

#[test]
fn notes_and_the_nullifier_tree_wait_and_nothing_else_does() {
    let mut world = World::new(0);
    let (_dir, ledger) = ledger(&world, NEVER);
    let (admit, address) = world.admission(Roles::HOLDER);
    ledger.submit_order(&world.order(0, admit), NOW).unwrap();
    let view = ledger.view().unwrap();
    let before = view.latest().unwrap().roots;
    let (member, path) = view.member_path(address).unwrap();
    assert_eq!(path.root(member.leaf()), Some(before.members), "a member is one at once");
    assert!(!view.is_flushed().unwrap(), "no flush has the new member root");

    let t = world.movement(&before);
    ledger.submit(&world.keys, &t, NOW).unwrap();
    let posting = t.posting().unwrap();
    let (nf, cm) = (posting.nullifiers()[0], posting.commitments()[0]);
    let view = ledger.view().unwrap();
    assert_eq!(view.latest().unwrap().roots, before);
    assert!(view.has_nullifier(nf).unwrap());
    assert!(matches!(view.nullifier_absence(nf), Err(StoreError::Present(_))), "no proof that it is unspent");
    assert_eq!(view.commitment_position(cm).unwrap(), Some(0));
    assert!(matches!(view.note_path(cm), Err(StoreError::Waiting)));
    let again = world.move_with(&before, |p| p.nf[1] = nf);
    let refused = ledger.submit(&world.keys, &again, NOW);
    assert!(matches!(refused, Err(SubmitError::Rejected(r)) if r.code == Code::DuplicateNullifier));

    // Also while the ledger is paused.
    ledger.submit_order(&world.order(1, Order::Pause { emergency: false }), NOW).unwrap();
    let flushed = ledger.flush(NOW).unwrap();
    let view = ledger.view().unwrap();
    assert!(view.is_flushed().unwrap());
    assert_eq!((flushed.height, flushed.flushed), (4, 4));
    assert_eq!(view.note_path(cm).unwrap().root(cm), Some(flushed.roots.notes));
    assert_ne!(flushed.roots.nullifiers, before.nullifiers);
    // A flush of nothing says that nothing came.
    let empty = ledger.flush(later(5)).unwrap();
    assert_eq!((empty.height, empty.roots), (5, flushed.roots));
    let report = ledger.replay(&world.keys, |_| {}).unwrap();
    assert_eq!(report.counts, Counts { moves: 1, orders: 2, flushes: 2, ..Counts::default() });
}

#[test]
fn an_attest_speaks_of_a_flush_and_its_age_is_what_came_since() {
    let mut world = World::new(0);
    let (_dir, ledger) = ledger(&world, NEVER);
    let challenge =
        Challenge { verifier: "bank".into(), purpose: "loan".into(), nonce: [7; 16], expires: later(3600).0 };
    let first = ledger.flush(NOW).unwrap().roots;
    let old = world.attest_with(&first, &challenge, |_| {});
    let judge = |a: &_, entries, seconds| {
        let max_age = MaxAge { entries, seconds: 60, ledger: 86_400 };
        let demand = Demand::new(&challenge, max_age);
        let view = ledger.view().unwrap();
        attest::check(&world.genesis, &world.keys, &view, a, &demand, later(seconds))
    };
    assert_eq!(judge(&old, 0, 0).unwrap().height, 1);
    // Flushes of nothing speak of the same and make it no older.
    ledger.flush(later(10)).unwrap();
    assert_eq!(judge(&old, 0, 3000).unwrap().height, 2);
    // A title moves: the tree does not show it yet, so the Attest grows old by the entry.
    let mut mover = World::new(1);
    let t = mover.movement(&first);
    ledger.submit(&world.keys, &t, later(20)).unwrap();
    assert!(matches!(judge(&old, 0, 20), Err(AttestError::Rejected(r)) if r.code == Code::StaleRoot));
    assert_eq!(judge(&old, 1, 80).unwrap().height, 2);
    assert!(judge(&old, 1, 81).is_err(), "a minute behind the Move");
    // An order changes the member root. With the roots of no flush there is nothing to speak of, however young.
    let (admit, _) = mover.admission(Roles::BANK);
    ledger.submit_order(&mover.order(0, admit), later(30)).unwrap();
    let between = ledger.view().unwrap().latest().unwrap().roots;
    assert_ne!(between.members, first.members);
    let mixed = mover.attest_with(&between, &challenge, |_| {});
    assert!(matches!(judge(&mixed, 100, 30), Err(AttestError::Rejected(r)) if r.code == Code::StaleRoot));
    let roots = ledger.flush(later(30)).unwrap().roots;
    let fresh = mover.attest_with(&roots, &challenge, |_| {});
    assert_eq!(judge(&fresh, 0, 30).unwrap().height, 5);
}

#[test]
fn the_first_flush_of_each_day_carries_the_hash_of_all_tables() {
    let mut world = World::new(0);
    let (_dir, ledger) = ledger(&world, FlushHabit::default());
    let roots = ledger.view().unwrap().latest().unwrap().roots;
    let day = 86_400;
    for seconds in [0, 60, day, day + 60, 4 * day] {
        let t = world.movement(&roots);
        ledger.submit(&world.keys, &t, later(seconds)).unwrap();
    }
    let tables = tables(&ledger);
    assert_eq!(tables.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true, false, true]);
    let distinct: std::collections::HashSet<_> = tables.iter().flatten().collect();
    assert_eq!(distinct.len(), 3, "what entered in between is in it");
    ledger.replay(&world.keys, |_| {}).unwrap();
}

#[test]
fn a_busy_ledger_flushes_less_often_and_leaves_nothing_waiting() {
    const THREADS: u64 = 8;
    const EACH: u64 = 12;
    let world = World::new(0);
    let (_dir, ledger) = ledger(&world, FlushHabit::default());
    let start = ledger.view().unwrap().latest().unwrap().roots;
    let barrier = Barrier::new(THREADS as usize);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (ledger, barrier, start) = (&ledger, &barrier, &start);
            scope.spawn(move || {
                let mut own = World::new(100 + thread);
                let mut all: Vec<_> = (0..EACH).map(|_| own.movement(start)).collect();
                // The last of each is refused: whoever comes last must flush all the same.
                let spent = all[0].posted[4];
                all.push(own.move_with(start, |p| p.nf[0] = spent));
                barrier.wait();
                let accepted = all.iter().filter(|t| ledger.submit(&own.keys, t, NOW).is_ok()).count();
                assert_eq!(accepted as u64, EACH);
            });
        }
    });
    let report = ledger.replay(&world.keys, |_| {}).unwrap();
    assert_eq!((report.counts.moves, report.waiting), (THREADS * EACH, 0));
    assert!(ledger.view().unwrap().is_flushed().unwrap());
    assert!((2..THREADS * EACH).contains(&report.counts.flushes), "{:?}", report.counts);
}

#[test]
fn after_so_many_entries_it_flushes_whoever_waits() {
    let mut world = World::new(0);
    let (_dir, ledger) = ledger(&world, FlushHabit::Every(3));
    let roots = ledger.view().unwrap().latest().unwrap().roots;
    let flushed: Vec<_> = (0..7)
        .map(|_| {
            let t = world.movement(&roots);
            ledger.submit(&world.keys, &t, NOW).unwrap();
            ledger.view().unwrap().latest().unwrap().flushed
        })
        .collect();
    assert_eq!(flushed, [0, 0, 4, 4, 4, 8, 8]);
    assert_eq!(ledger.replay(&world.keys, |_| {}).unwrap().waiting, 2);
}

#[test]
fn a_part_of_what_waits_may_be_flushed() {
    use plimsoll_circuits::merkle::{AppendTree, MemoryNodes, NOTE_DEPTH};
    use plimsoll_contracts::{
        Flush, Roots,
        rules::{self, FlushRefusal, RuleError},
        store::MemoryState,
    };
    let mut world = World::new(0);
    let mut state = MemoryState::new(&world.genesis).unwrap();
    let roots = rules::flush(&mut state, NOW).unwrap().roots;
    let mut tree = AppendTree::<NOTE_DEPTH, _>::new(MemoryNodes::default());
    let mut commitments: Vec<F> = Vec::new();
    for _ in 0..3 {
        let t = world.movement(&roots);
        commitments.extend(t.posting().unwrap().commitments());
        let checked = rules::stateless::check(&world.genesis, &world.keys, &t).unwrap();
        rules::accept_transition(&world.genesis, &mut state, &checked, NOW).unwrap();
    }
    let all = rules::flush(&mut state.clone(), NOW).unwrap().roots;
    // In two steps, as a chain may do it: the nullifiers all enter with the first.
    tree.extend(&commitments[..4]).unwrap();
    let four = Flush { leaves: 4, roots: Roots { notes: tree.root(), ..all }, tables: None };
    let refused = |flush: Flush| match rules::accept_flush(&mut state.clone(), &flush, NOW) {
        Err(RuleError::Refused(why)) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(Flush { leaves: 3, ..four }), FlushRefusal::WrongRoot { tree: "notes" });
    assert_eq!(refused(Flush { leaves: 7, ..four }), FlushRefusal::TooManyLeaves { waiting: 6, got: 7 });
    assert_eq!(refused(Flush { tables: Some(Hash32::default()), ..four }), FlushRefusal::WrongTables);
    let part = rules::accept_flush(&mut state, &four, NOW).unwrap();
    assert_eq!(part.roots, four.roots);
    let rest = rules::accept_flush(&mut state, &Flush { leaves: 2, roots: all, tables: None }, NOW).unwrap();
    assert_eq!((rest.height, rest.roots), (part.height + 1, all));
}
