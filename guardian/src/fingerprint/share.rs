//! What one guardian answers: its share of every evaluation, with one proof for all of them.

use super::EvaluationRequest;
use crate::{
    GuardianId,
    keygen::{Fingerprint, GroupKey, KeyShare},
    point::is_sound,
    wire::{serde_points, serde_scalar},
};
use ark_ec::{AdditiveGroup as _, AffineRepr, CurveGroup, VariableBaseMSM};
use ark_ff::{Field as _, PrimeField as _};
use plimsoll_circuits::{
    field::{F, Point, PointProjective, Scalar, serde_hex},
    poseidon2::{hash, sponge},
    tag::Tag,
};
use serde::{Deserialize, Serialize};
use taceo_oprf_core::dlog_equality::DLogEqualityProof;

/// A guardian's share `C_i = k_j B_i` for every point `B_i` of a request, with the proof that `k_j` is the share behind its
/// public one `A_j = k_j B8`: that of Chaum and Pedersen for `A_j` and `8 sum d_i C_i = k_j 8 sum d_i B_i`.
///
/// The coefficients `d_i` are 128 bits of a hash of `A_j`, the request and all `C_i`, so that they are unknown until these are
/// fixed: if one `C_i` is wrong, the sum is, but for one in 2^128. The factor 8 takes out what lies outside the prime-order
/// subgroup. So no `B_i` needs to be tried for it: a guardian multiplies `8 B_i` by `k_j / 8`, which draws no bit of
/// `k_j` out whatever `B_i` is. Every `C_i` lies in the subgroup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationShare {
    /// Whose it is.
    pub from: GuardianId,
    /// The digest of the request that it answers.
    #[serde(with = "serde_hex")]
    pub request: F,
    /// `C_i`, in the order of the points.
    #[serde(with = "serde_points")]
    pub responses: Vec<Point>,
    /// The proof's challenge.
    #[serde(with = "serde_hex")]
    pub challenge: F,
    /// The proof's answer to it.
    #[serde(with = "serde_scalar")]
    pub answer: Scalar,
}

impl EvaluationShare {
    /// Evaluates every point with a share of the key. The points lie on the curve.
    pub(super) fn new<R: rand::RngCore + rand::CryptoRng>(
        share: &KeyShare<Fingerprint>,
        request: &EvaluationRequest,
        rng: &mut R,
    ) -> Self {
        let secret = zeroize::Zeroizing::new(*share.scalar() * eighth());
        let responses: Vec<_> = request.points.iter().map(|b| times_8(*b) * *secret).collect();
        let responses = PointProjective::normalize_batch(&responses);
        let public = share.group().share_of(share.id()).unwrap_or_default();
        let digest = request.digest();
        let combined = combination(&coefficients(public, digest, &responses), &request.points);
        let proof = DLogEqualityProof::proof(combined, *share.scalar(), rng);
        let (challenge, answer) = (proof.e(), proof.s());
        Self { from: share.id(), request: digest, responses, challenge, answer }
    }

    /// Whether it is this guardian's share of the answer to `request`.
    #[must_use]
    pub fn is_right(&self, group: &GroupKey<Fingerprint>, request: &EvaluationRequest) -> bool {
        let Some(public) = group.share_of(self.from) else { return false };
        let fits = self.request == request.digest() && self.responses.len() == request.points.len();
        if !fits || !self.responses.iter().all(is_sound) || !request.points.iter().all(Point::is_on_curve) {
            return false;
        }
        let coefficients = coefficients(public, self.request, &self.responses);
        let asked = combination(&coefficients, &request.points);
        let answered = combination(&coefficients, &self.responses);
        let proof = DLogEqualityProof::new(self.challenge, self.answer);
        proof.verify(public, asked, answered, Point::generator()).is_ok()
    }
}

/// `1/8` modulo the group order.
pub(super) fn eighth() -> Scalar {
    Scalar::from(8u64).inverse().unwrap_or_default()
}

/// `8 p`, which lies in the prime-order subgroup wherever `p` lies on the curve.
pub(super) fn times_8(p: impl Into<PointProjective>) -> PointProjective {
    let p: PointProjective = p.into();
    p.double().double().double()
}

/// `d_i`: the low 128 bits of `H(fp_proof; seed, i)`, where the seed is the sponge over the public share, the request's digest and
/// the responses.
pub(super) fn coefficients(public: Point, request: F, responses: &[Point]) -> Vec<u128> {
    let mut inputs = vec![public.x, public.y, request];
    inputs.extend(responses.iter().flat_map(|c| [c.x, c.y]));
    let seed = sponge(Tag::FingerprintProof, &inputs);
    let low = |i: usize| {
        let [low, high, ..] = hash(Tag::FingerprintProof, &[seed, F::from(i as u64)]).into_bigint().0;
        u128::from(high) << 64 | u128::from(low)
    };
    (0..responses.len()).map(low).collect()
}

/// `8 sum d_i p_i`.
pub(super) fn combination(coefficients: &[u128], points: &[Point]) -> Point {
    let scalars: Vec<_> = coefficients
        .iter()
        .map(|d| {
            let mut scalar = <Scalar as ark_ff::PrimeField>::BigInt::from(0u64);
            scalar.as_mut()[0] = *d as u64;
            scalar.as_mut()[1] = (*d >> 64) as u64;
            scalar
        })
        .collect();
    times_8(PointProjective::msm_bigint(points, &scalars)).into_affine()
}
