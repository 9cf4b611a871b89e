//! Strict binary encodings: exact lengths, canonical numbers, nothing behind the end.

use crate::control::{ControlAddress, ControlSignature};
use crate::verdict::{Code, Rejection};
use plimsoll_circuits::field::{self, F};
use plimsoll_circuits::signature::PublicKey;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha3::{Digest as _, Keccak256};
use std::fmt;

/// Why bytes are not what they should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes end too early.
    #[error("the bytes end within {0}")]
    Truncated(&'static str),
    /// Something follows the end.
    #[error("{0} bytes follow the end")]
    Trailing(usize),
    /// A count or size above its limit.
    #[error("{what}: {got} is above the limit of {limit}")]
    TooLarge {
        /// What is counted.
        what: &'static str,
        /// The count given.
        got: u64,
        /// The highest that is read.
        limit: u64,
    },
    /// A value that its place does not allow.
    #[error("{0} is not valid")]
    Invalid(&'static str),
    /// A number not below its modulus.
    #[error("{0} is not below its modulus; numbers are never reduced")]
    NotCanonical(&'static str),
    /// A circuit number that no circuit has.
    #[error("no circuit has the name or number {0}")]
    UnknownCircuit(String),
}

impl DecodeError {
    /// The ledger's code for it.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::NotCanonical(_) => Code::NotCanonical,
            Self::UnknownCircuit(_) => Code::UnknownCircuit,
            _ => Code::Malformed,
        }
    }
}

impl From<DecodeError> for Rejection {
    fn from(e: DecodeError) -> Self {
        Rejection::new(e.code(), e.to_string())
    }
}

/// A Keccak-256 digest: of a genesis, a log entry or a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Hash32(pub [u8; 32]);

impl Hash32 {
    /// Keccak-256 of a name of at most 255 bytes, its length first, and then the bytes.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let mut hasher = Keccak256::new();
        hasher.update((name.len() as u64).to_be_bytes());
        hasher.update(name.as_bytes());
        hasher.update(bytes);
        Self(hasher.finalize().into())
    }
}

impl fmt::Display for Hash32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{}", hex::encode(self.0))
    }
}

impl fmt::Debug for Hash32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash32 {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash32 {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let mut out = [0u8; 32];
        text.strip_prefix("0x")
            .and_then(|digits| hex::decode_to_slice(digits, &mut out).ok())
            .ok_or_else(|| serde::de::Error::custom("expected 0x and 64 hexadecimal digits"))?;
        Ok(Self(out))
    }
}

/// Writes encodings.
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn u8(&mut self, x: u8) -> &mut Self {
        self.0.push(x);
        self
    }
    pub(crate) fn u32(&mut self, x: u32) -> &mut Self {
        self.raw(&x.to_be_bytes())
    }
    pub(crate) fn u64(&mut self, x: u64) -> &mut Self {
        self.raw(&x.to_be_bytes())
    }
    /// A count; one that is too large for the encoding is written as one that no reader accepts.
    pub(crate) fn count(&mut self, n: usize) -> &mut Self {
        self.u32(u32::try_from(n).unwrap_or(u32::MAX))
    }
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }
    pub(crate) fn block(&mut self, bytes: &[u8]) -> &mut Self {
        self.count(bytes.len()).raw(bytes)
    }
    pub(crate) fn field(&mut self, x: &F) -> &mut Self {
        self.raw(&field::to_bytes(x))
    }
    pub(crate) fn key(&mut self, key: &PublicKey) -> &mut Self {
        let p = key.point();
        self.field(&p.x).field(&p.y)
    }
    pub(crate) fn fields(&mut self, xs: &[F]) -> &mut Self {
        xs.iter().fold(self.count(xs.len()), |w, x| w.field(x))
    }
    pub(crate) fn hashes(&mut self, hashes: &[Hash32]) -> &mut Self {
        hashes.iter().fold(self.count(hashes.len()), |w, hash| w.raw(&hash.0))
    }
    pub(crate) fn addresses(&mut self, keys: &[ControlAddress]) -> &mut Self {
        keys.iter().fold(self.count(keys.len()), |w, key| w.raw(&key.0))
    }
    pub(crate) fn control_signature(&mut self, signature: Option<ControlSignature>) -> &mut Self {
        match signature {
            None => self.u8(0),
            Some(signature) => self.u8(1).raw(&signature.0),
        }
    }
}

/// Reads encodings; every read names what it is for.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
    pub(crate) fn raw(&mut self, n: usize, what: &'static str) -> Result<&'a [u8], DecodeError> {
        let (head, rest) = self.0.split_at_checked(n).ok_or(DecodeError::Truncated(what))?;
        self.0 = rest;
        Ok(head)
    }
    pub(crate) fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], DecodeError> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(DecodeError::Truncated(what))?;
        self.0 = rest;
        Ok(*head)
    }
    pub(crate) fn u8(&mut self, what: &'static str) -> Result<u8, DecodeError> {
        Ok(self.array::<1>(what)?[0])
    }
    pub(crate) fn u32(&mut self, what: &'static str) -> Result<u32, DecodeError> {
        Ok(u32::from_be_bytes(self.array(what)?))
    }
    pub(crate) fn u64(&mut self, what: &'static str) -> Result<u64, DecodeError> {
        Ok(u64::from_be_bytes(self.array(what)?))
    }
    pub(crate) fn count(&mut self, limit: usize, what: &'static str) -> Result<usize, DecodeError> {
        let n = self.u32(what)?;
        usize::try_from(n).ok().filter(|n| *n <= limit).ok_or(DecodeError::TooLarge {
            what,
            got: n.into(),
            limit: limit as u64,
        })
    }
    pub(crate) fn block(&mut self, limit: usize, what: &'static str) -> Result<&'a [u8], DecodeError> {
        let n = self.count(limit, what)?;
        self.raw(n, what)
    }
    pub(crate) fn field(&mut self, what: &'static str) -> Result<F, DecodeError> {
        field::from_bytes(&self.array(what)?).ok_or(DecodeError::NotCanonical(what))
    }
    pub(crate) fn key(&mut self, what: &'static str) -> Result<PublicKey, DecodeError> {
        let (x, y) = (self.field(what)?, self.field(what)?);
        field::point(x, y).and_then(PublicKey::new).ok_or(DecodeError::Invalid(what))
    }
    /// As many of something as a count says that stands before them.
    pub(crate) fn many<T>(
        &mut self,
        most: usize,
        what: &'static str,
        each: impl Fn(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let count = self.count(most, what)?;
        (0..count).map(|_| each(self)).collect()
    }
    pub(crate) fn fields(&mut self, most: usize, what: &'static str) -> Result<Vec<F>, DecodeError> {
        self.many(most, what, |r| r.field(what))
    }
    pub(crate) fn hashes(&mut self, most: usize, what: &'static str) -> Result<Vec<Hash32>, DecodeError> {
        self.many(most, what, |r| Ok(Hash32(r.array(what)?)))
    }
    pub(crate) fn addresses(
        &mut self,
        most: usize,
        what: &'static str,
    ) -> Result<Vec<ControlAddress>, DecodeError> {
        self.many(most, what, |r| Ok(ControlAddress(r.array(what)?)))
    }
    pub(crate) fn flag(&mut self, what: &'static str) -> Result<bool, DecodeError> {
        match self.u8(what)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(DecodeError::Invalid(what)),
        }
    }
    pub(crate) fn control_signature(
        &mut self,
        what: &'static str,
    ) -> Result<Option<ControlSignature>, DecodeError> {
        Ok(if self.flag(what)? { Some(ControlSignature(self.array(what)?)) } else { None })
    }
    pub(crate) const fn finish(self) -> Result<(), DecodeError> {
        if self.0.is_empty() { Ok(()) } else { Err(DecodeError::Trailing(self.0.len())) }
    }
}
