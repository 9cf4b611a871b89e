//! The keys that a gateway trusts, pinned to the carrier or platform that they are of.

use super::Algorithm;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use plimsoll_circuits::document::{Faults, Json, carrier::CarrierId};

/// Whose key it is. A carrier that also sends PINT transfers has both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pin {
    /// The carrier for which it signs issuance manifests.
    pub carrier: Option<CarrierId>,
    /// The platform for which it signs envelopes and transfers.
    pub platform: Option<String>,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Material {
    /// Ed25519: 32 bytes.
    Ed25519(Vec<u8>),
    /// P-256: uncompressed point.
    P256(Vec<u8>),
    /// RSA: modulus and exponent.
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

/// A trusted key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    /// Its id, by which signatures name it.
    pub kid: String,
    /// Whose it is.
    pub pin: Pin,
    pub(super) material: Material,
    /// The one algorithm that the key's owner allows, if it says so.
    pub(super) algorithm: Option<Algorithm>,
}

/// Why a key set could not be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// The file is no JWK set.
    #[error("the file is no JWK set (RFC 7517): {0}")]
    Json(Faults),
    /// A key is malformed.
    #[error("key {kid}: {reason}")]
    Key {
        /// The key's id, or its position.
        kid: String,
        /// What is wrong and what to do.
        reason: &'static str,
    },
    /// A key id is taken.
    #[error("key id {0} is taken by another key; ask its owner for an id of its own")]
    Taken(String),
}

/// Trusted keys by id.
#[derive(Clone, Debug, Default)]
pub struct TrustedKeys(Vec<TrustedKey>);

impl TrustedKeys {
    /// An empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds the public keys of a JWK set, all pinned to `pin`. Get the set from its owner over a channel that you trust, not
    /// out of a signed message.
    ///
    /// # Errors
    /// [`KeySetError`]; nothing is added then.
    pub fn add_jwks(&mut self, jwks: &[u8], pin: &Pin) -> Result<(), KeySetError> {
        let json = Json::parse(jwks).map_err(KeySetError::Json)?;
        let refuse = |kid: &str, reason| KeySetError::Key { kid: kid.to_owned(), reason };
        let Some(Json::List(keys)) = json.get("keys") else {
            return Err(refuse("set", "there is no list \"keys\""));
        };
        let mut added: Vec<TrustedKey> = Vec::new();
        for (i, jwk) in keys.iter().enumerate() {
            let kid = jwk.get("kid").and_then(Json::as_text).filter(|kid| !kid.is_empty());
            let kid = kid.ok_or_else(|| refuse(&i.to_string(), "it has no kid; ask its owner for one"))?;
            let (material, algorithm) = read(jwk).map_err(|reason| refuse(kid, reason))?;
            let key = TrustedKey { kid: kid.to_owned(), pin: pin.clone(), material, algorithm };
            if self.find(kid).is_some() || added.iter().any(|other| other.kid == kid) {
                return Err(KeySetError::Taken(kid.to_owned()));
            }
            added.push(key);
        }
        self.0.extend(added);
        Ok(())
    }

    /// The key of an id.
    #[must_use]
    pub fn find(&self, kid: &str) -> Option<&TrustedKey> {
        self.0.iter().find(|key| key.kid == kid)
    }
}

fn read(jwk: &Json) -> Result<(Material, Option<Algorithm>), &'static str> {
    let text = |key: &str| jwk.get(key).and_then(Json::as_text);
    let bytes = |key: &str| text(key).and_then(|t| URL_SAFE_NO_PAD.decode(t).ok());
    if ["d", "k", "p", "q"].iter().any(|private| jwk.get(private).is_some()) {
        return Err("it holds a secret; pin public keys only");
    }
    if text("use").is_some_and(|usage| usage != "sig") {
        return Err("it is not for signatures");
    }
    let material = match (text("kty"), text("crv")) {
        (Some("OKP"), Some("Ed25519")) => {
            Material::Ed25519(bytes("x").filter(|x| x.len() == 32).ok_or("x must be 32 bytes in Base64url")?)
        }
        (Some("EC"), Some("P-256")) => {
            let coordinate =
                |key| bytes(key).filter(|c| c.len() == 32).ok_or("x and y must be 32 bytes in Base64url");
            Material::P256([vec![4], coordinate("x")?, coordinate("y")?].concat())
        }
        (Some("RSA"), _) => {
            let n = bytes("n").ok_or("n must be in Base64url")?;
            if n.len() < 256 || n[0] < 0x80 && n.len() == 256 {
                return Err("an RSA key must have 2048 bits or more");
            }
            Material::Rsa { n, e: bytes("e").ok_or("e must be in Base64url")? }
        }
        _ => return Err("only Ed25519, P-256 and RSA keys are accepted"),
    };
    let algorithm = match text("alg") {
        None => None,
        Some(name) => Some(Algorithm::from_name(name).ok_or("its alg must be EdDSA, ES256, PS256 or RS256")?),
    };
    if algorithm.is_some_and(|algorithm| !algorithm.fits(&material)) {
        return Err("its alg does not fit its type");
    }
    Ok((material, algorithm))
}
