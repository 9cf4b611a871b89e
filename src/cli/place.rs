//! Where things lie in a ledger's folder.

use super::{error::Failure, files, vault};
use plimsoll_circuits::{signature::SigningKey, statement::CircuitId};
use plimsoll_contracts::ControlKey;
use plimsoll_guardian::{
    CouncilKeys, GuardianId,
    keygen::{Audit, SecretShare},
};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use zeroize::{Zeroize, Zeroizing};

/// A ledger's folder.
#[derive(Clone, Debug)]
pub(super) struct Place(PathBuf);

impl Place {
    pub(super) fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    /// The ledger itself.
    pub(super) fn database(&self) -> PathBuf {
        self.0.join("ledger.redb")
    }

    /// What the ledger starts from: the ledger has it, too, and this copy outlives damage to it.
    pub(super) fn genesis(&self) -> PathBuf {
        self.0.join("genesis.json")
    }

    /// The signed directory of members.
    pub(super) fn directory(&self) -> PathBuf {
        self.0.join("directory.json")
    }

    /// Held while the directory is changed.
    pub(super) fn lock(&self) -> PathBuf {
        self.0.join("directory.lock")
    }

    /// Sealed documents.
    pub(super) fn blobs(&self) -> PathBuf {
        self.0.join("blobs")
    }

    /// A circuit's verifying key, which the genesis pins.
    pub(super) fn key(&self, circuit: CircuitId, version: u32) -> PathBuf {
        self.0.join("keys").join(format!("{circuit}-v{version}.vk"))
    }

    /// The member administration's keys.
    pub(super) fn admin(&self) -> PathBuf {
        self.0.join("admin.age")
    }

    /// The public halves of the guardians' keys.
    pub(super) fn council(&self) -> PathBuf {
        self.0.join("council.json")
    }

    /// All guardians' folders.
    pub(super) fn guardians(&self) -> PathBuf {
        self.0.join("guardians")
    }

    /// The folder of the governors' control keys.
    pub(super) fn governors(&self) -> PathBuf {
        self.0.join("governors")
    }

    /// The control key of a governor, by its number.
    pub(super) fn governor(&self, number: u16) -> PathBuf {
        self.governors().join(format!("{number}.age"))
    }
}

/// One guardian's folder: its secrets, each behind a passphrase of its own, and its logs.
pub(super) struct GuardianPlace(PathBuf);

impl GuardianPlace {
    pub(super) fn new(guardians: &Path, id: GuardianId) -> Self {
        Self(guardians.join(id.number().to_string()))
    }

    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    /// Its share of the fingerprint key: what an issuer may be let use.
    pub(super) fn fingerprint(&self) -> PathBuf {
        self.0.join("fingerprint.age")
    }

    /// What it alone uses.
    pub(super) fn secrets(&self) -> PathBuf {
        self.0.join("guardian.age")
    }

    pub(super) fn evaluations(&self) -> PathBuf {
        self.0.join("evaluations.jsonl")
    }

    pub(super) fn openings(&self) -> PathBuf {
        self.0.join("openings.jsonl")
    }
}

/// The council's public keys.
pub(super) fn council_keys(place: &Place) -> Result<CouncilKeys, Failure> {
    files::read_json(&place.council(), "plimsoll ledger init")
}

/// What a guardian keeps behind its own passphrase: its share of the audit key, and the control key with which it speaks as a guardian.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GuardianSecrets {
    pub(super) audit: SecretShare<Audit>,
    pub(super) control: SecretKey,
}

impl GuardianSecrets {
    /// The control key with which it speaks as a guardian.
    pub(super) fn control_key(&self) -> Option<ControlKey> {
        self.control.open().and_then(|bytes| ControlKey::from_bytes(&bytes))
    }
}

/// What the member administration keeps at rest: the key that signs the directory, and the control key that signs orders.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdminSecrets {
    pub(super) directory: SecretKey,
    pub(super) control: SecretKey,
}

/// A secret key at rest, in hexadecimal.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct SecretKey(String);

impl SecretKey {
    pub(super) fn of(key: &[u8; 32]) -> Self {
        Self(hex::encode(key))
    }

    fn open(&self) -> Option<Zeroizing<[u8; 32]>> {
        let mut bytes = Zeroizing::new([0u8; 32]);
        hex::decode_to_slice(&self.0, bytes.as_mut_slice()).ok()?;
        Some(bytes)
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The member administration's keys.
pub(super) struct AdminKeys {
    /// What signs the directory.
    pub(super) directory: SigningKey,
    /// What signs orders.
    pub(super) control: ControlKey,
}

impl AdminKeys {
    pub(super) fn open(place: &Place, passphrase: &str) -> Result<Self, Failure> {
        let path = place.admin();
        if !path.exists() {
            return Err(Failure::usage(format!(
                "the member administration's keys are not in {}",
                place.folder().display()
            ))
            .help("members are administered where the ledger was created"));
        }
        let secrets: AdminSecrets = vault::open(&path, passphrase)?;
        let directory = secrets.directory.open().map(|bytes| SigningKey::from_bytes(*bytes));
        let control = secrets.control.open().and_then(|bytes| ControlKey::from_bytes(&bytes));
        match (directory, control) {
            (Some(directory), Some(control)) => Ok(Self { directory, control }),
            _ => {
                Err(Failure::usage(format!("{} is damaged", path.display()))
                    .help("restore it from your backup"))
            }
        }
    }
}
