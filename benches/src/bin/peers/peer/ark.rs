//! `ark-groth16`, with matrices at hand and without.

use ark_bn254::{Bn254, Fr};
use ark_ff::UniformRand;
use ark_groth16::{Groth16, Proof, ProvingKey};
use rand::rngs::OsRng;

use super::{Peer, Prepared};
use crate::{
    Result,
    case::Case,
    circuit::{Circuit, Synthesizer},
    cost::Cost,
};

const CRATE: &str = "ark-groth16";

/// From assignment to proof: what it can do at best.
pub struct WithMatrices;

impl Peer for WithMatrices {
    fn version(&self) -> &'static str {
        super::locked(CRATE)
    }

    fn prepare(&self, _: Circuit, case: Case) -> Result<Box<dyn Prepared>> {
        Ok(Box::new(case))
    }
}

impl Prepared for Case {
    fn prove(&mut self) -> Result<(Proof<Bn254>, Cost)> {
        let (r, s) = (Fr::rand(&mut OsRng), Fr::rand(&mut OsRng));
        let (proof, cost) = Cost::of(|| {
            Groth16::<Bn254>::create_proof_with_reduction_and_matrices(
                &self.proving_key,
                r,
                s,
                &self.matrices,
                self.instance,
                self.constraints(),
                &self.assignment,
            )
        });
        Ok((proof?, cost))
    }
}

/// From circuit to proof, as `Groth16::prove` does it: constraints are laid out each time, which the others need not.
pub struct Stock;

struct FromCircuit {
    circuit: Synthesizer,
    proving_key: ProvingKey<Bn254>,
}

impl Peer for Stock {
    fn version(&self) -> &'static str {
        super::locked(CRATE)
    }

    fn prepare(&self, circuit: Circuit, case: Case) -> Result<Box<dyn Prepared>> {
        Ok(Box::new(FromCircuit { circuit: circuit.synthesizer(), proving_key: case.proving_key }))
    }
}

impl Prepared for FromCircuit {
    fn prove(&mut self) -> Result<(Proof<Bn254>, Cost)> {
        let (proof, cost) = Cost::of(|| {
            Groth16::<Bn254>::create_random_proof_with_reduction(
                self.circuit.clone(),
                &self.proving_key,
                &mut OsRng,
            )
        });
        Ok((proof?, cost))
    }
}
