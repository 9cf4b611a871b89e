//! What an issuer keeps of every bill: it answers for the fingerprints, and shows these records when the guardians open an
//! audit.

use super::{AmendedBill, IssuedBill, Parts, SignedDocuments};
use crate::{
    files::{self, Access},
    party::{Party, StorageKey},
};
use plimsoll_circuits::{credential::Day, field::to_hex, note::Lot};
use plimsoll_guardian::fingerprint::Evaluated;
use serde::{Deserialize, Serialize};
use std::{fs, io, path::PathBuf};

/// The record of one bill, or of one amendment of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditRecord {
    /// Inputs, fingerprints and blindings of the keys on the sheet, with what the guardians proved; none if nothing was asked of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluated: Option<Evaluated>,
    /// What was signed, with the sheet that says which slot holds which key.
    pub papers: Papers,
}

/// What an issuer signed of a lot.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Papers {
    /// The bill for its first holder.
    Issued(Box<IssuedBill>),
    /// Other documents.
    Amended(Box<AmendedBill>),
}

impl Papers {
    /// What was signed.
    #[must_use]
    pub fn signed(&self) -> &dyn SignedDocuments {
        match self {
            Self::Issued(issued) => &**issued,
            Self::Amended(amended) => &**amended,
        }
    }
}

/// The issuer's records, encrypted to its own key, one file for each lot and issuance.
pub struct AuditFolder {
    pub(super) path: PathBuf,
    pub(super) key: StorageKey,
}

impl AuditFolder {
    /// The records of an issuer.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn of(party: &Party) -> io::Result<Self> {
        let path = party.home().join("audit");
        files::secret_folder(&path)?;
        Ok(Self { path, key: party.storage_key("issuer audit") })
    }

    /// Keeps a record, and that its numbers of soft keys are given. A bill that is issued again, such as to another first holder, gets a
    /// further one.
    ///
    /// # Errors
    /// If it cannot be written; then nothing may be handed out.
    pub(super) fn keep(&self, papers: Papers, evaluated: Option<Evaluated>, today: Day) -> io::Result<()> {
        self.give(&papers, today)?;
        let Parts { lot, fp_root: root, .. } = papers.signed().parts();
        let json = zeroize::Zeroizing::new(serde_json::to_vec(&AuditRecord { evaluated, papers })?);
        let name = format!("{}-{}", to_hex(&lot.0), &to_hex(&root)[2..18]);
        files::replace(&self.path.join(name), &self.key.seal(&json), Access::Secret)
    }

    /// The records of a lot.
    ///
    /// # Errors
    /// If the folder cannot be read, or a record is damaged.
    pub fn records(&self, lot: Lot) -> io::Result<Vec<AuditRecord>> {
        self.records_of([lot])
    }

    /// The records of several lots, such as a [lineage](super::Lineage)'s.
    ///
    /// # Errors
    /// As [`records`](Self::records).
    pub fn records_of(&self, lots: impl IntoIterator<Item = Lot>) -> io::Result<Vec<AuditRecord>> {
        let names: Vec<_> = lots.into_iter().map(|lot| to_hex(&lot.0)).collect();
        let mut records = Vec::new();
        for file in fs::read_dir(&self.path)? {
            let file = file?;
            let name = file.file_name();
            if !names.iter().any(|lot| name.to_string_lossy().starts_with(lot)) {
                continue;
            }
            records.push(serde_json::from_slice(&self.open(&fs::read(file.path())?)?)?);
        }
        Ok(records)
    }

    pub(super) fn open(&self, sealed: &[u8]) -> io::Result<zeroize::Zeroizing<Vec<u8>>> {
        let damaged =
            || io::Error::new(io::ErrorKind::InvalidData, "a record is damaged or of another issuer");
        self.key.open(sealed).ok_or_else(damaged)
    }
}
