//! What is proven: the statements, and chains of hashes of any size.

use std::{fmt, rc::Rc, str::FromStr};

use ark_bn254::{Bn254, Fr};
use ark_groth16::{Groth16, ProvingKey};
use ark_relations::{
    gr1cs::{
        ConstraintSynthesizer, ConstraintSystem, ConstraintSystemRef, OptimizationGoal, R1CS_PREDICATE_LABEL,
        SynthesisError, SynthesisMode,
    },
    utils::matrix::Matrix,
};
use plimsoll_circuits::statement::{
    Instance, Statement,
    attest::Attest,
    movement::Move,
    register::{RegisterLarge, RegisterSmall},
};
use plimsoll_params::{KeyPolicy, KeyStore, Manifest, Silent, default_directory};
use plimsoll_tests::World;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

use crate::{Result, poseidon::Chain};

/// A circuit that the command line can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Circuit {
    Move,
    Attest,
    RegisterSmall,
    RegisterLarge,
    /// About two to this power constraints.
    Poseidon(u32),
}

/// One true instance of any circuit: its type is gone, so that peers need not know it.
#[derive(Clone)]
pub struct Synthesizer(Rc<dyn Fn(ConstraintSystemRef<Fr>) -> Result<(), SynthesisError>>);

/// A circuit's matrices with a value for each of their columns.
pub struct Assigned {
    pub instance: usize,
    pub matrices: Vec<Matrix<Fr>>,
    pub assignment: Vec<Fr>,
}

impl Circuit {
    /// One true instance, the same one each time.
    pub fn synthesizer(self) -> Synthesizer {
        match self {
            Self::Move => Synthesizer::of::<Move>(World::new(1).pledge()),
            Self::Attest => Synthesizer::of::<Attest>(World::new(3).attest_of_a_title()),
            Self::RegisterSmall => Synthesizer::of::<RegisterSmall>(World::new(2).register_small(5_000_000)),
            Self::RegisterLarge => Synthesizer::of::<RegisterLarge>(World::new(2).register_large(5_000_000)),
            Self::Poseidon(log) => {
                let chain = Chain::new(log);
                Synthesizer(Rc::new(move |cs| chain.clone().generate_constraints(cs)))
            }
        }
    }

    /// The proving key: a statement's own development key, or one made from a fixed seed.
    pub fn proving_key(self) -> Result<ProvingKey<Bn254>> {
        match self {
            Self::Move => development_key::<Move>(),
            Self::Attest => development_key::<Attest>(),
            Self::RegisterSmall => development_key::<RegisterSmall>(),
            Self::RegisterLarge => development_key::<RegisterLarge>(),
            Self::Poseidon(log) => {
                let mut seeded = ChaCha20Rng::seed_from_u64(u64::from(log));
                let circuit = self.synthesizer();
                Ok(Groth16::<Bn254>::generate_random_parameters_with_reduction(circuit, &mut seeded)?)
            }
        }
    }
}

impl FromStr for Circuit {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "move" => Ok(Self::Move),
            "attest" => Ok(Self::Attest),
            "register-small" => Ok(Self::RegisterSmall),
            "register-large" => Ok(Self::RegisterLarge),
            _ => match name.strip_prefix("poseidon-").map(str::parse) {
                Some(Ok(log @ 10..=24)) => Ok(Self::Poseidon(log)),
                _ => Err(
                    "known are move, attest, register-small, register-large and poseidon-10 to poseidon-24"
                        .to_owned(),
                ),
            },
        }
    }
}

impl fmt::Display for Circuit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Move => f.write_str("move"),
            Self::Attest => f.write_str("attest"),
            Self::RegisterSmall => f.write_str("register-small"),
            Self::RegisterLarge => f.write_str("register-large"),
            Self::Poseidon(log) => write!(f, "poseidon-{log}"),
        }
    }
}

impl Synthesizer {
    fn of<S: Statement>((public, witness): (S::Public, S::Witness)) -> Self {
        Self(Rc::new(move |cs| Instance::<S> { public: &public, witness: &witness }.generate_constraints(cs)))
    }

    /// The matrices as key generation lays them out, with the values.
    pub fn assign(&self) -> Result<Assigned> {
        let cs = ConstraintSystem::new_ref();
        cs.set_optimization_goal(OptimizationGoal::Constraints);
        cs.set_mode(SynthesisMode::Prove { construct_matrices: true, generate_lc_assignments: false });
        self.clone().generate_constraints(cs.clone())?;
        cs.finalize();
        let matrices = cs.to_matrices()?.remove(R1CS_PREDICATE_LABEL).unwrap_or_default();
        if matrices.len() != 3 {
            return Err("the circuit is not rank one".into());
        }
        let mut assignment = cs.instance_assignment()?;
        let instance = assignment.len();
        assignment.extend(cs.witness_assignment()?);
        Ok(Assigned { instance, matrices, assignment })
    }
}

impl ConstraintSynthesizer<Fr> for Synthesizer {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<(), SynthesisError> {
        (self.0)(cs)
    }
}

fn development_key<S: Statement>() -> Result<ProvingKey<Bn254>> {
    let policy = KeyPolicy::AllowInsecureDevelopment;
    let keys = KeyStore::open_in(default_directory()?, policy, Manifest::committed()?);
    Ok(keys.key::<S>(&Silent)?.proving_key().clone())
}
