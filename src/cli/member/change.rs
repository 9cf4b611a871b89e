//! Members that leave or are removed, by the administration, governors or, once a membership is over, everybody.

use super::list::Line;
use crate::cli::{
    consent, context::Context, error::Failure, files, governance::fresh, governors, office::Office,
    output::Done, shown::moment,
};
use plimsoll_circuits::{day::Day, member::Roles};
use plimsoll_client::{
    Clock, SystemClock,
    party::{Difference, RevocationFile},
};
use plimsoll_contracts::{
    Order,
    rules::{Need, OrderRefusal},
};
use serde::Serialize;
use std::{fmt, path::Path};

/// What became of a member.
#[derive(Serialize)]
pub(super) struct Changed {
    pub(super) change: &'static str,
    pub(super) member: Line,
    /// The entry of the ledger's log; none if only the directory changed.
    pub(super) height: Option<u64>,
    pub(super) edition: u64,
    /// What the party says otherwise than before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) differences: Vec<Difference>,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.height.map_or_else(String::new, |height| format!(" at height {height}"));
        writeln!(f, "{} {}{at} ({})", self.change, self.member.name, self.member.roles.join(", "))?;
        self.differences.iter().try_for_each(|difference| writeln!(f, "{difference}"))?;
        writeln!(f, "directory edition {}, valid until {}", self.edition, self.member.valid_until)
    }
}

pub(super) fn leave(
    name: &str,
    governors: &governors::Choice,
    yes: bool,
    context: &Context,
) -> Result<Done, Failure> {
    let office = Office::open(context)?;
    let mut entry = office.directory.named(name)?.clone();
    let address = entry.party.address;
    office.names_every_member_but(Some(address))?;
    let member = office.member(address)?.ok_or_else(|| {
        Failure::refused(format!("{} is no member of this ledger", entry.party.name)).code("NotMember")
    })?;
    if !yes && member.roles != Roles::LEAVING {
        agree_to_revoke(&entry.party.name, "its roles", LEAVING)?;
    }
    entry.roles = Roles::LEAVING;
    let next = office.next_edition(&entry)?;
    let order =
        Order::SetRoles { address, roles: Roles::LEAVING, until: member.until, change: member.changes };
    let instead = || format!("set-roles \"{name}\" --role leaving");
    let height = office.order(order, governors, &instead, context)?;
    let edition = office.publish(&next, context)?;
    let member = Line::of(&entry, office.member(address)?.as_ref(), SystemClock.now());
    Ok(Done::new(&Changed {
        change: "leaving",
        member,
        height: Some(height),
        edition,
        differences: Vec::new(),
    }))
}

/// No administration is asked: the directory stays as it is, and says another roles than the ledger until its next edition.
pub(super) fn expire(name: &str, context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_to_write()?;
    let directory = context.directory(ledger.genesis())?;
    let entry = directory.named(name)?;
    let (address, now) = (entry.party.address, SystemClock.now());
    let change = ledger.view()?.member(address)?.map_or(0, |member| member.changes);
    let height = ledger.submit_order(&fresh(Order::Expire { address, change }, 1, &ledger)?, now)?.height;
    let member = Line::of(entry, ledger.view()?.member(address)?.as_ref(), now);
    Ok(Done::new(&Changed {
        change: "expired",
        member,
        height: Some(height),
        edition: directory.edition(),
        differences: Vec::new(),
    }))
}

pub(super) fn remove(
    name: &str,
    revocation: Option<&Path>,
    governors: &governors::Choice,
    yes: bool,
    context: &Context,
) -> Result<Done, Failure> {
    let office = Office::open(context)?;
    let now = SystemClock.now();
    let mut entry = office.directory.named(name)?.clone();
    let address = entry.party.address;
    office.names_every_member_but(Some(address))?;
    let held = office.member(address)?;
    let revocation = match (revocation, &held) {
        (Some(file), Some(held)) => {
            let revocation: RevocationFile = files::read_json(file, "plimsoll member disown")?;
            let org = office.ledger.view()?.org(held.org)?;
            if revocation.domain != office.ledger.genesis().domain()
                || revocation.member != address
                || org.is_none_or(|org| !revocation.is_signed_by(org.control))
            {
                return Err(Failure::refused(format!(
                    "{} is not what {}'s organisation signed for this ledger and address",
                    file.display(),
                    entry.party.name
                ))
                .code("BadRevocation")
                .help("ask it for `plimsoll member disown` with the control key that the ledger has"));
            }
            Some(revocation.signature)
        }
        (None, Some(held)) if governors.is_empty() => {
            has_left(name, &Order::Remove { address, change: held.changes, revocation: None }, &office)?;
            None
        }
        _ => None,
    };
    if !yes && held.is_some() {
        agree_to_revoke(&entry.party.name, "its membership", REMOVED)?;
    }
    entry.valid_until = Day(now.day().0.saturating_sub(1)).min(entry.valid_until);
    let next = office.next_edition(&entry)?;
    let order = held.map(|held| Order::Remove { address, change: held.changes, revocation });
    let instead = || format!("remove \"{name}\"");
    let height = order.map(|order| office.order(order, governors, &instead, context)).transpose()?;
    let edition = office.publish(&next, context)?;
    let member = Line::of(&entry, office.member(address)?.as_ref(), now);
    Ok(Done::new(&Changed { change: "removed", member, height, edition, differences: Vec::new() }))
}

/// Refuses a removal that governors alone may order now, since the member's grace of leaving is not over.
fn has_left(name: &str, removal: &Order, office: &Office) -> Result<(), Failure> {
    let genesis = office.ledger.genesis();
    let Need::GovernorsYet(why) = office.ledger.view()?.need(removal, genesis, SystemClock.now())? else {
        return Ok(());
    };
    let or = "bring its organisation's word with --revocation, or have governors order it (--governor, --governor-key-file)";
    let (told, help) = match why {
        OrderRefusal::StillLeaving { until } => (
            format!("{name} is still leaving, and may be removed from {} on", moment(until)),
            format!("wait, or {or}"),
        ),
        _ => (
            format!(
                "{name} has to leave first, and may be removed {} days later",
                genesis.leaving_grace_days
            ),
            format!("`plimsoll member leave \"{name}\"`; or {or}"),
        ),
    };
    Err(Failure::refused(told).code(why.code()).help(help))
}

/// Asks before a member loses what others may count on, which the administration cannot see.
pub(super) fn agree_to_revoke(name: &str, loses: &str, consequence: &str) -> Result<(), Failure> {
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
pub(super) const WITHOUT_ROLE: &str = "What it owns stays its own to give away, pledge, split, merge or give back, but nothing more comes to it by that role, and what it \
     signed by it and nobody registered yet counts no more";
/// What leaving does.
const LEAVING: &str = "What it owns stays its own to give away, pledge, split, merge or give back, but nothing more comes to it, and what it \
     signed as an issuer or a valuer and nobody registered yet counts no more";
