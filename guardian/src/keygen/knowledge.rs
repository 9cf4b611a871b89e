//! Proof that a dealer knows the constant term whose commitment it reveals (Schnorr 1991, made non-interactive).

use crate::{
    GuardianId,
    point::{base, is_sound, to_scalar},
    wire::serde_scalar,
};
use ark_ec::CurveGroup;
use ark_ff::UniformRand;
use plimsoll_circuits::{
    field::{F, Point, Scalar, serde_point},
    poseidon2::sponge,
    tag::Tag,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Proof of knowledge of `a` behind `a B8`, tied to a key generation and a dealer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knowledge {
    /// `R = r B8`.
    #[serde(with = "serde_point")]
    pub nonce: Point,
    /// `r + c a`.
    #[serde(with = "serde_scalar")]
    pub response: Scalar,
}

impl Knowledge {
    pub(crate) fn prove<R: rand::RngCore + rand::CryptoRng>(
        context: F,
        dealer: GuardianId,
        secret: &Scalar,
        rng: &mut R,
    ) -> Self {
        let r = Zeroizing::new(Scalar::rand(rng));
        let nonce = base(*r);
        let c = challenge(context, dealer, base(*secret), nonce);
        Self { nonce, response: *r + c * secret }
    }

    pub(crate) fn verify(&self, context: F, dealer: GuardianId, public: Point) -> bool {
        let c = challenge(context, dealer, public, self.nonce);
        is_sound(&self.nonce)
            && is_sound(&public)
            && base(self.response) == (public * c + self.nonce).into_affine()
    }
}

fn challenge(context: F, dealer: GuardianId, public: Point, nonce: Point) -> Scalar {
    let inputs = [context, F::from(dealer.number()), public.x, public.y, nonce.x, nonce.y];
    to_scalar(sponge(Tag::Knowledge, &inputs))
}
