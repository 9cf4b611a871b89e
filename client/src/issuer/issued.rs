use super::amended::committed;
use crate::files::{self, Access};
use plimsoll_circuits::{
    credential::{Signed, TitleCredential},
    document::{Bundle, CarrierTable, bundle::BundleSource},
    field::{F, serde_hex, serde_hex_vec},
    fingerprint,
    note::Lot,
};
use plimsoll_contracts::Domain;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What the issuer hands to the first holder, and every holder to the next: documents, their salt, the credential and the
/// fingerprints that it covers. Confidential: whoever has it can read the documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuedBill {
    /// Bill and annexes.
    pub documents: BundleSource,
    /// The salt under which they are committed.
    #[serde(with = "serde_hex")]
    pub salt: F,
    /// What the issuer signed.
    pub credential: Signed<TitleCredential>,
    /// The fingerprints and pads, slot by slot.
    #[serde(with = "serde_hex_vec")]
    pub fingerprints: Vec<F>,
}

/// Why an issued bill is not what it says.
#[derive(Debug, thiserror::Error)]
pub enum IssuedBillError {
    /// The file is not what a gateway writes.
    #[error("the issued bill cannot be read: {0}")]
    Malformed(String),
    /// The documents have faults.
    #[error("the documents cannot be read: {0}")]
    Documents(String),
    /// The roots differ.
    #[error("the documents are not those that the issuer signed; ask the issuer for the bill again")]
    OtherDocuments,
    /// The fingerprints differ.
    #[error("the fingerprints are not those that the issuer signed; ask the issuer for the bill again")]
    OtherFingerprints,
    /// The signature fails.
    #[error("the issuer's signature does not hold; ask the issuer for the bill again")]
    Signature,
    /// It is at home on another ledger.
    #[error(
        "the bill was issued for another ledger, and a bill is at home on one only; use the ledger for which it was issued"
    )]
    OtherLedger,
    /// The file system refuses.
    #[error("cannot read or write the issued bill: {0}")]
    Io(#[from] std::io::Error),
}

/// Documents that an issuer signed for a lot: as they were [issued](IssuedBill), or [amended](super::AmendedBill).
pub trait SignedDocuments {
    /// The lot.
    fn lot(&self) -> Lot;

    /// The roots of bill and annexes.
    fn roots(&self) -> [F; 2];

    /// Checks that documents, fingerprints and signature belong together and to this ledger; gives the documents.
    ///
    /// # Errors
    /// The first thing that does not fit.
    fn verify(&self, domain: Domain, carriers: &CarrierTable) -> Result<Bundle, IssuedBillError>;
}

impl SignedDocuments for IssuedBill {
    fn lot(&self) -> Lot {
        let f_doc = self.fingerprints.first().copied().unwrap_or_default();
        Lot::new(f_doc, self.credential.content.generation)
    }

    fn roots(&self) -> [F; 2] {
        [self.credential.content.doc_root, self.credential.content.annex_root]
    }

    fn verify(&self, domain: Domain, carriers: &CarrierTable) -> Result<Bundle, IssuedBillError> {
        let content = &self.credential.content;
        if !self.credential.verifies() {
            return Err(IssuedBillError::Signature);
        }
        if content.domain != domain.0 {
            return Err(IssuedBillError::OtherLedger);
        }
        if fingerprint::Tier::with_slots(self.fingerprints.len()).is_none()
            || fingerprint::root(&self.fingerprints) != content.fp_root
        {
            return Err(IssuedBillError::OtherFingerprints);
        }
        committed(&self.documents, self.salt, self.roots(), carriers)
    }
}

impl IssuedBill {
    /// Reads the file.
    ///
    /// # Errors
    /// If it cannot be read, or is not what a gateway writes. What it says is checked by [`verify`](Self::verify).
    pub fn load(path: impl AsRef<Path>) -> Result<Self, IssuedBillError> {
        let bytes = std::fs::read(path)?;
        serde_json::from_slice(&bytes).map_err(|e| IssuedBillError::Malformed(e.to_string()))
    }

    /// Writes the file, readable by its owner alone.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), IssuedBillError> {
        let json = serde_json::to_vec_pretty(self).map_err(|e| IssuedBillError::Malformed(e.to_string()))?;
        Ok(files::replace(path.as_ref(), &json, Access::Secret)?)
    }
}
