use super::{Dossier, DossierError};
use crate::{
    blob::{self, BlobRef},
    party::{EncryptionPublicKey, EncryptionSecretKey},
    services::Services,
};
use plimsoll_circuits::{member::Address, note::Content};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Bytes that a sealed book has at least: so that its size does not tell how often a lot was pledged.
const SMALLEST: usize = 64 << 10;

/// Pledges that a book lists at most: with each of their secrets its reader tries every memo on the ledger.
pub(super) const MOST_PLEDGES: usize = 256;

/// What goes from holder to holder with a title beside its documents: the pledges that were not all given back, each with the
/// secret to which its releases are sealed. So every later holder finds by himself what was given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Where the documents lie. They are sealed anew when the title goes to somebody else.
    pub dossier: BlobRef,
    /// In the order in which they were made.
    pub pledges: Vec<Pledge>,
}

/// A pledge that was not all given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pledge {
    /// The lien as it was made; its making names the entry.
    pub lien: Content,
    /// The bank that it was made for.
    pub bank: Address,
    /// The ledger's height when it was prepared: nothing of it is given back before.
    pub since: u64,
    /// What was given back and merged, in minor units.
    pub merged: u64,
    /// Opens the memos of its releases.
    pub secret: EncryptionSecretKey,
}

impl Pledge {
    /// What of it the title still bears, in minor units.
    #[must_use]
    pub const fn open(&self) -> u64 {
        self.lien.amount.saturating_sub(self.merged)
    }

    /// The key to which its releases are sealed.
    #[must_use]
    pub fn release_key(&self) -> EncryptionPublicKey {
        self.secret.public()
    }
}

impl Book {
    /// Counts so many minor units as given back and merged into a title that then bears `rest`: of the pledge with this release key; of the
    /// only one that still has so much, if the key is not known. A pledge of which too much was merged stays in the book, since somebody sealed
    /// to the wrong key. Of a lot that bears nothing there is nothing to give back.
    pub fn merge(&mut self, release_key: Option<EncryptionPublicKey>, amount: u64, rest: u64) {
        let mut fitting = self.pledges.iter_mut().filter(|pledge| match release_key {
            Some(key) => pledge.release_key() == key,
            None => pledge.open() >= amount,
        });
        let (first, second) = (fitting.next(), fitting.next());
        if let Some(pledge) = first.filter(|_| release_key.is_some() || second.is_none()) {
            pledge.merged = pledge.merged.saturating_add(amount);
        }
        self.pledges.retain(|pledge| rest > 0 && pledge.merged != pledge.lien.amount);
    }

    /// What the title bears by this book, in minor units: what was pledged, less what was merged, whichever pledge it was sealed for.
    #[must_use]
    pub fn bears(&self) -> u128 {
        let sum = |number: fn(&Pledge) -> u64| -> u128 {
            self.pledges.iter().map(|pledge| u128::from(number(pledge))).sum()
        };
        sum(|pledge| pledge.lien.amount).saturating_sub(sum(|pledge| pledge.merged))
    }

    /// Seals the book: the blob, and what opens it.
    ///
    /// # Errors
    /// [`DossierError::TooManyPledges`], or if it is too large.
    pub fn seal<R: RngCore + CryptoRng>(&self, rng: &mut R) -> Result<(Vec<u8>, BlobRef), DossierError> {
        if self.pledges.len() > MOST_PLEDGES {
            return Err(DossierError::TooManyPledges);
        }
        let json =
            Zeroizing::new(serde_json::to_vec(self).map_err(|e| DossierError::Malformed(e.to_string()))?);
        Ok(blob::seal_in(SMALLEST, &json, rng)?)
    }

    /// Fetches and opens a title's book.
    ///
    /// # Errors
    /// If it is not there, was changed, or is none.
    pub fn fetch(reference: &BlobRef, services: &Services<'_>) -> Result<Self, DossierError> {
        let bytes = blob::open(&services.blobs.get(&reference.hash)?, reference)?;
        serde_json::from_slice(&bytes).map_err(|e| DossierError::Malformed(e.to_string()))
    }

    /// The same documents under another key, for a title that goes to somebody else: the blob, and the book that names it.
    ///
    /// # Errors
    /// If the documents are not there, or are not this title's.
    pub fn handed_over<R: RngCore + CryptoRng>(
        self,
        title: &Content,
        services: &Services<'_>,
        rng: &mut R,
    ) -> Result<(Vec<u8>, Self), DossierError> {
        let (dossier, _) = Dossier::fetch(&self.dossier, title, services)?;
        let (sealed, dossier) = dossier.seal(rng)?;
        Ok((sealed, Self { dossier, ..self }))
    }
}
