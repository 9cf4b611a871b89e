use super::Public;
use crate::field::{F, from_short_bytes};
use plimsoll_digest::CircuitId;
use sha3::{Digest, Keccak256};

/// What the acting party signs: `h`, the sponge over circuit number, circuit version and all posted values.
#[must_use]
pub fn sighash(circuit: CircuitId, public: &impl Public) -> F {
    plimsoll_digest::sighash(circuit, circuit.version(), &public.to_fields())
}

/// `ext`: Keccak-256 over everything posted beside the proof, lengths first, cut to 248 bits.
///
/// The digest is over the number of parts and then each part's length, all as 8 big-endian bytes, then the parts; the
/// first 31 bytes of it are the field element.
#[must_use]
pub fn external_hash(parts: &[&[u8]]) -> F {
    let mut hasher = Keccak256::new();
    hasher.update((parts.len() as u64).to_be_bytes());
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
    }
    for part in parts {
        hasher.update(part);
    }
    from_short_bytes(&hasher.finalize()[..31])
}
