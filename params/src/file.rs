//! The format of proving key files, see the table on the crate's front page.

use std::sync::Arc;

use ark_bn254::Bn254;
use ark_groth16::ProvingKey;
use ark_serialize::{CanonicalDeserialize, Compress, SerializationError, Validate};
use plimsoll_circuits::statement::CircuitId;

use crate::{CircuitKey, CircuitShape, KeyDefect, KeySource, MatrixHash, Pin, ProvingKeyHash};

const MAGIC: [u8; 8] = *b"PLIMSKEY";
const FORMAT: u32 = 1;
const HEADER: usize = 96;

/// Why a key file is not used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileDefect {
    /// The file is no key file, or one for something else.
    #[error("it is not a key file for this: {0} differs")]
    Foreign(&'static str),
    /// The file ends too early or goes on too long.
    #[error("it has {found} bytes of {expected}")]
    Length {
        /// The length that its header asks for.
        expected: u64,
        /// Its length.
        found: u64,
    },
    /// The key is not the one that the header speaks of.
    #[error("its content has hash {found}, its header says {stated}")]
    Corrupt {
        /// What the header says.
        stated: ProvingKeyHash,
        /// The content's hash.
        found: ProvingKeyHash,
    },
    /// The key is sound in itself, but it is not the pinned one.
    #[error("it holds the key {found}, pinned is {pinned}")]
    NotThePinned {
        /// The pinned hash.
        pinned: ProvingKeyHash,
        /// The content's hash.
        found: ProvingKeyHash,
    },
    /// The content is no proving key.
    #[error("its content is no proving key: {0}")]
    Encoding(SerializationError),
    /// The proving key does not belong to the circuit.
    #[error(transparent)]
    Key(#[from] KeyDefect),
}

/// The header for these key bytes.
pub(crate) fn header(shape: &CircuitShape, source: KeySource, key: &[u8]) -> Vec<u8> {
    let mut header = prefix(shape.circuit(), shape.version(), source, shape.hash());
    header.extend((key.len() as u64).to_le_bytes());
    header.extend(blake3::hash(key).as_bytes());
    header
}

/// The part of the header that is known before the key is.
fn prefix(circuit: CircuitId, version: u32, source: KeySource, matrices: MatrixHash) -> Vec<u8> {
    let mut prefix = Vec::with_capacity(HEADER);
    prefix.extend(MAGIC);
    prefix.extend(FORMAT.to_le_bytes());
    prefix.extend(circuit.number().to_le_bytes());
    prefix.extend(version.to_le_bytes());
    prefix.extend(source.number().to_le_bytes());
    prefix.extend(matrices.as_bytes());
    prefix
}

/// Where each field of [`prefix`] ends.
const FIELDS: [(usize, &str); 6] = [
    (8, "the file type"),
    (12, "the format"),
    (16, "the circuit"),
    (20, "the version"),
    (24, "the source"),
    (56, "the matrix hash"),
];

/// Whether this is the file of the pinned key, to the byte.
pub(crate) fn check(file: &[u8], pin: &Pin) -> Result<(), FileDefect> {
    let expected = prefix(pin.circuit, pin.version, pin.source, pin.matrices);
    content(file, &expected, Some(pin.proving_key)).map(|_| ())
}

/// The key's bytes and their hash, if the file begins as expected, its hash is right, and it is the pinned one.
fn content<'a>(
    file: &'a [u8],
    expected: &[u8],
    pinned: Option<ProvingKeyHash>,
) -> Result<(&'a [u8], ProvingKeyHash), FileDefect> {
    let length = |expected: usize| FileDefect::Length { expected: expected as u64, found: file.len() as u64 };
    let (header, key) = file.split_at_checked(HEADER).ok_or_else(|| length(HEADER))?;
    let mut from = 0;
    for (to, field) in FIELDS {
        if header[from..to] != expected[from..to] {
            return Err(FileDefect::Foreign(field));
        }
        from = to;
    }
    let mut stated_length = [0; 8];
    stated_length.copy_from_slice(&header[56..64]);
    let stated_length = u64::from_le_bytes(stated_length);
    if stated_length != key.len() as u64 {
        return Err(FileDefect::Length {
            expected: stated_length.saturating_add(HEADER as u64),
            found: file.len() as u64,
        });
    }

    let mut stated = [0; 32];
    stated.copy_from_slice(&header[64..]);
    let stated = ProvingKeyHash::from_bytes(stated);
    let found = ProvingKeyHash::from_bytes(*blake3::hash(key).as_bytes());
    if found != stated {
        return Err(FileDefect::Corrupt { stated, found });
    }
    match pinned.filter(|pinned| *pinned != found) {
        Some(pinned) => Err(FileDefect::NotThePinned { pinned, found }),
        None => Ok((key, found)),
    }
}

/// Reads a key file. Nothing is decoded before its hash is right; a pinned hash then stands for every check of every
/// point, while a key that nobody pinned has its points checked.
pub(crate) fn decode(
    file: &[u8],
    shape: Arc<CircuitShape>,
    source: KeySource,
    pinned: Option<ProvingKeyHash>,
) -> Result<CircuitKey, FileDefect> {
    let expected = prefix(shape.circuit(), shape.version(), source, shape.hash());
    let (mut key, found) = content(file, &expected, pinned)?;
    let validate = if pinned.is_some() { Validate::No } else { Validate::Yes };
    let proving_key = ProvingKey::<Bn254>::deserialize_with_mode(&mut key, Compress::No, validate)
        .map_err(FileDefect::Encoding)?;
    if !key.is_empty() {
        return Err(FileDefect::Encoding(SerializationError::InvalidData));
    }
    Ok(CircuitKey::assemble(shape, proving_key, source, found)?)
}
