//! A statement small enough that its keys are made in milliseconds: "I know x, y with (x + y + 3) x^N = product".

use std::sync::Arc;

use ark_r1cs_std::{alloc::AllocVar, eq::EqGadget, fields::fp::FpVar};
use plimsoll_circuits::{
    field::F,
    gadget::Cs,
    statement::{CircuitId, Public, Refusal, Statement},
};
use plimsoll_params::{CircuitShape, DevelopmentKeys};

/// The statement with `N` multiplications.
pub struct Tiny<const N: usize>;

/// `product`, and an input that nothing else binds.
#[derive(Clone)]
pub struct TinyPublic([F; 2]);

impl Public for TinyPublic {
    const LEN: usize = 2;
    fn to_fields(&self) -> Vec<F> {
        self.0.to_vec()
    }
    fn from_fields(fields: &[F]) -> Option<Self> {
        fields.try_into().ok().map(Self)
    }
}

impl<const N: usize> Statement for Tiny<N> {
    const CIRCUIT: CircuitId = CircuitId::Attest;
    type Public = TinyPublic;
    type Witness = [F; 2];

    fn check(public: &TinyPublic, [x, y]: &[F; 2]) -> Result<(), Refusal> {
        let product = (0..N).fold(*x + y + F::from(3u64), |product, _| product * x);
        Refusal::unless(product == public.0[0], "TINY-1 product", "the factors do not give it")
    }

    fn blank() -> (TinyPublic, [F; 2]) {
        (TinyPublic([F::from(0u64); 2]), [F::from(0u64); 2])
    }

    fn synthesize(cs: &Cs, public: &TinyPublic, [x, y]: &[F; 2]) -> ark_relations::gr1cs::Result<()> {
        let product = FpVar::new_input(cs.clone(), || Ok(public.0[0]))?;
        let bound = FpVar::new_input(cs.clone(), || Ok(public.0[1]))?;
        // Every circuit has three public inputs. This one has them without a digest, to stay small.
        let third = FpVar::new_input(cs.clone(), || Ok(public.0[1]))?;
        let x = FpVar::new_witness(cs.clone(), || Ok(*x))?;
        let y = FpVar::new_witness(cs.clone(), || Ok(*y))?;
        let mut found = &x + &y + F::from(3u64);
        for _ in 0..N {
            found *= &x;
        }
        found.enforce_equal(&product)?;
        let _ = &bound * &third;
        Ok(())
    }
}

/// The development keys of `Tiny<N>`.
pub fn keys<const N: usize>() -> DevelopmentKeys {
    let shape = CircuitShape::of::<Tiny<N>>().expect("a circuit");
    DevelopmentKeys::generate::<Tiny<N>>(Arc::new(shape)).expect("keys")
}
