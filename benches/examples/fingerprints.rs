//! How long the fingerprints of a bill take: 3 of 5 guardians in this process, the issuer's blinding and verification included.
//!
//! ```sh
//! cargo run --release -p plimsoll-benches --example fingerprints
//! ```

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

use plimsoll_benches::{host::Host, spread::Spread};
use plimsoll_circuits::{
    field::F,
    fingerprint::Tier,
    member::{Address, NullifierKey},
    signature::SigningKey,
};
use plimsoll_guardian::{
    Council, Surroundings, UnixTime,
    fingerprint::{Limits, Requester},
};
use std::time::Instant;

const RUNS: usize = 20;

fn main() {
    let mut rng = rand::thread_rng();
    let now = UnixTime(1_767_225_600);
    let issuer = SigningKey::random(&mut rng);
    let requester = Requester { key: issuer.public(), nkc: NullifierKey::random(&mut rng).commitment() };
    let accredited = requester.address();
    let mut council = Council::generate(5, 3, &mut rng)
        .unwrap()
        .equip(
            |_| Surroundings {
                limits: Limits { bills_per_day: u32::MAX, ..Limits::default() },
                accreditation: Box::new(move |who: &Address| *who == accredited),
                ..Surroundings::default()
            },
            now,
        )
        .unwrap();
    println!("{}; one thread, 3 of 5 guardians; medians [least, greatest] of {RUNS}", Host::this());
    let evaluators = council.evaluators();
    let quorum = evaluators.quorum();
    for tier in Tier::ALL {
        let xs: Vec<F> = (0..tier.slots() as u64).map(F::from).collect();
        let times = (0..RUNS).map(|_| {
            let started = Instant::now();
            let done = evaluators.evaluate(&quorum, (&xs, tier), requester, &issuer, now, &mut rng).unwrap();
            assert_eq!(done.inputs.len(), tier.slots());
            started.elapsed().as_secs_f64() * 1e3
        });
        let times: Vec<f64> = times.collect();
        println!("{} points, all of them inputs: {:.0} ms", tier.slots(), Spread::of(times));
    }
}
