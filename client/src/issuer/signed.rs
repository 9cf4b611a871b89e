//! What a bill as it was issued and an amended one have in common.

use super::{Sheet, SheetError};
use plimsoll_circuits::{
    credential::Signed,
    document::{Bundle, CarrierTable, bundle::BundleSource},
    field::F,
    fingerprint::{Tier, keys},
    member::Address,
    note::Lot,
};
use plimsoll_contracts::Domain;

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
    /// No carrier signed them, and nobody attests them.
    #[error(
        "no carrier signs such a document, and the issuer does not attest it; ask the issuer for one that it attests"
    )]
    Unattested,
    /// The signature fails.
    #[error("the issuer's signature does not hold; ask the issuer for the bill again")]
    Signature,
    /// It is at home on another ledger.
    #[error(
        "the bill was issued for another ledger, and a bill is at home on one only; use the ledger for which it was issued"
    )]
    OtherLedger,
    /// What it says of its slots is not right.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The file system refuses.
    #[error("cannot read or write the issued bill: {0}")]
    Io(#[from] std::io::Error),
}

/// The parts of what an issuer signed for a lot.
pub struct Parts<'a> {
    /// Bill and annexes.
    pub documents: &'a BundleSource,
    /// The salt under which they are committed.
    pub salt: F,
    /// What each slot of the posting is.
    pub sheet: &'a Signed<Sheet>,
    /// Who signed credential or amendment.
    pub signer: Address,
    /// Whether that signature holds.
    pub holds: bool,
    /// The ledger that it names.
    pub domain: F,
    /// The lot.
    pub lot: Lot,
    /// The roots of bill and annexes.
    pub roots: [F; 2],
    /// The root of what is posted.
    pub fp_root: F,
    /// Whether it amends a bill that was issued before.
    pub amends: bool,
}

/// Documents that an issuer signed for a lot: as they were [issued](super::IssuedBill), or [amended](super::AmendedBill).
pub trait SignedDocuments {
    /// What was signed, with what belongs to it.
    fn parts(&self) -> Parts<'_>;

    /// The lot.
    fn lot(&self) -> Lot {
        self.parts().lot
    }

    /// The roots of bill and annexes.
    fn roots(&self) -> [F; 2] {
        self.parts().roots
    }

    /// Checks that documents, sheet and signatures belong together and to this ledger, and that the sheet says of the documents what is so: of
    /// a bill as it was issued all, of an amended one what can be said without the [documents before](crate::wallet::Dossier::read). Gives the
    /// documents.
    ///
    /// # Errors
    /// The first thing that does not fit.
    fn verify(&self, domain: Domain, carriers: &CarrierTable) -> Result<Bundle, IssuedBillError> {
        let Parts { documents, salt, sheet, holds, domain: said, roots, amends, .. } = self.parts();
        if !holds {
            return Err(IssuedBillError::Signature);
        }
        if said != domain.0 {
            return Err(IssuedBillError::OtherLedger);
        }
        self.parts().belongs()?;
        let bundle = committed(documents, salt, roots, carriers)?;
        let inputs = keys::inputs(&bundle).map_err(SheetError::from)?;
        if amends {
            sheet.content.is_part_of(&inputs)?
        } else {
            sheet.content.is_all_of(&inputs)?
        }
        Ok(bundle)
    }
}

impl Parts<'_> {
    /// Whether the sheet is signed by whoever signed the rest, over the same values, and of the same ledger, lot and documents.
    fn belongs(&self) -> Result<(), SheetError> {
        let sheet = &self.sheet.content;
        let fits = if self.amends { sheet.tier() == Some(Tier::Small) } else { sheet.tier().is_some() };
        if !fits || sheet.root() != self.fp_root {
            return Err(SheetError::OtherFingerprints);
        }
        if self.sheet.signer() != self.signer {
            return Err(SheetError::OtherSigner);
        }
        if !self.sheet.verifies() {
            return Err(SheetError::Signature);
        }
        if sheet.domain != self.domain {
            return Err(SheetError::OtherLedger);
        }
        if sheet.lot != self.lot {
            return Err(SheetError::OtherLot);
        }
        if sheet.roots != self.roots || sheet.is_first() == self.amends {
            return Err(SheetError::OtherDocuments);
        }
        Ok(())
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
    if !bundle.is_vouched_for() {
        return Err(IssuedBillError::Unattested);
    }
    Ok(bundle)
}
