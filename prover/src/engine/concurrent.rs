//! The engine that is used: arkworks' transforms and our multiplications, all at once.

use super::{Engine, EngineError, buckets::multiply};
use crate::{Assignment, Blinding};
use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ec::CurveGroup;
use ark_ff::{BigInt, PrimeField};
use ark_groth16::r1cs_to_qap::{LibsnarkReduction, R1CSToQAP};
use ark_poly::GeneralEvaluationDomain;
use plimsoll_params::CircuitKey;
use plimsoll_verifier::Proof;
use rayon::{
    join,
    prelude::{IntoParallelRefIterator, ParallelIterator},
};

/// Groth16 with the key's matrices, in which the transforms and the five multi-scalar multiplications run side by side,
/// where `ark-groth16` runs them one after another and leaves cores idle at the end of each, and buckets are summed in affine
/// coordinates.
///
/// With the same blinding it gives the same points as [`ArkEngine`](super::ArkEngine).
#[derive(Clone, Copy, Debug, Default)]
pub struct ConcurrentEngine;

type Scalar = BigInt<4>;

impl Engine for ConcurrentEngine {
    fn name(&self) -> &'static str {
        "concurrent"
    }

    fn prove(
        &self,
        key: &CircuitKey,
        assignment: &Assignment,
        blinding: Blinding,
    ) -> Result<Proof, EngineError> {
        let (shape, pk) = (key.shape(), key.proving_key());
        let (r, s) = (*blinding.r(), *blinding.s());
        let values = assignment.values();
        let scalars = integers(values);
        let witness = &scalars[assignment.instance_len()..];

        let quotient = || {
            LibsnarkReduction::witness_map_from_matrices::<Fr, GeneralEvaluationDomain<Fr>>(
                shape.matrices(),
                assignment.instance_len(),
                shape.counts().constraints,
                values,
            )
            .map(|h| multiply(&pk.h_query, &integers(&h)))
            .map_err(EngineError::Computation)
        };
        let (b_g2, (h, (l, (a, b_g1)))) = join(
            || multiply(&pk.b_g2_query, &scalars),
            || {
                join(quotient, || {
                    join(
                        || multiply(&pk.l_query, witness),
                        || join(|| multiply(&pk.a_query, &scalars), || multiply(&pk.b_g1_query, &scalars)),
                    )
                })
            },
        );
        // A = alpha + sum of z_i u_i + r delta, B likewise with beta, v_i and s; C holds what is left over.
        let a = a + pk.vk.alpha_g1 + pk.delta_g1 * r;
        let b = b_g2 + pk.vk.beta_g2 + pk.vk.delta_g2 * s;
        let b_in_g1 = b_g1 + pk.beta_g1 + pk.delta_g1 * s;
        let c = l + h? + a * s + b_in_g1 * r - pk.delta_g1 * (r * s);
        let (a, b, c): (G1Affine, G2Affine, G1Affine) = (a.into_affine(), b.into_affine(), c.into_affine());
        Ok(Proof::new(a, b, c)?)
    }
}

fn integers(values: &[Fr]) -> Vec<Scalar> {
    values.par_iter().map(|x| x.into_bigint()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ArkEngine;
    use plimsoll_circuits::statement::{Statement, attest::Attest};
    use plimsoll_params::{CircuitShape, DevelopmentKeys};
    use std::sync::Arc;

    /// An engine computes; whether the assignment satisfies the circuit is not its business.
    #[test]
    fn the_points_are_those_of_ark_groth16() {
        let shape = Arc::new(CircuitShape::of::<Attest>().unwrap());
        let key = DevelopmentKeys::generate::<Attest>(shape).unwrap().into_key();
        let (public, witness) = Attest::blank();
        let assignment = Assignment::generate::<Attest>(key.shape(), &public, &witness).unwrap();
        for (r, s) in [(3u64, 5u64), (0, 7), (11, 0)] {
            let blinding = || Blinding::of(Fr::from(r), Fr::from(s));
            let ours = ConcurrentEngine.prove(&key, &assignment, blinding()).unwrap();
            let theirs = ArkEngine.prove(&key, &assignment, blinding()).unwrap();
            assert_eq!(ours.to_bytes(), theirs.to_bytes());
        }
    }
}
