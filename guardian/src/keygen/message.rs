//! What participants of a key generation send each other.

use super::Knowledge;
use crate::{
    GuardianId,
    wire::{serde_points, serde_scalar},
};
use plimsoll_circuits::{
    field::{F, Point, Scalar, serde_hex},
    poseidon2::sponge,
    signature::{PublicKey, Signature, SigningKey},
    tag::Tag,
};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Round 1, to all: a hash of the sender's dealing, signed, so that two different ones convict their sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round1Broadcast {
    /// The dealer.
    pub from: GuardianId,
    /// The hash.
    #[serde(with = "serde_hex")]
    pub commitment: F,
    /// The dealer's over generation, dealer and hash.
    pub signature: Signature,
}

impl Round1Broadcast {
    pub(crate) fn sign(context: F, from: GuardianId, commitment: F, identity: &SigningKey) -> Self {
        Self { from, commitment, signature: identity.sign(message(context, from, commitment)) }
    }

    pub(crate) fn is_signed(&self, context: F, identity: &PublicKey) -> bool {
        identity.verify(message(context, self.from, self.commitment), &self.signature)
    }
}

fn message(context: F, from: GuardianId, commitment: F) -> F {
    sponge(Tag::Dealer, &[context, F::from(from.number()), commitment])
}

/// Round 2, to all: the dealing that was hashed, and the hashes that the sender got from everyone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round2Reveal {
    /// The dealer.
    pub from: GuardianId,
    /// Feldman's commitments `a_k B8` to the coefficients, the constant term's first.
    #[serde(with = "serde_points")]
    pub coefficients: Vec<Point>,
    /// That the dealer knows the constant term.
    pub knowledge: Knowledge,
    /// Round 1 as the dealer received it, guardian 1's first.
    pub seen: Vec<Round1Broadcast>,
}

impl Round2Reveal {
    /// The hash that must have been sent in round 1.
    #[must_use]
    pub fn commitment(&self, context: F) -> F {
        let mut inputs = vec![context, F::from(self.from.number())];
        let points = self.coefficients.iter().chain([&self.knowledge.nonce]);
        inputs.extend(points.flat_map(|p| [p.x, p.y]));
        inputs.push(F::new(ark_ff::PrimeField::into_bigint(self.knowledge.response)));
        sponge(Tag::Dealing, &inputs)
    }
}

/// Round 3, to one alone and in confidence: the value of the sender's polynomial at the receiver's number.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct PrivateShare {
    /// The dealer.
    #[zeroize(skip)]
    pub from: GuardianId,
    /// For whom.
    #[zeroize(skip)]
    pub to: GuardianId,
    /// The share.
    #[serde(with = "serde_scalar")]
    pub share: Scalar,
}

/// Round 4, to all: whose shares arrived and were wrong. A share that has not arrived is asked for again, not complained of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaints {
    /// Who complains.
    pub from: GuardianId,
    /// About whom.
    pub about: Vec<GuardianId>,
}

/// Round 5, to all: the shares that were complained about, in the open.
#[derive(Clone, Serialize, Deserialize)]
pub struct Answers {
    /// The dealer.
    pub from: GuardianId,
    /// The shares of those who complained about it.
    pub shares: Vec<PrivateShare>,
}
