//! The ledger's stable refusal codes, as far as a proof alone can earn them.

use core::fmt;

/// Why a submission is refused, in the ledger's words.
///
/// The names are stable: receipts, logs and the contract use the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefusalCode {
    /// Wrong length or count, a point off its curve or subgroup, or the identity.
    Malformed,
    /// A number that is not the one encoding of its value: a coordinate or a public input not below its modulus.
    NotCanonical,
    /// Well formed, and the pairing equation does not hold.
    BadProof,
}

impl RefusalCode {
    /// The code as it is written in receipts and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "Malformed",
            Self::NotCanonical => "NotCanonical",
            Self::BadProof => "BadProof",
        }
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
