//! What the member administration changes, and what everybody may once a membership is over.

use super::{list::Line, office::Office};
use crate::cli::{
    consent, context::Context, error::Failure, files, output::Done, roles::names, shown::moment,
};
use plimsoll_circuits::{day::Day, member::Roles};
use plimsoll_client::{
    Clock, PublicParty, SystemClock,
    directory::DirectoryEntry,
    party::{ConsentFile, Difference, RevocationFile},
};
use plimsoll_contracts::{ControlSignature, Order, SignedOrder, UnixTime};
use serde::Serialize;
use std::{fmt, path::Path};

/// Days for which a membership lasts if nothing else is said.
const DEFAULT_DAYS: u32 = 365;

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

/// What is asked for a party.
pub(super) struct Asked<'a> {
    pub(super) roles: Roles,
    pub(super) valid_until: Option<Day>,
    pub(super) consent: Option<&'a Path>,
}

/// What was said on the command line already.
#[derive(Clone, Copy)]
pub(super) struct Agreed {
    pub(super) change: bool,
    pub(super) revocation: bool,
}

pub(super) fn add(
    file: &Path,
    asked: &Asked<'_>,
    agreed: Agreed,
    context: &Context,
) -> Result<Done, Failure> {
    let party: PublicParty = files::read_json(file, "plimsoll keys new")?;
    party.check()?;
    let (roles, now) = (asked.roles, SystemClock.now());
    let today = now.day();
    let valid_until = asked.valid_until.unwrap_or(Day(today.0 + DEFAULT_DAYS));
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
    let held = office.member(party.address)?;
    if held.is_some_and(|held| !roles.contains(held.roles)) && !agreed.revocation {
        agree_to_revoke(&party.name, "a role", WITHOUT_ROLE)?;
    }
    let (change, order) = match held {
        None => {
            let consent = consented(&party, roles, asked.consent, file, &office)?;
            ("admitted", Some(party.admission(roles, valid_until, consent)))
        }
        Some(held) => {
            let set = Order::SetRoles { address: party.address, roles, until: valid_until };
            let change = if held.roles == roles { "renewed" } else { "changed" };
            (change, Some(set).filter(|_| (held.roles, held.until) != (roles, valid_until)))
        }
    };
    let height = order.map(|order| office.order(order)).transpose()?;
    let edition = office.publish(&next, context)?;
    let member = Line::of(&entry, office.member(party.address)?.as_ref(), now);
    Ok(Done::new(&Changed { change, member, height, edition, differences }))
}

/// The consent of a party's organisation, if it needs one.
fn consented(
    party: &PublicParty,
    roles: Roles,
    given: Option<&Path>,
    file: &Path,
    office: &Office,
) -> Result<Option<ControlSignature>, Failure> {
    let name = &party.name;
    let Some(org) = office.org(party.org())? else {
        return match given {
            None => Ok(None),
            Some(_) => Err(Failure::usage(format!("{name} is the first address of its organisation"))
                .help("leave --consent out: its control key comes to the ledger with this address")),
        };
    };
    if org.control != party.control_key {
        return Err(Failure::refused(format!(
            "{name} says that its organisation's control key is {}, and the ledger has {}",
            party.control_key, org.control
        ))
        .code("OtherControlKey")
        .help("ask the organisation, by another way than this file came: somebody may act under its name"));
    }
    let help = format!(
        "ask whoever has that key for `plimsoll member consent {} --role {} --out consent.json`, and name that file with --consent",
        file.display(),
        names(roles).join(",")
    );
    let refused = |why: String| Err(Failure::refused(why).code("NoConsent").help(help));
    let Some(given) = given else {
        return refused(format!(
            "{name} is no first address of its organisation, so that it needs the consent of the control key {}",
            org.control
        ));
    };
    let consent: ConsentFile = files::read_json(given, "plimsoll member consent")?;
    let wrong = if consent.domain != office.domain() {
        "is for another ledger"
    } else if consent.member != party.address || consent.org != party.org() {
        "is for another address"
    } else if consent.roles != roles {
        "is for other roles"
    } else if consent.nonce != org.consents {
        "is used, or void since another one was used after it was signed"
    } else if consent.is_signed_by(org.control) {
        return Ok(Some(consent.signature));
    } else {
        "is not signed with the organisation's control key"
    };
    refused(format!("the consent {} {wrong}", given.display()))
}

pub(super) fn leave(name: &str, yes: bool, context: &Context) -> Result<Done, Failure> {
    let office = Office::open(context)?;
    let mut entry = office.directory.named(name)?.clone();
    let address = entry.party.address;
    office.names_every_member_but(address)?;
    let member = office.member(address)?.ok_or_else(|| {
        Failure::refused(format!("{} is no member of this ledger", entry.party.name)).code("NotMember")
    })?;
    if !yes && member.roles != Roles::LEAVING {
        agree_to_revoke(&entry.party.name, "its roles", LEAVING)?;
    }
    entry.roles = Roles::LEAVING;
    let next = office.next_edition(&entry)?;
    let height = office.order(Order::SetRoles { address, roles: Roles::LEAVING, until: member.until })?;
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
    let sequence = ledger.view()?.control()?.sequence;
    let height = ledger.submit_order(&SignedOrder::open(sequence, Order::Expire { address }), now)?.height;
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
    yes: bool,
    context: &Context,
) -> Result<Done, Failure> {
    let office = Office::open(context)?;
    let now = SystemClock.now();
    let mut entry = office.directory.named(name)?.clone();
    let address = entry.party.address;
    office.names_every_member_but(address)?;
    let held = office.member(address)?;
    let revocation = match (revocation, &held) {
        (Some(file), Some(held)) => {
            let revocation: RevocationFile = files::read_json(file, "plimsoll member disown")?;
            let org = office.org(held.org)?;
            if revocation.domain != office.domain()
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
        (None, Some(held)) => {
            has_left(name, held.leaving, now, &office)?;
            None
        }
        (_, None) => None,
    };
    if !yes && held.is_some() {
        agree_to_revoke(&entry.party.name, "its membership", REMOVED)?;
    }
    entry.valid_until = Day(now.day().0.saturating_sub(1)).min(entry.valid_until);
    let next = office.next_edition(&entry)?;
    let height = match held {
        Some(_) => Some(office.order(Order::Remove { address, revocation })?),
        None => None,
    };
    let edition = office.publish(&next, context)?;
    let member = Line::of(&entry, office.member(address)?.as_ref(), now);
    Ok(Done::new(&Changed { change: "removed", member, height, edition, differences: Vec::new() }))
}

/// Whether a member's grace of leaving is over.
fn has_left(name: &str, leaving: Option<UnixTime>, now: UnixTime, office: &Office) -> Result<(), Failure> {
    let days = office.leaving_days();
    let refused = |why: String, code| Failure::refused(why).code(code);
    let Some(since) = leaving else {
        let help =
            format!("`plimsoll member leave \"{name}\"`; or bring its organisation's word with --revocation");
        let why = format!("{name} has to leave first, and may be removed {days} days later");
        return Err(refused(why, "NotLeaving").help(help));
    };
    let end = UnixTime(since.0.saturating_add(u64::from(days) * UnixTime::DAY));
    if now < end {
        let why = format!("{name} is still leaving, and may be removed from {} on", moment(end));
        return Err(
            refused(why, "StillLeaving").help("wait, or bring its organisation's word with --revocation")
        );
    }
    Ok(())
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
/// What leaving does.
const LEAVING: &str = "What it owns stays its own to give away, pledge, split, merge or give back, but nothing more comes to it, and what it \
     signed as an issuer or a valuer and nobody registered yet counts no more";
