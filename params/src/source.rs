//! Where keys come from, and who accepts which.

use serde::{Deserialize, Serialize};

/// Where a key comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeySource {
    /// Made from a seed that everybody knows: whoever wants to can forge proofs. For development and tests.
    #[serde(rename = "insecure-dev")]
    InsecureDevelopment,
    /// Made by a ceremony: sound if one contributor destroyed his secret.
    #[serde(rename = "ceremony")]
    Ceremony,
}

impl KeySource {
    /// The label in file names and in the manifest.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            KeySource::InsecureDevelopment => "insecure-dev",
            KeySource::Ceremony => "ceremony",
        }
    }

    /// The number by which key files name the source; never reused.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            KeySource::InsecureDevelopment => 1,
            KeySource::Ceremony => 2,
        }
    }
}

impl std::fmt::Display for KeySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.label())
    }
}

/// Which keys a caller accepts. Nothing chooses one by default: it is always written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPolicy {
    /// Only keys from a ceremony.
    ProductionOnly,
    /// Also keys that anybody can forge proofs under.
    AllowInsecureDevelopment,
}

/// The policy asks for a ceremony's key, and there are only development keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "only insecure development keys exist for {circuit}: anybody can forge proofs under them. Use keys from a \
     ceremony, or ask for development keys by name (KeyPolicy::AllowInsecureDevelopment)"
)]
pub struct DevelopmentRefused {
    /// The circuit asked for.
    pub circuit: plimsoll_circuits::statement::CircuitId,
}

impl KeyPolicy {
    /// Whether this policy accepts keys of that source for the circuit.
    ///
    /// # Errors
    /// [`DevelopmentRefused`] for development keys under [`ProductionOnly`](Self::ProductionOnly).
    pub fn admit(
        self,
        circuit: plimsoll_circuits::statement::CircuitId,
        source: KeySource,
    ) -> Result<(), DevelopmentRefused> {
        match (self, source) {
            (KeyPolicy::ProductionOnly, KeySource::InsecureDevelopment) => {
                Err(DevelopmentRefused { circuit })
            }
            _ => Ok(()),
        }
    }
}
