//! What a command works with: the options, and what they lead to.

use super::{error::Failure, globals::Globals, progress::Progress, secret};
use plimsoll_client::{Party, directory::Directory, party::Dealings, text::plain};
use zeroize::Zeroizing;

/// The options and the way to show progress.
pub(super) struct Context {
    pub(super) globals: Globals,
    pub(super) progress: Progress,
}

impl Context {
    pub(super) fn new(globals: Globals) -> Self {
        let progress = Progress::new(globals.quiet, globals.json);
        Self { globals, progress }
    }

    /// What the user should not miss; a program that reads the JSON can pass it on.
    pub(super) fn warn(&self, text: impl std::fmt::Display) {
        if !self.globals.quiet {
            eprintln!("warning: {}", plain(&text.to_string()));
        }
    }

    /// Those whom the party has dealt with, after a warning of who of them has changed since.
    pub(super) fn dealings(&self, party: &Party, directory: &Directory) -> Result<Dealings, Failure> {
        let dealings = Dealings::of(party)?;
        for (then, differences) in dealings.changed(directory) {
            let differences: Vec<_> = differences.iter().map(ToString::to_string).collect();
            self.warn(format!(
                "{}, whom you have dealt with, has changed since ({}): make sure of it, by another way, before you deal again",
                then.name,
                differences.join(", ")
            ));
        }
        Ok(dealings)
    }

    /// The passphrase of `whose` keys, a party's or the member administration's.
    pub(super) fn passphrase(&self, whose: &str, is_new: bool) -> Result<Zeroizing<String>, Failure> {
        let source = secret::Source {
            file: self.globals.passphrase_file.as_deref(),
            option: "--passphrase-file",
            variable: "PLIMSOLL_PASSPHRASE",
        };
        secret::passphrase(source, whose, is_new)
    }

    /// The guardians' passphrase.
    pub(super) fn guardian_passphrase(&self, is_new: bool) -> Result<Zeroizing<String>, Failure> {
        let source = secret::Source {
            file: self.globals.guardian_passphrase_file.as_deref(),
            option: "--guardian-passphrase-file",
            variable: "PLIMSOLL_GUARDIAN_PASSPHRASE",
        };
        secret::passphrase(source, "the guardians", is_new)
    }
}
