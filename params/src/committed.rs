//! The committed verifying keys: what a ledger needs, without any proving key.

use plimsoll_circuits::statement::CircuitId;
use plimsoll_verifier::{DecodeError, LintError, VerifyingKey};

use crate::{DevelopmentRefused, KeyPolicy, Manifest, ManifestError, Pin, VerifyingKeyHash};

/// Name and bytes of each file in `keys/`, listed when the crate is built.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/verifying_keys.rs"));

/// Why there is no committed verifying key to verify with.
#[derive(Debug, thiserror::Error)]
pub enum CommittedKeyError {
    /// No key is pinned for the circuit's present version: run `keys -- write`, see this crate's front page.
    #[error("no key is pinned for {circuit} version {version}: run `keys -- write` of plimsoll-params")]
    NotPinned {
        /// The circuit.
        circuit: CircuitId,
        /// Its present version.
        version: u32,
    },
    /// Only development keys exist, and the policy refuses them.
    #[error(transparent)]
    DevelopmentRefused(#[from] DevelopmentRefused),
    /// The manifest is damaged.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The file that the manifest speaks of was not there when the program was built.
    #[error("keys/{file} is missing: restore it and build again")]
    NoFile {
        /// The file.
        file: String,
    },
    /// The file's hash is not the pinned one.
    #[error("keys/{file} has hash {found}, pinned is {pinned}: restore the file and build again")]
    NotThePinned {
        /// The file.
        file: String,
        /// The pinned hash.
        pinned: VerifyingKeyHash,
        /// The file's.
        found: VerifyingKeyHash,
    },
    /// The file holds no verifying key.
    #[error("keys/{file} is no verifying key: {cause}")]
    Decode {
        /// The file.
        file: String,
        /// Why.
        cause: DecodeError,
    },
    /// Proofs under this key could be forged.
    #[error("keys/{file} is unsafe: {cause}")]
    Lint {
        /// The file.
        file: String,
        /// Why.
        cause: LintError,
    },
}

/// The pinned verifying key of the circuit's present version: checked decoding, the manifest's hash, the lint.
///
/// # Errors
/// See [`CommittedKeyError`]; no key is returned that fails any check or that the policy refuses.
pub fn verifying_key(circuit: CircuitId, policy: KeyPolicy) -> Result<VerifyingKey, CommittedKeyError> {
    let manifest = Manifest::committed()?;
    let pin =
        manifest.pin(circuit).ok_or(CommittedKeyError::NotPinned { circuit, version: circuit.version() })?;
    policy.admit(circuit, pin.source)?;
    let key = decoded(pin)?;
    match key.lint() {
        Ok(()) => Ok(key),
        Err(cause) => Err(CommittedKeyError::Lint { file: pin.file_name(), cause }),
    }
}

/// The committed verifying key of this pin, which is yet to be linted.
pub(crate) fn decoded(pin: &Pin) -> Result<VerifyingKey, CommittedKeyError> {
    let file = pin.file_name();
    let Some((_, bytes)) = FILES.iter().find(|(name, _)| *name == file) else {
        return Err(CommittedKeyError::NoFile { file });
    };
    let key = match VerifyingKey::from_bytes(bytes) {
        Ok(key) => key,
        Err(cause) => return Err(CommittedKeyError::Decode { file, cause }),
    };
    let found = VerifyingKeyHash::of(&key);
    if found != pin.verifying_key {
        return Err(CommittedKeyError::NotThePinned { file, pinned: pin.verifying_key, found });
    }
    Ok(key)
}

/// The names of the committed verifying keys' files.
pub fn committed_files() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}
