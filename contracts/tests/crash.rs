//! A process is killed while it submits, again and again: nothing acknowledged is lost, nothing is half there.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, World};
use plimsoll_contracts::{EntryId, Ledger};
use rand::Rng;
use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    time::Duration,
};

const CHILD: &str = "PLIMSOLL_CRASH_LEDGER";
const KILLS: u64 = 50;

/// Run by the test below: submits until it is killed, and says what was acknowledged.
#[test]
#[ignore = "a part of the test below"]
fn child() {
    let Some(path) = std::env::var_os(CHILD) else { return };
    let stream: u64 = std::env::var("PLIMSOLL_CRASH_STREAM").unwrap().parse().unwrap();
    let ledger = Ledger::open(path).unwrap();
    let mut world = World::new(stream);
    let start = ledger.view().unwrap().snapshot_at(0).unwrap().unwrap().roots;
    let mut out = std::io::stdout();
    writeln!(out, "ready").unwrap();
    loop {
        let t = if world.rng.gen_bool(0.3) { world.register(&start) } else { world.movement(&start) };
        let receipt = ledger.submit(&world.keys, &t, NOW).unwrap();
        writeln!(out, "accepted {} {}", receipt.height, receipt.id).unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn a_killed_process_loses_nothing_acknowledged_and_leaves_nothing_half() {
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger");
    drop(Ledger::create(&path, &world.genesis).unwrap());
    let start = Ledger::open(&path).unwrap().view().unwrap().latest().unwrap().roots;
    let mut acknowledged = Vec::new();
    // For the second half, this process keeps the ledger open and submits too.
    let mut survivor = None;
    for kill in 1..=KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored", "--nocapture"])
            .env(CHILD, &path)
            .env("PLIMSOLL_CRASH_STREAM", kill.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.ends_with("ready")));
        // Anywhere within a submission: after some were acknowledged, and a moment that is shorter or longer than one takes.
        let some = world.rng.gen_range(0..4);
        let seen: Vec<_> = lines.by_ref().take(some).collect();
        std::thread::sleep(Duration::from_micros(world.rng.gen_range(0..20_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in seen.into_iter().chain(lines) {
            // The last line may be cut off: then the receipt was not acknowledged.
            let words: Vec<_> = line.split(' ').collect();
            if let ["accepted", height, id] = words[..]
                && let Some(id) = EntryId::from_hex(id)
            {
                acknowledged.push((height.parse::<u64>().unwrap(), id));
            }
        }
        // Readers go on at once, as if nothing had happened; they see what was acknowledged, and change nothing.
        let before = std::fs::read(&path).unwrap();
        let reader = Ledger::open_read_only(&path).unwrap();
        let view = reader.view().unwrap();
        for (height, id) in &acknowledged {
            assert_eq!(view.receipt(*id).unwrap().unwrap().height, *height);
        }
        if kill % 10 == 1 {
            reader.replay(&world.keys, |_| {}).unwrap();
        }
        drop((view, reader));
        assert!(std::fs::read(&path).unwrap() == before, "reading wrote");
        let ledger = survivor.take().unwrap_or_else(|| Ledger::open(&path).unwrap());
        if kill >= KILLS / 2 {
            let t = world.movement(&start);
            let receipt = ledger.submit(&world.keys, &t, NOW).unwrap();
            acknowledged.push((receipt.height, receipt.id));
        }
        let view = ledger.view().unwrap();
        for (height, id) in &acknowledged {
            assert_eq!(view.receipt(*id).unwrap().unwrap().height, *height);
        }
        // At most what was in flight at each kill is there without having been acknowledged.
        let height = view.latest().unwrap().height;
        assert!(height <= 2 * (acknowledged.len() as u64 + kill), "each with a flush");
        if kill % 10 == 0 {
            let report = ledger.replay(&world.keys, |_| {}).unwrap();
            assert_eq!(report.newest.height, height);
        }
        survivor = (kill >= KILLS / 2).then_some(ledger);
    }
    assert!(acknowledged.len() > 50, "only {} were acknowledged", acknowledged.len());
}
