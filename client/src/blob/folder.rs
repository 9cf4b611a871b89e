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

    fn path(&self, hash: &BlobHash) -> PathBuf {
        self.0.join(hash.to_string())
    }
}

impl BlobStore for BlobFolder {
    fn put(&self, sealed: &[u8]) -> Result<BlobHash, BlobError> {
        let hash = BlobHash::of(sealed);
        // A file that was damaged since is replaced.
        if self.get(&hash).is_err() {
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
