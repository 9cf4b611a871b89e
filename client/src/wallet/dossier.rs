use crate::{
    blob::{self, BlobError, BlobRef},
    issuer::{IssuedBill, IssuedBillError},
    services::Services,
};
use plimsoll_circuits::{
    credential::{Bill, Signed, Valuation},
    document::Bundle,
    member::Org,
    note::{Content, Kind},
};
use serde::{Deserialize, Serialize};

/// What goes from holder to holder with a title, in a sealed blob: the issued bill with its documents, the valuation and the
/// opening of the title's bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Documents, salt, credential and fingerprints.
    pub issued: IssuedBill,
    /// What the lot is worth.
    pub valuation: Signed<Valuation>,
    /// The opening of the title's bill.
    pub bill: Bill,
}

/// Why a dossier is not that of a title.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// The blob.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The issued bill.
    #[error(transparent)]
    Issued(#[from] IssuedBillError),
    /// It is not what a wallet writes.
    #[error("the documents cannot be read: {0}")]
    Malformed(String),
    /// It is of another bill or lot.
    #[error(
        "the documents are of another bill than the title's; ask whoever gave you the title for the right ones"
    )]
    OtherBill,
}

impl Dossier {
    /// The dossier of an issued bill and its valuation, signed by members of these organisations.
    #[must_use]
    pub fn new(issued: IssuedBill, valuation: Signed<Valuation>, issuer: Org, valuer: Org) -> Self {
        let (credential, value) = (&issued.credential, &valuation.content);
        let bill = Bill {
            doc_root: credential.content.doc_root,
            annex_root: credential.content.annex_root,
            value: value.value,
            currency: value.currency,
            issuer,
            valuer,
            valued_at: value.valued_at,
        };
        Self { issued, valuation, bill }
    }

    /// Checks that everything is of this title, and gives the documents: what a new holder does before it relies on them.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn verify(&self, title: &Content, services: &Services<'_>) -> Result<Bundle, DossierError> {
        let domain = services.ledger.terms().domain;
        let bundle = self.issued.verify(domain, services.carriers)?;
        let value = &self.valuation.content;
        let fits = title.kind == Kind::Title
            && self.bill.commitment() == title.bill
            && self.issued.lot() == title.lot
            && Self::new(self.issued.clone(), self.valuation, self.bill.issuer, self.bill.valuer).bill
                == self.bill
            && self.valuation.verifies()
            && value.domain == domain.0
            && value.lot == title.lot
            && (value.doc_root, value.annex_root) == (self.bill.doc_root, self.bill.annex_root);
        if fits { Ok(bundle) } else { Err(DossierError::OtherBill) }
    }

    /// Fetches, opens and checks the dossier of a title.
    ///
    /// # Errors
    /// If it is not there, was changed, or is not of this title.
    pub fn fetch(
        reference: &BlobRef,
        title: &Content,
        services: &Services<'_>,
    ) -> Result<(Self, Bundle), DossierError> {
        let bytes = blob::open(&services.blobs.get(&reference.hash)?, reference)?;
        let dossier: Self =
            serde_json::from_slice(&bytes).map_err(|e| DossierError::Malformed(e.to_string()))?;
        let bundle = dossier.verify(title, services)?;
        Ok((dossier, bundle))
    }

    /// Seals the dossier: the blob, and what opens it.
    ///
    /// # Errors
    /// If it is too large.
    pub fn seal<R: rand::RngCore + rand::CryptoRng>(
        &self,
        rng: &mut R,
    ) -> Result<(Vec<u8>, BlobRef), DossierError> {
        let json = serde_json::to_vec(self).map_err(|e| DossierError::Malformed(e.to_string()))?;
        Ok(blob::seal(&zeroize::Zeroizing::new(json), rng)?)
    }
}
