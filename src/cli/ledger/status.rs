//! `plimsoll ledger status`.

use crate::cli::{
    context::Context,
    error::Failure,
    output::Done,
    shown::{counted, moment},
    site,
    table::Fields,
};
use plimsoll_circuits::field::to_hex;
use plimsoll_params::Manifest;
use serde::Serialize;
use std::fmt;

pub(super) const EXAMPLES: &str = "\
Examples:
  plimsoll ledger status
  plimsoll --json --ledger /srv/plimsoll ledger status";

#[derive(Serialize)]
struct Report {
    name: String,
    operator: String,
    domain: String,
    genesis: String,
    height: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    entry_hash: String,
    /// The height of the newest flush, whose note and nullifier roots count.
    flushed: u64,
    /// Notes that wait for the next.
    waiting: u64,
    roots: Roots,
    paused: bool,
    members: usize,
    circuits: Vec<Circuit>,
    governors: usize,
    threshold: u32,
}

#[derive(Serialize)]
struct Roots {
    notes: String,
    nullifiers: String,
    members: String,
    frozen: String,
}

#[derive(Serialize)]
struct Circuit {
    circuit: &'static str,
    version: u32,
    key_hash: String,
    /// Where the key comes from: `ceremony`, or `insecure-dev`.
    source: String,
}

pub(super) fn run(context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_as_it_is()?;
    let genesis = ledger.genesis();
    let view = ledger.view()?;
    let (newest, control) = (view.latest()?, view.control()?);
    let manifest = Manifest::committed().map_err(Failure::usage)?;
    let circuit = |active: &plimsoll_contracts::ActiveCircuit| Circuit {
        circuit: active.circuit.name(),
        version: active.version,
        key_hash: active.key_hash.to_string(),
        source: site::source_of(&manifest, &active.key_hash.0).to_string(),
    };
    Ok(Done::new(&Report {
        name: genesis.registry.clone(),
        operator: genesis.chain.clone(),
        domain: to_hex(&genesis.domain().0),
        genesis: genesis.hash().to_string(),
        height: newest.height,
        time: (newest.height > 0).then(|| moment(newest.time)),
        entry_hash: newest.entry_hash.to_string(),
        flushed: newest.flushed,
        waiting: control.waiting(),
        roots: Roots {
            notes: to_hex(&newest.roots.notes),
            nullifiers: to_hex(&newest.roots.nullifiers),
            members: to_hex(&newest.roots.members),
            frozen: to_hex(&newest.roots.frozen),
        },
        paused: control.paused,
        members: view.members()?.len(),
        circuits: genesis.circuits.iter().map(circuit).collect(),
        governors: genesis.governors.len(),
        threshold: genesis.threshold,
    }))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("ledger", format!("{}, operated by {}", self.name, self.operator));
        fields.add("genesis", &self.genesis).add("height", self.height);
        fields.maybe("newest entry", self.time.as_ref()).add("entry hash", &self.entry_hash);
        let waiting = counted(self.waiting, "note");
        fields.add("flushed", format!("at height {}, {waiting} waiting", self.flushed));
        fields.add("notes root", &self.roots.notes).add("nullifiers root", &self.roots.nullifiers);
        fields.add("members root", &self.roots.members).add("frozen root", &self.roots.frozen);
        fields.add("members", self.members).add("state", if self.paused { "PAUSED" } else { "open" });
        for circuit in &self.circuits {
            fields.add(
                &format!("{}-v{}", circuit.circuit, circuit.version),
                format!("key {} ({})", circuit.key_hash, circuit.source),
            );
        }
        write!(f, "{fields}")
    }
}
