//! Making a proof.

use crate::{ClaimError, ClaimKey, ClaimProof};
use halo2_proofs::{
    plonk::create_proof,
    transcript::{Blake2bWrite, Challenge255},
};
use halo2curves::bn256::Fr;
use plimsoll_circuits::{
    claims::{
        halo2::{ClaimCircuit, to_halo2},
        netlist::Netlist,
    },
    field::F,
};
use rand::{CryptoRng, RngCore};

/// Proves that these values satisfy the netlist; the public inputs are the values of its public wires.
///
/// # Errors
/// If the values do not satisfy the netlist (the error names the part of the statement), or the key is for another one.
pub fn prove<R: RngCore + CryptoRng>(
    key: &ClaimKey,
    net: &Netlist,
    values: &[F],
    rng: &mut R,
) -> Result<ClaimProof, ClaimError> {
    let half = key.proving_half().ok_or(ClaimError::VerifyingOnly)?;
    if *key.netlist() != net.digest() {
        return Err(ClaimError::OtherKey);
    }
    if values.len() != net.wires() {
        return Err(ClaimError::Values { expected: net.wires(), found: values.len() });
    }
    // halo2 would make a proof that nobody accepts.
    if let Some(scope) = net.violated(values) {
        return Err(ClaimError::Violated { scope: scope.to_owned() });
    }
    let circuit = ClaimCircuit::new(net, values);
    let public: Vec<Fr> = net.public().iter().map(|wire| to_halo2(&values[wire.index()])).collect();
    let mut transcript = Blake2bWrite::<_, _, Challenge255<_>>::init(Vec::new());
    create_proof(key.parameters().params(), half, &[circuit], &[&[&public]], rng, &mut transcript)
        .map_err(ClaimError::Halo2)?;
    Ok(ClaimProof::from_bytes(transcript.finalize()))
}
