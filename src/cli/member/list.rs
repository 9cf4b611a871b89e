//! `plimsoll member list`.

use crate::cli::{context::Context, error::Failure, output::Done, roles::names, shown, table::Table};
use plimsoll_circuits::{day::Day, field::to_hex, member::Roles};
use plimsoll_client::{Clock, SystemClock, directory::DirectoryEntry};
use plimsoll_contracts::{UnixTime, rules::MemberRecord};
use serde::Serialize;
use std::fmt;

#[derive(Serialize)]
struct List {
    edition: u64,
    members: Vec<Line>,
}

/// A member as directory and ledger have it.
#[derive(Serialize)]
pub(super) struct Line {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lei: Option<String>,
    address: String,
    control_key: String,
    pub(super) roles: Vec<&'static str>,
    valid_from: String,
    pub(super) valid_until: String,
    /// Whether the ledger has it as a member now.
    current: bool,
    /// `member`, `leaving`, `over` if its last day is and nobody has let it leave yet, or `removed`.
    state: &'static str,
}

impl Line {
    /// What the directory says, and above it what the ledger says of a member.
    pub(super) fn of(entry: &DirectoryEntry, member: Option<&MemberRecord>, now: UnixTime) -> Self {
        let member = member.filter(|m| m.is_current());
        let roles = member.map_or(entry.roles, |m| m.roles);
        let until = member.map_or(entry.valid_until, |m| m.until);
        Self {
            name: entry.party.name.clone(),
            lei: entry.party.lei.as_ref().map(ToString::to_string),
            address: to_hex(&entry.party.address.0),
            control_key: entry.party.control_key.to_string(),
            roles: names(roles),
            valid_from: entry.valid_from.to_string(),
            valid_until: if until == Day(0) { "none".to_owned() } else { until.to_string() },
            current: member.is_some(),
            state: match member {
                None => "removed",
                Some(m) if m.roles == Roles::LEAVING => "leaving",
                Some(m) if m.is_over(now) => "over",
                Some(_) => "member",
            },
        }
    }
}

pub(super) fn run(context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_to_read()?;
    let directory = context.directory(ledger.genesis())?;
    let (current, now) = (ledger.view()?.members()?, SystemClock.now());
    let line = |e: &DirectoryEntry| {
        Line::of(e, current.iter().find(|member| member.address() == e.party.address), now)
    };
    let members = directory.entries().iter().map(line).collect();
    for address in
        current.iter().map(MemberRecord::address).filter(|address| directory.by_address(*address).is_none())
    {
        context.progress.note(format!("{} is a member that the directory does not name", to_hex(&address.0)));
    }
    Ok(Done::new(&List { edition: directory.edition(), members }))
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["name", "roles", "valid until", "state", "lei", "address"]);
        for m in &self.members {
            let state = if m.state == "removed" { "REMOVED" } else { m.state };
            let lei = m.lei.clone().unwrap_or_default();
            let address = shown::short(&m.address).to_owned();
            table.row([
                m.name.clone(),
                m.roles.join(","),
                m.valid_until.clone(),
                state.to_owned(),
                lei,
                address,
            ]);
        }
        write!(f, "{table}\nedition {}", self.edition)
    }
}
