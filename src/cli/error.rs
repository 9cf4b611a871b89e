//! How a command fails: one line that says what is wrong, one that says what to do, and an exit status.

use std::fmt::Display;

/// The two ways to fail; each has its exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Read, understood and refused: by a check, by the ledger, by a guardian. Exit status 1.
    Refused,
    /// Nothing was decided: wrong usage, a file that cannot be read, a service that does not answer. Exit status 2.
    Unusable,
}

impl Kind {
    /// The exit status.
    #[must_use]
    pub const fn status(self) -> u8 {
        match self {
            Kind::Refused => 1,
            Kind::Unusable => 2,
        }
    }

    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Refused => "refused",
            Kind::Unusable => "unusable",
        }
    }
}

/// Why a command failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// Which way.
    pub kind: Kind,
    /// The ledger's stable code or the name of the check, if there is one.
    pub code: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Failure {
    /// Understood and refused.
    pub fn refused(message: impl Display) -> Self {
        Self { kind: Kind::Refused, code: None, message: message.to_string(), help: None }
    }

    /// Nothing was decided.
    pub fn usage(message: impl Display) -> Self {
        Self { kind: Kind::Unusable, code: None, message: message.to_string(), help: None }
    }

    /// With the stable code of the refusal.
    #[must_use]
    pub fn code(mut self, code: impl Display) -> Self {
        self.code = Some(code.to_string());
        self
    }

    /// With what to do about it, where nothing better was said.
    #[must_use]
    pub fn or_help(self, help: impl Display) -> Self {
        if self.help.is_some() { self } else { self.help(help) }
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Display) -> Self {
        self.help = Some(help.to_string());
        self
    }
}
