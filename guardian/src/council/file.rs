//! What is stored of a council.

use crate::{
    LocalGuardian,
    keygen::{Audit, Fingerprint, GroupKey, SecretShare},
};
use serde::{Deserialize, Serialize};

/// The public halves of both keys: no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilKeys {
    /// The key that makes fingerprints.
    pub fingerprint: GroupKey<Fingerprint>,
    /// The key under which audits are sealed.
    pub audit: GroupKey<Audit>,
}

/// One guardian's secrets, wiped when dropped. What it is serialised to is secret too: encrypt it before it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardianFile {
    /// Its share of the fingerprint key.
    pub fingerprint: SecretShare<Fingerprint>,
    /// Its share of the audit key.
    pub audit: SecretShare<Audit>,
}

impl GuardianFile {
    /// This guardian's.
    #[must_use]
    pub fn of(guardian: &LocalGuardian) -> Self {
        Self {
            fingerprint: guardian.fingerprint().secret().clone(),
            audit: guardian.audit().secret().clone(),
        }
    }
}
