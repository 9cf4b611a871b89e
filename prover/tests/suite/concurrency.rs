use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use plimsoll_circuits::field::F;
use plimsoll_params::KeyEvent;
use rayon::prelude::*;

use crate::{gadgets::Gadgets, prover};

#[test]
fn threads_share_one_prover_and_one_key() {
    let (_directory, prover) = prover();
    let generated = Arc::new(AtomicUsize::new(0));
    let counter = generated.clone();
    let prover = Arc::new(prover.with_progress(move |event: &KeyEvent<'_>| {
        if matches!(event, KeyEvent::GeneratedInsecure { .. }) {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    }));
    let threads: Vec<_> = (1..=4u64)
        .map(|x| {
            let (prover, x) = (prover.clone(), F::from(x));
            std::thread::spawn(move || prover.prove::<Gadgets>(&Gadgets::public(x), &x).unwrap())
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(generated.load(Ordering::SeqCst), 1);
}

#[test]
fn each_proof_has_its_threads() {
    let (_directory, prover) = prover();
    let prover = Arc::new(prover.with_threads(1));
    let threads: Vec<_> = (1..=4u64)
        .map(|x| {
            let (prover, x) = (prover.clone(), F::from(x));
            std::thread::spawn(move || {
                for _ in 0..3 {
                    prover.prove::<Gadgets>(&Gadgets::public(x), &x).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// A thread of a pool that waits does other work of the pool: if making the key ready ran there, it would wait for itself.
#[test]
fn tasks_of_one_pool_share_the_key_that_one_of_them_makes() {
    for own in [false, true] {
        let (_directory, prover) = prover();
        let prover = if own { prover.with_threads(2) } else { prover };
        (1..=16u64).into_par_iter().map(F::from).for_each(|x| {
            prover.prove::<Gadgets>(&Gadgets::public(x), &x).unwrap();
        });
    }
}
