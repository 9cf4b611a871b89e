//! Keys and proofs of "I know w", with w^2, w^3, .. as public inputs.

use std::sync::LazyLock;

use ark_bn254::{Bn254, Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ff::{AdditiveGroup, Field};
use ark_groth16::{Groth16, ProvingKey};
use ark_relations::{
    gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, SynthesisError, Variable},
    lc,
};
use ark_std::rand::SeedableRng;
use plimsoll_verifier::{PreparedVerifyingKey, Proof, Takes, VerifyingKey};
use rand_chacha::ChaCha20Rng;

#[derive(Clone)]
struct Powers {
    w: Fr,
    inputs: usize,
}

impl ConstraintSynthesizer<Fr> for Powers {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<(), SynthesisError> {
        let w = cs.new_witness_variable(|| Ok(self.w))?;
        let square = cs.new_witness_variable(|| Ok(self.w.square()))?;
        enforce_product(&cs, w, w, square)?;
        let mut power = w;
        for value in powers(self.w, self.inputs) {
            let next = cs.new_input_variable(|| Ok(value))?;
            enforce_product(&cs, power, w, next)?;
            power = next;
        }
        Ok(())
    }
}

pub fn enforce_product(
    cs: &ConstraintSystemRef<Fr>,
    a: Variable,
    b: Variable,
    c: Variable,
) -> Result<(), SynthesisError> {
    cs.enforce_r1cs_constraint(|| lc!() + a, || lc!() + b, || lc!() + c)
}

/// w^2, w^3, ..: the public inputs.
pub fn powers(w: Fr, inputs: usize) -> Vec<Fr> {
    std::iter::successors(Some(w.square()), |p| Some(*p * w)).take(inputs).collect()
}

/// A statement set up by ark-groth16.
pub struct Statement {
    pub proving: ProvingKey<Bn254>,
    pub key: PreparedVerifyingKey,
    pub inputs: usize,
}

impl Statement {
    pub fn set_up(inputs: usize, seed: u64) -> Self {
        let circuit = Powers { w: Fr::from(3), inputs };
        let proving = Groth16::<Bn254>::generate_random_parameters_with_reduction(
            circuit,
            &mut ChaCha20Rng::seed_from_u64(seed),
        )
        .unwrap();
        let key = PreparedVerifyingKey::new(converted(&proving.vk), Takes::Inputs).unwrap();
        Self { proving, key, inputs }
    }

    /// The public inputs and a proof for `w`.
    pub fn prove(&self, w: u64) -> (Vec<Fr>, Proof) {
        let circuit = Powers { w: Fr::from(w), inputs: self.inputs };
        let mut rng = ChaCha20Rng::seed_from_u64(w);
        let proof =
            Groth16::<Bn254>::create_random_proof_with_reduction(circuit, &self.proving, &mut rng).unwrap();
        (powers(Fr::from(w), self.inputs), Proof::new(proof.a, proof.b, proof.c).unwrap())
    }
}

/// Our key from ark-groth16's.
pub fn converted(key: &ark_groth16::VerifyingKey<Bn254>) -> VerifyingKey {
    VerifyingKey {
        alpha_g1: key.alpha_g1,
        beta_g2: key.beta_g2,
        gamma_g2: key.gamma_g2,
        delta_g2: key.delta_g2,
        ic: key.gamma_abc_g1.clone(),
    }
}

/// ark-groth16's proof from ours.
pub fn ark_proof(proof: &Proof) -> ark_groth16::Proof<Bn254> {
    ark_groth16::Proof { a: *proof.a(), b: *proof.b(), c: *proof.c() }
}

pub static THREE: LazyLock<Statement> = LazyLock::new(|| Statement::set_up(3, 1));
pub static THREE_AGAIN: LazyLock<Statement> = LazyLock::new(|| Statement::set_up(3, 2));
pub static NONE: LazyLock<Statement> = LazyLock::new(|| Statement::set_up(0, 3));

/// A point of the twist outside the subgroup of order r.
pub fn off_subgroup() -> G2Affine {
    (0u64..)
        .filter_map(|i| G2Affine::get_point_from_x_unchecked(Fq2::new(Fq::from(i), Fq::ONE), false))
        .find(|p| p.is_on_curve() && !p.is_in_correct_subgroup_assuming_on_curve())
        .unwrap()
}

/// Points that are on no curve.
pub fn off_curve() -> (G1Affine, G2Affine) {
    (G1Affine::new_unchecked(Fq::ONE, Fq::ONE), G2Affine::new_unchecked(Fq2::ONE, Fq2::ZERO))
}
