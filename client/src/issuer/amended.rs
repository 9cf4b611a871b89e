use super::{IssuedBillError, SignedDocuments};
use plimsoll_circuits::{
    credential::{Amendment, Signed},
    document::{Bundle, CarrierTable, bundle::BundleSource},
    field::{F, serde_hex, serde_hex_vec},
    fingerprint::{self, SMALL_SLOTS},
    note::Lot,
};
use plimsoll_contracts::Domain;
use serde::{Deserialize, Serialize};

/// What an issuer hands to the holder of a title whose documents change: the new documents, their salt, and the amendment
/// with the fingerprints that it adds. Confidential, as an [`IssuedBill`](super::IssuedBill) is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendedBill {
    /// The new bill and annexes.
    pub documents: BundleSource,
    /// The salt under which they are committed.
    #[serde(with = "serde_hex")]
    pub salt: F,
    /// What the issuer signed.
    pub amendment: Signed<Amendment>,
    /// The added fingerprints and pads, slot by slot of the small tier.
    #[serde(with = "serde_hex_vec")]
    pub fingerprints: Vec<F>,
}

impl SignedDocuments for AmendedBill {
    fn lot(&self) -> Lot {
        self.amendment.content.lot
    }

    fn roots(&self) -> [F; 2] {
        [self.amendment.content.doc_root, self.amendment.content.annex_root]
    }

    fn verify(&self, domain: Domain, carriers: &CarrierTable) -> Result<Bundle, IssuedBillError> {
        let content = &self.amendment.content;
        if !self.amendment.verifies() {
            return Err(IssuedBillError::Signature);
        }
        if content.domain != domain.0 {
            return Err(IssuedBillError::OtherLedger);
        }
        if self.fingerprints.len() != SMALL_SLOTS
            || fingerprint::root(&self.fingerprints) != content.added_fp_root
        {
            return Err(IssuedBillError::OtherFingerprints);
        }
        committed(&self.documents, self.salt, self.roots(), carriers)
    }
}

/// The documents, if they are those that have these roots under this salt.
pub(super) fn committed(
    documents: &BundleSource,
    salt: F,
    roots: [F; 2],
    carriers: &CarrierTable,
) -> Result<Bundle, IssuedBillError> {
    let bundle = documents.read(carriers).map_err(|e| IssuedBillError::Documents(e.to_string()))?;
    let committed = bundle.commit(salt);
    if [committed.doc_root, committed.annex_root] != roots {
        return Err(IssuedBillError::OtherDocuments);
    }
    Ok(bundle)
}
