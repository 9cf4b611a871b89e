//! How many transitions a second `ledger verify` replays, and in how much memory.
//!
//! ```sh
//! cargo run --release -p plimsoll-benches --example replay
//! ```
//!
//! The proofs are simulated: the keys are made here, and whoever made a key can make a proof of it for any posted values. To
//! whoever verifies them they are proofs like all others; only making ten thousand true ones would take hours.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

#[path = "../../contracts/tests/common/mod.rs"]
mod common;

use common::{NOW, World};
use plimsoll_benches::{host::Host, spread::Spread};
use plimsoll_contracts::{FlushHabit, Ledger};
use std::{env, path::Path, process::Command, time::Instant};

/// Set for the process that replays.
const CHILD: &str = "PLIMSOLL_REPLAY";
const RUNS: usize = 5;

fn main() {
    if let Some(path) = env::var_os(CHILD) {
        return replay(Path::new(&path));
    }
    let transitions: u64 = env::args().nth(1).map_or(10_000, |n| n.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let habits = [64, 1];
    for every in habits {
        let started = Instant::now();
        write(&dir.path().join(every.to_string()), transitions, every);
        eprintln!("{transitions} transitions written in {:.0} s", started.elapsed().as_secs_f64());
    }
    println!(
        "{}; {transitions} transitions, one in six a Register; medians [least, greatest] of {RUNS}",
        Host::this()
    );
    let mut found = habits.map(|_| (Vec::new(), Vec::new()));
    for _ in 0..RUNS {
        for (every, (rates, peaks)) in habits.iter().zip(&mut found) {
            let output = Command::new(env::current_exe().unwrap())
                .env(CHILD, dir.path().join(every.to_string()))
                .output()
                .unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let mut numbers = text.split_whitespace().map(|n| n.parse::<f64>().unwrap());
            rates.push(transitions as f64 / numbers.next().unwrap());
            peaks.push(numbers.next().unwrap() / 1024.0);
        }
    }
    for (every, (rates, peaks)) in habits.into_iter().zip(found) {
        let (rates, peaks) = (Spread::of(rates), Spread::of(peaks));
        println!("a flush every {every}: {rates:.0} transitions a second, at most {peaks:.0} MiB");
    }
}

fn write(path: &Path, transitions: u64, every: u64) {
    let mut world = World::new(0);
    let ledger = Ledger::create(path, &world.genesis).unwrap().with_flush_habit(FlushHabit::Every(every));
    let roots = ledger.view().unwrap().latest().unwrap().roots;
    for n in 0..transitions {
        let t = if n % 6 == 0 { world.register(&roots) } else { world.movement(&roots) };
        ledger.submit(&world.keys, &t, NOW).unwrap();
    }
}

/// Prints seconds and the greatest resident size in KiB.
fn replay(path: &Path) {
    let world = World::new(0);
    let ledger = Ledger::open_read_only(path).unwrap();
    let started = Instant::now();
    ledger.replay(&world.keys, |_| {}).unwrap();
    let took = started.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    println!("{took} {}", peak.unwrap().trim());
}
