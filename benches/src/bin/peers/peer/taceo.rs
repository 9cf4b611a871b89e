//! `taceo-groth16`, on the same key: it takes arkworks' types.

use ark_bn254::{Bn254, Fr};
use ark_ff::UniformRand;
use ark_groth16::Proof;
use rand::rngs::OsRng;
use taceo_groth16::{ConstraintMatrices, Groth16, LibSnarkReduction, ProvingKey};

use super::{Peer, Prepared};
use crate::{Result, case::Case, circuit::Circuit, cost::Cost};

pub struct Taceo;

struct Ready {
    proving_key: ProvingKey<Bn254>,
    matrices: ConstraintMatrices<Fr>,
    assignment: Vec<Fr>,
}

impl Peer for Taceo {
    fn version(&self) -> &'static str {
        super::locked("taceo-groth16")
    }

    fn prepare(&self, _: Circuit, case: Case) -> Result<Box<dyn Prepared>> {
        let Case { proving_key, matrices, instance, assignment } = case;
        let entries = |matrix: &Vec<Vec<_>>| matrix.iter().map(Vec::len).sum();
        let [a, b, c] = <[_; 3]>::try_from(matrices).map_err(|_| "a rank-one circuit has three matrices")?;
        let matrices = ConstraintMatrices {
            num_instance_variables: instance,
            num_witness_variables: assignment.len() - instance,
            num_constraints: a.len(),
            a_num_non_zero: entries(&a),
            b_num_non_zero: entries(&b),
            c_num_non_zero: entries(&c),
            a,
            b,
            c,
        };
        Ok(Box::new(Ready { proving_key, matrices, assignment }))
    }
}

impl Prepared for Ready {
    fn prove(&mut self) -> Result<(Proof<Bn254>, Cost)> {
        let (r, s) = (Fr::rand(&mut OsRng), Fr::rand(&mut OsRng));
        let (proof, cost) = Cost::of(|| {
            Groth16::<Bn254>::prove::<LibSnarkReduction>(
                &self.proving_key,
                r,
                s,
                &self.matrices,
                &self.assignment,
            )
        });
        Ok((proof?, cost))
    }
}
