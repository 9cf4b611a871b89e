//! `plimsoll member add`.

use super::{
    change::{Changed, WITHOUT_ROLE, agree_to_revoke},
    consented::consented,
    list::Line,
};
use crate::cli::{
    context::Context, error::Failure, files, governance::is_accredited, governors, office::Office,
    output::Done, roles::names,
};
use plimsoll_circuits::{day::Day, member::Roles};
use plimsoll_client::{Clock, PublicParty, SystemClock, directory::DirectoryEntry};
use plimsoll_contracts::{ControlSignature, Order, rules::MemberRecord};
use std::path::Path;

/// Days for which a membership lasts if nothing else is said.
const DEFAULT_DAYS: u32 = 365;

/// What is asked for a party.
pub(super) struct Asked<'a> {
    pub(super) file: &'a Path,
    pub(super) roles: Roles,
    pub(super) valid_until: Option<Day>,
    pub(super) consent: Option<&'a Path>,
    pub(super) governors: &'a governors::Choice,
}

/// What was said on the command line already.
#[derive(Clone, Copy)]
pub(super) struct Agreed {
    pub(super) change: bool,
    pub(super) revocation: bool,
}

pub(super) fn add(asked: &Asked<'_>, agreed: Agreed, context: &Context) -> Result<Done, Failure> {
    let party: PublicParty = files::read_json(asked.file, "plimsoll keys new")?;
    party.check()?;
    let (roles, now) = (asked.roles, SystemClock.now());
    let today = now.day();
    let office = Office::open(context)?;
    office.names_every_member_but(Some(party.address))?;
    let held = office.member(party.address)?;
    let known = office.directory.by_address(party.address);
    let published = held.is_some_and(|held| known.is_some_and(|known| says(known, &held)));
    // What governors ordered and the directory does not say yet is published as it is.
    let ordered = held.filter(|held| held.roles == roles && !published).map(|held| held.until);
    let valid_until = asked.valid_until.or(ordered).unwrap_or(Day(today.0 + DEFAULT_DAYS));
    if valid_until < today && valid_until != Day(0) {
        return Err(Failure::usage("the last day of the membership is over already")
            .help("name a day to come with --valid-until"));
    }
    let differences = known.map(|known| known.party.differences(&party)).unwrap_or_default();
    if !differences.is_empty() && !agreed.change {
        let differences: Vec<_> = differences.iter().map(ToString::to_string).collect();
        return Err(Failure::refused(format!("{} says otherwise than before: {}", party.name, differences.join(", ")))
            .code("PartyChanged")
            .help("ask the party, by another way than this file came, whether it wants that; then say --accept-change"));
    }
    let entry =
        DirectoryEntry { party: party.clone(), roles, valid_from: today, valid_until: shown(valid_until) };
    let next = office.next_edition(&entry)?;
    if held.is_some_and(|held| !roles.contains(held.roles)) && !agreed.revocation {
        agree_to_revoke(&party.name, "a role", WITHOUT_ROLE)?;
    }
    let (change, order) = match held {
        None => {
            let (change, consent) = (office.changes(party.address)?, consent(&party, asked, &office)?);
            ("admitted", Some(party.admission(roles, valid_until, change, consent)))
        }
        Some(held) if (held.roles, held.until) == (roles, valid_until) => {
            (if published { "renewed" } else { "published" }, None)
        }
        Some(MemberRecord { roles: before, changes: change, .. }) => {
            let set = Order::SetRoles { address: party.address, roles, until: valid_until, change };
            (if before == roles { "renewed" } else { "changed" }, Some(set))
        }
    };
    let instead = || {
        let kind = if held.is_none() { "admit" } else { "set-roles" };
        format!("{kind} {} --role {}", asked.file.display(), names(roles).join(","))
    };
    let height = order.map(|order| office.order(order, asked.governors, &instead, context)).transpose()?;
    let edition = office.publish(&next, context)?;
    let member = Line::of(&entry, office.member(party.address)?.as_ref(), now);
    Ok(Done::new(&Changed { change, member, height, edition, differences }))
}

/// Whether an entry of the directory says what the ledger has of a member.
fn says(entry: &DirectoryEntry, held: &MemberRecord) -> bool {
    (entry.roles, entry.valid_until) == (held.roles, shown(held.until))
}

/// A last day as the directory has it, which knows no membership without one.
fn shown(until: Day) -> Day {
    if until == Day(0) { LAST } else { until }
}

/// 9999-12-31.
const LAST: Day = Day(2_932_896);

/// The consent of a party's organisation; none where governors admit it without.
fn consent(
    party: &PublicParty,
    asked: &Asked<'_>,
    office: &Office,
) -> Result<Option<ControlSignature>, Failure> {
    let org = office.ledger.view()?.org(party.org())?;
    let by_governors = !asked.governors.is_empty() || is_accredited(org);
    if asked.consent.is_none() && org.is_some_and(|org| org.control == party.control_key) && by_governors {
        return Ok(None);
    }
    consented(party, asked.roles, asked.consent, asked.file, &office.ledger)
}
