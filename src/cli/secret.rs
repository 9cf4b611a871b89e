//! Passphrases: from a file, from the environment, from the session, or asked for without echo. Tokens: from a file or the
//! environment. Each secret has a passphrase of its own.

use super::{context::Context, error::Failure, files, session, strength};
use plimsoll_guardian::GuardianId;
use std::{
    env, fmt,
    io::IsTerminal,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// What a passphrase locks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Secret {
    /// The keys of the party of this name.
    Party(String),
    /// The member administration's keys.
    Administration,
    /// An organisation's control key, which the party of this name says is its own.
    Control(String),
    /// A control key in a file that was named.
    KeyFile(PathBuf),
    /// A governor's control key in the ledger's folder, by its number: its own alone.
    Governor(u16),
    /// A guardian's share of the fingerprint key, which an issuer on the same machine may be let use.
    Fingerprint(GuardianId),
    /// A guardian's share of the audit key: its own alone.
    Guardian(GuardianId),
}

impl Secret {
    /// The environment variable that holds its passphrase.
    fn variable(&self) -> String {
        match self {
            Secret::Party(_) | Secret::Administration | Secret::Control(_) | Secret::KeyFile(_) => {
                "PLIMSOLL_PASSPHRASE".to_owned()
            }
            Secret::Governor(number) => format!("PLIMSOLL_GOVERNOR_PASSPHRASE_{number}"),
            Secret::Fingerprint(id) => format!("PLIMSOLL_FINGERPRINT_PASSPHRASE_{}", id.number()),
            Secret::Guardian(id) => format!("PLIMSOLL_GUARDIAN_PASSPHRASE_{}", id.number()),
        }
    }

    /// The option that names a file with it.
    fn option(&self) -> String {
        match self {
            Secret::Party(_) | Secret::Administration | Secret::Control(_) | Secret::KeyFile(_) => {
                "--passphrase-file FILE".to_owned()
            }
            Secret::Governor(number) => format!("--governor-passphrase-file {number}=FILE"),
            Secret::Fingerprint(id) => format!("--fingerprint-passphrase-file {}=FILE", id.number()),
            Secret::Guardian(id) => format!("--guardian-passphrase-file {}=FILE", id.number()),
        }
    }

    /// Whether a session may keep its passphrase. A guardian is asked for each opening, a governor for each signature.
    const fn may_be_held(&self) -> bool {
        !matches!(self, Secret::Guardian(_) | Secret::Governor(_) | Secret::KeyFile(_))
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Secret::Party(name) => f.write_str(name),
            Secret::Administration => f.write_str("the member administration"),
            Secret::Control(name) => write!(f, "the control key of {name}"),
            Secret::KeyFile(path) => write!(f, "the control key in {}", path.display()),
            Secret::Governor(number) => write!(f, "governor {number}"),
            Secret::Fingerprint(id) => write!(f, "{id}'s fingerprint share"),
            Secret::Guardian(id) => write!(f, "{id}"),
        }
    }
}

/// The file with the passphrase of one guardian or governor, of those that options or the configuration name.
fn of<N: PartialEq>(files: &[(N, PathBuf)], number: N) -> Option<&Path> {
    files.iter().rev().find(|(of, _)| *of == number).map(|(_, path)| path.as_path())
}

impl Context {
    /// The passphrase that opens the file at `path`: from a file that an option names, else the environment, else a file that the
    /// configuration names, else the session, else whoever sits at the terminal.
    pub(super) fn passphrase(&self, secret: &Secret, path: &Path) -> Result<Zeroizing<String>, Failure> {
        let given = match self.given(secret)? {
            None if secret.may_be_held() => session::give(path),
            given => given,
        };
        let passphrase = given.map_or_else(|| asked(secret, "Passphrase"), Ok).map_err(|failure| {
            match (&failure.help, secret.may_be_held()) {
                (Some(help), true) => {
                    let help = format!("{help}, or open a session with `plimsoll session open`");
                    failure.help(help)
                }
                _ => failure,
            }
        })?;
        if passphrase.is_empty() {
            return Err(Failure::usage(format!("no passphrase of {secret} was given")));
        }
        Ok(passphrase)
    }

    /// A new passphrase, asked for twice; one that a guesser finds soon is refused. Whoever guesses begins with `known`.
    pub(super) fn new_passphrase(
        &self,
        secret: &Secret,
        known: &[&str],
    ) -> Result<Zeroizing<String>, Failure> {
        let passphrase = match self.given(secret)? {
            Some(given) => given,
            None => {
                let first = asked(secret, "New passphrase")?;
                if *asked(secret, "Once more the passphrase")? != *first {
                    return Err(Failure::usage("the two passphrases differ").help("run the command again"));
                }
                first
            }
        };
        strength::check(secret, &passphrase, known)?;
        Ok(passphrase)
    }

    /// A passphrase for which nobody need be asked.
    fn given(&self, secret: &Secret) -> Result<Option<Zeroizing<String>>, Failure> {
        let (globals, configured) = (&self.globals, &self.globals.configured);
        let (named, configured) = match secret {
            Secret::Party(_) | Secret::Administration | Secret::Control(_) | Secret::KeyFile(_) => {
                (globals.passphrase_file.as_deref(), configured.passphrase_file.as_deref())
            }
            Secret::Governor(number) => (
                of(&globals.governor_passphrase_files, *number),
                of(&configured.governor_passphrase_files, *number),
            ),
            Secret::Fingerprint(id) => (
                of(&globals.fingerprint_passphrase_files, *id),
                of(&configured.fingerprint_passphrase_files, *id),
            ),
            Secret::Guardian(id) => {
                (of(&globals.guardian_passphrase_files, *id), of(&configured.guardian_passphrase_files, *id))
            }
        };
        let files = Files { named, configured, what: "passphrase" };
        files.or_variable(&secret.variable())
    }
}

/// Files whose first line is a secret.
pub(super) struct Files<'a> {
    /// The one that an option names: before the environment.
    pub(super) named: Option<&'a Path>,
    /// The one that the configuration names: behind it.
    pub(super) configured: Option<&'a Path>,
    /// What they hold.
    pub(super) what: &'static str,
}

impl Files<'_> {
    pub(super) fn or_variable(&self, variable: &str) -> Result<Option<Zeroizing<String>>, Failure> {
        let read = |path| first_line(path, self.what).map(Some);
        if let Some(path) = self.named {
            return read(path);
        }
        match env::var(variable) {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(env::VarError::NotUnicode(_)) => Err(Failure::usage(format!("{variable} is not UTF-8"))),
            Err(env::VarError::NotPresent) => self.configured.map_or(Ok(None), read),
        }
    }
}

fn first_line(path: &Path, what: &str) -> Result<Zeroizing<String>, Failure> {
    let bytes = files::read_secret(path)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::usage(format!("the {what} in {} is not UTF-8", path.display())))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

fn asked(secret: &Secret, what: &str) -> Result<Zeroizing<String>, Failure> {
    if !std::io::stdin().is_terminal() {
        let message = format!("the passphrase of {secret} is needed, and there is no terminal to ask on");
        let help = format!("give {}, or set {}", secret.option(), secret.variable());
        return Err(Failure::usage(message).help(help));
    }
    rpassword::prompt_password(format!("{what} of {secret}: "))
        .map(Zeroizing::new)
        .map_err(|e| Failure::usage(format!("cannot ask for the passphrase: {e}")))
}
