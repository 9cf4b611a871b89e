//! Encryption of a party's own files.

use super::StorageKey;
use chacha20poly1305::{AeadInPlace, KeyInit, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const NONCE: usize = 24;
const TAG: usize = 16;

impl StorageKey {
    /// Encrypts a file's content: nonce, ciphertext, tag. The nonce is a hash of key and content, so that no two contents
    /// share one and no randomness is needed.
    pub(crate) fn seal(&self, content: &[u8]) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(b"plimsoll storage nonce v1");
        hash.update(self.0);
        hash.update(content);
        let digest = hash.finalize();
        let nonce = XNonce::from_slice(&digest[..NONCE]);
        let mut sealed = nonce.to_vec();
        sealed.extend_from_slice(content);
        let tag = self.cipher().encrypt_in_place_detached(nonce, b"", &mut sealed[NONCE..]);
        // Only a content of 256 GiB cannot be encrypted; it then has no tag and does not open.
        sealed.extend_from_slice(tag.unwrap_or_default().as_slice());
        sealed
    }

    /// Decrypts what [`seal`](Self::seal) gives; `None` if it was changed or is not of this key.
    pub(crate) fn open(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
        let (content, tag) = rest.split_last_chunk::<TAG>()?;
        let mut content = Zeroizing::new(content.to_vec());
        self.cipher().decrypt_in_place_detached(nonce.into(), b"", &mut content, tag.into()).ok()?;
        Some(content)
    }

    /// A name for a file or folder of the party's own, which tells nobody else what it is named after.
    pub(crate) fn name(&self, of: &[u8]) -> String {
        let mut hash = Sha256::new();
        hash.update(b"plimsoll storage name v1");
        hash.update(self.0);
        hash.update(of);
        hex::encode(&hash.finalize()[..16])
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&self.0).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_comes_back_to_its_key_only() {
        let key = StorageKey([1; 32]);
        let sealed = key.seal(b"content");
        assert_eq!(key.open(&sealed).unwrap().as_slice(), b"content");
        assert!(StorageKey([2; 32]).open(&sealed).is_none());
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(key.open(&changed).is_none());
        }
        assert!(key.open(&sealed[..30]).is_none());
        assert_ne!(key.seal(b"contenT")[..24], sealed[..24]);
        assert_eq!((key.name(b"lot"), key.name(b"lot").len()), (StorageKey([1; 32]).name(b"lot"), 32));
        assert_ne!(key.name(b"lot"), key.name(b"Lot"));
        assert_ne!(key.name(b"lot"), StorageKey([2; 32]).name(b"lot"));
    }
}
