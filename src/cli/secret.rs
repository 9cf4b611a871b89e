//! Passphrases: from a file, from the environment, or asked for without echo. Tokens: from a file or the environment.

use super::{error::Failure, files};
use std::{env, io::IsTerminal, path::Path};
use zeroize::Zeroizing;

/// Where a passphrase comes from if nobody is asked.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// The file that was given.
    pub(super) file: Option<&'a Path>,
    /// The option that gives a file.
    pub(super) option: &'static str,
    /// The environment variable that holds it.
    pub(super) variable: &'static str,
}

/// The passphrase of `whose` keys; a new one is asked for twice.
pub(super) fn passphrase(
    source: Source<'_>,
    whose: &str,
    is_new: bool,
) -> Result<Zeroizing<String>, Failure> {
    let passphrase = match source.file {
        Some(path) => first_line(path, "passphrase")?,
        None => match env::var(source.variable) {
            Ok(text) => Zeroizing::new(text),
            Err(env::VarError::NotUnicode(_)) => {
                return Err(Failure::usage(format!("{} is not UTF-8", source.variable)));
            }
            Err(env::VarError::NotPresent) => asked(source, whose, is_new)?,
        },
    };
    if passphrase.is_empty() {
        return Err(Failure::usage("the passphrase is empty").help("choose one of several words"));
    }
    Ok(passphrase)
}

/// A token from the first line of a file, or from an environment variable; none if neither is there.
pub(super) fn token(file: Option<&Path>, variable: &str) -> Result<Option<Zeroizing<String>>, Failure> {
    let token = match file {
        Some(path) => first_line(path, "token")?,
        None => match env::var(variable) {
            Ok(text) => Zeroizing::new(text),
            Err(env::VarError::NotPresent) => return Ok(None),
            Err(env::VarError::NotUnicode(_)) => {
                return Err(Failure::usage(format!("{variable} is not UTF-8")));
            }
        },
    };
    Ok(Some(Zeroizing::new(token.trim().to_owned())))
}

fn first_line(path: &Path, what: &str) -> Result<Zeroizing<String>, Failure> {
    let bytes = Zeroizing::new(files::read(path)?);
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::usage(format!("the {what} in {} is not UTF-8", path.display())))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

fn asked(source: Source<'_>, whose: &str, is_new: bool) -> Result<Zeroizing<String>, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(format!(
            "the passphrase of {whose} is needed, and there is no terminal to ask on"
        ))
        .help(format!("give {} FILE, or set {}", source.option, source.variable)));
    }
    let ask = |prompt: String| {
        rpassword::prompt_password(prompt)
            .map(Zeroizing::new)
            .map_err(|e| Failure::usage(format!("cannot ask for the passphrase: {e}")))
    };
    let first = ask(format!("{} of {whose}: ", if is_new { "New passphrase" } else { "Passphrase" }))?;
    if is_new && *ask("Once more: ".to_owned())? != *first {
        return Err(Failure::usage("the two passphrases differ").help("run the command again"));
    }
    Ok(first)
}
