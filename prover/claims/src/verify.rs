//! Verifying one proof, or many under one key.

use crate::{BatchError, ClaimError, ClaimKey, ClaimProof, transcript::ProofReader};
use halo2_proofs::{
    arithmetic::Field,
    plonk::{Error, VerificationStrategy, verify_proof},
    poly::commitment::{Guard, MSM},
    transcript::EncodedChallenge,
};
use halo2curves::bn256::{Fr, G1Affine};
use plimsoll_circuits::{claims::halo2::to_halo2, field::F};
use rand::rngs::OsRng;
use rayon::prelude::*;

/// Accepts a proof for these public inputs, in the order of the netlist's public wires.
///
/// # Errors
/// If there are too few or too many public inputs, or the proof does not hold.
pub fn verify(key: &ClaimKey, public: &[F], proof: &ClaimProof) -> Result<(), ClaimError> {
    if reduce(key, public, proof)?.eval() { Ok(()) } else { Err(ClaimError::Refused) }
}

/// The verdict on each proof, in order: exactly those of [`verify`], but for many proofs at once far cheaper.
///
/// # Errors
/// If there are no proofs.
pub fn verify_batch(
    key: &ClaimKey,
    proofs: &[(&[F], &ClaimProof)],
) -> Result<Vec<Result<(), ClaimError>>, BatchError> {
    if proofs.is_empty() {
        return Err(BatchError::Empty);
    }
    let reduced: Vec<_> = proofs.par_iter().map(|(public, proof)| reduce(key, public, proof)).collect();
    // Weights that nobody can foresee, so that what is wrong with one proof does not make up for another.
    let mut sum = MSM::new(key.parameters().params());
    for msm in reduced.iter().flatten() {
        let mut msm = msm.clone();
        msm.scale(Fr::random(OsRng));
        sum.add_msm(&msm);
    }
    let together = sum.eval();
    let verdict =
        |msm: MSM<'_, G1Affine>| if together || msm.eval() { Ok(()) } else { Err(ClaimError::Refused) };
    Ok(reduced.into_iter().map(|msm| msm.and_then(verdict)).collect())
}

/// Everything about a proof but the one sum of group elements that has to be zero.
fn reduce<'k>(key: &'k ClaimKey, public: &[F], proof: &ClaimProof) -> Result<MSM<'k, G1Affine>, ClaimError> {
    let (expected, found) = (key.public_inputs(), public.len());
    // halo2 would take missing ones for zeros.
    if expected != found {
        return Err(ClaimError::PublicInputs { expected, found });
    }
    let public: Vec<Fr> = public.iter().map(to_halo2).collect();
    let params = key.parameters().params();
    let mut reader = ProofReader::new(proof.as_bytes());
    let strategy = Deferred(MSM::new(params));
    let sum = verify_proof(params, key.verifying_half(), strategy, &[&[&public]], &mut reader)
        .map_err(|_| ClaimError::Refused)?;
    if reader.is_at_end() { Ok(sum) } else { Err(ClaimError::Refused) }
}

/// Leaves the sum to the caller.
struct Deferred<'p>(MSM<'p, G1Affine>);

impl<'p> VerificationStrategy<'p, G1Affine> for Deferred<'p> {
    type Output = MSM<'p, G1Affine>;

    fn process<E: EncodedChallenge<G1Affine>>(
        self,
        f: impl FnOnce(MSM<'p, G1Affine>) -> Result<Guard<'p, G1Affine, E>, Error>,
    ) -> Result<Self::Output, Error> {
        Ok(f(self.0)?.use_challenges())
    }
}
