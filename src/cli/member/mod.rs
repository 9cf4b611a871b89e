//! `plimsoll member`: who may do what on the ledger, and who is who.

mod office;

use super::{context::Context, error::Failure, files, output::Done, shown, table::Table, values};
use clap::Subcommand;
use office::Office;
use plimsoll_circuits::{day::Day, field::to_hex, member::Roles};
use plimsoll_client::{
    Clock, PublicParty, SystemClock,
    directory::{DirectoryEntry, DirectoryError},
};
use plimsoll_contracts::Order;
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
};

const EXAMPLES: &str = "\
Examples:
  plimsoll member add bank-a/party.json --role bank
  plimsoll member remove \"Bank A\"
  plimsoll member list";

const ADD_EXAMPLES: &str = "\
Examples:
  plimsoll member add carrier/party.json --role issuer,valuer
  plimsoll member add bank-a/party.json --role bank --valid-until 2027-06-30
  plimsoll member add copper/party.json --role holder --passphrase-file admin.txt

Make sure who the party is before you add it: the name in the file is its own claim. Added again, a member gets the new
roles and dates.";

const REMOVE_EXAMPLES: &str = "\
Examples:
  plimsoll member remove \"Bank A\"
  plimsoll member remove ZZZZ00COPPER00000065

Proofs that are under way with the old member root are refused from now on. What the member owns stays on the ledger and
cannot be moved by it.";

const LIST_EXAMPLES: &str = "\
Examples:
  plimsoll member list
  plimsoll --json member list";

/// Days for which an entry is valid if nothing else is said.
const DEFAULT_DAYS: u32 = 365;

/// Commands about members.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Admit a party, or change its roles or dates
    #[command(after_help = ADD_EXAMPLES)]
    Add {
        /// The file party.json that the party handed in
        #[arg(value_name = "PARTYFILE")]
        party: PathBuf,
        /// What it may do: issuer, valuer, holder, bank, separated by commas
        #[arg(long = "role", value_name = "ROLES", value_parser = values::roles)]
        roles: Roles,
        /// The last day of its entry; a year from now if not given
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        valid_until: Option<Day>,
    },
    /// Revoke a membership
    #[command(after_help = REMOVE_EXAMPLES)]
    Remove {
        /// Its name, LEI or address
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// List members with roles and dates
    #[command(after_help = LIST_EXAMPLES)]
    List,
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Add { party, roles, valid_until } => add(&party, roles, valid_until, context),
        Command::Remove { name } => remove(&name, context),
        Command::List => list(context),
    }
}

#[derive(Serialize)]
struct Changed {
    change: &'static str,
    member: Line,
    /// The entry of the ledger's log; none if only the directory changed.
    height: Option<u64>,
    edition: u64,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.height.map_or_else(String::new, |height| format!(" at height {height}"));
        writeln!(f, "{} {}{at} ({})", self.change, self.member.name, self.member.roles.join(", "))?;
        writeln!(f, "directory edition {}, valid until {}", self.edition, self.member.valid_until)
    }
}

fn add(file: &Path, roles: Roles, valid_until: Option<Day>, context: &Context) -> Result<Done, Failure> {
    let party: PublicParty = files::read_json(file, "plimsoll keys new")?;
    if !party.is_consistent() {
        return Err(Failure::refused(format!("the address in {} is not of the keys in it", file.display()))
            .help("ask the party for its file again"));
    }
    let today = SystemClock.now().day();
    let valid_until = valid_until.unwrap_or(Day(today.0 + DEFAULT_DAYS));
    if valid_until < today {
        return Err(Failure::usage("--valid-until is over already").help("name a day to come"));
    }
    let office = Office::open(context)?;
    let entry = DirectoryEntry { party: party.clone(), roles, valid_from: today, valid_until };
    let next = office.next_edition(&entry)?;
    let (change, height) = match office.roles(party.address)? {
        None => ("admitted", Some(office.order(Order::Admit { ak: party.ak, nkc: party.nkc, roles })?)),
        Some(held) if held == roles => ("renewed", None),
        Some(_) => ("changed", Some(office.order(Order::SetRoles { address: party.address, roles })?)),
    };
    let edition = office.publish(&next, context)?;
    Ok(Done::new(&Changed { change, member: Line::of(&entry, true), height, edition }))
}

fn remove(name: &str, context: &Context) -> Result<Done, Failure> {
    let office = Office::open(context)?;
    let now = SystemClock.now();
    let mut entry = match office.directory.find(name, now) {
        Ok(entry) => entry.clone(),
        // The ledger does not know when an entry ends, so an expired member can still be on it.
        Err(DirectoryError::Expired { name }) => {
            let found = office.directory.entries().iter().find(|e| e.party.name == name).cloned();
            found.ok_or_else(|| Failure::from(DirectoryError::Unknown(name)))?
        }
        Err(e) => return Err(e.into()),
    };
    let address = entry.party.address;
    entry.valid_until = Day(now.day().0.saturating_sub(1)).min(entry.valid_until);
    let next = office.next_edition(&entry)?;
    let height = match office.roles(address)? {
        Some(_) => Some(office.order(Order::Remove { address })?),
        None => None,
    };
    let edition = office.publish(&next, context)?;
    Ok(Done::new(&Changed { change: "removed", member: Line::of(&entry, false), height, edition }))
}

#[derive(Serialize)]
struct List {
    edition: u64,
    members: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lei: Option<String>,
    address: String,
    roles: Vec<&'static str>,
    valid_from: String,
    valid_until: String,
    /// Whether the ledger has it as a member now.
    current: bool,
}

impl Line {
    fn of(entry: &DirectoryEntry, current: bool) -> Self {
        Self {
            name: entry.party.name.clone(),
            lei: entry.party.lei.as_ref().map(ToString::to_string),
            address: to_hex(&entry.party.address.0),
            roles: Roles::NAMES
                .iter()
                .filter(|(_, r)| entry.roles.contains(*r))
                .map(|(name, _)| *name)
                .collect(),
            valid_from: entry.valid_from.to_string(),
            valid_until: entry.valid_until.to_string(),
            current,
        }
    }
}

fn list(context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_to_read()?;
    let directory = context.directory(ledger.genesis())?;
    let current: Vec<_> = ledger.view()?.members()?.iter().map(|m| (m.address(), m.roles)).collect();
    let line = |e: &DirectoryEntry| Line::of(e, current.contains(&(e.party.address, e.roles)));
    let members = directory.entries().iter().map(line).collect();
    for (address, _) in current.iter().filter(|(address, _)| directory.by_address(*address).is_none()) {
        context.progress.note(format!("{} is a member that the directory does not name", to_hex(&address.0)));
    }
    Ok(Done::new(&List { edition: directory.edition(), members }))
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["name", "roles", "valid until", "state", "lei", "address"]);
        for m in &self.members {
            let state = if m.current { "member" } else { "REMOVED" };
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
