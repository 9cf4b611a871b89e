//! The keys of this version's circuits, by their hashes.

use crate::CircuitId;

/// A line for each circuit, as `keys -- write` of plimsoll-params writes it: name, version, source, hash.
const PINS: &str = include_str!("pins.txt");

/// What is known of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// The circuit.
    pub circuit: CircuitId,
    /// Anybody can forge proofs under it.
    pub insecure: bool,
}

impl KnownKey {
    /// The key of this hash, if it is one of this version's.
    #[must_use]
    pub fn of(hash: &[u8; 32]) -> Option<Self> {
        PINS.lines().find_map(|line| {
            let mut words = line.split(' ');
            let (circuit, _version, source) = (words.next()?, words.next()?, words.next()?);
            let circuit = CircuitId::from_name(circuit)?;
            // Whatever is no ceremony's key is not to be relied on.
            (from_hex(words.next()?)? == *hash).then_some(Self { circuit, insecure: source != "ceremony" })
        })
    }
}

/// The hash of these 64 hexadecimal digits.
pub(crate) fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut hash = [0; 32];
    if !rest.is_empty() || pairs.len() != hash.len() {
        return None;
    }
    for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(hash)
}
