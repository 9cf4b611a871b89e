//! Finding the guardian whose share made a combined proof wrong.
//!
//! Every share of a distributed Chaum-Pedersen proof is itself a single-party proof that can be checked against the
//! guardian's public share: with binding factor `b`, challenge `e` and Lagrange coefficient `l_i`,
//!
//! ```text
//! s_i B8 = d1_i + b e1_i + l_i e A_i        s_i B = d2_i + b e2_i + l_i e C_i
//! ```
//!
//! If all shares satisfied both, so would their sum. So a wrong proof always has a share that does not, whether its guardian
//! lied about `C_i`, its nonces or its response; and an honest guardian's always does. No third round is needed, which a
//! liar could refuse.
//!
//! `b` and `e` are computed as the OPRF crate computes them; before anyone is blamed, `e` is compared with the crate's.

use super::{BlindedAnswer, request::proof_name};
use crate::{
    GuardianId, GuardianSet,
    keygen::{Fingerprint, GroupKey},
    point::{base, combine, to_scalar},
};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::PrimeField;
use ark_serialize::CanonicalSerialize;
use plimsoll_circuits::field::{F, Point, Scalar, from_short_bytes};
use serde::Deserialize;
use taceo_oprf_core::ddlog_equality::shamir::PartialDLogCommitmentsShamir;
use taceo_poseidon2::bn254::t16;

/// What went wrong, as the coordinator has it.
pub(super) struct Case<'a> {
    pub group: &'a GroupKey<Fingerprint>,
    pub set: &'a GuardianSet,
    pub request: F,
    pub input: usize,
    /// `B`.
    pub blinded: Point,
    /// Round 1, in the order of the set. The type holds points of the subgroup only.
    pub commitments: &'a [PartialDLogCommitmentsShamir],
    /// Round 2, in the order of the set.
    pub responses: &'a [Scalar],
    /// The combined answer, whose proof is wrong.
    pub answer: &'a BlindedAnswer,
}

impl Case<'_> {
    /// The first guardian whose share is wrong; `None` if none is, or the crate's challenge is not as expected here.
    pub(super) fn culprit(&self) -> Option<GuardianId> {
        let shares: Vec<_> = self.commitments.iter().map(Share::read).collect::<Option<_>>()?;
        let sum = |of: fn(&Share) -> Point| {
            combine(&shares.iter().map(of).collect::<Vec<_>>(), &vec![Scalar::from(1u64); shares.len()])
        };
        let [d1, d2, e1, e2] = [sum(|s| s.d1), sum(|s| s.d2), sum(|s| s.e1), sum(|s| s.e2)];
        let binding = self.binding([d1, d2, e1, e2])?;
        let r1 = (e1 * binding + d1).into_affine();
        let r2 = (e2 * binding + d2).into_affine();
        if self.challenge(r1, r2) != self.answer.challenge {
            return None;
        }
        let challenge = to_scalar(self.answer.challenge);
        let lagrange = self.set.lagrange();
        self.set.ids().iter().enumerate().find_map(|(i, &id)| {
            let (share, s, weight) = (&shares[i], self.responses[i], lagrange[i] * challenge);
            let public = self.group.share_of(id)?;
            let one = combine(&[share.d1, share.e1, public], &[Scalar::from(1u64), binding, weight]);
            let two = combine(&[share.d2, share.e2, share.c], &[Scalar::from(1u64), binding, weight]);
            (base(s) != one || (self.blinded * s).into_affine() != two).then_some(id)
        })
    }

    /// The factor that ties the second nonces to the session: the OPRF crate's, over BLAKE3.
    fn binding(&self, nonces: [Point; 4]) -> Option<Scalar> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"FROST_2_NONCE_COMBINER");
        hasher.update(&proof_name(self.request, self.input, self.set));
        for number in self.set.numbers() {
            hasher.update(&number.to_le_bytes());
        }
        for point in [self.group.key(), self.answer.response].into_iter().chain(nonces) {
            let mut bytes = Vec::new();
            point.serialize_compressed(&mut bytes).ok()?;
            hasher.update(&bytes);
        }
        let mut wide = [0u8; 64];
        hasher.finalize_xof().fill(&mut wide);
        Some(Scalar::from_le_bytes_mod_order(&wide))
    }

    /// The Fiat-Shamir challenge: the OPRF crate's, one Poseidon2 permutation of width 16.
    fn challenge(&self, r1: Point, r2: Point) -> F {
        let points = [self.group.key(), self.blinded, self.answer.response, Point::generator(), r1, r2];
        let mut state = [F::from(0u64); 16];
        state[0] = from_short_bytes(b"DLOG Equality Proof");
        for (lane, x) in state[1..].iter_mut().zip(points.iter().flat_map(|p| [p.x, p.y])) {
            *lane = x;
        }
        t16::permutation(&state)[1]
    }
}

/// The points of one guardian's round 1, which the OPRF crate shows in serialised form only.
struct Share {
    c: Point,
    d1: Point,
    d2: Point,
    e1: Point,
    e2: Point,
}

#[derive(Deserialize)]
struct Text {
    c: [String; 2],
    d1: [String; 2],
    d2: [String; 2],
    e1: [String; 2],
    e2: [String; 2],
}

impl Share {
    fn read(commitments: &PartialDLogCommitmentsShamir) -> Option<Self> {
        let point = |[x, y]: [String; 2]| -> Option<Point> {
            plimsoll_circuits::field::point(x.parse().ok()?, y.parse().ok()?)
        };
        let Text { c, d1, d2, e1, e2 } =
            serde_json::to_value(commitments).and_then(serde_json::from_value).ok()?;
        Some(Self { c: point(c)?, d1: point(d1)?, d2: point(d2)?, e1: point(e1)?, e2: point(e2)? })
    }
}
