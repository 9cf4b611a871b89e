//! The keys that a gateway trusts, each pinned to the carrier or platform that it is of.

use super::{
    algorithm::{Algorithm, Material},
    jwk::{self, Jwk},
};
use plimsoll_circuits::document::{Faults, Json, carrier::CarrierId};
use std::fmt;

/// Whose a key is. A carrier that is its own platform has its keys pinned twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A carrier, which signs issuance manifests.
    Carrier(CarrierId),
    /// A platform, which signs envelopes and entries of transfer chains.
    Platform(String),
}

impl Owner {
    /// The platform of a code of DCSA's; `ESSD` is the deprecated one of `IDT`.
    #[must_use]
    pub fn platform(code: &str) -> Self {
        Self::Platform(platform(code).to_owned())
    }
}

/// A platform's code, whichever of its codes is given.
pub(super) fn platform(code: &str) -> &str {
    if code == "ESSD" { "IDT" } else { code }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Carrier(id) => write!(f, "carrier {id}"),
            Self::Platform(code) => write!(f, "platform {code}"),
        }
    }
}

/// A trusted key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TrustedKey {
    /// Its id, by which signatures name it: its thumbprint (RFC 7638) if its owner gave it none.
    pub(super) kid: String,
    owner: Owner,
    /// Whether its owner gave it an id.
    named: bool,
    thumbprint: String,
    pub(super) material: Material,
    /// The one algorithm that its owner allows, if it says so.
    pub(super) algorithm: Option<Algorithm>,
}

/// A key of a set that verifies no signature here: of another purpose, type or algorithm, or malformed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Whose set it is in.
    pub owner: Owner,
    /// Its id, or its position in the set.
    pub kid: String,
    /// Why.
    pub reason: String,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key {}: {}", self.kid, self.reason)
    }
}

/// Why a key set could not be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// The file is no JWK set.
    #[error("the file is no JWK set (RFC 7517): {0}")]
    Json(Faults),
    /// There are no keys in it.
    #[error("the file is no JWK set (RFC 7517): there is no list \"keys\" with a key in it")]
    Empty,
    /// A key is there with its secret.
    #[error("key {0} holds a secret; pin public keys only")]
    Secret(String),
    /// None of the keys verifies signatures here.
    #[error("no key of the set verifies signatures here: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    NoneUsable(Vec<Skipped>),
}

/// Trusted keys, looked up by owner and id, so that two owners may use one id.
#[derive(Clone, Debug, Default)]
pub struct TrustedKeys {
    keys: Vec<TrustedKey>,
    skipped: Vec<Skipped>,
}

impl TrustedKeys {
    /// An empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self { keys: Vec::new(), skipped: Vec::new() }
    }

    /// Adds the public keys of a JWK set, all pinned to `owner`. Get the set from its owner over a channel that you trust, not
    /// out of a signed message. Keys that verify no signature here are skipped, as RFC 7517 (section 5) asks for.
    ///
    /// # Errors
    /// [`KeySetError`]; nothing is added then.
    pub fn add_jwks(&mut self, jwks: &[u8], owner: &Owner) -> Result<(), KeySetError> {
        let json = Json::parse(jwks).map_err(KeySetError::Json)?;
        let Some(Json::List(set)) = json.get("keys").filter(|set| **set != Json::List(Vec::new())) else {
            return Err(KeySetError::Empty);
        };
        let (mut keys, mut skipped) = (Vec::new(), Vec::new());
        for (i, jwk) in set.iter().enumerate() {
            let label = || jwk::kid(jwk).map_or_else(|| i.to_string(), str::to_owned);
            if jwk::is_secret(jwk) {
                return Err(KeySetError::Secret(label()));
            }
            match Jwk::read(jwk) {
                Ok(Jwk { kid, thumbprint, material, algorithm }) => keys.push(TrustedKey {
                    named: kid.is_some(),
                    kid: kid.unwrap_or_else(|| thumbprint.clone()),
                    owner: owner.clone(),
                    thumbprint,
                    material,
                    algorithm,
                }),
                Err(reason) => skipped.push(Skipped { owner: owner.clone(), kid: label(), reason }),
            }
        }
        if keys.is_empty() {
            return Err(KeySetError::NoneUsable(skipped));
        }
        self.keys.extend(keys);
        self.skipped.extend(skipped);
        Ok(())
    }

    /// The owner's keys that a signature may be of. The id only says which to try, so nothing is trusted by it: those that have it, by name or
    /// by thumbprint; else those to which their owner gave none; without an id all.
    pub(super) fn candidates(&self, owner: &Owner, kid: Option<&str>) -> Vec<&TrustedKey> {
        let own = || self.keys.iter().filter(|key| key.owner == *owner);
        let Some(kid) = kid else { return own().collect() };
        let named: Vec<_> = own().filter(|key| key.is(kid)).collect();
        if named.is_empty() { own().filter(|key| !key.named).collect() } else { named }
    }

    /// Whose the key of that id is, if another owner has it.
    pub(super) fn owner_of(&self, kid: &str) -> Option<&Owner> {
        self.keys.iter().find(|key| key.is(kid)).map(|key| &key.owner)
    }

    /// Why the owner's key of that id is not used, if it stood in a set.
    pub(super) fn skipped(&self, owner: &Owner, kid: &str) -> Option<&Skipped> {
        self.skipped.iter().find(|skipped| skipped.owner == *owner && skipped.kid == kid)
    }

    /// Whether the owner has any key.
    pub(super) fn knows(&self, owner: &Owner) -> bool {
        self.keys.iter().any(|key| key.owner == *owner)
    }
}

impl TrustedKey {
    fn is(&self, kid: &str) -> bool {
        self.kid == kid || self.thumbprint == kid
    }
}
