//! What an issuer asks for, and signs.

use crate::{GuardianSet, UnixTime, wire::serde_points};
use plimsoll_circuits::{
    field::{F, Point, serde_hex, serde_point, to_bytes},
    member::Address,
    poseidon2::sponge,
    signature::{PublicKey, Signature, SigningKey},
    tag::Tag,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Inputs that one request has at most: a bill of the large tier.
pub const MAX_INPUTS: usize = 128;

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
    /// The blinded points, 1 to [`MAX_INPUTS`] of them.
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

    /// Whether the requester signed it.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.requester.key.verify(self.digest(), &self.signature)
    }
}

/// The name of one two-round proof, which goes into its binding factor: 128 bits of a hash of the request's digest, the place
/// in it and the contributing set. Both sides compute it, nobody chooses it.
pub(super) fn proof_name(request: F, input: usize, set: &GuardianSet) -> [u8; 16] {
    let mut inputs = vec![request, F::from(input as u64)];
    inputs.extend(set.numbers().into_iter().map(F::from));
    let bytes = to_bytes(&sponge(Tag::FingerprintProof, &inputs));
    let mut name = [0u8; 16];
    name.copy_from_slice(&bytes[16..]);
    name
}

/// [`proof_name`] in the OPRF crate's form, which is a UUID; every 32 digits are one.
pub(super) fn proof_id<Id: FromStr>(request: F, input: usize, set: &GuardianSet) -> Option<Id> {
    hex::encode(proof_name(request, input, set)).parse().ok()
}
