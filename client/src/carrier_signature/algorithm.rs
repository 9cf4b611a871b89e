//! Signature algorithms by their names in JOSE (RFC 7518, RFC 8037, RFC 9864), and public keys that they verify with.

use aws_lc_rs::signature::{
    self as aws, ParsedPublicKey, RsaParameters, RsaPublicKeyComponents, VerificationAlgorithm,
};

/// Signature algorithms that are accepted. `none` and HMAC are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Ed25519.
    EdDsa,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// ECDSA with P-384 and SHA-384.
    Es384,
    /// ECDSA with P-521 and SHA-512.
    Es512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// RSASSA-PKCS1 v1.5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1 v1.5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1 v1.5 with SHA-512.
    Rs512,
}

/// What a key is of. On a curve it has one algorithm; RSA has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyType {
    Ed25519,
    P256,
    P384,
    P521,
    Rsa,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Material {
    /// Ed25519: 32 bytes; NIST's curves: the uncompressed point.
    Point(KeyType, Vec<u8>),
    /// Modulus and exponent, without leading zeros.
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::EdDsa,
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
    ];

    /// The name in JOSE headers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
        }
    }

    /// The algorithm of that name. `Ed25519` is the later name (RFC 9864) of what `EdDSA` is here.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = if name == "Ed25519" { "EdDSA" } else { name };
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    pub(super) const fn key_type(self) -> KeyType {
        match self {
            Self::EdDsa => KeyType::Ed25519,
            Self::Es256 => KeyType::P256,
            Self::Es384 => KeyType::P384,
            Self::Es512 => KeyType::P521,
            _ => KeyType::Rsa,
        }
    }

    /// Whether `signature` is that of the key over `message`. Never if the algorithm does not fit the key.
    pub(super) fn holds(self, key: &Material, message: &[u8], signature: &[u8]) -> bool {
        let padding: &RsaParameters = match self {
            Self::Ps256 => &aws::RSA_PSS_2048_8192_SHA256,
            Self::Ps384 => &aws::RSA_PSS_2048_8192_SHA384,
            Self::Ps512 => &aws::RSA_PSS_2048_8192_SHA512,
            Self::Rs256 => &aws::RSA_PKCS1_2048_8192_SHA256,
            Self::Rs384 => &aws::RSA_PKCS1_2048_8192_SHA384,
            Self::Rs512 => &aws::RSA_PKCS1_2048_8192_SHA512,
            Self::EdDsa | Self::Es256 | Self::Es384 | Self::Es512 => {
                return self.key_type() == key.key_type()
                    && key.parsed().is_some_and(|key| key.verify_sig(message, signature).is_ok());
            }
        };
        match key {
            Material::Rsa { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(padding, message, signature).is_ok()
            }
            Material::Point(..) => false,
        }
    }
}

impl KeyType {
    /// The bytes of a coordinate; none of RSA.
    pub(super) const fn coordinate(self) -> Option<usize> {
        match self {
            Self::Ed25519 | Self::P256 => Some(32),
            Self::P384 => Some(48),
            Self::P521 => Some(66),
            Self::Rsa => None,
        }
    }
}

impl Material {
    pub(super) const fn key_type(&self) -> KeyType {
        match self {
            Self::Point(kind, _) => *kind,
            Self::Rsa { .. } => KeyType::Rsa,
        }
    }

    /// The point, if it is one of its curve.
    pub(super) fn parsed(&self) -> Option<ParsedPublicKey> {
        let Self::Point(kind, point) = self else { return None };
        let algorithm: &'static dyn VerificationAlgorithm = match kind {
            KeyType::Ed25519 => &aws::ED25519,
            KeyType::P256 => &aws::ECDSA_P256_SHA256_FIXED,
            KeyType::P384 => &aws::ECDSA_P384_SHA384_FIXED,
            KeyType::P521 => &aws::ECDSA_P521_SHA512_FIXED,
            KeyType::Rsa => return None,
        };
        ParsedPublicKey::new(algorithm, point).ok()
    }
}
