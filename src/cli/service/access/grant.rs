//! `plimsoll access grant`.

use super::{Shown, store::Where};
use crate::cli::{error::Failure, files, output::Done, refusal::unusable, table::Fields, values};
use plimsoll_server::proving::store::{
    Action, Actions, CredentialHash, CredentialKind, NewCredential, Tenant,
};
use plimsoll_server::{
    Millis,
    auth::token::{Token, certificate_hash_of_pem},
};
use rand::rngs::OsRng;
use serde::Serialize;
use std::{fmt, path::PathBuf, time::Duration};

const EXAMPLES: &str = "\
Examples:
  plimsoll access grant --data /var/lib/plimsoll --tenant bank-a \\
      --may submit,read --name \"trade desk\" --expires 90d
  plimsoll access grant --data /var/lib/plimsoll --tenant operator \\
      --may work,read --certificate worker-1.pem

The token is shown once, or written to the file of --token-out; the store keeps
its SHA-256 alone. With --certificate nothing is made: who shows that client
certificate over TLS is let in.";

/// The longest name.
const MAX_NAME: usize = 100;

/// What `access grant` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Which store
    #[command(flatten)]
    place: Where,

    /// On whose behalf: up to 64 characters of a-z, 0-9, -, _ and .
    #[arg(long, value_name = "NAME", value_parser = tenant)]
    tenant: Tenant,

    /// What for: submit, read, work, metrics, separated by commas
    #[arg(long, value_name = "ACTIONS", value_parser = actions)]
    may: Actions,

    /// A name for people
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = name)]
    name: String,

    /// When it ends, such as 90d; never if not given
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    expires: Option<Duration>,

    /// A client certificate (PEM) instead of a token
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,

    /// Write the token into this new file, for you alone to read, instead of showing it
    #[arg(long, value_name = "FILE", conflicts_with = "certificate")]
    token_out: Option<PathBuf>,
}

fn tenant(text: &str) -> Result<Tenant, String> {
    Tenant::new(text).ok_or_else(|| "a tenant is 1 to 64 characters of a-z, 0-9, -, _ and .".to_owned())
}

fn name(text: &str) -> Result<String, String> {
    if text.is_empty() { Ok(String::new()) } else { values::name(text) }
}

fn actions(text: &str) -> Result<Actions, String> {
    let mut actions = Vec::new();
    for name in text.split(',').map(str::trim) {
        let action = Action::from_name(name)
            .ok_or_else(|| format!("{name:?} is no action; they are submit, read, work and metrics"))?;
        if !actions.contains(&action) {
            actions.push(action);
        }
    }
    Ok(Actions(actions))
}

#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    credential: Shown,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_file: Option<String>,
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    if args.name.chars().count() > MAX_NAME {
        return Err(Failure::usage(format!("a name is at most {MAX_NAME} characters")));
    }
    let (kind, hash, token) = credential(args)?;
    let now = Millis::now();
    let expires_at = args.expires.map(|after| now.plus(i64::try_from(after.as_millis()).unwrap_or(i64::MAX)));
    let new = NewCredential {
        kind,
        hash,
        name: args.name.clone(),
        tenant: args.tenant.clone(),
        actions: args.may.clone(),
        expires_at,
    };
    // A token that could not be kept would be lost: it is written before it counts.
    if let (Some(path), Some(token)) = (&args.token_out, &token) {
        files::create_secret(path, format!("{}\n", token.expose()).as_bytes())?;
    }
    let added = args.place.with(async |store| {
        // Only a certificate can be there before: no two tokens are alike.
        if let Some(old) = store.credential(&hash).await?.filter(|old| old.is_valid(now)) {
            return Err(Failure::refused(format!(
                "the certificate is let in already, by credential {}",
                old.number
            ))
            .help("revoke that one first to change what it may"));
        }
        Ok(store.add_credential(&new, now).await?)
    });
    let added = added.inspect_err(|_| {
        if let Some(path) = &args.token_out {
            // It lets nobody in.
            let _ = std::fs::remove_file(path);
        }
    })?;
    let shown = token.filter(|_| args.token_out.is_none());
    Ok(Done::new(&Report {
        credential: Shown::of(&added, now),
        token: shown.map(|token| token.expose().to_owned()),
        token_file: args.token_out.as_ref().map(|path| path.display().to_string()),
    }))
}

fn credential(args: &Args) -> Result<(CredentialKind, CredentialHash, Option<Token>), Failure> {
    let Some(path) = &args.certificate else {
        let token = Token::fresh(&mut OsRng);
        return Ok((CredentialKind::Token, token.hash(), Some(token)));
    };
    let hash = certificate_hash_of_pem(&files::read(path)?).map_err(|e| {
        let failure = unusable(e);
        Failure { message: format!("{}: {}", path.display(), failure.message), ..failure }
    })?;
    Ok((CredentialKind::Certificate, hash, None))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shown { number, tenant, may, expires, kind, .. } = &self.credential;
        let mut fields = Fields::default();
        fields.add("granted", format!("credential {number}, a {kind}"));
        fields.add("tenant", tenant).add("may", may.join(", ")).maybe("until", expires.as_ref());
        if let Some(token) = &self.token {
            fields.add("token", token).add("", "keep it now: it is not shown again");
        }
        fields.maybe("token in", self.token_file.as_ref());
        write!(f, "{fields}")
    }
}
