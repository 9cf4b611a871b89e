//! What came out, as a table or as JSON.

use serde_json::{Value, json};

use crate::{
    measure::{Measured, Outcome, Plan},
    peer::ENGINE,
};

/// A peer's figures over the engine's.
fn ratios(outcome: &Outcome, peer: &Measured) -> Option<[f64; 3]> {
    let engine = outcome.peers.iter().find(|peer| peer.name == ENGINE)?;
    Some([peer.cpu_ms / engine.cpu_ms, peer.wall_ms / engine.wall_ms, peer.peak_mib / engine.peak_mib])
}

/// One object with everything.
pub fn json(plan: &Plan, outcome: &Outcome) -> Value {
    let round = |x: f64| (x * 1000.0).round() / 1000.0;
    let peer = |peer: &Measured| {
        let ratio = ratios(outcome, peer)
            .map(|[cpu, wall, peak]| json!({ "cpu": round(cpu), "wall": round(wall), "peak": round(peak) }));
        json!({
            "name": peer.name,
            "version": peer.version,
            "cpu_ms": round(peer.cpu_ms),
            "wall_ms": round(peer.wall_ms),
            "peak_mib": round(peer.peak_mib),
            "ratio": ratio,
        })
    };
    json!({
        "circuit": plan.circuit.to_string(),
        "constraints": outcome.constraints,
        "threads": plan.threads,
        "runs": plan.runs,
        "peers": outcome.peers.iter().map(peer).collect::<Vec<_>>(),
        "skipped": outcome.skipped.iter().map(|s| json!({ "name": s.name, "reason": s.reason })).collect::<Vec<_>>(),
    })
}

/// Lines for people.
pub fn table(plan: &Plan, outcome: &Outcome) -> String {
    let mut lines = vec![
        format!(
            "{}: {} constraints, {} threads, medians of {} runs; in brackets: times the engine's",
            plan.circuit, outcome.constraints, plan.threads, plan.runs
        ),
        format!("{:<18} {:<10} {:>20} {:>20} {:>20}", "", "version", "processor ms", "wall ms", "peak MiB"),
    ];
    for peer in &outcome.peers {
        let ratios = ratios(outcome, peer);
        let figures = [peer.cpu_ms, peer.wall_ms, peer.peak_mib];
        let [cpu, wall, peak]: [String; 3] = std::array::from_fn(|i| match ratios {
            Some(ratios) => format!("{:.1} ({:.2})", figures[i], ratios[i]),
            None => format!("{:.1}", figures[i]),
        });
        lines.push(format!("{:<18} {:<10} {cpu:>20} {wall:>20} {peak:>20}", peer.name, peer.version));
    }
    lines.extend(outcome.skipped.iter().map(|s| format!("{:<18} skipped: {}", s.name, s.reason)));
    lines.join("\n")
}
