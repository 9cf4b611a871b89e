//! All results, as JSON and as tables in Markdown.

use crate::{
    coordinator::Carried, latency::Latency, overhead::Overhead, proofs::Proof, sizes::Sizes, store::Cycles,
    throughput::Throughput,
};
use plimsoll_benches::host::Host;
use serde::Serialize;
use std::fmt::Write;

/// What was measured; what was not wanted is empty.
#[derive(Debug, Serialize)]
pub struct Results {
    #[serde(flatten)]
    pub host: Host,
    pub proofs: Vec<Proof>,
    pub throughput: Vec<Throughput>,
    pub latency: Option<Latency>,
    pub overhead: Vec<Overhead>,
    pub coordinator: Vec<Carried>,
    pub store: Vec<Cycles>,
    pub sizes: Option<Sizes>,
}

impl Results {
    pub fn new() -> Self {
        Self {
            host: Host::this(),
            proofs: Vec::new(),
            throughput: Vec::new(),
            latency: None,
            overhead: Vec::new(),
            coordinator: Vec::new(),
            store: Vec::new(),
            sizes: None,
        }
    }

    /// The tables, each with its heading.
    pub fn tables(&self) -> String {
        let mut out = format!("On {}. In brackets the least and the greatest.\n\n", self.host);
        let parts = [
            proofs(&self.proofs),
            throughput(&self.throughput),
            self.latency.as_ref().map(latency).unwrap_or_default(),
            overhead(&self.overhead),
            carried(&self.coordinator),
            cycles(&self.store),
            self.sizes.as_ref().map(sizes).unwrap_or_default(),
        ];
        for part in parts.iter().filter(|part| !part.is_empty()) {
            let _ = writeln!(out, "{part}");
        }
        out.trim_end().to_owned()
    }
}

/// A table of Markdown; empty without rows.
fn table(title: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(ToString::to_string).collect();
    let rule = format!("|{}\n", "---|".repeat(head.len()));
    let rows: String = rows.iter().map(|row| line(row)).collect();
    format!("{title}\n\n{}{rule}{rows}", line(&head))
}

fn proofs(all: &[Proof]) -> String {
    let row = |p: &Proof| vec![p.circuit.to_owned(), p.wall_ms.to_string(), p.cpu_ms.to_string()];
    let rows: Vec<_> = all.iter().map(row).collect();
    table(
        "One proof on one thread, without the service, medians:",
        &["statement", "wall ms", "cpu ms"],
        &rows,
    )
}

fn throughput(all: &[Throughput]) -> String {
    let one = all.iter().find_map(|t| t.measured.as_ref()).map_or(f64::NAN, |m| m.closed.per_second);
    let head = [
        "workers",
        "proofs/s",
        "times the first",
        "proving, ms",
        "coordinator, cpu ms a job",
        "workers, cpu ms a job",
        "coordinator, own MiB",
        "worker, own MiB (peak with mapped keys)",
    ];
    let row = |t: &Throughput| {
        let Some(m) = &t.measured else {
            let why = t.skipped.clone().unwrap_or_default();
            return [vec![t.workers.clone(), format!("not measured: {why}")], vec![String::new(); 6]]
                .concat();
        };
        vec![
            t.workers.clone(),
            format!("{:.2}", m.closed.per_second),
            format!("{:.2}", m.closed.per_second / one),
            format!("{:.1}", m.closed.proving_ms),
            format!("{:.2}", m.coordinator_cpu_ms),
            m.workers_cpu_ms.map_or_else(String::new, |ms| format!("{ms:.1}")),
            format!("{:.0}", m.coordinator_memory.own),
            m.worker_memory.map_or_else(String::new, |w| format!("{:.0} ({:.0})", w.own, w.peak)),
        ]
    };
    table("Throughput:", &head, &all.iter().map(row).collect::<Vec<_>>())
}

fn latency(all: &Latency) -> String {
    let title = format!(
        "Latency, {} threads, capacity {:.2} proofs/s, room for {} jobs, {:.0} s each:",
        all.threads, all.capacity, all.queued, all.seconds
    );
    let head = [
        "load",
        "offered",
        "accepted",
        "refused (with Retry-After)",
        "lost",
        "p50, ms",
        "p95, ms",
        "p99, ms",
        "longest, ms",
        "proofs/s",
        "of the capacity",
    ];
    let row = |l: &crate::latency::Load| {
        vec![
            format!("{:.1}", l.load),
            l.offered.to_string(),
            l.accepted.to_string(),
            format!("{} ({})", l.refused, l.refused_with_retry_after),
            l.lost.to_string(),
            format!("{:.0}", l.p50_ms),
            format!("{:.0}", l.p95_ms),
            format!("{:.0}", l.p99_ms),
            format!("{:.0}", l.longest_ms),
            format!("{:.2}", l.per_second),
            format!("{:.1} %", 100.0 * l.per_second / all.capacity),
        ]
    };
    table(&title, &head, &all.loads.iter().map(row).collect::<Vec<_>>())
}

fn overhead(all: &[Overhead]) -> String {
    let head = [
        "threads",
        "proofs, rounds",
        "pool, s",
        "service, s",
        "wall time over the pool's",
        "pool, cpu ms a proof",
        "service, cpu ms a proof",
        "cpu over the pool's",
        "load generator, cpu ms a job",
    ];
    let row = |o: &Overhead| {
        vec![
            o.threads.to_string(),
            format!("{}, {}", o.proofs, o.rounds),
            format!("{:.2}", o.pool_wall_s),
            format!("{:.2}", o.service_wall_s),
            format!("{:+.1} %", o.wall_overhead.map(|share| 100.0 * share)),
            format!("{:.1}", o.pool_cpu_ms),
            format!("{:.1}", o.service_cpu_ms),
            format!("{:+.1} %", o.cpu_overhead.map(|share| 100.0 * share)),
            format!("{:.1}", o.client_cpu_ms),
        ]
    };
    table("Overhead, medians:", &head, &all.iter().map(row).collect::<Vec<_>>())
}

fn carried(all: &[Carried]) -> String {
    let head = ["store", "jobs/s", "coordinator, cpu ms a job", "load generator, cpu ms a job"];
    let row = |c: &Carried| {
        vec![
            c.store.to_owned(),
            format!("{:.0}", c.per_second),
            format!("{:.2}", c.cpu_ms),
            format!("{:.2}", c.client_cpu_ms),
        ]
    };
    table("Coordinator, HTTP over TLS, proofs verified:", &head, &all.iter().map(row).collect::<Vec<_>>())
}

fn cycles(all: &[Cycles]) -> String {
    let row = |c: &Cycles| vec![c.store.to_owned(), c.lanes.to_string(), format!("{:.0}", c.per_second)];
    table("Store alone:", &["store", "at once", "jobs/s"], &all.iter().map(row).collect::<Vec<_>>())
}

fn sizes(s: &Sizes) -> String {
    let rows = [
        ("submission, witness sealed", s.submission),
        ("its answer", s.accepted),
        ("lease", s.lease),
        ("result with its proof", s.result),
        ("job with its proof", s.job),
        ("queued job in SQLite", s.stored_queued),
        ("ended job in SQLite", s.stored_ended),
    ];
    let rows: Vec<_> = rows.iter().map(|(name, bytes)| vec![(*name).to_owned(), bytes.to_string()]).collect();
    table("Sizes of a Move:", &["what", "bytes"], &rows)
}
