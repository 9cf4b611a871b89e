use serde::{Deserialize, Serialize};

/// A circuit whose proofs a ledger verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CircuitId {
    /// Register with 16 fingerprint slots.
    #[serde(rename = "register-16")]
    Register16,
    /// Register with 128 fingerprint slots.
    #[serde(rename = "register-128")]
    Register128,
    /// Move.
    Move,
    /// Attest.
    Attest,
}

impl CircuitId {
    /// All circuits.
    pub const ALL: [CircuitId; 4] =
        [CircuitId::Register16, CircuitId::Register128, CircuitId::Move, CircuitId::Attest];

    /// The name in files, logs and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            CircuitId::Register16 => "register-16",
            CircuitId::Register128 => "register-128",
            CircuitId::Move => "move",
            CircuitId::Attest => "attest",
        }
    }

    /// The circuit of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }

    /// The number by which hashes and encodings name the circuit; never reused.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            CircuitId::Register16 => 1,
            CircuitId::Register128 => 2,
            CircuitId::Move => 3,
            CircuitId::Attest => 4,
        }
    }

    /// The circuit of this number.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.number() == number)
    }

    /// The version; it rises whenever the matrices change.
    #[must_use]
    pub const fn version(self) -> u32 {
        match self {
            CircuitId::Register16 | CircuitId::Register128 | CircuitId::Move => 1,
            CircuitId::Attest => 2,
        }
    }
}

impl std::fmt::Display for CircuitId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
