//! Signing issuance requests, for carriers that use this program and for the samples.

use super::Algorithm;
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
        EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    },
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use plimsoll_circuits::document::Json;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Why something could not be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The key is malformed.
    #[error("the private key is malformed; give a PKCS #8 document of a key on the algorithm's curve")]
    Key,
    /// The file is no private key as a JWK.
    #[error(
        "it is no private Ed25519 key as a JWK (RFC 8037) with kty, crv, kid and d; give one, or the name of a file that is not there yet"
    )]
    Jwk,
    /// The request lacks something.
    #[error("{0} is missing or malformed in the request; complete it before it is signed")]
    Missing(&'static str),
    /// The random source failed.
    #[error("the system's random source failed; try again")]
    Random,
}

enum Pair {
    Ed25519(Ed25519KeyPair),
    Ecdsa(Algorithm, &'static str, EcdsaKeyPair),
}

/// A carrier's private key with its id.
pub struct CarrierKey {
    kid: String,
    pair: Pair,
}

impl CarrierKey {
    /// The Ed25519 key of 32 secret bytes.
    ///
    /// # Errors
    /// [`SignError::Key`].
    pub fn ed25519(kid: &str, seed: &[u8; 32]) -> Result<Self, SignError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| SignError::Key)?;
        Ok(Self { kid: kid.to_owned(), pair: Pair::Ed25519(pair) })
    }

    /// The Ed25519 key of a private JWK (RFC 8037).
    ///
    /// # Errors
    /// [`SignError::Jwk`].
    pub fn from_jwk(jwk: &[u8]) -> Result<Self, SignError> {
        let json = Json::parse(jwk).map_err(|_| SignError::Jwk)?;
        let text = |name: &str| json.get(name).and_then(Json::as_text).ok_or(SignError::Jwk);
        if (text("kty")?, text("crv")?) != ("OKP", "Ed25519") {
            return Err(SignError::Jwk);
        }
        let seed = Zeroizing::new(URL_SAFE_NO_PAD.decode(text("d")?).map_err(|_| SignError::Jwk)?);
        let seed = <&[u8; 32]>::try_from(seed.as_slice()).map_err(|_| SignError::Jwk)?;
        Self::ed25519(text("kid")?, seed)
    }

    /// The private JWK (RFC 8037) of the Ed25519 key of 32 secret bytes.
    #[must_use]
    pub fn private_jwk(kid: &str, seed: &[u8; 32]) -> Json {
        let field = |key: &str, value: &str| (key.to_owned(), Json::Text(value.to_owned()));
        let secret = URL_SAFE_NO_PAD.encode(seed);
        Json::Object(vec![
            field("crv", "Ed25519"),
            field("d", &secret),
            field("kid", kid),
            field("kty", "OKP"),
        ])
    }

    /// The key of a PKCS #8 document for ES256, ES384 or ES512.
    ///
    /// # Errors
    /// [`SignError::Key`] if it is not of the algorithm's curve, or the algorithm is another.
    pub fn ecdsa(kid: &str, algorithm: Algorithm, pkcs8: &[u8]) -> Result<Self, SignError> {
        let (curve, signing) = match algorithm {
            Algorithm::Es256 => ("P-256", &ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::Es384 => ("P-384", &ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::Es512 => ("P-521", &ECDSA_P521_SHA512_FIXED_SIGNING),
            _ => return Err(SignError::Key),
        };
        let pair = EcdsaKeyPair::from_pkcs8(signing, pkcs8).map_err(|_| SignError::Key)?;
        Ok(Self { kid: kid.to_owned(), pair: Pair::Ecdsa(algorithm, curve, pair) })
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self.pair {
            Pair::Ed25519(_) => Algorithm::EdDsa,
            Pair::Ecdsa(algorithm, ..) => algorithm,
        }
    }

    /// The public key as a JWK.
    #[must_use]
    pub fn public_jwk(&self) -> Json {
        let field = |key: &str, value: &str| (key.to_owned(), Json::Text(value.to_owned()));
        let mut jwk = vec![field("alg", self.algorithm().name())];
        match &self.pair {
            Pair::Ed25519(pair) => {
                let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
                jwk.extend([
                    field("crv", "Ed25519"),
                    field("kid", &self.kid),
                    field("kty", "OKP"),
                    field("use", "sig"),
                    field("x", &x),
                ]);
            }
            Pair::Ecdsa(_, curve, pair) => {
                // The point is written uncompressed: 4, x, y.
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
                jwk.extend([field("crv", curve), field("kid", &self.kid), field("kty", "EC")]);
                jwk.extend([field("use", "sig"), field("x", &x), field("y", &y)]);
            }
        }
        Json::Object(jwk)
    }

    /// The public key as a JWK set (RFC 7517), as those get it who pin it.
    #[must_use]
    pub fn key_set(&self) -> Json {
        Json::Object(vec![("keys".to_owned(), Json::List(vec![self.public_jwk()]))])
    }

    /// The compact JWS of a payload, such as an entry of a transfer chain.
    ///
    /// # Errors
    /// [`SignError::Random`].
    pub fn sign(&self, payload: &[u8]) -> Result<String, SignError> {
        let header = Json::Object(vec![
            ("alg".to_owned(), Json::Text(self.algorithm().name().to_owned())),
            ("kid".to_owned(), Json::Text(self.kid.clone())),
        ]);
        let input =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(header.canonical()), URL_SAFE_NO_PAD.encode(payload));
        let signature = match &self.pair {
            Pair::Ed25519(pair) => pair.sign(input.as_bytes()).as_ref().to_vec(),
            Pair::Ecdsa(_, _, pair) => pair
                .sign(&SystemRandom::new(), input.as_bytes())
                .map_err(|_| SignError::Random)?
                .as_ref()
                .to_vec(),
        };
        Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// The issuance request with its manifest signed: checksums of `document`, `issueTo` and the visualisation, if there is one.
/// An earlier signature is replaced.
///
/// # Errors
/// [`SignError`].
pub fn sign_issuance_request(request: &Json, key: &CarrierKey) -> Result<Json, SignError> {
    const SIGNED: &str = "issuanceManifestSignedContent";
    let Json::Object(entries) = request else { return Err(SignError::Missing("document")) };
    let checksum = |name: &'static str| {
        request.get(name).map(|json| hex::encode(json.checksum())).ok_or(SignError::Missing(name))
    };
    let mut manifest = vec![
        ("documentChecksum".to_owned(), Json::Text(checksum("document")?)),
        ("issueToChecksum".to_owned(), Json::Text(checksum("issueTo")?)),
    ];
    if let Some(visualisation) = request.get("eBLVisualisationByCarrier") {
        let content =
            visualisation.get("content").and_then(Json::as_text).and_then(|text| STANDARD.decode(text).ok());
        let digest = Sha256::digest(content.ok_or(SignError::Missing("eBLVisualisationByCarrier.content"))?);
        manifest.push(("eBLVisualisationByCarrierChecksum".to_owned(), Json::Text(hex::encode(digest))));
    }
    let signed = key.sign(&Json::Object(manifest).canonical())?;
    let mut entries: Vec<_> = entries.iter().filter(|(name, _)| name != SIGNED).cloned().collect();
    entries.push((SIGNED.to_owned(), Json::Text(signed)));
    Ok(Json::Object(entries))
}
