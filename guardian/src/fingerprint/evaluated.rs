//! A bill's fingerprints with what proves them: the issuer keeps it for audit.

use super::{
    EvaluationRequest, EvaluationShare,
    share::{eighth, times_8},
};
use crate::{
    GuardianId, GuardianSet, SetError,
    keygen::{Fingerprint, GroupKey},
    point::{base, to_scalar},
    wire::serde_scalar,
};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{Field, Zero};
use plimsoll_circuits::{
    field::{F, Point, PointProjective, Scalar, from_short_bytes, serde_hex},
    poseidon2::hash,
    tag::Tag,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use taceo_oprf_core::oprf::{BlindingFactor, client};
use taceo_poseidon2::bn254::t4;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What the output's hash begins with.
const OUTPUT: &[u8] = b"OPRF";

/// The fingerprints of a bill: inputs, the request, and the guardians' shares. Whoever has the group key can verify it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluated {
    /// The inputs, those of the first points of the request.
    pub inputs: Vec<EvaluatedInput>,
    /// What the other points follow from: fillers, and no inputs that somebody guessed. Secret, as blindings are.
    #[serde(with = "serde_hex")]
    pub seed: F,
    /// What was asked for.
    pub request: EvaluationRequest,
    /// What t guardians answered.
    pub shares: Vec<EvaluationShare>,
}

/// One input with its fingerprint. Secret: with the blinding, the request's point shows which input it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct EvaluatedInput {
    /// The input.
    #[serde(with = "serde_hex")]
    pub x: F,
    /// Its fingerprint.
    #[serde(with = "serde_hex")]
    pub f: F,
    /// What it was blinded with.
    #[serde(with = "serde_scalar")]
    pub blinding: Scalar,
}

/// What is wrong with fingerprints.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationFault {
    /// The request is for another group key.
    #[error("it was asked for under another group key")]
    OtherKey,
    /// The shares are not those of exactly t different guardians.
    #[error(transparent)]
    Set(#[from] SetError),
    /// A guardian's share is not the one of its key for this request: ask another.
    #[error("{guardian} answered with a wrong share")]
    WrongShare {
        /// Which.
        guardian: GuardianId,
    },
    /// What was asked for is not this input under this blinding.
    #[error("input {input} is not what was asked for")]
    OtherInput {
        /// Which.
        input: usize,
    },
    /// The fingerprint is 0, which stands for none.
    #[error("the fingerprint of input {input} is 0")]
    Zero {
        /// Which.
        input: usize,
    },
    /// The fingerprint is another than the shares give.
    #[error("the fingerprint of input {input} is not the one proven")]
    WrongFingerprint {
        /// Which.
        input: usize,
    },
}

impl Evaluated {
    /// Verifies the shares and computes the fingerprints.
    pub(super) fn new(
        queries: &[(F, Scalar)],
        seed: F,
        request: EvaluationRequest,
        shares: Vec<EvaluationShare>,
        group: &GroupKey<Fingerprint>,
    ) -> Result<Self, EvaluationFault> {
        let set = verified(&request, &shares, group)?;
        let fingerprint = |(input, (x, blinding)): (usize, &(F, Scalar))| {
            let f = fingerprint(input, *x, *blinding, &shares, &set)?;
            Ok::<_, EvaluationFault>(EvaluatedInput { x: *x, f, blinding: *blinding })
        };
        let inputs = queries.iter().enumerate().map(fingerprint).collect::<Result<_, _>>()?;
        Ok(Self { inputs, seed, request, shares })
    }

    /// Verifies every share against its guardian's public share, that the request's points are the inputs, blinded, and fillers, and the
    /// fingerprints. What an input is made of, it does not say.
    ///
    /// # Errors
    /// The first fault.
    pub fn verify(&self, group: &GroupKey<Fingerprint>) -> Result<(), EvaluationFault> {
        let set = verified(&self.request, &self.shares, group)?;
        for (place, point) in self.request.points.iter().enumerate().skip(self.inputs.len()) {
            if *point != filler(self.seed, place) {
                return Err(EvaluationFault::OtherInput { input: place });
            }
        }
        for (input, one) in self.inputs.iter().enumerate() {
            let point = self.request.points.get(input).copied();
            if point.is_none() || point != blind(one.x, one.blinding) {
                return Err(EvaluationFault::OtherInput { input });
            }
            if fingerprint(input, one.x, one.blinding, &self.shares, &set)? != one.f {
                return Err(EvaluationFault::WrongFingerprint { input });
            }
        }
        Ok(())
    }
}

/// An input as guardians see it; `None` if the blinding is 0 or the result the identity.
pub(super) fn blind(x: F, blinding: Scalar) -> Option<Point> {
    let factor = BlindingFactor::from_scalar(blinding).ok()?;
    let point = client::blind_query(x, factor).blinded_query();
    (!point.is_zero()).then_some(point)
}

/// The point that fills a place of a request: a multiple of the base point by a hash of seed and place.
pub(super) fn filler(seed: F, place: usize) -> Point {
    base(to_scalar(hash(Tag::FingerprintRequest, &[seed, F::from(place as u64)])))
}

/// The guardians whose shares these are, all of them right.
fn verified(
    request: &EvaluationRequest,
    shares: &[EvaluationShare],
    group: &GroupKey<Fingerprint>,
) -> Result<GuardianSet, EvaluationFault> {
    if request.group != group.key() {
        return Err(EvaluationFault::OtherKey);
    }
    let set = group.set(shares.iter().map(|share| share.from))?;
    match shares.iter().find(|share| !share.is_right(group, request)) {
        Some(wrong) => Err(EvaluationFault::WrongShare { guardian: wrong.from }),
        None => Ok(set),
    }
}

/// `H(OPRF; x, 8 sum_j (l_j / 8 b) C_j)`, with blinding `b` and Lagrange coefficients `l_j`.
fn fingerprint(
    input: usize,
    x: F,
    blinding: Scalar,
    shares: &[EvaluationShare],
    set: &GuardianSet,
) -> Result<F, EvaluationFault> {
    let other = EvaluationFault::OtherInput { input };
    let unblinding = blinding.inverse().ok_or(other.clone())? * eighth();
    let mut sum = PointProjective::zero();
    for (id, weight) in set.ids().iter().zip(set.lagrange()) {
        let share = shares.iter().find(|share| share.from == *id);
        let response = share.and_then(|share| share.responses.get(input)).ok_or(other.clone())?;
        sum += *response * (weight * unblinding);
    }
    let point = times_8(sum).into_affine();
    let f = t4::permutation(&[from_short_bytes(OUTPUT), x, point.x, point.y])[1];
    if f.is_zero() { Err(EvaluationFault::Zero { input }) } else { Ok(f) }
}

impl fmt::Debug for EvaluatedInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EvaluatedInput({})", plimsoll_circuits::field::to_hex(&self.f))
    }
}
