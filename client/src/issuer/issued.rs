use super::{IssuedBillError, Lineage, Parts, Sheet, SignedDocuments};
use crate::files::{self, Access};
use plimsoll_circuits::{
    credential::{Signed, TitleCredential},
    document::bundle::BundleSource,
    field::{F, serde_hex},
    note::Lot,
};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What the issuer hands to the first holder, and every holder to the next: documents, their salt, the credential, and the sheet of the
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
    /// What each slot of the posting is.
    pub sheet: Signed<Sheet>,
}

impl SignedDocuments for IssuedBill {
    fn parts(&self) -> Parts<'_> {
        let (said, sheet) = (&self.credential.content, &self.sheet.content);
        let f_doc = sheet.slots.first().map(super::Slot::value).unwrap_or_default();
        Parts {
            documents: &self.documents,
            salt: self.salt,
            sheet: &self.sheet,
            signer: self.credential.signer(),
            holds: self.credential.verifies(),
            domain: said.domain,
            lot: Lot::new(f_doc, said.generation),
            roots: [said.doc_root, said.annex_root],
            fp_root: said.fp_root,
            amends: false,
        }
    }
}

impl IssuedBill {
    /// Its lot, and those that follow it by recoveries.
    #[must_use]
    pub fn lineage(&self) -> Option<Lineage> {
        Lineage::of(self.sheet.content.slots.first()?.value(), self.lot())
    }

    /// Reads the file.
    ///
    /// # Errors
    /// If it cannot be read, or is not what a gateway writes. What it says is checked by [`verify`](SignedDocuments::verify).
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
