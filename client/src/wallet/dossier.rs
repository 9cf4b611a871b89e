use crate::{
    blob::{self, BlobError, BlobRef},
    issuer::{AmendedBill, IssuedBill, IssuedBillError, Sheet, SheetError, SignedDocuments},
    services::Services,
};
use plimsoll_circuits::{
    credential::{Bill, Signed, Valuation},
    document::{Bundle, CarrierTable},
    field::F,
    fingerprint::keys,
    member::Org,
    note::{Content, Kind},
};
use plimsoll_contracts::Domain;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What goes from holder to holder with a title, in a sealed blob: the issued bill with its documents, the valuation and the
/// opening of the title's bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Documents, salt, credential and sheet, as they were issued.
    pub issued: IssuedBill,
    /// What the issuer amended since, in order. The documents of the last one are the title's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<AmendedBill>,
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
    /// More pledges than a book lists.
    #[error(
        "a title lists at most {} pledges that were not all given back; merge what was given back, or have banks discharge some first",
        super::book::MOST_PLEDGES
    )]
    TooManyPledges,
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
        let ([doc_root, annex_root], value) = (issued.roots(), &valuation.content);
        let bill = Bill {
            doc_root,
            annex_root,
            value: value.value,
            currency: value.currency,
            issuer,
            valuer,
            valued_at: value.valued_at,
        };
        Self { issued, amendments: Vec::new(), valuation, bill }
    }

    /// The title's documents, as the issuer signed them last.
    #[must_use]
    pub fn signed(&self) -> &dyn SignedDocuments {
        self.amendments.last().map_or(&self.issued, |amended| amended)
    }

    /// All that the issuer signed, in order.
    pub fn history(&self) -> impl Iterator<Item = &dyn SignedDocuments> {
        let amended = self.amendments.iter().map(|amended| amended as &dyn SignedDocuments);
        std::iter::once(&self.issued as &dyn SignedDocuments).chain(amended)
    }

    /// The sheets of the lot's postings, in order.
    #[must_use]
    pub fn sheets(&self) -> Vec<Signed<Sheet>> {
        self.history().map(|signed| signed.parts().sheet.clone()).collect()
    }

    /// The salt under which the title's documents are committed.
    #[must_use]
    pub fn salt(&self) -> F {
        self.amendments.last().map_or(self.issued.salt, |amended| amended.salt)
    }

    /// Checks all that the issuer signed, each amendment by what came before it, and gives the title's documents.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn read(&self, domain: Domain, carriers: &CarrierTable) -> Result<Bundle, IssuedBillError> {
        let mut bundle = self.issued.verify(domain, carriers)?;
        let mut roots = self.issued.roots();
        let mut known = HashSet::new();
        for amended in &self.amendments {
            known.extend(keys::inputs(&bundle).map_err(SheetError::from)?.into_iter().map(|input| input.x));
            bundle = amended.verify(domain, carriers)?;
            let inputs = keys::inputs(&bundle).map_err(SheetError::from)?;
            amended.sheet.content.follows(roots, &inputs, &known)?;
            roots = amended.roots();
        }
        Ok(bundle)
    }

    /// Checks that everything is of this title, and gives the documents: what a new holder does before it relies on them.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn verify(&self, title: &Content, services: &Services<'_>) -> Result<Bundle, DossierError> {
        let domain = services.ledger.terms().domain;
        let bundle = self.read(domain, services.directory.carriers())?;
        let (bill, value) = (&self.bill, &self.valuation.content);
        let lineage = self.issued.lineage();
        // What was signed before a recovery names the lot of before.
        let is_of = |lot| lineage.is_some_and(|lineage| lineage.has(lot));
        let fits = title.kind == Kind::Title
            && bill.commitment() == title.bill
            && is_of(title.lot)
            && self.amendments.iter().all(|amended| is_of(amended.lot()))
            && self.signed().roots() == [bill.doc_root, bill.annex_root]
            && (bill.value, bill.currency, bill.valued_at) == (value.value, value.currency, value.valued_at)
            && self.valuation.verifies()
            && value.domain == domain.0
            && is_of(value.lot)
            && [value.doc_root, value.annex_root] == self.signed().roots();
        if fits { Ok(bundle) } else { Err(DossierError::OtherBill) }
    }

    /// Fetches, opens and checks the dossier of a title that is on the ledger: its sheets are those of what the lot's entries posted.
    ///
    /// # Errors
    /// If it is not there, was changed, or is not of this title or of what was posted.
    pub fn fetch(
        reference: &BlobRef,
        title: &Content,
        services: &Services<'_>,
    ) -> Result<(Self, Bundle), DossierError> {
        let bytes = blob::open(&services.blobs.get(&reference.hash)?, reference)?;
        let dossier: Self =
            serde_json::from_slice(&bytes).map_err(|e| DossierError::Malformed(e.to_string()))?;
        let bundle = dossier.verify(title, services)?;
        for signed in dossier.history() {
            signed.parts().sheet.content.posted(services.ledger).map_err(IssuedBillError::from)?;
        }
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
