//! What a command works with: the options, and what they lead to.

use super::{error::Failure, globals::Globals, progress::Progress, secret};
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
