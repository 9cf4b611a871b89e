use core::ops::Range;

/// A circuit whose proofs are verified, and what is posted with a proof of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum CircuitId {
    /// Register of a bill that fits the small tier.
    RegisterSmall,
    /// Register of a bill that needs the large tier.
    RegisterLarge,
    /// Move.
    Move,
    /// Attest.
    Attest,
    /// Amend.
    Amend,
    /// Revalue.
    Revalue,
}

/// Fingerprint slots of the small tier.
pub const SMALL_SLOTS: usize = 40;
/// Fingerprint slots of the large tier.
pub const LARGE_SLOTS: usize = 340;

impl CircuitId {
    /// All circuits.
    pub const ALL: [CircuitId; 6] = [
        CircuitId::RegisterSmall,
        CircuitId::RegisterLarge,
        CircuitId::Move,
        CircuitId::Attest,
        CircuitId::Amend,
        CircuitId::Revalue,
    ];

    /// The name in files, logs and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            CircuitId::RegisterSmall => "register-small",
            CircuitId::RegisterLarge => "register-large",
            CircuitId::Move => "move",
            CircuitId::Attest => "attest",
            CircuitId::Amend => "amend",
            CircuitId::Revalue => "revalue",
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
            CircuitId::RegisterSmall => 1,
            CircuitId::RegisterLarge => 2,
            CircuitId::Move => 3,
            CircuitId::Attest => 4,
            CircuitId::Amend => 5,
            CircuitId::Revalue => 6,
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
            CircuitId::RegisterSmall | CircuitId::Amend | CircuitId::Revalue => 2,
            CircuitId::RegisterLarge | CircuitId::Move => 3,
            CircuitId::Attest => 4,
        }
    }

    /// How many values are posted with a proof, in the order of the protocol, section 8.
    #[must_use]
    pub const fn posted(self) -> usize {
        match self {
            CircuitId::RegisterSmall => SMALL_SLOTS + 18,
            CircuitId::RegisterLarge => LARGE_SLOTS + 18,
            CircuitId::Move => 21,
            CircuitId::Attest => 15,
            CircuitId::Amend => SMALL_SLOTS + 20,
            CircuitId::Revalue => 20,
        }
    }

    /// Where a posting's fingerprints stand among the posted values; `None` if the circuit posts none.
    #[must_use]
    pub fn fingerprints(self) -> Option<Range<usize>> {
        let (first, slots) = match self {
            CircuitId::RegisterSmall => (3, SMALL_SLOTS),
            CircuitId::RegisterLarge => (3, LARGE_SLOTS),
            CircuitId::Amend => (5, SMALL_SLOTS),
            CircuitId::Move | CircuitId::Attest | CircuitId::Revalue => return None,
        };
        Some(first..first + slots)
    }
}

impl core::fmt::Display for CircuitId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}
