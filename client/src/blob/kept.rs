use super::{BlobError, BlobFolder, BlobHash, BlobStore};

/// The shared blob store, with a copy in a party's own folder of every blob that the party put there or got from there: what is
/// lost or spoilt in the one is found in the other.
#[derive(Clone, Debug)]
pub struct KeptBlobs {
    shared: BlobFolder,
    own: BlobFolder,
}

/// What [`KeptBlobs::restore`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Blobs that were missing or spoilt in the shared store, and are there again.
    pub put_back: Vec<BlobHash>,
    /// Copies that were there already.
    pub present: usize,
    /// Copies that are spoilt themselves.
    pub spoilt: Vec<BlobHash>,
}

impl KeptBlobs {
    /// The shared store with copies in a folder of one's own.
    #[must_use]
    pub const fn new(shared: BlobFolder, own: BlobFolder) -> Self {
        Self { shared, own }
    }

    /// Makes sure of a copy, and says whether the shared store has the blob.
    ///
    /// # Errors
    /// [`BlobError`] if neither has it, or the copy cannot be written.
    pub fn keep(&self, hash: &BlobHash) -> Result<bool, BlobError> {
        self.get(hash)?;
        Ok(self.shared.get(hash).is_ok())
    }

    /// Puts every blob of which there is a copy back where the shared store has lost it.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    pub fn restore(&self) -> Result<Restored, BlobError> {
        let mut restored = Restored::default();
        for hash in self.own.hashes()? {
            match (self.shared.get(&hash), self.own.get(&hash)) {
                (Ok(_), _) => restored.present += 1,
                (Err(_), Ok(sealed)) => {
                    self.shared.put(&sealed)?;
                    restored.put_back.push(hash);
                }
                (Err(_), Err(_)) => restored.spoilt.push(hash),
            }
        }
        Ok(restored)
    }
}

impl BlobStore for KeptBlobs {
    fn put(&self, sealed: &[u8]) -> Result<BlobHash, BlobError> {
        self.own.put(sealed)?;
        self.shared.put(sealed)
    }

    fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError> {
        match self.shared.get(hash) {
            Ok(sealed) => {
                self.own.put(&sealed)?;
                Ok(sealed)
            }
            Err(lost) => self.own.get(hash).map_err(|_| lost),
        }
    }
}
