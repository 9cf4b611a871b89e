//! One compact JWS against the pinned keys.

use super::keys::{Material, TrustedKey, TrustedKeys};
use aws_lc_rs::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use plimsoll_circuits::document::Json;

/// Signature algorithms that are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Ed25519.
    EdDsa,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PKCS1 v1.5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// The name in JOSE headers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Algorithm::EdDsa => "EdDSA",
            Algorithm::Es256 => "ES256",
            Algorithm::Ps256 => "PS256",
            Algorithm::Rs256 => "RS256",
        }
    }

    /// The algorithm of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::EdDsa, Self::Es256, Self::Ps256, Self::Rs256]
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    pub(super) const fn fits(self, material: &Material) -> bool {
        matches!(
            (self, material),
            (Self::EdDsa, Material::Ed25519(_))
                | (Self::Es256, Material::P256(_))
                | (Self::Ps256 | Self::Rs256, Material::Rsa { .. })
        )
    }
}

/// Why a JWS does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// It is no compact JWS, or one with features that are not accepted.
    #[error("the signature is malformed: {0}; ask the signer for a compact JWS (RFC 7515)")]
    Malformed(&'static str),
    /// The algorithm is not accepted, `none` and HMAC among them.
    #[error("algorithm {0:?} is not accepted; ask the signer for EdDSA, ES256, PS256 or RS256")]
    Algorithm(String),
    /// No key of that id is pinned.
    #[error(
        "key {0:?} is not trusted; if it is the signer's new key, get its key set from the signer and pin it"
    )]
    UnknownKey(String),
    /// The algorithm does not fit the pinned key.
    #[error("algorithm {algorithm} does not fit key {kid:?}; refuse it")]
    WrongAlgorithm {
        /// The key.
        kid: String,
        /// What the header says.
        algorithm: &'static str,
    },
    /// The signature is not the key's.
    #[error("the signature is not that of key {0:?} over this content; refuse it")]
    Invalid(String),
}

/// The payload of a compact JWS, the pinned key that signed it, and how.
pub(super) fn verify<'k>(
    compact: &str,
    keys: &'k TrustedKeys,
) -> Result<(Vec<u8>, &'k TrustedKey, Algorithm), JwsError> {
    let parts: Vec<&str> = compact.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        return Err(JwsError::Malformed("it has not three parts"));
    };
    let decode =
        |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| JwsError::Malformed("a part is not Base64url"));
    let header_json =
        Json::parse(&decode(header)?).map_err(|_| JwsError::Malformed("its header is not JSON"))?;
    if header_json.get("crit").is_some() || header_json.get("b64").is_some() {
        return Err(JwsError::Malformed("its header asks for extensions"));
    }
    let text = |key: &str| header_json.get(key).and_then(Json::as_text);
    let name = text("alg").ok_or(JwsError::Malformed("its header has no alg"))?;
    let algorithm = Algorithm::from_name(name).ok_or_else(|| JwsError::Algorithm(name.to_owned()))?;
    // The id only says which pinned key to try; x5c, jwk and the like in the header are never looked at.
    let kid = text("kid").ok_or(JwsError::Malformed("its header has no kid"))?;
    let key = keys.find(kid).ok_or_else(|| JwsError::UnknownKey(kid.to_owned()))?;
    if !algorithm.fits(&key.material) || key.algorithm.is_some_and(|only| only != algorithm) {
        return Err(JwsError::WrongAlgorithm { kid: kid.to_owned(), algorithm: algorithm.name() });
    }
    let signing_input = &compact[..header.len() + 1 + payload.len()];
    let (payload, signature) = (decode(payload)?, decode(signature)?);
    let holds = match (&key.material, algorithm) {
        (Material::Ed25519(x), _) => {
            UnparsedPublicKey::new(&signature::ED25519, x).verify(signing_input.as_bytes(), &signature)
        }
        (Material::P256(point), _) => UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point)
            .verify(signing_input.as_bytes(), &signature),
        (Material::Rsa { n, e }, algorithm) => {
            let padding = match algorithm {
                Algorithm::Ps256 => &signature::RSA_PSS_2048_8192_SHA256,
                _ => &signature::RSA_PKCS1_2048_8192_SHA256,
            };
            RsaPublicKeyComponents { n, e }.verify(padding, signing_input.as_bytes(), &signature)
        }
    };
    holds.map_err(|_| JwsError::Invalid(kid.to_owned()))?;
    Ok((payload, key, algorithm))
}
