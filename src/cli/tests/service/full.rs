//! A coordinator whose files may not grow, as on a full disk, and may again.

use crate::{place::Place, process::until, statements::attest};
use plimsoll_api::{Code, Job, State};
use serde_json::Value;
use std::process::Command;

/// How long the process's files may be from now on.
fn limit(process: u32, bytes: &str) {
    let mut set = Command::new("prlimit");
    set.args(["--pid", &process.to_string(), &format!("--fsize={bytes}:unlimited")]);
    assert!(set.status().unwrap().success());
}

#[test]
fn a_full_disk_is_told_and_passes_without_a_restart() {
    let place = Place::new("");
    // The signal that comes with the limit would end the process; a full disk sends none.
    let coordinator = place.coordinator_after(Some("trap '' XFSZ"), 0, None);
    let bank = place.asker(&coordinator, "bank-a", "submit,read");
    let kept = bank.accepted(&attest(2));
    for _ in 0..2 {
        limit(coordinator.process.id(), "4096");
        until("readiness sees it", || (bank.get("/v1/ready").status != 200).then_some(()));
        assert!(bank.get("/v1/ready").problem(Code::StoreUnavailable).retry_after.is_some());
        for _ in 0..3 {
            bank.submit(&attest(5), None).problem(Code::StoreUnavailable);
        }
        // The process lives, and what only reads goes on.
        bank.get("/v1/health").is::<Value>(200);
        assert_eq!(bank.job(kept).state, State::Queued);
        limit(coordinator.process.id(), "unlimited");
        until("readiness sees it", || (bank.get("/v1/ready").status == 200).then_some(()));
        bank.submit(&attest(5), None).is::<Job>(201);
    }
}
