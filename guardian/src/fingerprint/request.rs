//! What an issuer asks for, and signs.

use crate::{UnixTime, wire::serde_points};
use plimsoll_circuits::{
    field::{F, Point, serde_hex, serde_point},
    fingerprint::Tier,
    member::Address,
    poseidon2::sponge,
    signature::{PublicKey, Signature, SigningKey},
    tag::Tag,
};
use serde::{Deserialize, Serialize};

/// Who asks: the two public halves of which an address is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requester {
    /// The key that signs.
    pub key: PublicKey,
    /// The public half of the nullifier key.
    #[serde(with = "serde_hex")]
    pub nkc: F,
}

impl Requester {
    /// The address, by which the issuer is accredited.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::new(&self.key, self.nkc)
    }
}

/// A signed request to evaluate blinded points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationRequest {
    /// Who asks.
    pub requester: Requester,
    /// The group key whose evaluation is wanted.
    #[serde(with = "serde_point")]
    pub group: Point,
    /// Fresh and uniform: no two requests are the same.
    #[serde(with = "serde_hex")]
    pub nonce: F,
    /// When it was made, by the issuer's clock.
    pub issued_at: UnixTime,
    /// The blinded points, as many as the bill's tier has slots, so that nobody can count its containers.
    #[serde(with = "serde_points")]
    pub points: Vec<Point>,
    /// The requester's over all of the above.
    pub signature: Signature,
}

impl EvaluationRequest {
    /// Signs a request.
    #[must_use]
    pub fn sign(
        requester: Requester,
        group: Point,
        nonce: F,
        issued_at: UnixTime,
        points: Vec<Point>,
        key: &SigningKey,
    ) -> Self {
        let mut this = Self { requester, group, nonce, issued_at, points, signature: Signature::blank() };
        this.signature = key.sign(this.digest());
        this
    }

    /// What is signed, and what names the request from then on.
    #[must_use]
    pub fn digest(&self) -> F {
        let Requester { key, nkc } = self.requester;
        let mut inputs = vec![key.point().x, key.point().y, nkc, self.group.x, self.group.y, self.nonce];
        inputs.push(F::from(self.issued_at.0));
        inputs.extend(self.points.iter().flat_map(|p| [p.x, p.y]));
        sponge(Tag::FingerprintRequest, &inputs)
    }

    /// The tier of the bill that it is for; `None` if there are no such bills.
    #[must_use]
    pub fn tier(&self) -> Option<Tier> {
        Tier::with_slots(self.points.len())
    }

    /// Whether the requester signed it.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.requester.key.verify(self.digest(), &self.signature)
    }
}
