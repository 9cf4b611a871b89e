//! `h`, `z` and `y` of posted values.

use crate::{CircuitId, Identity, poseidon2::sponge, tag};
use alloc::vec::Vec;
use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField, Zero};
use sha3::{Digest as _, Keccak256};

/// Name of the tag of `h`.
pub const SIGHASH: &str = "plimsoll.sighash";
/// Name of the tag of the root over a posting's fingerprints.
pub const FINGERPRINTS: &str = "plimsoll.fp";
/// Name of the tag of an identity.
pub const TRANSITION: &str = "plimsoll.transition";

/// What a proof's public inputs are made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The sighash, which the acting party signs.
    pub h: Fr,
    /// The posting's identity, which is also the challenge.
    pub id: Identity,
    /// The posted values as a polynomial, at the challenge.
    pub y: Fr,
}

impl Digest {
    /// Public inputs of every circuit: `h, z, y`.
    pub const INPUTS: usize = 3;

    /// That of a circuit version's posted values.
    #[must_use]
    pub fn new(circuit: CircuitId, version: u32, posted: &[Fr]) -> Self {
        let h = sighash(circuit, version, posted);
        let id = identity(circuit, version, h, posted);
        Self { h, id, y: horner(posted, id.challenge()) }
    }

    /// The challenge `z`.
    #[must_use]
    pub fn z(&self) -> Fr {
        self.id.challenge()
    }

    /// The public inputs, in their order.
    #[must_use]
    pub fn inputs(&self) -> [Fr; Self::INPUTS] {
        [self.h, self.z(), self.y]
    }
}

/// `h = sponge(sighash; circuit, version, x..)`; a Register's and an Amend's fingerprints enter through [`fp_root`].
#[must_use]
pub fn sighash(circuit: CircuitId, version: u32, posted: &[Fr]) -> Fr {
    sponge(tag(SIGHASH), &hashed(circuit, version, posted, |n| n, fp_root))
}

/// What `h` is the sponge of, over whatever a field element is: circuit, version, and the posted values, the fingerprints among them
/// replaced by what `root` makes of them; `constant` makes an element of a number. Natively and in the circuit the same.
pub fn hashed<T: Clone>(
    circuit: CircuitId,
    version: u32,
    posted: &[T],
    constant: impl Fn(Fr) -> T,
    root: impl FnOnce(&[T]) -> T,
) -> Vec<T> {
    let mut all = Vec::with_capacity(posted.len() + 2);
    all.extend([circuit.number(), version].map(|n| constant(n.into())));
    match circuit.fingerprints() {
        None => all.extend_from_slice(posted),
        Some(slots) => {
            // Of a list that is too short, what there is: so no two lists of any length are hashed alike.
            let slots = slots.start.min(posted.len())..slots.end.min(posted.len());
            all.extend_from_slice(&posted[..slots.start]);
            all.push(root(&posted[slots.clone()]));
            all.extend_from_slice(&posted[slots.end..]);
        }
    }
    all
}

/// `fp_root = sponge(fp; number of slots, F[..])`, which an issuer signs.
#[must_use]
pub fn fp_root(fingerprints: &[Fr]) -> Fr {
    let mut inputs = Vec::with_capacity(fingerprints.len() + 1);
    inputs.push(Fr::from(fingerprints.len() as u64));
    inputs.extend_from_slice(fingerprints);
    sponge(tag(FINGERPRINTS), &inputs)
}

/// `x_1 + x_2 z + .. + x_n z^(n-1)`.
#[must_use]
pub fn horner(posted: &[Fr], z: Fr) -> Fr {
    posted.iter().rev().fold(Fr::zero(), |sum, x| sum * z + x)
}

fn identity(circuit: CircuitId, version: u32, h: Fr, posted: &[Fr]) -> Identity {
    let mut keccak = Keccak256::new();
    let mut word = |x: &Fr| keccak.update(x.into_bigint().to_bytes_be());
    for x in [tag(TRANSITION), circuit.number().into(), version.into(), h] {
        word(&x);
    }
    posted.iter().for_each(word);
    Identity(keccak.finalize().into())
}
