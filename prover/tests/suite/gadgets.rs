//! A statement that uses what real circuits use: linear combinations of linear combinations, bits, selection, comparison,
//! inverses. If columns of keys and of witnesses were numbered differently, no proof of it would verify.

use ark_ff::{Field, PrimeField};
use ark_r1cs_std::{
    alloc::AllocVar,
    boolean::Boolean,
    convert::ToBitsGadget,
    eq::EqGadget,
    fields::{FieldVar, fp::FpVar},
    select::CondSelectGadget,
};
use plimsoll_circuits::{
    field::F,
    gadget::Cs,
    statement::{CircuitId, Public, Refusal, Statement, digest_gadget::posted},
};

/// "I know x that is not zero, with `sum of bits of x` and `(3x + 5)^4 / x` if x is odd, else `x + 1`."
pub struct Gadgets;

/// The number of one bits, then the function's value; zeros behind them, since a Move posts as many values.
#[derive(Clone)]
pub struct Values(pub [F; 2]);

impl Public for Values {
    const LEN: usize = CircuitId::Move.posted();
    fn to_fields(&self) -> Vec<F> {
        let mut posted = vec![F::from(0u64); Self::LEN];
        posted[..2].copy_from_slice(&self.0);
        posted
    }
    fn from_fields(fields: &[F]) -> Option<Self> {
        fields[..2].try_into().ok().map(Self)
    }
}

impl Gadgets {
    /// What is true of `x`.
    pub fn public(x: F) -> Values {
        let limbs = x.into_bigint().0;
        let ones: u32 = limbs.iter().map(|limb| limb.count_ones()).sum();
        let odd = (F::from(3u64) * x + F::from(5u64)).square().square() * x.inverse().unwrap_or_default();
        Values([F::from(ones), if limbs[0] & 1 == 1 { odd } else { x + F::from(1u64) }])
    }
}

impl Statement for Gadgets {
    const CIRCUIT: CircuitId = CircuitId::Move;
    type Public = Values;
    type Witness = F;

    fn check(public: &Values, x: &F) -> Result<(), Refusal> {
        let true_ones = Self::public(*x).0;
        Refusal::unless(*x != F::from(0u64), "GADGETS-1 not zero", "x is zero")?;
        Refusal::unless(public.0[0] == true_ones[0], "GADGETS-2 bits", "x has another number of one bits")?;
        Refusal::unless(public.0[1] == true_ones[1], "GADGETS-3 value", "the function has another value")
    }

    fn blank() -> (Values, F) {
        (Values([F::from(0u64); 2]), F::from(0u64))
    }

    fn synthesize(cs: &Cs, public: &Values, x: &F) -> ark_relations::gr1cs::Result<()> {
        let posted = posted(cs, Self::CIRCUIT, public)?.values;
        let [ones, value] = [&posted[0], &posted[1]];
        let x = FpVar::new_witness(cs.clone(), || Ok(*x))?;

        let bits = x.to_bits_le()?;
        let sum: FpVar<F> = bits.iter().map(|bit| FpVar::from(bit.clone())).sum();
        sum.enforce_equal(ones)?;

        let line = &x * F::from(3u64) + F::from(5u64);
        let power = line.square()?.square()?;
        let odd = power.mul_by_inverse(&x)?;
        let even = &x + FpVar::one();
        let found = FpVar::conditionally_select(&bits[0], &odd, &even)?;
        found.enforce_equal(value)?;
        x.is_zero()?.enforce_equal(&Boolean::FALSE)
    }
}
