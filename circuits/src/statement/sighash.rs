use super::{CircuitId, Public};
use crate::{
    field::{F, from_short_bytes},
    poseidon2::sponge,
    tag::Tag,
};
use sha3::{Digest, Keccak256};

/// What the acting party signs: the sponge over circuit number, circuit version and all public inputs.
#[must_use]
pub fn sighash(circuit: CircuitId, public: &impl Public) -> F {
    tagged(Tag::SigHash, circuit, &public.to_fields())
}

/// A transition's identity: the hash of circuit and public inputs, never of proof bytes, which are malleable.
#[must_use]
pub fn transition_id(circuit: CircuitId, public: &[F]) -> F {
    tagged(Tag::TransitionId, circuit, public)
}

fn tagged(tag: Tag, circuit: CircuitId, public: &[F]) -> F {
    let mut inputs = vec![F::from(circuit.number()), F::from(circuit.version())];
    inputs.extend_from_slice(public);
    sponge(tag, &inputs)
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
