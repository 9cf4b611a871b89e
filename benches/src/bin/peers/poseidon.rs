//! A circuit of any size that looks like ours: a chain of tree nodes, and for each node a short value with its range.

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, UniformRand};
use ark_r1cs_std::eq::EqGadget;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, SynthesisError};
use plimsoll_circuits::{
    gadget::{enforce_bits, input, private_value},
    poseidon2::{self, gadget},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// Bits of the short values: with their sum they are a ninth of all constraints, as many as a statement of ours has.
const SHORT_BITS: usize = 32;
/// Constraints of one link: a node of the tree, the bits of a short value and their sum.
const LINK: usize = 264 + SHORT_BITS + 1;

/// Just under `2^log` constraints that say: a chain of nodes, each over the one before, a sibling, a short value and an
/// empty place, ends in this root.
#[derive(Clone)]
pub struct Chain {
    links: Vec<(Fr, u32)>,
    root: Fr,
}

impl Chain {
    /// The chain, the same one each time.
    pub fn new(log: u32) -> Self {
        let mut random = ChaCha20Rng::seed_from_u64(u64::from(log));
        // The domain also holds a row for each public input and the constant one, and one row ties the root.
        let links: Vec<(Fr, u32)> =
            (0..((1 << log) - 3) / LINK).map(|_| (Fr::rand(&mut random), random.r#gen())).collect();
        let root = links.iter().fold(Fr::ZERO, |node, (sibling, short)| {
            poseidon2::compress(&[node, *sibling, Fr::from(*short), Fr::ZERO])
        });
        Self { links, root }
    }
}

impl ConstraintSynthesizer<Fr> for Chain {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<(), SynthesisError> {
        let root = input(&cs, self.root)?;
        let start = private_value(&cs, Fr::ZERO)?;
        let end =
            self.links.iter().try_fold(start, |node, (sibling, short)| -> Result<_, SynthesisError> {
                let short = private_value(&cs, Fr::from(*short))?;
                enforce_bits(&short, SHORT_BITS)?;
                let (sibling, empty) = (private_value(&cs, *sibling)?, private_value(&cs, Fr::ZERO)?);
                gadget::compress(&[node, sibling, short, empty])
            })?;
        end.enforce_equal(&root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_relations::gr1cs::ConstraintSystem;

    #[test]
    fn chains_are_true_and_just_fit() {
        for log in 10..=14 {
            let cs = ConstraintSystem::new_ref();
            Chain::new(log).generate_constraints(cs.clone()).unwrap();
            assert!(cs.is_satisfied().unwrap());
            let rows = cs.num_constraints() + cs.num_instance_variables();
            assert!(rows <= 1 << log && rows + LINK > 1 << log, "{rows} rows for {log}");
        }
    }
}
