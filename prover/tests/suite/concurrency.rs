use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use plimsoll_circuits::field::F;
use plimsoll_params::KeyEvent;

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
