//! The secret keys of a party, and the keys that follow from them.

use hpke::{Deserializable, Kem as _, Serializable, kem::X25519HkdfSha256};
use plimsoll_circuits::{
    field::{F, from_bytes, to_bytes},
    member::{Address, NullifierKey},
    note::Lot,
    signature::SigningKey,
};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub(crate) type Kem = X25519HkdfSha256;

/// What a key file holds: a version, then the three keys.
const VERSION: u8 = 1;
const BYTES: usize = 1 + 3 * 32;

/// The secret keys of a party. Wiped when dropped, never shown.
#[derive(Clone)]
pub struct PartyKeys {
    /// Signs for the party.
    pub signing: SigningKey,
    /// Makes the nullifiers of its notes.
    pub nullifier: NullifierKey,
    /// Decrypts its memos.
    pub encryption: EncryptionSecretKey,
}

impl PartyKeys {
    /// Fresh keys.
    pub fn random<R: RngCore + CryptoRng>(rng: &mut R) -> Self {
        Self {
            signing: SigningKey::random(rng),
            nullifier: NullifierKey::random(rng),
            encryption: EncryptionSecretKey::random(rng),
        }
    }

    /// The address.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::new(&self.signing.public(), self.nkc())
    }

    /// The public half of the nullifier key.
    #[must_use]
    pub fn nkc(&self) -> F {
        self.nullifier.commitment()
    }

    /// The key under which the party's own files of one purpose are encrypted.
    #[must_use]
    pub fn storage_key(&self, purpose: &str) -> StorageKey {
        let mut hash = Sha256::new();
        hash.update(b"plimsoll storage key v1");
        hash.update((purpose.len() as u64).to_be_bytes());
        hash.update(purpose.as_bytes());
        hash.update(self.encryption.0.as_slice());
        StorageKey(hash.finalize().into())
    }

    /// The key to which whoever gives back a lien of a recovered lot seals the release, by the lien's number in the order, from 1. The lot's new
    /// owner gives its public half to the governors, and has the secret wherever it has its keys.
    #[must_use]
    pub fn release_key(&self, lot: Lot, lien: u64) -> EncryptionSecretKey {
        let mut hash = Sha256::new();
        hash.update(b"plimsoll release key of a recovery v1");
        hash.update(to_bytes(&lot.0));
        hash.update(lien.to_be_bytes());
        hash.update(self.encryption.0.as_slice());
        EncryptionSecretKey(Zeroizing::new(hash.finalize().into()))
    }

    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(BYTES));
        let nk = Zeroizing::new(to_bytes(&self.nullifier.expose()));
        out.push(VERSION);
        out.extend_from_slice(self.signing.expose());
        out.extend_from_slice(&*nk);
        out.extend_from_slice(&*self.encryption.0);
        out
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&VERSION, rest) = bytes.split_first()? else { return None };
        let mut parts =
            rest.chunks_exact(32).map(|part| Zeroizing::new(<[u8; 32]>::try_from(part).unwrap_or_default()));
        let (signing, nk, encryption) = (parts.next()?, parts.next()?, parts.next()?);
        (bytes.len() == BYTES).then_some(Self {
            signing: SigningKey::from_bytes(*signing),
            nullifier: NullifierKey::new(from_bytes(&nk)?),
            encryption: EncryptionSecretKey(encryption),
        })
    }
}

/// The X25519 key that decrypts a party's memos, or those of the releases of one pledge.
#[derive(Clone, PartialEq, Eq)]
pub struct EncryptionSecretKey(Zeroizing<[u8; 32]>);

impl EncryptionSecretKey {
    /// A fresh key.
    pub fn random<R: RngCore + CryptoRng>(rng: &mut R) -> Self {
        let mut bytes = Zeroizing::new([0u8; 32]);
        rng.fill_bytes(&mut *bytes);
        Self(bytes)
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> EncryptionPublicKey {
        let mut bytes = [0u8; 32];
        if let Some(secret) = self.kem() {
            Kem::sk_to_pk(&secret).write_exact(&mut bytes);
        }
        EncryptionPublicKey(bytes)
    }

    /// 32 bytes are always a key.
    pub(crate) fn kem(&self) -> Option<<Kem as hpke::Kem>::PrivateKey> {
        <Kem as hpke::Kem>::PrivateKey::from_bytes(&*self.0).ok()
    }
}

impl fmt::Debug for EncryptionSecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncryptionSecretKey(not shown)")
    }
}

impl Serialize for EncryptionSecretKey {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&Zeroizing::new(hex::encode(*self.0)))
    }
}

impl<'de> Deserialize<'de> for EncryptionSecretKey {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(d)?);
        let mut bytes = Zeroizing::new([0u8; 32]);
        hex::decode_to_slice(&*text, &mut *bytes)
            .map_err(|_| serde::de::Error::custom("expected 64 hexadecimal digits of an X25519 key"))?;
        Ok(Self(bytes))
    }
}

/// The X25519 key to which memos for a party are encrypted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EncryptionPublicKey([u8; 32]);

impl EncryptionPublicKey {
    /// In the place of a key that is not known: nothing can be sealed to it.
    pub const UNKNOWN: Self = Self([0; 32]);

    /// A key to which nobody has the secret half, for memos that nobody shall read.
    pub fn nobody<R: RngCore + CryptoRng>(rng: &mut R) -> Self {
        EncryptionSecretKey::random(rng).public()
    }

    /// Whether anything can be sealed to it: not to a point of low order.
    pub(crate) fn can_be_sealed_to<R: RngCore + CryptoRng>(&self, rng: &mut R) -> bool {
        use hpke::{OpModeS, aead::ChaCha20Poly1305, kdf::HkdfSha256, setup_sender};
        self.kem().is_some_and(|key| {
            setup_sender::<ChaCha20Poly1305, HkdfSha256, Kem, _>(&OpModeS::Base, &key, b"", rng).is_ok()
        })
    }

    /// Its 32 bytes, as RFC 7748 writes them.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn kem(&self) -> Option<<Kem as hpke::Kem>::PublicKey> {
        <Kem as hpke::Kem>::PublicKey::from_bytes(&self.0).ok()
    }
}

impl fmt::Debug for EncryptionPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{}", hex::encode(self.0))
    }
}

impl Serialize for EncryptionPublicKey {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&format_args!("{self:?}"))
    }
}

impl<'de> Deserialize<'de> for EncryptionPublicKey {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let mut bytes = [0u8; 32];
        text.strip_prefix("0x").and_then(|digits| hex::decode_to_slice(digits, &mut bytes).ok()).ok_or_else(
            || serde::de::Error::custom("expected 0x and 64 hexadecimal digits of an X25519 key"),
        )?;
        Ok(Self(bytes))
    }
}

/// A symmetric key for one kind of the party's own files.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct StorageKey(pub(crate) [u8; 32]);
