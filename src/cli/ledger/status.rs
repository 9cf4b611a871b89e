//! `plimsoll ledger status`.

use crate::cli::{
    context::Context,
    error::Failure,
    governance::span,
    output::Done,
    shown::{counted, moment},
    site,
    table::Fields,
};
use plimsoll_circuits::{
    field::{F, to_hex},
    statement::CircuitId,
};
use plimsoll_contracts::{
    ControlAddress, Genesis, UnixTime,
    order::Guardians,
    rules::{Council, records::VersionRecord},
};
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
    /// The height of the pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    paused_at: Option<u64>,
    /// From when on anybody may end it, if one governor ordered it alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    paused_until: Option<String>,
    #[serde(skip)]
    pause: Option<String>,
    members: usize,
    circuits: Vec<Circuit>,
    /// How many councils came before this one.
    epoch: u64,
    /// The governors' control keys, by their numbers.
    governors: Vec<ControlAddress>,
    /// How many of them an order needs.
    threshold: u32,
    administrators: Vec<ControlAddress>,
    /// If an order named another audit key or other guardians.
    #[serde(skip_serializing_if = "Option::is_none")]
    audit_key: Option<AuditKey>,
}

/// An audit key that an order named.
#[derive(Serialize)]
struct AuditKey {
    /// x and y.
    key: [String; 2],
    guardians: Guardians,
    /// From when on it counts.
    from: Option<String>,
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
    /// Whether its proofs count.
    active: bool,
}

pub(super) fn run(context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_as_it_is()?;
    let genesis = ledger.genesis();
    let view = ledger.view()?;
    let (newest, control) = (view.latest()?, view.control()?);
    let manifest = Manifest::committed().map_err(Failure::usage)?;
    let circuit = |(number, version, record): (u32, u32, VersionRecord)| {
        let circuit = CircuitId::from_number(number)?.name();
        let source = site::source_of(&manifest, &record.key_hash.0).to_string();
        let (key_hash, active) = (record.key_hash.to_string(), record.active);
        Some(Circuit { circuit, version, key_hash, source, active })
    };
    let council = view.council()?;
    let audit_key = audit_key(&council, genesis);
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
        paused: control.paused.is_some(),
        paused_at: control.paused.map(|paused| paused.height),
        paused_until: control.paused.and_then(|paused| paused.until).map(moment),
        pause: control.paused.map(|paused| span(paused.height, paused.until)),
        members: view.members()?.len(),
        circuits: view.versions()?.into_iter().filter_map(circuit).collect(),
        epoch: council.epoch,
        governors: council.governors,
        threshold: council.threshold,
        administrators: council.administrators,
        audit_key,
    }))
}

/// The newest audit key, if it or its guardians are not the genesis'.
fn audit_key(council: &Council, genesis: &Genesis) -> Option<AuditKey> {
    let of = |key: &[F; 2], guardians: &Guardians, from: Option<UnixTime>| AuditKey {
        key: key.each_ref().map(to_hex),
        guardians: guardians.clone(),
        from: from.map(moment),
    };
    match &council.audit.next {
        Some((key, guardians, from)) => Some(of(key, guardians, Some(*from))),
        None => {
            let first = Council::new(genesis).audit;
            (council.audit != first).then(|| of(&council.audit.key, &council.audit.guardians, None))
        }
    }
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
        let state = self.pause.as_ref().map_or_else(|| "open".to_owned(), |pause| format!("PAUSED {pause}"));
        fields.add("members", self.members).add("state", state);
        fields.add("council", format!("{}, any {} of {}", self.epoch, self.threshold, self.governors.len()));
        for (n, key) in (1..).zip(&self.governors) {
            fields.add(&format!("governor {n}"), key);
        }
        for (n, key) in (1..).zip(&self.administrators) {
            fields.add(&format!("administrator {n}"), key);
        }
        if let Some(AuditKey { key: [x, y], guardians, from }) = &self.audit_key {
            let from = from.as_ref().map_or_else(String::new, |from| format!(", from {from} on"));
            let (t, n) = (guardians.threshold, guardians.keys.len());
            fields.add("audit key", format!("{x} {y}, any {t} of {n} guardians{from}"));
        }
        for circuit in &self.circuits {
            fields.add(
                &format!("{}-v{}", circuit.circuit, circuit.version),
                format!(
                    "key {} ({}){}",
                    circuit.key_hash,
                    circuit.source,
                    if circuit.active { "" } else { ", RETIRED" }
                ),
            );
        }
        write!(f, "{fields}")
    }
}
