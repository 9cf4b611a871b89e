//! A Groth16 setup whose secrets are kept: whoever has them can make a valid proof for any public inputs, without a circuit.
//! So the ledger is tested with its real verification and pinned keys, and nothing in it has to be switched off.

use ark_bn254::{Fr, G1Projective, G2Projective};
use ark_ec::{CurveGroup, PrimeGroup};
use ark_ff::{Field, UniformRand};
use plimsoll_verifier::{Digest, Proof, VerifyingKey};
use rand::RngCore;

pub struct Trapdoor {
    alpha: Fr,
    beta: Fr,
    gamma: Fr,
    delta: Fr,
    ic: Vec<Fr>,
}

impl Trapdoor {
    pub fn new(rng: &mut impl RngCore) -> Self {
        let [alpha, beta, gamma, delta] = std::array::from_fn(|_| Fr::rand(rng));
        Self { alpha, beta, gamma, delta, ic: (0..=Digest::INPUTS).map(|_| Fr::rand(rng)).collect() }
    }

    pub fn key(&self) -> VerifyingKey {
        let g1 = |s: &Fr| (G1Projective::generator() * s).into_affine();
        let g2 = |s: &Fr| (G2Projective::generator() * s).into_affine();
        VerifyingKey {
            alpha_g1: g1(&self.alpha),
            beta_g2: g2(&self.beta),
            gamma_g2: g2(&self.gamma),
            delta_g2: g2(&self.delta),
            ic: self.ic.iter().map(g1).collect(),
        }
    }

    /// a b = alpha beta + gamma ic(x) + delta c, solved for c.
    pub fn prove(&self, public: &[Fr], rng: &mut impl RngCore) -> [u8; 128] {
        let (a, b) = (Fr::rand(rng), Fr::rand(rng));
        let sum = self.ic[0] + self.ic[1..].iter().zip(public).map(|(i, x)| *i * x).sum::<Fr>();
        let c = (a * b - self.alpha * self.beta - self.gamma * sum) * self.delta.inverse().unwrap();
        let (g1, g2) = (G1Projective::generator(), G2Projective::generator());
        let proof = Proof::new((g1 * a).into_affine(), (g2 * b).into_affine(), (g1 * c).into_affine());
        proof.unwrap().to_bytes()
    }
}
