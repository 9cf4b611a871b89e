//! Purposes, and a guardian's secret share.

use super::{GroupKey, KeyError};
use crate::{GuardianId, point::base, wire};
use plimsoll_circuits::field::{F, Scalar};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{fmt, marker::PhantomData};
use zeroize::Zeroizing;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Fingerprint {}
    impl Sealed for super::Audit {}
}

/// What a key is for. One key for both purposes would make each an oracle for the other, so there are two generations and
/// two types.
pub trait Purpose: sealed::Sealed + Copy + fmt::Debug + Eq + Send + Sync + 'static {
    /// The name in files and messages.
    const NAME: &'static str;
    /// The number that goes into hashes.
    const NUMBER: u64;

    /// [`NUMBER`](Self::NUMBER) as a field element.
    #[must_use]
    fn field() -> F {
        F::from(Self::NUMBER)
    }
}

/// The key that makes fingerprints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint;

/// The key under which audits are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audit;

impl Purpose for Fingerprint {
    const NAME: &'static str = "fingerprint";
    const NUMBER: u64 = 1;
}

impl Purpose for Audit {
    const NAME: &'static str = "audit";
    const NUMBER: u64 = 2;
}

/// A guardian's secret share `k_i`, wiped when dropped. Its serialised form is the secret itself: the caller encrypts it.
#[derive(Clone)]
pub struct SecretShare<P: Purpose> {
    id: GuardianId,
    secret: Zeroizing<Scalar>,
    purpose: PhantomData<P>,
}

impl<P: Purpose> SecretShare<P> {
    pub(crate) fn new(id: GuardianId, secret: Zeroizing<Scalar>) -> Self {
        Self { id, secret, purpose: PhantomData }
    }

    /// Whose share it is.
    #[must_use]
    pub const fn id(&self) -> GuardianId {
        self.id
    }
}

impl<P: Purpose> fmt::Debug for SecretShare<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretShare({} share of {})", P::NAME, self.id)
    }
}

#[derive(Serialize)]
struct Written<'a> {
    purpose: &'a str,
    id: GuardianId,
    secret: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    purpose: String,
    id: GuardianId,
    #[serde(with = "wire::serde_scalar")]
    secret: Scalar,
}

impl<P: Purpose> Serialize for SecretShare<P> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let secret = wire::scalar_to_hex(&self.secret);
        Written { purpose: P::NAME, id: self.id, secret: &secret }.serialize(s)
    }
}

impl<'de, P: Purpose> Deserialize<'de> for SecretShare<P> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let Read { purpose, id, secret } = Read::deserialize(d)?;
        if purpose != P::NAME {
            return Err(D::Error::custom(KeyError::WrongPurpose { expected: P::NAME, found: purpose }));
        }
        Ok(Self::new(id, Zeroizing::new(secret)))
    }
}

/// A guardian's share together with the group's public key: what it needs to do its part.
#[derive(Clone, Debug)]
pub struct KeyShare<P: Purpose> {
    secret: SecretShare<P>,
    group: GroupKey<P>,
}

impl<P: Purpose> KeyShare<P> {
    /// Joins a secret share with its group.
    ///
    /// # Errors
    /// [`KeyError::NotOfGroup`] if its public half is not the one that the group has for this guardian.
    pub fn new(secret: SecretShare<P>, group: GroupKey<P>) -> Result<Self, KeyError> {
        if group.share_of(secret.id) != Some(base(*secret.secret)) {
            return Err(KeyError::NotOfGroup(secret.id));
        }
        Ok(Self { secret, group })
    }

    /// Whose share it is.
    #[must_use]
    pub const fn id(&self) -> GuardianId {
        self.secret.id
    }

    /// The group's public key.
    #[must_use]
    pub const fn group(&self) -> &GroupKey<P> {
        &self.group
    }

    /// The secret half, to be stored encrypted.
    #[must_use]
    pub const fn secret(&self) -> &SecretShare<P> {
        &self.secret
    }

    pub(crate) fn scalar(&self) -> &Scalar {
        &self.secret.secret
    }

    /// A share that is not the guardian's, for tests of how it is found out.
    #[cfg(test)]
    pub(crate) fn corrupt(&mut self) {
        *self.secret.secret += Scalar::from(1u64);
    }
}
