//! `plimsoll access`: who may use a proving service. For those who run it: the commands work on the coordinator's store
//! itself, so whoever can read and write that needs no credentials.

mod grant;
mod list;
mod store;

use crate::cli::{context::Context, error::Failure, output::Done};
use clap::Subcommand;
use plimsoll_server::Millis;
use plimsoll_server::proving::store::{Action, Credential, CredentialKind};
use serde::Serialize;
use std::fmt;
use store::Where;

const EXAMPLES: &str = "\
Examples:
  plimsoll access grant --data /var/lib/plimsoll --tenant bank-a \\
      --may submit,read
  plimsoll access list --data /var/lib/plimsoll
  plimsoll access revoke 3 --data /var/lib/plimsoll";

const LIST_EXAMPLES: &str = "\
Examples:
  plimsoll access list --data /var/lib/plimsoll
  plimsoll --json access list --store postgres://plimsoll@db.example/plimsoll";

const REVOKE_EXAMPLES: &str = "\
Examples:
  plimsoll access revoke 3 --data /var/lib/plimsoll

`plimsoll access list` shows the numbers. What the credential's tenant has
submitted goes on.";

/// Commands about access to a proving service.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Grant a bearer token, shown once, or let a client certificate in
    Grant(grant::Args),
    /// List all credentials, oldest first
    #[command(after_help = LIST_EXAMPLES)]
    List {
        /// Which store
        #[command(flatten)]
        place: Where,
    },
    /// Revoke a credential, for good
    #[command(after_help = REVOKE_EXAMPLES)]
    Revoke {
        /// The credential's number
        #[arg(value_name = "NUMBER")]
        number: i64,
        /// Which store
        #[command(flatten)]
        place: Where,
    },
}

pub(super) fn run(command: Command, _: &Context) -> Result<Done, Failure> {
    match command {
        Command::Grant(args) => grant::run(&args),
        Command::List { place } => list::run(&place),
        Command::Revoke { number, place } => revoke(number, &place),
    }
}

#[derive(Serialize)]
struct Revoked {
    number: i64,
}

impl fmt::Display for Revoked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "revoked: credential {}", self.number)
    }
}

fn revoke(number: i64, place: &Where) -> Result<Done, Failure> {
    let found = place.with(async |store| Ok(store.revoke(number, Millis::now()).await?))?;
    if !found {
        return Err(Failure::refused(format!("there is no credential {number}"))
            .help("`plimsoll access list` shows the numbers"));
    }
    Ok(Done::new(&Revoked { number }))
}

/// A credential as it is shown. Never what it is the hash of.
#[derive(Clone, Debug, Serialize)]
struct Shown {
    number: i64,
    kind: &'static str,
    tenant: String,
    name: String,
    may: Vec<&'static str>,
    created: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<String>,
    valid: bool,
}

impl Shown {
    fn of(credential: &Credential, now: Millis) -> Self {
        let Credential { number, content, created_at, revoked_at } = credential;
        Self {
            number: *number,
            kind: match content.kind {
                CredentialKind::Token => "token",
                CredentialKind::Certificate => "certificate",
            },
            tenant: content.tenant.name().to_owned(),
            name: content.name.clone(),
            may: content.actions.0.iter().copied().map(Action::name).collect(),
            created: moment(*created_at),
            expires: content.expires_at.map(moment),
            revoked: revoked_at.map(moment),
            valid: credential.is_valid(now),
        }
    }
}

fn moment(time: Millis) -> String {
    crate::cli::shown::moment(plimsoll_client::UnixTime(u64::try_from(time.0 / 1_000).unwrap_or_default()))
}
