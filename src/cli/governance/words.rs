//! Orders in words: what will be so once an order is on the log.

use crate::cli::{
    roles::names,
    shown::{counted, lot_name, moment, short},
};
use plimsoll_circuits::{
    field::to_hex,
    member::{Address, Org, Roles},
};
use plimsoll_client::{directory::Directory, text::plain};
use plimsoll_contracts::{
    ControlAddress, Day, Order, UnixTime,
    order::{AuditKeyChange, LotName, NewLien, Operator, Recovery, Reopening, Waiver, Witnesses},
    rules::{BEFORE_AUDIT_KEY, EMERGENCY_FREEZE, EMERGENCY_PAUSE},
};

/// How orders are told.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Words<'a> {
    /// Who is who; without it members are told by their addresses.
    pub(in crate::cli) directory: Option<&'a Directory>,
}

impl Words<'_> {
    /// One sentence that says what is so afterwards.
    pub(in crate::cli) fn of(self, order: &Order) -> String {
        match order {
            Order::Admit { ak, nkc, roles, org, control, until, consent, .. } => {
                let who = self.who(Address::new(ak, *nkc));
                let by = if consent.is_some() { ", by the consent of that key" } else { "" };
                format!(
                    "{who} is a member with the roles {}, {}, in the organisation {} with the control key {control}{by}",
                    listed(*roles),
                    lasting(*until),
                    organisation(*org)
                )
            }
            Order::SetRoles { address, roles: Roles::LEAVING, .. } => {
                format!(
                    "{} is leaving: it spends what it has, and gets nothing but change",
                    self.who(*address)
                )
            }
            Order::SetRoles { address, roles, until, .. } => {
                format!(
                    "{} has the roles {} and no other, {}",
                    self.who(*address),
                    listed(*roles),
                    lasting(*until)
                )
            }
            Order::Remove { address, revocation: None, .. } => {
                format!("{} is no member any more, and moves nothing of what it owns", self.who(*address))
            }
            Order::Remove { address, .. } => format!(
                "{} is no member any more, for good: its organisation disowned it",
                self.who(*address)
            ),
            Order::Expire { address, .. } => {
                format!("{} is leaving, since the last day of its membership is over", self.who(*address))
            }
            Order::ControlKey { org, from, to } => {
                format!(
                    "the organisation {} has the control key {to}, and {from} no more",
                    organisation(*org)
                )
            }
            Order::Recover(recovery) => self.recover(recovery),
            order => of_ledger(order),
        }
    }

    /// Who gets what is told in full: that is what governors agree to.
    fn recover(self, recovery: &Recovery) -> String {
        let Recovery { lot, title, liens, opened, .. } = recovery;
        let bears =
            recovery.encumbrance().map_or_else(|| "more than 64 bits".to_owned(), |sum| sum.to_string());
        let lien = |lien: &NewLien| format!("{} of {}", lien.amount, self.who(lien.owner));
        let liens = match &liens[..] {
            [] => "no lien".to_owned(),
            liens => format!("the liens {}", liens.iter().map(lien).collect::<Vec<_>>().join(", ")),
        };
        let opened = if opened.is_some() { "; the frozen title is opened" } else { "" };
        format!(
            "{} is closed, and its generation {} begins with a title of {} that bears {bears} minor units, and with {liens}; owners and \
             amounts stand on the log for ever{opened}",
            named(lot),
            lot.generation.saturating_add(1),
            self.who(title.owner)
        )
    }

    fn who(self, address: Address) -> String {
        let known = self.directory.and_then(|directory| directory.by_address(address));
        let address = to_hex(&address.0);
        match known {
            Some(entry) => format!("{} ({})", entry.party.name, short(&address)),
            None => address,
        }
    }
}

/// Orders on lots and on the ledger that name no member.
fn of_ledger(order: &Order) -> String {
    match order {
        Order::Pause { emergency: true } => {
            format!("the ledger takes no transitions for {}", hours(EMERGENCY_PAUSE))
        }
        Order::Pause { .. } => {
            "the ledger takes no transitions until an order of the governors resumes it".to_owned()
        }
        Order::Resume { paused } => format!("the ledger, paused at height {paused}, takes transitions again"),
        Order::LapsePause { paused } => {
            format!(
                "the ledger, paused at height {paused} by one governor, takes transitions again: the time is over"
            )
        }
        Order::Freeze { lot, emergency: true } => {
            format!("{} is frozen for {}", named(lot), hours(EMERGENCY_FREEZE))
        }
        Order::Freeze { lot, .. } => {
            format!("{} is frozen until an order of the governors lifts that", named(lot))
        }
        Order::Lift { lot, frozen } => {
            format!("{}, frozen at height {frozen}, is frozen no more", named(lot))
        }
        Order::LapseFreeze { lot, frozen } => {
            format!(
                "{}, frozen at height {frozen} by one governor, is frozen no more: the time is over",
                named(lot)
            )
        }
        Order::Close { lot } => format!("{} is closed for good", named(lot)),
        Order::Reopen(reopening) => reopen(reopening),
        Order::Waive(waiver) => waive(waiver),
        Order::ActivateVersion { circuit, version, key_hash, .. } => {
            format!("proofs of {circuit} version {version} count, under the key with the hash {key_hash}")
        }
        Order::RetireVersion { circuit, version, .. } => {
            format!("proofs of {circuit} version {version} count no more")
        }
        Order::Governors { keys, threshold } => format!(
            "the governors are {}, any {threshold} of whom give orders; what was signed before and not used counts no more",
            addresses(keys)
        ),
        Order::Administrators { keys, .. } if keys.is_empty() => {
            "nobody is an administrator: governors alone admit members".to_owned()
        }
        Order::Administrators { keys, .. } => {
            format!("the administrators are {}, each of whom alone admits holders and banks", addresses(keys))
        }
        Order::AuditKey(change) => audit_key(change),
        Order::Witnesses(Witnesses { keys, faulty, quorum }) => format!(
            "the log has {}, {faulty} of whom may be faulty and {quorum} of whom make an entry final; this has no effect yet",
            counted(keys.len() as u64, "witness key")
        ),
        Order::Operator(Operator { log_key, size, root }) => format!(
            "the log is written under the key {log_key} from the checkpoint of {size} entries with the root {root} on; this has no effect yet"
        ),
        Order::Note { hash, reference } => {
            format!("the log says \"{}\", of what has the SHA-256 {hash}", plain(reference))
        }
        // Those that name members are told above.
        order => order.name().to_owned(),
    }
}

fn reopen(Reopening { lot, coming, numbers, until }: &Reopening) -> String {
    let own = if *coming == lot.doc { "its number" } else { "the number" };
    let numbers: Vec<_> = numbers.iter().map(|f| short(&to_hex(f)).to_owned()).collect();
    let passes = match numbers[..] {
        [] => "no invoice or container of it".to_owned(),
        _ => format!("the invoices and containers of {}", numbers.join(", ")),
    };
    format!(
        "{} is closed, and {own} {} may be registered once, until {until}, with {passes}",
        named(lot),
        short(&to_hex(coming))
    )
}

fn waive(Waiver { doc, invoices, boxes, until }: &Waiver) -> String {
    format!(
        "the one posting with {} in slot 0 may have {} and {} that are on the ledger, until {until}",
        short(&to_hex(doc)),
        counted(invoices.len() as u64, "invoice"),
        counted(boxes.len() as u64, "container value")
    )
}

fn audit_key(AuditKeyChange { point: [x, y], guardians, transcript, .. }: &AuditKeyChange) -> String {
    format!(
        "{} after this, transitions are sealed to 8 times the point {}, {}, which any {} of the guardians {} open; the record of its \
         generation has the hash {transcript}",
        hours(BEFORE_AUDIT_KEY),
        to_hex(x),
        to_hex(y),
        guardians.threshold,
        addresses(&guardians.keys)
    )
}

/// A lot as people find it: its name, the number that it was registered under, its generation.
pub(in crate::cli) fn named(lot: &LotName) -> String {
    let (name, doc) = (lot_name(lot.lot()), to_hex(&lot.doc));
    format!("lot {} (DOC {}, generation {})", short(&name), short(&doc), lot.generation)
}

fn listed(roles: Roles) -> String {
    match names(roles)[..] {
        [] => "none".to_owned(),
        ref names => names.join(" and "),
    }
}

fn lasting(until: Day) -> String {
    if until == Day(0) { "without a last day".to_owned() } else { format!("until {until}") }
}

/// In full: whoever wants its first digits to be another's may try as many as it likes.
fn organisation(org: Org) -> String {
    to_hex(&org.0)
}

fn addresses(keys: &[ControlAddress]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn hours(seconds: u64) -> String {
    match seconds / UnixTime::DAY {
        0 => format!("{} hours", seconds / 3_600),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// Since when, and until when if that is known, something is paused or frozen.
pub(in crate::cli) fn span(height: u64, until: Option<UnixTime>) -> String {
    match until {
        None => format!("since height {height}, until an order of the governors"),
        Some(until) => {
            format!("since height {height}, by one governor; anybody may end it from {} on", moment(until))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_circuits::field::F;
    use plimsoll_contracts::{
        ControlSignature, Hash32,
        order::{NewTitle, Statement},
    };

    #[test]
    fn a_recovery_tells_who_gets_what() {
        let owner = |n: u64| Address(-F::from(n));
        let lien = |n: u64, amount| NewLien {
            owner: owner(n),
            amount,
            prior: 0,
            pool: amount,
            bill: F::from(5u64),
            made: F::from(6u64),
            release_key: Hash32([7; 32]),
        };
        let recovery = Recovery {
            lot: LotName { doc: F::from(8u64), generation: 2 },
            title: NewTitle { owner: owner(1), bill: F::from(5u64) },
            liens: vec![lien(2, 60), lien(3, 40)],
            opened: None,
            statement: Statement { issuer: owner(4), signature: ControlSignature([7; 65]) },
        };
        let told = Words { directory: None }.of(&Order::Recover(recovery));
        let address = |n| to_hex(&owner(n).0);
        for said in [
            format!("its generation 3 begins with a title of {} that bears 100 minor units", address(1)),
            format!("with the liens 60 of {}, 40 of {};", address(2), address(3)),
        ] {
            assert!(told.contains(&said), "{told}");
        }
    }
}
