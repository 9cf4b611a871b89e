//! ChaCha20-Poly1305 over padded bytes, one fresh key for each blob.

use super::BlobError;
use chacha20poly1305::{AeadInPlace, ChaCha20Poly1305, KeyInit, Nonce};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The smallest bucket, and the factor from one to the next; the largest holds 16 MiB.
const SMALLEST: usize = 4096;
const LARGEST: usize = 1 << 24;
const TAG: usize = 16;
const AAD: &[u8] = b"plimsoll blob v1";

/// The key of one blob. Wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct BlobKey(pub(crate) [u8; 32]);

/// The SHA-256 of a sealed blob: its address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobHash(pub(crate) [u8; 32]);

/// What opens a blob: where it lies, and its key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobRef {
    /// The key.
    pub key: BlobKey,
    /// The address.
    pub hash: BlobHash,
}

impl BlobHash {
    /// The hash of a sealed blob.
    #[must_use]
    pub fn of(sealed: &[u8]) -> Self {
        Self(Sha256::digest(sealed).into())
    }

    /// The hash that is written so.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(name, &mut bytes).ok()?;
        Some(Self(bytes))
    }
}

/// Seals bytes under a fresh key.
///
/// # Errors
/// [`BlobError::TooLarge`].
pub fn seal<R: RngCore + CryptoRng>(bytes: &[u8], rng: &mut R) -> Result<(Vec<u8>, BlobRef), BlobError> {
    seal_in(SMALLEST, bytes, rng)
}

/// Seals bytes under a fresh key, in a bucket of at least so many bytes, a power of two.
///
/// # Errors
/// [`BlobError::TooLarge`].
pub fn seal_in<R: RngCore + CryptoRng>(
    smallest: usize,
    bytes: &[u8],
    rng: &mut R,
) -> Result<(Vec<u8>, BlobRef), BlobError> {
    // The length is written first, zeros fill the bucket.
    let content = bytes.len() + 8;
    let mut bucket = smallest;
    while bucket < content {
        bucket *= 2;
    }
    if bucket > LARGEST {
        return Err(BlobError::TooLarge(bytes.len()));
    }
    let mut key = BlobKey([0; 32]);
    rng.fill_bytes(&mut key.0);
    let mut sealed = Vec::with_capacity(bucket + TAG);
    sealed.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    sealed.extend_from_slice(bytes);
    sealed.resize(bucket, 0);
    // The nonce is constant because a key seals one blob only.
    let tag = cipher(&key)
        .encrypt_in_place_detached(&Nonce::default(), AAD, &mut sealed)
        .map_err(|_| BlobError::TooLarge(bytes.len()))?;
    sealed.extend_from_slice(&tag);
    let hash = BlobHash::of(&sealed);
    Ok((sealed, BlobRef { key, hash }))
}

/// Opens a sealed blob.
///
/// # Errors
/// [`BlobError::Tampered`] if it is not the one that `reference` names; [`BlobError::WrongKey`].
pub fn open(sealed: &[u8], reference: &BlobRef) -> Result<Zeroizing<Vec<u8>>, BlobError> {
    if BlobHash::of(sealed) != reference.hash {
        return Err(BlobError::Tampered(reference.hash));
    }
    let (content, tag) = sealed.split_last_chunk::<TAG>().ok_or(BlobError::WrongKey)?;
    let mut bytes = Zeroizing::new(content.to_vec());
    cipher(&reference.key)
        .decrypt_in_place_detached(&Nonce::default(), AAD, &mut bytes, tag.into())
        .map_err(|_| BlobError::WrongKey)?;
    let (length, padded) = bytes.split_first_chunk::<8>().ok_or(BlobError::WrongKey)?;
    let length = usize::try_from(u64::from_be_bytes(*length)).map_err(|_| BlobError::WrongKey)?;
    let content = padded.get(..length).ok_or(BlobError::WrongKey)?;
    Ok(Zeroizing::new(content.to_vec()))
}

fn cipher(key: &BlobKey) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new((&key.0).into())
}

impl fmt::Debug for BlobRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobRef").field("hash", &self.hash).finish_non_exhaustive()
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn from_digits<'de, D: serde::Deserializer<'de>>(d: D) -> Result<[u8; 32], D::Error> {
    let text = Zeroizing::new(String::deserialize(d)?);
    let mut bytes = [0; 32];
    hex::decode_to_slice(&*text, &mut bytes)
        .map_err(|_| serde::de::Error::custom("expected 64 hexadecimal digits"))?;
    Ok(bytes)
}

impl Serialize for BlobHash {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BlobHash {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        from_digits(d).map(Self)
    }
}

impl Serialize for BlobKey {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&Zeroizing::new(hex::encode(self.0)))
    }
}

impl<'de> Deserialize<'de> for BlobKey {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        from_digits(d).map(Self)
    }
}
