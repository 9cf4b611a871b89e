//! One compact JWS (RFC 7515) against the pinned keys.

use super::{
    algorithm::Algorithm,
    keys::{Owner, TrustedKey, TrustedKeys},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use plimsoll_circuits::document::Json;

/// Why a JWS does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// It is no compact JWS, or one with features that are not accepted.
    #[error("the signature is malformed: {0}; ask the signer for a compact JWS (RFC 7515)")]
    Malformed(&'static str),
    /// The algorithm is not accepted, `none` and HMAC among them.
    #[error("algorithm {0:?} is not accepted; ask the signer for {names}", names = names())]
    Algorithm(String),
    /// No key of the owner is pinned.
    #[error("no key of {0} is pinned; get its key set from it and pin that")]
    NoKeys(Owner),
    /// No key of that id is pinned.
    #[error(
        "key {kid:?} of {owner} is not trusted; if it is a new key, get the key set from its owner once more and pin that"
    )]
    UnknownKey {
        /// The key.
        kid: String,
        /// Whose it must be.
        owner: Owner,
    },
    /// The key is pinned to another owner.
    #[error(
        "{needed} must have signed, but key {kid:?} is pinned to {pinned}; refuse it, or pin the key to {needed}, too, if you were told there that it is its own"
    )]
    OtherOwner {
        /// The key.
        kid: String,
        /// Whose it is.
        pinned: Owner,
        /// Whose it must be.
        needed: Owner,
    },
    /// The key stands in the owner's set, but verifies no signature here.
    #[error("key {kid:?} cannot be used, since {reason}; ask the signer to sign with another key")]
    Skipped {
        /// The key.
        kid: String,
        /// Why.
        reason: String,
    },
    /// The algorithm does not fit the pinned key.
    #[error("algorithm {algorithm} does not fit {}; refuse it", of(.kid.as_deref(), .owner))]
    WrongAlgorithm {
        /// The key that the header names.
        kid: Option<String>,
        /// Whose it must be.
        owner: Owner,
        /// What the header says.
        algorithm: &'static str,
    },
    /// The signature is not the key's.
    #[error("the signature is not that of {} over this content; refuse it", of(.kid.as_deref(), .owner))]
    Invalid {
        /// The key that the header names.
        kid: Option<String>,
        /// Whose it must be.
        owner: Owner,
    },
}

fn names() -> String {
    Algorithm::ALL.map(Algorithm::name).join(", ")
}

fn of(kid: Option<&str>, owner: &Owner) -> String {
    kid.map_or_else(|| format!("any key of {owner}"), |kid| format!("key {kid:?} of {owner}"))
}

/// A compact JWS that is not verified yet.
pub(super) struct Jws<'c> {
    signing_input: &'c str,
    signature: Vec<u8>,
    algorithm: Algorithm,
    kid: Option<String>,
    payload: Json,
}

impl<'c> Jws<'c> {
    pub(super) fn parse(compact: &'c str) -> Result<Self, JwsError> {
        let parts: Vec<&str> = compact.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            return Err(JwsError::Malformed("it has not three parts"));
        };
        let decode = |part: &str| {
            URL_SAFE_NO_PAD.decode(part).map_err(|_| JwsError::Malformed("a part is not Base64url"))
        };
        let json = |part, what| Json::parse(&decode(part)?).map_err(|_| JwsError::Malformed(what));
        let header_json = json(header, "its header is not JSON")?;
        if header_json.get("crit").is_some() || header_json.get("b64").is_some() {
            return Err(JwsError::Malformed("its header asks for extensions"));
        }
        // Keys and certificates in the header (jwk, jku, x5c, x5u) are never looked at.
        let text = |key: &str| header_json.get(key).and_then(Json::as_text);
        let name = text("alg").ok_or(JwsError::Malformed("its header has no alg"))?;
        let algorithm = Algorithm::from_name(name).ok_or_else(|| JwsError::Algorithm(name.to_owned()))?;
        Ok(Self {
            signing_input: &compact[..header.len() + 1 + payload.len()],
            signature: decode(signature)?,
            algorithm,
            kid: text("kid").map(str::to_owned),
            payload: json(payload, "its payload is not JSON")?,
        })
    }

    /// What it says; nobody's word before it is [verified](Self::verify).
    pub(super) const fn payload(&self) -> &Json {
        &self.payload
    }

    /// The owner's key that signed it, and how.
    pub(super) fn verify<'k>(
        &self,
        keys: &'k TrustedKeys,
        owner: &Owner,
    ) -> Result<(&'k TrustedKey, Algorithm), JwsError> {
        let candidates = keys.candidates(owner, self.kid.as_deref());
        if candidates.is_empty() {
            return Err(self.unknown(keys, owner));
        }
        let (kid, owner, algorithm) = (self.kid.clone(), owner.clone(), self.algorithm);
        let fitting: Vec<_> = candidates
            .into_iter()
            .filter(|key| key.material.key_type() == algorithm.key_type())
            .filter(|key| key.algorithm.is_none_or(|only| only == algorithm))
            .collect();
        if fitting.is_empty() {
            return Err(JwsError::WrongAlgorithm { kid, owner, algorithm: algorithm.name() });
        }
        let signed = |key: &&TrustedKey| {
            algorithm.holds(&key.material, self.signing_input.as_bytes(), &self.signature)
        };
        let key = fitting.into_iter().find(signed).ok_or(JwsError::Invalid { kid, owner })?;
        Ok((key, algorithm))
    }

    fn unknown(&self, keys: &TrustedKeys, owner: &Owner) -> JwsError {
        let needed = owner.clone();
        let Some(kid) = self.kid.clone() else { return JwsError::NoKeys(needed) };
        if let Some(skipped) = keys.skipped(owner, &kid) {
            return JwsError::Skipped { kid, reason: skipped.reason.clone() };
        }
        match keys.owner_of(&kid) {
            Some(pinned) => JwsError::OtherOwner { kid, pinned: pinned.clone(), needed },
            None if keys.knows(owner) => JwsError::UnknownKey { kid, owner: needed },
            None => JwsError::NoKeys(needed),
        }
    }
}
