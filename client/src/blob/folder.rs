use super::{BlobError, BlobHash, BlobStore};
use crate::files::{self, Access};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Blobs as files of a folder beside the ledger, each named after its hash.
#[derive(Clone, Debug)]
pub struct BlobFolder(PathBuf);

impl BlobFolder {
    /// The blobs in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, BlobError> {
        fs::create_dir_all(&path)?;
        Ok(Self(path.as_ref().to_owned()))
    }

    /// The blobs in a folder, which is made when the first one is put there.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The blobs in the folder, by name; what is in them is not looked at.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    pub fn hashes(&self) -> Result<Vec<BlobHash>, BlobError> {
        let mut hashes = Vec::new();
        let files = match fs::read_dir(&self.0) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(hashes),
            files => files?,
        };
        for file in files {
            hashes.extend(file?.file_name().to_str().and_then(BlobHash::from_name));
        }
        hashes.sort_unstable();
        Ok(hashes)
    }

    fn path(&self, hash: &BlobHash) -> PathBuf {
        self.0.join(hash.to_string())
    }
}

impl BlobStore for BlobFolder {
    fn put(&self, sealed: &[u8]) -> Result<BlobHash, BlobError> {
        let hash = BlobHash::of(sealed);
        // A file that was damaged since is replaced.
        if self.get(&hash).is_err() {
            fs::create_dir_all(&self.0)?;
            files::replace(&self.path(&hash), sealed, Access::Public)?;
        }
        Ok(hash)
    }

    fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError> {
        let sealed = match fs::read(self.path(hash)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(BlobError::Missing(*hash)),
            read => read?,
        };
        if BlobHash::of(&sealed) == *hash { Ok(sealed) } else { Err(BlobError::Tampered(*hash)) }
    }
}
