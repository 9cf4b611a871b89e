//! Why the ledger refuses, with codes that never change their names (protocol, section 12).

use serde::{Deserialize, Serialize};
use std::fmt;

/// The stable codes. The ledger in Rust and the contract use the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Code {
    /// Wrong length, count or size; a point off its curve or subgroup; a value that can never stand in its place.
    Malformed,
    /// A number that is not below its modulus: nothing is ever reduced.
    NotCanonical,
    /// A circuit, or a version of it, that this ledger does not accept.
    UnknownCircuit,
    /// The proof does not hold for these public inputs, or `ext` is not the hash of what is posted beside it.
    BadProof,
    /// A root that the ledger never had, or that is too old.
    StaleRoot,
    /// A member root from before a revocation.
    RevokedMember,
    /// Only a certain sender may submit it, and this ledger has none.
    WrongSender,
    /// Its last second is over.
    TooLate,
    /// An input note is spent.
    DuplicateNullifier,
    /// The bill is registered.
    ConflictDoc,
    /// A container of the bill is registered, under that seal in those days or, without a seal, on that day.
    ConflictBox,
    /// An invoice of the bill is registered.
    ConflictInvoice,
    /// The transition is for another ledger.
    WrongDomain,
    /// A generation that only governance may use.
    WrongGeneration,
    /// A date other than the ledger's current or previous day.
    StaleDate,
    /// The ledger accepts no transitions for now.
    Paused,
    /// Sealed to another audit key than the one that counts.
    WrongAuditKey,
}

impl Code {
    /// All codes, in the protocol's order.
    pub const ALL: [Code; 17] = [
        Code::Malformed,
        Code::NotCanonical,
        Code::UnknownCircuit,
        Code::BadProof,
        Code::StaleRoot,
        Code::RevokedMember,
        Code::WrongSender,
        Code::TooLate,
        Code::DuplicateNullifier,
        Code::ConflictDoc,
        Code::ConflictBox,
        Code::ConflictInvoice,
        Code::WrongDomain,
        Code::WrongGeneration,
        Code::StaleDate,
        Code::Paused,
        Code::WrongAuditKey,
    ];

    /// The name in receipts, logs and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Code::Malformed => "Malformed",
            Code::NotCanonical => "NotCanonical",
            Code::UnknownCircuit => "UnknownCircuit",
            Code::BadProof => "BadProof",
            Code::StaleRoot => "StaleRoot",
            Code::RevokedMember => "RevokedMember",
            Code::WrongSender => "WrongSender",
            Code::TooLate => "TooLate",
            Code::DuplicateNullifier => "DuplicateNullifier",
            Code::ConflictDoc => "ConflictDoc",
            Code::ConflictBox => "ConflictBox",
            Code::ConflictInvoice => "ConflictInvoice",
            Code::WrongDomain => "WrongDomain",
            Code::WrongGeneration => "WrongGeneration",
            Code::StaleDate => "StaleDate",
            Code::Paused => "Paused",
            Code::WrongAuditKey => "WrongAuditKey",
        }
    }

    /// The code of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }

    /// Whether the same transition, or a new proof of the same intent, may be accepted later: the inputs are still there.
    #[must_use]
    pub const fn may_retry(self) -> bool {
        matches!(self, Code::StaleRoot | Code::RevokedMember | Code::StaleDate | Code::TooLate | Code::Paused)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<plimsoll_verifier::RefusalCode> for Code {
    fn from(code: plimsoll_verifier::RefusalCode) -> Self {
        match code {
            plimsoll_verifier::RefusalCode::Malformed => Code::Malformed,
            plimsoll_verifier::RefusalCode::NotCanonical => Code::NotCanonical,
            plimsoll_verifier::RefusalCode::BadProof => Code::BadProof,
        }
    }
}

/// A refusal: nothing changed on the ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{code}: {detail}")]
pub struct Rejection {
    /// The stable code.
    pub code: Code,
    /// What is wrong and what to do about it, in words that may change.
    pub detail: String,
}

impl Rejection {
    /// A refusal with this code.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// `Ok` if the rule holds, else the refusal.
    ///
    /// # Errors
    /// The refusal, if `holds` is false.
    pub fn unless(holds: bool, code: Code, detail: &str) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self::new(code, detail)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_variants_everywhere() {
        for code in Code::ALL {
            assert_eq!(format!("{code:?}"), code.name());
            assert_eq!(serde_json::json!(code), serde_json::json!(code.name()));
            assert_eq!(Code::from_name(code.name()), Some(code));
        }
    }
}
