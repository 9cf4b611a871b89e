//! The list of pinned keys: `keys/manifest.json`.

use plimsoll_circuits::statement::CircuitId;
use serde::{Deserialize, Serialize};

use crate::{CircuitKey, KeySource, MatrixHash, ProvingKeyHash, VerifyingKeyHash};

/// The only format so far.
const FORMAT: u32 = 1;

/// The committed list.
const COMMITTED: &str = include_str!("../keys/manifest.json");

/// Which key is the key of each circuit version. What stands here is believed; everything else is checked against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: u32,
    keys: Vec<Pin>,
}

/// The pinned key of one circuit version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The circuit.
    pub circuit: CircuitId,
    /// Its version.
    pub version: u32,
    /// Where the key comes from.
    pub source: KeySource,
    /// Its constraints, for the reader.
    pub constraints: usize,
    /// The hash of its matrices.
    pub matrices: MatrixHash,
    /// The hash of the proving key's bytes.
    pub proving_key: ProvingKeyHash,
    /// The hash of the verifying key.
    pub verifying_key: VerifyingKeyHash,
}

/// Why a list of pins is refused.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It cannot be read at all.
    #[error("the key manifest cannot be read: {0}. Restore keys/manifest.json")]
    Json(#[from] serde_json::Error),
    /// It is of a format that this version does not know.
    #[error("the key manifest has format {0}, this version reads {FORMAT}: update the program")]
    Format(u32),
    /// It names two keys for one circuit version.
    #[error("the key manifest names two keys for {circuit} version {version}: keep one")]
    Twice {
        /// The circuit.
        circuit: CircuitId,
        /// Its version.
        version: u32,
    },
}

impl Pin {
    /// The pin of this key.
    #[must_use]
    pub fn of(key: &CircuitKey) -> Self {
        Self {
            circuit: key.circuit(),
            version: key.shape().version(),
            source: key.source(),
            constraints: key.shape().counts().constraints,
            matrices: key.shape().hash(),
            proving_key: key.hash(),
            verifying_key: key.verifying_key_hash(),
        }
    }

    /// How the names of files that are made for this key begin. The matrices' hash keeps keys of different code apart.
    #[must_use]
    pub fn file_stem(&self) -> String {
        stem(self.circuit, self.version, self.source, self.matrices)
    }

    /// The name of the verifying key's file beside the manifest.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}-v{}.{}.vk", self.circuit, self.version, self.source)
    }
}

/// Circuit, version, source and 16 digits of the matrices' hash.
pub(crate) fn stem(circuit: CircuitId, version: u32, source: KeySource, matrices: MatrixHash) -> String {
    format!("{circuit}-v{version}.{source}.{}", &matrices.to_string()[..16])
}

impl Manifest {
    /// The committed list.
    ///
    /// # Errors
    /// If it is damaged, see [`ManifestError`].
    pub fn committed() -> Result<Self, ManifestError> {
        Self::from_json(COMMITTED)
    }

    /// A list of these pins.
    ///
    /// # Errors
    /// [`ManifestError::Twice`] if a circuit version stands twice.
    pub fn new(keys: Vec<Pin>) -> Result<Self, ManifestError> {
        for (i, pin) in keys.iter().enumerate() {
            let (circuit, version) = (pin.circuit, pin.version);
            if keys[..i].iter().any(|k| (k.circuit, k.version) == (circuit, version)) {
                return Err(ManifestError::Twice { circuit, version });
            }
        }
        Ok(Self { format: FORMAT, keys })
    }

    /// A list that pins nothing: every key is a development key, and nobody vouches for it.
    #[must_use]
    pub const fn empty() -> Self {
        Self { format: FORMAT, keys: Vec::new() }
    }

    /// Reads a list.
    ///
    /// # Errors
    /// See [`ManifestError`].
    pub fn from_json(json: &str) -> Result<Self, ManifestError> {
        let read: Self = serde_json::from_str(json)?;
        if read.format != FORMAT {
            return Err(ManifestError::Format(read.format));
        }
        Self::new(read.keys)
    }

    /// The list as it stands in its file.
    ///
    /// # Errors
    /// Only if JSON cannot be written.
    pub fn to_json(&self) -> Result<String, ManifestError> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// All pins.
    #[must_use]
    pub fn pins(&self) -> &[Pin] {
        &self.keys
    }

    /// The pin of the circuit's present version.
    #[must_use]
    pub fn pin(&self, circuit: CircuitId) -> Option<&Pin> {
        self.keys.iter().find(|k| k.circuit == circuit && k.version == circuit.version())
    }
}
