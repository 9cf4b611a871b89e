//! `plimsoll member`: who may do what on the ledger, and who is who.

mod office;

use super::{consent, context::Context, error::Failure, files, output::Done, shown, table::Table, values};
use clap::Subcommand;
use office::Office;
use plimsoll_circuits::{day::Day, field::to_hex, member::Roles};
use plimsoll_client::{Clock, PublicParty, SystemClock, directory::DirectoryEntry, party::Difference};
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
  plimsoll member add copper/party.json --role holder \\
      --passphrase-file admin.txt

Make sure who the party is before you add it: the name in the file is its own
claim, which it has signed. A name that looks like another member's is refused.
Added again, a member gets the new roles and dates; a name, LEI or encryption
key that is another than before is taken only with --accept-change. Your folder
(--home) keeps the newest edition of the directory that you have seen, so that
an older one is noticed: use the same each time.";

const REMOVE_EXAMPLES: &str = "\
Examples:
  plimsoll member remove \"Bank A\"
  plimsoll member remove ZZZZ00COPPER00000065 --yes

Proofs that are under way with the old member root are refused from now on.
What the member owns stays on the ledger and cannot be moved by it: a lien that
it holds cannot be given back, and the lot bears it, until the party is
admitted again. Nobody but the member sees what it owns. So you are asked
first.";

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
        /// Take a name, LEI or encryption key that is another than the directory has: only once the party has confirmed it
        #[arg(long)]
        accept_change: bool,
        /// Do not ask before roles are taken away
        #[arg(long)]
        yes: bool,
    },
    /// Revoke a membership
    #[command(after_help = REMOVE_EXAMPLES)]
    Remove {
        /// Its name, LEI or address
        #[arg(value_name = "NAME")]
        name: String,
        /// Do not ask first
        #[arg(long)]
        yes: bool,
    },
    /// List members with roles and dates
    #[command(after_help = LIST_EXAMPLES)]
    List,
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Add { party, roles, valid_until, accept_change, yes } => {
            add(&party, roles, valid_until, Agreed { change: accept_change, revocation: yes }, context)
        }
        Command::Remove { name, yes } => remove(&name, yes, context),
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
    /// What the party says otherwise than before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<Difference>,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.height.map_or_else(String::new, |height| format!(" at height {height}"));
        writeln!(f, "{} {}{at} ({})", self.change, self.member.name, self.member.roles.join(", "))?;
        self.differences.iter().try_for_each(|difference| writeln!(f, "{difference}"))?;
        writeln!(f, "directory edition {}, valid until {}", self.edition, self.member.valid_until)
    }
}

/// What was said on the command line already.
#[derive(Clone, Copy)]
struct Agreed {
    change: bool,
    revocation: bool,
}

fn add(
    file: &Path,
    roles: Roles,
    valid_until: Option<Day>,
    agreed: Agreed,
    context: &Context,
) -> Result<Done, Failure> {
    let party: PublicParty = files::read_json(file, "plimsoll keys new")?;
    party.check()?;
    let today = SystemClock.now().day();
    let valid_until = valid_until.unwrap_or(Day(today.0 + DEFAULT_DAYS));
    if valid_until < today {
        return Err(Failure::usage("--valid-until is over already").help("name a day to come"));
    }
    let office = Office::open(context)?;
    office.names_every_member_but(party.address)?;
    let known = office.directory.by_address(party.address);
    let differences = known.map(|known| known.party.differences(&party)).unwrap_or_default();
    if !differences.is_empty() && !agreed.change {
        let differences: Vec<_> = differences.iter().map(ToString::to_string).collect();
        return Err(Failure::refused(format!("{} says otherwise than before: {}", party.name, differences.join(", ")))
            .code("PartyChanged")
            .help("ask the party, by another way than this file came, whether it wants that; then say --accept-change"));
    }
    let entry = DirectoryEntry { party: party.clone(), roles, valid_from: today, valid_until };
    let next = office.next_edition(&entry)?;
    let held = office.roles(party.address)?;
    if held.is_some_and(|held| !roles.contains(held)) && !agreed.revocation {
        agree_to_revoke(&party.name, "a role", WITHOUT_ROLE)?;
    }
    let (change, height) = match held {
        None => (
            "admitted",
            Some(office.order(Order::Admit { ak: party.ak, nkc: party.nkc, roles, org: party.org() })?),
        ),
        Some(held) if held == roles => ("renewed", None),
        Some(_) => ("changed", Some(office.order(Order::SetRoles { address: party.address, roles })?)),
    };
    let edition = office.publish(&next, context)?;
    Ok(Done::new(&Changed { change, member: Line::of(&entry, true), height, edition, differences }))
}

/// Asks before a member loses what others may count on, which the administration cannot see.
fn agree_to_revoke(name: &str, loses: &str, consequence: &str) -> Result<(), Failure> {
    let told = format!(
        "{name} would lose {loses}. {consequence}, until it is admitted again as it was. The ledger does not show what a member owns: \
         ask {name} and its counterparties first."
    );
    let refusal = format!("{name} would lose {loses}; nothing was done");
    let help = format!(
        "ask {name} and its counterparties what it still owns and what is still to come to it; if nothing may be stuck, say --yes"
    );
    consent::agree(&told, "Go on?", &refusal, &help)
}

/// What a removal does to what a member owns.
const REMOVED: &str = "Whatever it owns stays on the ledger, and it cannot move it: a title cannot be endorsed, pledged or surrendered, a \
     lien cannot be assigned or given back, and the lot bears it";
/// What the loss of a role does to what a member owns.
const WITHOUT_ROLE: &str = "What it owns stays its own to give away, pledge, split, merge or give back, but nothing more comes to it by that role, and what it \
     signed by it and nobody registered yet counts no more";

fn remove(name: &str, yes: bool, context: &Context) -> Result<Done, Failure> {
    let office = Office::open(context)?;
    let now = SystemClock.now();
    // The ledger does not know when an entry ends, so an expired member can still be on it.
    let mut entry = office.directory.named(name)?.clone();
    let address = entry.party.address;
    office.names_every_member_but(address)?;
    if !yes && office.roles(address)?.is_some() {
        agree_to_revoke(&entry.party.name, "its membership", REMOVED)?;
    }
    entry.valid_until = Day(now.day().0.saturating_sub(1)).min(entry.valid_until);
    let next = office.next_edition(&entry)?;
    let height = match office.roles(address)? {
        Some(_) => Some(office.order(Order::Remove { address })?),
        None => None,
    };
    let edition = office.publish(&next, context)?;
    let member = Line::of(&entry, false);
    Ok(Done::new(&Changed { change: "removed", member, height, edition, differences: Vec::new() }))
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
