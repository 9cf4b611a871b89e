//! What is measured, by its name in Prometheus.

use crate::proving::store::Depth;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge};
use plimsoll_api::{FailureCode, Priority};
use plimsoll_circuits::statement::CircuitId;

/// Jobs accepted.
pub const SUBMITTED: &str = "plimsoll_jobs_submitted_total";
/// Jobs that ended without a proof, by code.
pub const FAILED: &str = "plimsoll_jobs_failed_total";
/// Attempts that failed at a worker.
pub const BROKEN: &str = "plimsoll_attempts_broken_total";
/// Leases of workers that were not heard of.
pub const LEASES_LOST: &str = "plimsoll_leases_lost_total";
/// Jobs queued, by circuit and priority.
pub const QUEUED: &str = "plimsoll_jobs_queued";
/// Jobs running.
pub const RUNNING: &str = "plimsoll_jobs_running";
/// Age of the oldest queued job.
pub const OLDEST: &str = "plimsoll_queue_oldest_seconds";
/// From submission to lease.
pub const WAITED: &str = "plimsoll_wait_seconds";
/// Proving, by circuit.
pub const PROVED: &str = "plimsoll_proving_seconds";
/// HTTP requests by route, method and status.
pub const REQUESTS: &str = "plimsoll_http_requests_total";
/// Their duration.
pub const REQUEST_SECONDS: &str = "plimsoll_http_request_seconds";
/// Open connections.
pub const CONNECTIONS: &str = "plimsoll_connections";
/// Connections that were closed, by reason.
pub const CONNECTIONS_CLOSED: &str = "plimsoll_connections_closed_total";
/// Resident memory of the process.
pub const MEMORY: &str = "process_resident_memory_bytes";

/// Says what each metric means.
pub fn describe() {
    describe_counter!(SUBMITTED, "Jobs accepted");
    describe_counter!(FAILED, "Jobs that ended without a proof, by code");
    describe_counter!(BROKEN, "Attempts that failed at a worker");
    describe_counter!(LEASES_LOST, "Leases of workers that were not heard of in time");
    describe_gauge!(QUEUED, "Jobs queued, by circuit and priority");
    describe_gauge!(RUNNING, "Jobs that a worker has");
    describe_gauge!(OLDEST, Unit::Seconds, "Age of the oldest queued job");
    describe_histogram!(WAITED, Unit::Seconds, "Time from submission to lease");
    describe_histogram!(PROVED, Unit::Seconds, "Proving time by circuit");
    describe_counter!(REQUESTS, "HTTP requests by route, method and status");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "Duration of HTTP requests by route");
    describe_gauge!(CONNECTIONS, "Open connections");
    describe_counter!(CONNECTIONS_CLOSED, "Connections closed by the service: displaced, idle or stalled");
    describe_gauge!(MEMORY, Unit::Bytes, "Resident memory of this process");
}

pub(crate) fn failures(code: FailureCode, count: usize) {
    counter!(FAILED, "code" => code.name()).increment(count as u64);
}

/// Sets the gauges of the queue; those of which nothing waits go to zero.
pub(crate) fn depth(depth: &Depth) {
    for circuit in CircuitId::ALL {
        for kind in [Priority::Interactive, Priority::Batch] {
            let found = depth.queued.iter().find(|(c, p, _)| (*c, *p) == (circuit, kind));
            gauge!(QUEUED, "circuit" => circuit.name(), "priority" => kind.name())
                .set(found.map_or(0, |(.., n)| *n) as f64);
        }
    }
    gauge!(RUNNING).set(depth.running as f64);
    gauge!(OLDEST).set(depth.oldest_ms as f64 / 1e3);
    if let Some(bytes) = resident_bytes() {
        gauge!(MEMORY).set(bytes as f64);
    }
}

/// Resident memory by `/proc`, where there is one.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
