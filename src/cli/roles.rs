//! What a party must be on the ledger to give a command: looked up before it is asked for a passphrase and before anything
//! is made that others would refuse.

use super::{context::Context, error::Failure};
use plimsoll_circuits::member::Roles;
use plimsoll_client::{Clock as _, Party, PublicParty, SystemClock};

/// A command that the ledger, or whoever reads its result, takes from members alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Issue,
    IssueBook,
    Amend,
    Value,
    Register,
    AmendLot,
    Revalue,
    Attest,
    Pledge,
    PledgeWithTitle,
    Endorse,
    Surrender,
    Assign,
    Split,
    MergeLiens,
    Discharge,
    Consent,
    MergeReleases,
    Ask,
    Answer,
}

impl Act {
    /// All of them, with the words of the command and the roles of which it needs one. None: any member may give it, so that
    /// a party can still give up what it holds when a role was taken from it.
    #[cfg(test)]
    pub(super) const ALL: [Self; 20] = [
        Self::Issue,
        Self::IssueBook,
        Self::Amend,
        Self::Value,
        Self::Register,
        Self::AmendLot,
        Self::Revalue,
        Self::Attest,
        Self::Pledge,
        Self::PledgeWithTitle,
        Self::Endorse,
        Self::Surrender,
        Self::Assign,
        Self::Split,
        Self::MergeLiens,
        Self::Discharge,
        Self::Consent,
        Self::MergeReleases,
        Self::Ask,
        Self::Answer,
    ];

    /// The command's words.
    const fn command(self) -> &'static str {
        match self {
            Self::Issue => "bill issue",
            Self::IssueBook => "bill batch",
            Self::Amend => "bill amend",
            Self::Value => "bill value",
            Self::Register => "lot register",
            Self::AmendLot => "lot amend",
            Self::Revalue => "lot revalue",
            Self::Attest => "lot attest",
            Self::Pledge => "lot pledge",
            Self::PledgeWithTitle => "lot pledge --with-title",
            Self::Endorse => "lot endorse",
            Self::Surrender => "lot surrender",
            Self::Assign => "lien assign",
            Self::Split => "lien split",
            Self::MergeLiens => "lien merge",
            Self::Discharge => "lien discharge",
            Self::Consent => "lien consent",
            Self::MergeReleases => "title merge",
            Self::Ask => "request new",
            Self::Answer => "answer",
        }
    }

    /// The roles of which the command needs one: those of whoever signs, and of the owner of what comes back to the party.
    const fn roles(self) -> Option<Roles> {
        match self {
            Self::Issue | Self::IssueBook | Self::Amend => Some(Roles::ISSUER),
            Self::Value => Some(Roles::VALUER),
            Self::Register => Some(Roles::HOLDER.union(Roles::BANK)),
            Self::Ask => Some(Roles::BANK),
            Self::Attest
            | Self::AmendLot
            | Self::Revalue
            | Self::Pledge
            | Self::MergeReleases
            | Self::Split
            | Self::MergeLiens
            | Self::PledgeWithTitle
            | Self::Endorse
            | Self::Surrender
            | Self::Assign
            | Self::Discharge
            | Self::Consent
            | Self::Answer => None,
        }
    }
}

/// Roles in words, such as `issuer, valuer`.
fn words(roles: Roles, between: &str) -> String {
    names(roles).join(between)
}

/// Their names, as commands take them.
pub(super) fn names(roles: Roles) -> Vec<&'static str> {
    Roles::NAMES.iter().filter(|(_, r)| roles.contains(*r)).map(|(name, _)| *name).collect()
}

impl Context {
    /// Refuses what the party whose folder this is may not do, and says why.
    pub(super) fn may(&self, act: Act) -> Result<(), Failure> {
        let party = Party::read_public(&self.globals.home)?;
        let ledger = self.ledger_to_read()?;
        let member = ledger.view()?.member(party.address)?;
        let held = member.map(|member| member.roles);
        allowed(act, &party.name, held, &self.globals.home.join("party.json").display().to_string())?;
        if act == Act::Ask {
            self.known_to_owners(&party, &ledger)?;
        }
        Ok(())
    }

    /// Owners look up in the directory who asks.
    fn known_to_owners(
        &self,
        party: &PublicParty,
        ledger: &plimsoll_contracts::Ledger,
    ) -> Result<(), Failure> {
        let directory = self.directory(ledger.genesis())?;
        let entry = directory.find(&party.name, SystemClock.now())?;
        if entry.party == *party {
            return Ok(());
        }
        let message =
            format!("the directory knows {} by other keys or another LEI than this folder's", party.name);
        Err(Failure::refused(message).code("OtherVerifier").help(
            "owners would not believe that the request is yours; ask the member administration to admit this folder's party.json",
        ))
    }
}

/// Whether a party with these roles may; none if the ledger never knew it, no role at all if it was removed.
fn allowed(act: Act, name: &str, held: Option<Roles>, file: &str) -> Result<(), Failure> {
    let command = act.command();
    let needed = act.roles();
    let whose = match needed {
        Some(roles) => format!("members with the role {}", words(roles, " or ")),
        None => "members".to_owned(),
    };
    let held = held.unwrap_or_default();
    if held == Roles::default() {
        let role = needed.map_or_else(|| "ROLE".to_owned(), first);
        return Err(Failure::refused(format!(
            "{name} is no member of this ledger, and `plimsoll {command}` is for its {whose}"
        ))
        .code("NotMember")
        .help(format!(
            "have the member administration admit it, and governors an issuer or valuer: `plimsoll member add {file} --role {role}`"
        )));
    }
    let Some(needed) = needed.filter(|needed| !held.intersects(*needed)) else { return Ok(()) };
    let message = format!(
        "{name} is a member of this ledger as {}, and `plimsoll {command}` is for {whose}",
        words(held, " and ")
    );
    let all = format!("{},{}", words(held, ","), first(needed));
    Err(Failure::refused(message).code("Role").help(format!(
        "name the folder of such a party with --home, or have the member administration, for issuer and valuer with governors, give \
         this one the role: `plimsoll member add {file} --role {all}`"
    )))
}

/// The first of some roles.
fn first(roles: Roles) -> String {
    let found = Roles::NAMES.iter().find(|(_, r)| roles.contains(*r));
    found.map_or_else(String::new, |(name, _)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_is_a_command_and_stands_in_the_manual_with_its_roles() {
        let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md")).unwrap();
        for act in Act::ALL {
            let path = act.command().split(' ').take_while(|word| !word.starts_with("--"));
            path.fold(crate::cli::command(), |command, word| command.find_subcommand(word).unwrap().clone());
            let who = act.roles().map_or_else(|| "any member".to_owned(), |roles| words(roles, " or "));
            let row = format!("| `plimsoll {}` | {who} |", act.command());
            assert!(manual.contains(&row), "docs/cli.md lacks {row}");
        }
    }

    #[test]
    fn who_may_not_is_told_why_and_what_to_do() {
        for act in Act::ALL {
            let no_member = allowed(act, "Bank C", None, "c/party.json").unwrap_err();
            assert_eq!(no_member.code.as_deref(), Some("NotMember"));
            assert!(no_member.help.unwrap().contains("plimsoll member add c/party.json --role "));
            assert_eq!(
                allowed(act, "Bank C", Some(Roles::default()), "f").unwrap_err().code.as_deref(),
                Some("NotMember")
            );
            for (name, role) in Roles::NAMES {
                let may = act.roles().is_none_or(|needed| needed.contains(role));
                match allowed(act, "Bank C", Some(role), "c/party.json") {
                    Ok(()) => assert!(may, "{act:?} {name}"),
                    Err(refused) => {
                        assert!(!may && refused.code.as_deref() == Some("Role"), "{act:?} {name}");
                        assert!(
                            refused.message.contains(&format!("as {name}, and `plimsoll {}`", act.command()))
                        );
                        assert!(refused.help.unwrap().contains(&format!("--role {name},")));
                    }
                }
            }
        }
    }
}
