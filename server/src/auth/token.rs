//! Bearer tokens, and the hashes by which the store knows tokens and certificates.

use crate::proving::store::CredentialHash;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{CryptoRng, RngCore};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How every token begins, so that scanners for leaked secrets find it.
const PREFIX: &str = "plm_";

/// How many random bytes a token holds.
const BYTES: usize = 32;

/// How many characters 32 bytes take in base64 without padding.
const DIGITS: usize = 43;

/// A bearer token: `plm_` and 32 random bytes in base64url without padding. Whoever has it is whom it was granted to; the
/// store keeps its hash alone. Overwritten when dropped, and never shown by `Debug`.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A token that nobody else has.
    pub fn fresh<R: RngCore + CryptoRng>(rng: &mut R) -> Self {
        let mut bytes = Zeroizing::new([0; BYTES]);
        rng.fill_bytes(&mut *bytes);
        let mut text = Zeroizing::new(String::with_capacity(PREFIX.len() + DIGITS));
        text.push_str(PREFIX);
        URL_SAFE_NO_PAD.encode_string(*bytes, &mut text);
        Self(text)
    }

    /// The token of this text. `None` if it is none: no text but one stands for the same bytes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX).filter(|digits| digits.len() == DIGITS)?;
        let mut bytes = Zeroizing::new([0; BYTES]);
        let length = URL_SAFE_NO_PAD.decode_slice(digits, &mut *bytes).ok()?;
        (length == BYTES).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The token's text: for its owner, once.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// By what the store knows it: SHA-256 of its text. A token has 256 random bits, so nothing slower is needed.
    #[must_use]
    pub fn hash(&self) -> CredentialHash {
        CredentialHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(not shown)")
    }
}

/// By what the store knows a client certificate: SHA-256 of its DER bytes.
#[must_use]
pub fn certificate_hash(der: &[u8]) -> CredentialHash {
    CredentialHash(Sha256::digest(der).into())
}

/// Why a file of PEM names no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
    /// There is none in it, or it cannot be read.
    #[error("there is no certificate in it; give a file with one block that begins with BEGIN CERTIFICATE")]
    None,
    /// There are several, and the client's own is not told from those of its authorities.
    #[error("there are several certificates in it; give a file with the client's own alone")]
    Several,
}

/// The hash of the only certificate in a text of PEM.
///
/// # Errors
/// [`PemError`] if there is no certificate in it, or more than one.
pub fn certificate_hash_of_pem(pem: &[u8]) -> Result<CredentialHash, PemError> {
    let mut certificates = CertificateDer::pem_slice_iter(pem);
    let first = certificates.next().and_then(Result::ok).ok_or(PemError::None)?;
    if certificates.next().is_some() {
        return Err(PemError::Several);
    }
    Ok(certificate_hash(&first))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use rand::rngs::OsRng;

    #[test]
    fn a_token_is_read_back_and_no_two_are_alike() {
        let token = Token::fresh(&mut OsRng);
        assert!(token.expose().starts_with("plm_") && token.expose().len() == 47);
        let read = Token::parse(token.expose()).unwrap();
        assert_eq!(read.expose(), token.expose());
        assert_eq!(read.hash(), token.hash());
        assert_ne!(Token::fresh(&mut OsRng).hash(), token.hash());
        assert!(!format!("{token:?}").contains(&token.expose()[4..]));
    }

    #[test]
    fn the_hash_is_sha_256_of_the_text() {
        let token = Token::parse(&format!("plm_{}", "A".repeat(43))).unwrap();
        let expected: [u8; 32] = Sha256::digest(format!("plm_{}", "A".repeat(43))).into();
        assert_eq!(token.hash(), CredentialHash(expected));
    }

    #[test]
    fn other_texts_are_no_tokens() {
        let good = format!("plm_{}", "A".repeat(43));
        assert!(Token::parse(&good).is_some());
        // The last digit carries four bits of nothing, which must be zero: one token, one text.
        let ends_in_waste = format!("plm_{}B", "A".repeat(42));
        let cases =
            ["", "plm_", &good[4..], &good[..46], &format!("{good}A"), &format!("{good}="), &ends_in_waste];
        for text in cases {
            assert!(Token::parse(text).is_none(), "{text}");
        }
        assert!(Token::parse(&good.replace("plm_", "PLM_")).is_none());
        assert!(Token::parse(&format!("plm_{}+", "A".repeat(42))).is_none());
    }

    #[test]
    fn a_certificate_is_known_by_its_der_bytes() {
        let made = rcgen::generate_simple_self_signed(["worker".to_owned()]).unwrap();
        let (pem, der) = (made.cert.pem(), made.cert.der().to_vec());
        assert_eq!(certificate_hash_of_pem(pem.as_bytes()), Ok(certificate_hash(&der)));
        let twice = format!("{pem}{pem}");
        assert_eq!(certificate_hash_of_pem(twice.as_bytes()), Err(PemError::Several));
        assert_eq!(certificate_hash_of_pem(b"nothing"), Err(PemError::None));
        // A key alone is no certificate.
        let key = made.signing_key.serialize_pem();
        assert_eq!(certificate_hash_of_pem(key.as_bytes()), Err(PemError::None));
    }
}
