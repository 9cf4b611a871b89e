//! Control keys: secp256k1 keys with which an organisation speaks for its members, apart from the keys that sign statements.
//!
//! What they sign is structured data of EIP-712, so that a hardware wallet shows it and a contract checks it with `ecrecover`. A key
//! is known by its address, as on Ethereum: the last 20 bytes of the Keccak-256 of its two coordinates.

mod typed;
mod wallet;

pub use typed::{
    Consent, NotSurrendered, Revocation, TypedData, Value, Word, address, element, list, number,
};
pub use wallet::wallet_json;

use crate::genesis::Domain;
use k256::ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha3::{Digest as _, Keccak256};
use std::{fmt, str::FromStr};
use zeroize::Zeroizing;

/// What `v` of a signature is counted from.
const V: u8 = 27;

/// The address of a control key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ControlAddress(pub [u8; 20]);

impl ControlAddress {
    fn of(key: &VerifyingKey) -> Self {
        let point = key.to_encoded_point(false);
        let hash = Keccak256::digest(point.as_bytes().get(1..).unwrap_or_default());
        let mut address = [0; 20];
        address.copy_from_slice(&hash[12..]);
        Self(address)
    }
}

impl fmt::Display for ControlAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{}", hex::encode(self.0))
    }
}

impl fmt::Debug for ControlAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text is no address of a control key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 0x and the 40 hexadecimal digits of a control key's address")]
pub struct ControlAddressError;

impl FromStr for ControlAddress {
    type Err = ControlAddressError;

    /// Reads an address in hexadecimal; letter case, which may be a checksum (EIP-55), is not looked at.
    fn from_str(text: &str) -> Result<Self, ControlAddressError> {
        let mut address = [0; 20];
        let digits = text.strip_prefix("0x").ok_or(ControlAddressError)?;
        hex::decode_to_slice(digits, &mut address).map_err(|_| ControlAddressError)?;
        Ok(Self(address))
    }
}

impl Serialize for ControlAddress {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ControlAddress {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}

/// A control key's secret half. Wiped when dropped, never shown.
#[derive(Clone)]
pub struct ControlKey(SigningKey);

impl ControlKey {
    /// The key of these bytes; none if they are 0 or not below the group's order.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        SigningKey::from_slice(bytes).ok().map(Self)
    }

    /// The bytes, to be kept secret.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> ControlAddress {
        ControlAddress::of(self.0.verifying_key())
    }

    /// Signs structured data for the ledger of this domain (RFC 6979, low s). `None` for a digest that cannot be signed, which nobody
    /// can find.
    #[must_use]
    pub fn sign(&self, domain: Domain, data: &impl TypedData) -> Option<ControlSignature> {
        let (signature, id) = self.0.sign_prehash_recoverable(&data.digest(domain)).ok()?;
        let mut bytes = [0; 65];
        bytes[..64].copy_from_slice(&signature.to_bytes());
        bytes[64] = V + id.to_byte();
        Some(ControlSignature(bytes))
    }
}

impl fmt::Debug for ControlKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ControlKey({}, secret not shown)", self.address())
    }
}

/// A control key's signature as wallets and `ecrecover` have it: r, s, v.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ControlSignature(pub [u8; 65]);

impl ControlSignature {
    /// Who signed the data for the ledger of this domain: an address that nobody has, if it was nobody. `None` if s is in the upper half, v is
    /// neither 27 nor 28, or nothing fits.
    #[must_use]
    pub fn signer(&self, domain: Domain, data: &impl TypedData) -> Option<ControlAddress> {
        let (rs, v) = self.0.split_first_chunk::<64>()?;
        let id = v[0].checked_sub(V).filter(|id| *id < 2).and_then(RecoveryId::from_byte)?;
        let signature = Signature::from_slice(rs).ok().filter(|s| s.normalize_s().is_none())?;
        let key = VerifyingKey::recover_from_prehash(&data.digest(domain), &signature, id).ok()?;
        Some(ControlAddress::of(&key))
    }
}

impl fmt::Debug for ControlSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{}", hex::encode(self.0))
    }
}

impl Serialize for ControlSignature {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&format_args!("{self:?}"))
    }
}

impl<'de> Deserialize<'de> for ControlSignature {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let mut bytes = [0; 65];
        let digits = text.strip_prefix("0x").unwrap_or_default();
        hex::decode_to_slice(digits, &mut bytes)
            .map_err(|_| D::Error::custom("expected 0x and the 130 hexadecimal digits of r, s and v"))?;
        Ok(Self(bytes))
    }
}
