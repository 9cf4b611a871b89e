use super::{Parts, Sheet, SignedDocuments};
use plimsoll_circuits::{
    credential::{Amendment, Signed},
    document::bundle::BundleSource,
    field::{F, serde_hex},
};
use serde::{Deserialize, Serialize};

/// What an issuer hands to the holder of a title whose documents change: the new documents, their salt, the amendment, and the sheet of the
/// fingerprints that it adds. Confidential, as an [`IssuedBill`](super::IssuedBill) is.
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
    /// What each slot of the posting is, in the small tier.
    pub sheet: Signed<Sheet>,
}

impl SignedDocuments for AmendedBill {
    fn parts(&self) -> Parts<'_> {
        let said = &self.amendment.content;
        Parts {
            documents: &self.documents,
            salt: self.salt,
            sheet: &self.sheet,
            signer: self.amendment.signer(),
            holds: self.amendment.verifies(),
            domain: said.domain,
            lot: said.lot,
            roots: [said.doc_root, said.annex_root],
            fp_root: said.added_fp_root,
            amends: true,
        }
    }
}
