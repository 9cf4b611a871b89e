//! The three hashes that tie circuits and keys together, each its own type.

/// Declares a 32-byte digest that reads and writes itself as 64 hexadecimal digits.
macro_rules! digest {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 32]);

        impl $name {
            /// The digest of these 32 bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// Its 32 bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl From<$name> for String {
            fn from(digest: $name) -> String {
                digest.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = hex::FromHexError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                let mut bytes = [0u8; 32];
                hex::decode_to_slice(text, &mut bytes)?;
                Ok(Self(bytes))
            }
        }
    };
}

digest! {
    /// What a circuit is: BLAKE3 of its matrices, see [`CircuitShape::hash`](crate::CircuitShape::hash).
    MatrixHash
}
digest! {
    /// BLAKE3 of a proving key's bytes (arkworks, uncompressed).
    ProvingKeyHash
}
digest! {
    /// SHA-256 of a verifying key's canonical bytes: the pin that ledgers hold, and what `sha256sum` says of its file.
    VerifyingKeyHash
}

impl VerifyingKeyHash {
    /// The hash of this key.
    #[must_use]
    pub fn of(key: &plimsoll_verifier::VerifyingKey) -> Self {
        Self::from_bytes(key.hash())
    }
}
