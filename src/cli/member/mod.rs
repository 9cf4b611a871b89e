//! `plimsoll member`: who may do what on the ledger, and who is who.

mod add;
mod change;
mod consented;
mod list;
mod word;

pub(super) use consented::consented;

use super::{context::Context, error::Failure, governors, output::Done, values};
use clap::Subcommand;
use plimsoll_circuits::{day::Day, member::Roles};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  plimsoll member add bank-a/party.json --role bank
  plimsoll member leave \"Bank A\"
  plimsoll member list";

const ADD_EXAMPLES: &str = "\
Examples:
  plimsoll member add bank-a/party.json --role bank --valid-until 2027-06-30
  plimsoll member add carrier/party.json --role issuer,valuer \\
      --governor 1 --governor 2
  plimsoll member add copper/party.json --role holder \\
      --passphrase-file admin.txt

Make sure who the party is before you add it: the name in the file is its own
claim, which it has signed. A name that looks like another member's is refused.
Added again, a member gets the new roles and dates; a name, LEI or key that is
another than before is taken only with --accept-change. Your folder (--home)
keeps the newest edition of the directory that you have seen, so that an older
one is noticed: use the same each time.

The administration alone admits holders and banks. Issuers and valuers, and any
address of an organisation that has one, are admitted by governors: by those
whose keys are here, or beforehand by `plimsoll governance propose admit`. What
the ledger has already is published in the directory.

An organisation's first address brings its control key to the ledger. Every
further one, and one that was removed, needs a consent that this key signs:
`plimsoll member consent`; or governors admit it.";

const LEAVE_EXAMPLES: &str = "\
Examples:
  plimsoll member leave \"Bank A\"
  plimsoll member leave ZZZZ00COPPER00000065 --yes

Who leaves may still spend what it has, and gets nothing any more but change.
After the ledger's grace of leaving it may be removed.";

const EXPIRE_EXAMPLES: &str = "\
Examples:
  plimsoll member expire \"Bank A\"

Everybody may do this once a membership's last day is over: the member is
leaving from then on, as with `plimsoll member leave`. Proofs that are under way
stay good.";

const CONSENT_EXAMPLES: &str = "\
Examples:
  plimsoll member consent desk-2/party.json --role bank --home bank-a \\
      --out consent.json
  plimsoll member consent desk-2/party.json --role bank \\
      --control-key-file /media/safe/control.age --out consent.json

An organisation says so for a further address of its own, with its control key:
for these roles, and once. Hand the file to the member administration. An order
of the administration that uses another consent first makes this one void.";

const DISOWN_EXAMPLES: &str = "\
Examples:
  plimsoll member disown \"Bank A\" --home bank-a --out revocation.json
  plimsoll member disown \"Bank A\" --control-key-file /media/safe/control.age \\
      --out revocation.json

For an address whose keys are stolen. The file has no last day: sign it before
you need it, keep it where the keys are not, and hand it to the member
administration when you do. `plimsoll member remove --revocation` then removes
the address at once, and for good.";

const REMOVE_EXAMPLES: &str = "\
Examples:
  plimsoll member remove \"Bank A\"
  plimsoll member remove ZZZZ00COPPER00000065 --yes
  plimsoll member remove \"Bank A\" --revocation revocation.json

A member leaves first, and is removed after the ledger's grace of leaving; at
once by governors, or if its organisation disowns it: `plimsoll member disown`.
Proofs that are under way with the old member root are refused from now on.
What the member owns stays on the ledger and cannot be moved by it: a lien that
it holds cannot be given back, and the lot bears it, until the party is
admitted again. Nobody but the member sees what it owns. So you are asked
first.";

const LIST_EXAMPLES: &str = "\
Examples:
  plimsoll member list
  plimsoll --json member list";

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
        /// The last day of its membership; a year from now if not given
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        valid_until: Option<Day>,
        /// The consent of its organisation, if that has an address on the ledger already
        #[arg(long, value_name = "FILE")]
        consent: Option<PathBuf>,
        /// Take a name, LEI or key that is another than the directory has: only once the party has confirmed it
        #[arg(long)]
        accept_change: bool,
        #[command(flatten)]
        governors: governors::Choice,
        /// Do not ask before roles are taken away
        #[arg(long)]
        yes: bool,
    },
    /// Let a member leave: it may spend what it has, and gets nothing but change
    #[command(after_help = LEAVE_EXAMPLES)]
    Leave {
        /// Its name, LEI or address
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        governors: governors::Choice,
        /// Do not ask first
        #[arg(long)]
        yes: bool,
    },
    /// Let a member leave whose last day is over
    #[command(after_help = EXPIRE_EXAMPLES)]
    Expire {
        /// Its name, LEI or address
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Revoke a membership
    #[command(after_help = REMOVE_EXAMPLES)]
    Remove {
        /// Its name, LEI or address
        #[arg(value_name = "NAME")]
        name: String,
        /// What its organisation signed to disown it
        #[arg(long, value_name = "FILE")]
        revocation: Option<PathBuf>,
        #[command(flatten)]
        governors: governors::Choice,
        /// Do not ask first
        #[arg(long)]
        yes: bool,
    },
    /// Consent to a further address of an organisation, with its control key
    #[command(after_help = CONSENT_EXAMPLES)]
    Consent {
        /// The further address's file party.json
        #[arg(value_name = "PARTYFILE")]
        party: PathBuf,
        /// What it may do: issuer, valuer, holder, bank, separated by commas
        #[arg(long = "role", value_name = "ROLES", value_parser = values::roles)]
        roles: Roles,
        #[command(flatten)]
        key: word::Key,
    },
    /// Disown an address of an organisation, with its control key
    #[command(after_help = DISOWN_EXAMPLES)]
    Disown {
        /// Its name, LEI or address
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        key: word::Key,
    },
    /// List members with roles and dates
    #[command(after_help = LIST_EXAMPLES)]
    List,
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Add { party, roles, valid_until, consent, accept_change, governors, yes } => {
            let consent = consent.as_deref();
            let asked = add::Asked { file: &party, roles, valid_until, consent, governors: &governors };
            add::add(&asked, add::Agreed { change: accept_change, revocation: yes }, context)
        }
        Command::Leave { name, governors, yes } => change::leave(&name, &governors, yes, context),
        Command::Expire { name } => change::expire(&name, context),
        Command::Remove { name, revocation, governors, yes } => {
            change::remove(&name, revocation.as_deref(), &governors, yes, context)
        }
        Command::Consent { party, roles, key } => word::consent(&party, roles, &key, context),
        Command::Disown { name, key } => word::disown(&name, &key, context),
        Command::List => list::run(context),
    }
}
