//! What an issuer keeps of every bill: it answers for the fingerprints, and shows these records when the guardians open an
//! audit.

use super::{AmendedBill, IssuedBill, SignedDocuments as _};
use crate::{
    files::{self, Access},
    party::{Party, StorageKey},
};
use plimsoll_circuits::{
    field::{F, to_hex},
    fingerprint::{Tier, keys::KeyInput},
    note::Lot,
};
use plimsoll_guardian::fingerprint::Evaluated;
use serde::{Deserialize, Serialize};
use std::{fs, io, path::PathBuf};

/// One fingerprint of a bill.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditedSlot {
    /// The slot.
    pub slot: usize,
    /// What the input is made of, in words.
    pub description: String,
}

/// The record of one bill, or of one amendment of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditRecord {
    /// Every slot that is no pad.
    pub slots: Vec<AuditedSlot>,
    /// Their inputs, fingerprints and blindings, in the same order, with what the guardians proved; none if nothing was asked of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluated: Option<Evaluated>,
    /// What was signed.
    pub papers: Papers,
}

/// What an issuer signed of a lot.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Papers {
    /// The bill for its first holder.
    Issued(Box<IssuedBill>),
    /// Other documents.
    Amended {
        /// The roots of bill and annexes that the title had before.
        #[serde(with = "plimsoll_circuits::field::serde_hex_vec")]
        before: [F; 2],
        /// What was signed.
        amended: Box<AmendedBill>,
    },
}

impl Papers {
    /// The roots of the documents that were signed, and of those that they took the place of.
    pub(super) fn roots(&self) -> ([F; 2], Option<[F; 2]>) {
        match self {
            Self::Issued(issued) => (issued.roots(), None),
            Self::Amended { before, amended } => (amended.roots(), Some(*before)),
        }
    }

    /// The lot, and the root of the fingerprints.
    fn lot_and_root(&self) -> (Lot, F) {
        match self {
            Self::Issued(issued) => (issued.lot(), issued.credential.content.fp_root),
            Self::Amended { amended, .. } => (amended.lot(), amended.amendment.content.added_fp_root),
        }
    }
}

/// The issuer's records, encrypted to its own key, one file for each lot and issuance.
pub struct AuditFolder {
    path: PathBuf,
    key: StorageKey,
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

    /// Keeps a record. A bill that is issued again, such as to another first holder, gets a further one.
    ///
    /// # Errors
    /// If it cannot be written; then nothing may be handed out.
    pub(super) fn keep(
        &self,
        papers: Papers,
        tier: Tier,
        inputs: &[KeyInput],
        evaluated: Option<Evaluated>,
    ) -> io::Result<()> {
        let slots = inputs.iter().map(|input| AuditedSlot {
            slot: input.slot.position(tier),
            description: input.description.clone(),
        });
        let (lot, root) = papers.lot_and_root();
        let record = AuditRecord { slots: slots.collect(), evaluated, papers };
        let json = zeroize::Zeroizing::new(serde_json::to_vec(&record)?);
        let name = format!("{}-{}", to_hex(&lot.0), &to_hex(&root)[2..18]);
        files::replace(&self.path.join(name), &self.key.seal(&json), Access::Secret)
    }

    /// The records of a lot.
    ///
    /// # Errors
    /// If the folder cannot be read, or a record is damaged.
    pub fn records(&self, lot: Lot) -> io::Result<Vec<AuditRecord>> {
        let mut records = Vec::new();
        for file in fs::read_dir(&self.path)? {
            let file = file?;
            if !file.file_name().to_string_lossy().starts_with(&to_hex(&lot.0)) {
                continue;
            }
            let damaged =
                || io::Error::new(io::ErrorKind::InvalidData, "a record is damaged or of another issuer");
            let json = self.key.open(&fs::read(file.path())?).ok_or_else(damaged)?;
            records.push(serde_json::from_slice(&json)?);
        }
        Ok(records)
    }
}
