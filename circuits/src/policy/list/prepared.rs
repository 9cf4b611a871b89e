//! Lists that were opened before: their trees beside them, so that they open at once.
//!
//! A prepared tree names the list file by its SHA-256 and has a SHA-256 of its own at the end, so that damage and the tree of another file are
//! noticed. It is taken only if its root is the one that the list file names. So whoever can write prepared trees cannot give a list another root;
//! with a list file of his own making beside it, he can have a root taken that its entries do not give, which is no more than he can do who may
//! replace the program. Of a tree that does not lead to its root no proof comes.

use super::{List, ListError, file::Read};
use crate::policy::ListTree;
use sha2::{Digest as _, Sha256};

/// What prepared trees begin with.
const MAGIC: &[u8; 16] = b"plimsoll.tree/1\n";
/// Bytes of a checksum.
const CHECKSUM: usize = 32;

impl List {
    /// The list's tree for [`parse_prepared`](Self::parse_prepared), `bytes` being the list's file.
    #[must_use]
    pub fn prepared(&self, bytes: &[u8]) -> Vec<u8> {
        let mut prepared = [&MAGIC[..], &Sha256::digest(bytes), &self.tree().to_stored()].concat();
        let checksum = Sha256::digest(&prepared);
        prepared.extend(checksum);
        prepared
    }

    /// Reads a list file with the tree that was prepared of it. `None` if this is another file's, damaged, or of another root than the file
    /// names: then it is to be read without.
    ///
    /// # Errors
    /// The first thing that is wrong with the file's form. Entries are taken for what they were when the tree was made.
    pub fn parse_prepared(bytes: &[u8], prepared: &[u8]) -> Result<Option<Self>, ListError> {
        let Some((content, checksum)) = prepared.split_last_chunk::<CHECKSUM>() else { return Ok(None) };
        let stored = content.strip_prefix(MAGIC).and_then(|rest| rest.split_first_chunk::<CHECKSUM>());
        let Some((file, stored)) = stored else { return Ok(None) };
        let (own, whole) = rayon::join(|| Sha256::digest(bytes), || Sha256::digest(content));
        if own[..] != file[..] || whole[..] != checksum[..] {
            return Ok(None);
        }
        let read = Read::of(bytes)?;
        let tree = ListTree::from_stored(read.head.kind.width(), stored);
        tree.filter(|tree| tree.root() == read.said).map(|tree| read.with(tree)).transpose()
    }
}
