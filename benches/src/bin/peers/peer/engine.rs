//! Our engine, with the kernels of this processor, with the portable ones, and with no precomputed multiples.

use ark_bn254::{Bn254, Fr};
use ark_ff::UniformRand;
use ark_groth16::Proof;
use plimsoll_engine::{Isa, Key, KeyOptions, Stop};
use rand::rngs::OsRng;

use super::{Peer, Prepared};
use crate::{Result, case::Case, circuit::Circuit, cost::Cost};

/// The engine of `plimsoll-engine`.
pub enum Engine {
    /// As it is used.
    Usual,
    /// Without the processor's vector instructions.
    Portable,
    /// Without precomputed multiples.
    Small,
}

struct Ready {
    key: Key,
    assignment: Vec<Fr>,
}

impl Peer for Engine {
    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    fn prepare(&self, _: Circuit, case: Case) -> Result<Box<dyn Prepared>> {
        let Case { proving_key, matrices, instance, assignment } = case;
        let [a, b, c] = <[_; 3]>::try_from(matrices).map_err(|_| "a rank-one circuit has three matrices")?;
        let isa = if matches!(self, Self::Portable) { Isa::Portable } else { Isa::of_this_machine()? };
        let budget = if matches!(self, Self::Small) { KeyOptions::SMALL } else { KeyOptions::BUDGET };
        let key = Key::prepare(&proving_key, [&a, &b, &c], instance, KeyOptions { isa, budget })?;
        Ok(Box::new(Ready { key, assignment }))
    }
}

impl Prepared for Ready {
    fn prove(&mut self) -> Result<(Proof<Bn254>, Cost)> {
        let (r, s) = (Fr::rand(&mut OsRng), Fr::rand(&mut OsRng));
        let (proof, cost) = Cost::of(|| self.key.prove(&self.assignment, &r, &s, &Stop::never()));
        Ok((proof?, cost))
    }
}
