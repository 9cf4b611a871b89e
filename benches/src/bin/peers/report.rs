//! What came out, as a table or as JSON.

use plimsoll_benches::{host::Host, spread::Spread};
use serde_json::{Value, json};

use crate::{
    measure::{Measured, Outcome, Plan},
    peer::ENGINE,
};

/// A peer's medians over the engine's.
fn ratios(outcome: &Outcome, peer: &Measured) -> Option<[f64; 3]> {
    let engine = outcome.peers.iter().find(|peer| peer.name == ENGINE)?;
    let over = |peer: Spread, engine: Spread| peer.median / engine.median;
    Some([
        over(peer.cpu_ms, engine.cpu_ms),
        over(peer.wall_ms, engine.wall_ms),
        over(peer.peak_mib, engine.peak_mib),
    ])
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
            "cpu_ms": peer.cpu_ms.map(round),
            "wall_ms": peer.wall_ms.map(round),
            "peak_mib": peer.peak_mib.map(round),
            "ratio": ratio,
        })
    };
    json!({
        "host": Host::this(),
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
            "{}: {} constraints, {} threads; medians of {} runs [least, greatest], in round brackets times the engine's",
            plan.circuit, outcome.constraints, plan.threads, plan.runs
        ),
        Host::this().to_string(),
        format!("{:<18} {:<10} {:>36} {:>36} {:>36}", "", "version", "processor ms", "wall ms", "peak MiB"),
    ];
    for peer in &outcome.peers {
        let ratios = ratios(outcome, peer);
        let figures = [peer.cpu_ms, peer.wall_ms, peer.peak_mib];
        let [cpu, wall, peak]: [String; 3] = std::array::from_fn(|i| match ratios {
            Some(ratios) => format!("{} ({:.2})", figures[i], ratios[i]),
            None => figures[i].to_string(),
        });
        lines.push(format!("{:<18} {:<10} {cpu:>36} {wall:>36} {peak:>36}", peer.name, peer.version));
    }
    lines.extend(outcome.skipped.iter().map(|s| format!("{:<18} skipped: {}", s.name, s.reason)));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_and_spread_are_told_and_ratios_are_of_medians() {
        let peer = |name, times: [f64; 3]| Measured {
            name,
            version: "1".to_owned(),
            cpu_ms: Spread::of(times),
            wall_ms: Spread::of(times),
            peak_mib: Spread::of([1.0]),
        };
        let peers = vec![peer(ENGINE, [10.0, 20.0, 90.0]), peer("other", [30.0, 80.0, 85.0])];
        let outcome = Outcome { constraints: 7, peers, skipped: Vec::new() };
        let plan = Plan { circuit: "register-large".parse().unwrap(), threads: 2, runs: 3 };
        let (host, table, json) = (Host::this(), table(&plan, &outcome), json(&plan, &outcome));
        assert!(table.contains(&host.to_string()) && table.contains("80.0 [30.0, 85.0] (4.00)"), "{table}");
        assert_eq!(json["host"]["processor"], host.processor);
        assert_eq!(json["peers"][1]["cpu_ms"], json!({ "min": 30.0, "median": 80.0, "max": 85.0 }));
        assert_eq!(
            (&json["circuit"], &json["peers"][1]["ratio"]["cpu"]),
            (&json!("register-large"), &json!(4.0))
        );
    }
}
