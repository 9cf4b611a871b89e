//! What a command works with: the options, and what they lead to.

use super::{
    error::Failure,
    globals::Globals,
    progress::{Progress, aside},
};
use plimsoll_client::{Party, directory::Directory, party::Dealings, text::plain};

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
            aside(format!("warning: {}", plain(&text.to_string())));
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
}
