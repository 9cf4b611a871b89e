//! What a proof is said to take against what it takes. Its allocator counts, so this test has a program of its own.

#![allow(unsafe_code, reason = "an allocator is unsafe to write; this one only counts")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use plimsoll_circuits::statement::{Statement, attest::Attest, movement::Move};
use plimsoll_params::{KeyPolicy, KeyStore};
use plimsoll_prover::{ProveOptions, Prover};
use plimsoll_tests::World;

struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size(), Ordering::SeqCst) + layout.size();
        PEAK.fetch_max(live, Ordering::SeqCst);
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::SeqCst);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most that a proof has allocated at a time.
fn measured<S: Statement>(prover: &Prover, threads: NonZeroUsize, case: &(S::Public, S::Witness)) -> usize {
    let before = LIVE.load(Ordering::SeqCst);
    PEAK.store(before, Ordering::SeqCst);
    prover.prove_with::<S>(&ProveOptions::default().on(threads), &case.0, &case.1).unwrap();
    PEAK.load(Ordering::SeqCst) - before
}

fn check<S: Statement>(case: &(S::Public, S::Witness)) {
    for threads in [1, 2, 4].map(|threads| NonZeroUsize::new(threads).unwrap()) {
        // A prover of its own: memory that proofs leave to the next ones is counted, too.
        let keys = Arc::new(KeyStore::open(KeyPolicy::AllowInsecureDevelopment).unwrap());
        let prover = Prover::new(keys);
        let said = prover.working_set::<S>(threads).unwrap();
        let measured = measured::<S>(&prover, threads, case);
        println!("{}: {said} bytes said, {measured} measured on {threads} threads", S::CIRCUIT);
        assert!(measured <= said, "{}: {measured} bytes, {said} said", S::CIRCUIT);
        // On more threads it depends on what happens to go on side by side.
        if threads.get() == 1 {
            assert!(said <= 2 * measured, "{}: {said} bytes said, {measured} taken", S::CIRCUIT);
        }
    }
}

#[test]
fn a_proof_takes_no_more_memory_than_is_said_and_half_of_it_at_least() {
    let mut world = World::new(8);
    check::<Move>(&world.pledge());
    check::<Attest>(&world.attest_of_a_title());
}
