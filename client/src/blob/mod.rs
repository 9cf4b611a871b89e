//! Sealed blobs: documents that are too big for a memo, encrypted under a key of their own and kept by content address.

mod folder;
mod kept;
mod sealed;

#[cfg(test)]
mod tests;

pub use folder::BlobFolder;
pub use kept::{KeptBlobs, Restored};
pub use sealed::{BlobHash, BlobKey, BlobRef, open, seal, seal_in};

use std::io;

/// Where sealed blobs lie. Whoever keeps them learns sizes in buckets and nothing else.
pub trait BlobStore: Send + Sync {
    /// Keeps a sealed blob under its hash; keeping it again changes nothing.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    fn put(&self, sealed: &[u8]) -> Result<BlobHash, BlobError>;

    /// The sealed blob of a hash. Its hash has been checked.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Tampered`].
    fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError>;
}

/// Why a blob could not be sealed, kept or opened.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// It is not there.
    #[error(
        "the sealed documents {0} are not in the blob store; whoever holds or held the title keeps a copy: let it run \
         `plimsoll wallet restore`"
    )]
    Missing(BlobHash),
    /// It is not what its hash says.
    #[error(
        "the sealed documents {0} have been changed; whoever holds or held the title keeps a copy: let it run `plimsoll wallet \
         restore`"
    )]
    Tampered(BlobHash),
    /// The key does not open it.
    #[error("the key does not open the sealed documents")]
    WrongKey,
    /// Above the largest bucket.
    #[error("the documents have {0} bytes, more than a blob holds")]
    TooLarge(usize),
    /// The file system refuses.
    #[error("cannot read or write the blob store: {0}")]
    Io(#[from] io::Error),
}
