//! Notes in the circuit.

use super::{AMOUNT_BITS, Content, Kind};
use crate::field::F;
use crate::{
    gadget::{Bit, Cs, FVar, R1csResult, enforce_bits, enforce_product_zero, private_bit, private_value},
    poseidon2::gadget::{hash, pair},
    tag::Tag,
};
use ark_ff::Field;
use ark_r1cs_std::{alloc::AllocVar, eq::EqGadget, fields::FieldVar};

/// `2^bits` as a constant.
fn shift(bits: u64) -> F {
    F::from(2u64).pow([bits])
}

/// What a note holds: a one-hot kind among those that its place allows, and three numbers of 64 bits.
#[derive(Clone)]
pub struct ContentVar {
    kinds: [FVar; 5],
    counts: Bit,
    /// The amount.
    pub amount: FVar,
    /// The prior.
    pub prior: FVar,
    /// The pool.
    pub pool: FVar,
    /// The lot.
    pub lot: FVar,
    /// The bill.
    pub bill: FVar,
    /// The making of a lien.
    pub made: FVar,
}

impl ContentVar {
    /// Allocates the content for a place that may hold `allowed`. The kind is one of those, numbers have 64 bits; the rest
    /// is for [`enforce_form`](Self::enforce_form) and [`enforce_lot`](Self::enforce_lot).
    ///
    /// # Errors
    /// If the constraint system refuses an allocation.
    pub fn new_witness(cs: &Cs, content: &Content, allowed: &[Kind]) -> R1csResult<Self> {
        let mut kinds: [FVar; 5] = std::array::from_fn(|_| FVar::zero());
        let mut counts = Bit::TRUE;
        let mut sum = FVar::zero();
        for kind in allowed {
            let bit: Bit = private_bit(cs, content.kind == *kind)?;
            if *kind == Kind::Dummy {
                counts = !&bit;
            }
            kinds[*kind as usize] = bit.into();
            sum += &kinds[*kind as usize];
        }
        sum.enforce_equal(&FVar::one())?;
        let number = |value: u64| -> R1csResult<FVar> {
            let x = private_value(cs, F::from(value))?;
            enforce_bits(&x, AMOUNT_BITS)?;
            Ok(x)
        };
        let (amount, prior, pool) = (number(content.amount)?, number(content.prior)?, number(content.pool)?);
        let bill = private_value(cs, content.bill)?;
        let (lot, made) = (private_value(cs, content.lot.0)?, private_value(cs, content.made)?);
        Ok(Self { kinds, counts, amount, prior, pool, lot, bill, made })
    }

    /// Allocates the content of a note that can only be a title: its kind, prior, pool and making are constants.
    ///
    /// # Errors
    /// If the constraint system refuses an allocation.
    pub fn title(cs: &Cs, content: &Content, lot: &FVar) -> R1csResult<Self> {
        let mut kinds: [FVar; 5] = std::array::from_fn(|_| FVar::zero());
        kinds[Kind::Title as usize] = FVar::one();
        let amount = private_value(cs, F::from(content.amount))?;
        enforce_bits(&amount, AMOUNT_BITS)?;
        let bill = private_value(cs, content.bill)?;
        let [prior, pool, made] = std::array::from_fn(|_| FVar::zero());
        Ok(Self { kinds, counts: Bit::TRUE, amount, prior, pool, lot: lot.clone(), bill, made })
    }

    /// The same content under another bill.
    #[must_use]
    pub fn under(&self, bill: &FVar) -> Self {
        Self { bill: bill.clone(), ..self.clone() }
    }

    /// The content of a title that bears nothing yet.
    #[must_use]
    pub fn unencumbered_title(lot: &FVar, bill: &FVar) -> Self {
        let mut kinds: [FVar; 5] = std::array::from_fn(|_| FVar::zero());
        kinds[Kind::Title as usize] = FVar::one();
        let [amount, prior, pool, made] = std::array::from_fn(|_| FVar::zero());
        Self { kinds, counts: Bit::TRUE, amount, prior, pool, lot: lot.clone(), bill: bill.clone(), made }
    }

    /// 1 if the note is of this kind, else 0.
    pub fn is(&self, kind: Kind) -> &FVar {
        &self.kinds[kind as usize]
    }

    /// Whether the note is no dummy.
    pub const fn counts(&self) -> &Bit {
        &self.counts
    }

    /// `prior + 2^64 pool`: what a lien keeps for life, beside its bill.
    pub fn tranche(&self) -> FVar {
        &self.prior + &self.pool * shift(64)
    }

    /// Enforces what the kind says of the rest: only a lien has prior, pool and a making; a dummy and a retired title have no
    /// amount, a lien and a release have one; a dummy and a release have no bill.
    ///
    /// # Errors
    /// If the constraint system refuses a constraint.
    pub fn enforce_form(&self, cs: &Cs) -> R1csResult<()> {
        let no_lien = FVar::one() - self.is(Kind::Lien);
        enforce_product_zero(&no_lien, &self.tranche())?;
        enforce_product_zero(&no_lien, &self.made)?;
        enforce_product_zero(&(self.is(Kind::Dummy) + self.is(Kind::Retired)), &self.amount)?;
        enforce_product_zero(&(self.is(Kind::Dummy) + self.is(Kind::Release)), &self.bill)?;
        let secured = self.is(Kind::Lien) + self.is(Kind::Release);
        // The inverse is 0 where it is not needed, so that it is never free.
        let inverse = FVar::new_witness(cs.clone(), || {
            use ark_r1cs_std::GR1CSVar;
            let amount = self.amount.value()?;
            Ok(if secured.value()? == F::from(0u64) {
                F::from(0u64)
            } else {
                amount.inverse().unwrap_or_default()
            })
        })?;
        self.amount.mul_equals(&inverse, &secured)?;
        enforce_product_zero(&inverse, &(FVar::one() - secured))
    }

    /// Enforces that the note is of this lot, a dummy of none.
    ///
    /// # Errors
    /// If the constraint system refuses a constraint.
    pub fn enforce_lot(&self, lot: &FVar) -> R1csResult<()> {
        FVar::from(self.counts.clone()).mul_equals(lot, &self.lot)
    }

    /// `kind + 2^8 amount + 2^72 prior + 2^136 pool`.
    pub fn packed(&self) -> FVar {
        let mut packed = &self.amount * shift(8) + &self.prior * shift(72) + &self.pool * shift(136);
        for kind in &Kind::ALL[1..] {
            packed += self.is(*kind) * F::from(*kind as u64);
        }
        packed
    }

    /// The commitment of this content as `owner`'s note.
    ///
    /// # Errors
    /// If the constraint system refuses a constraint.
    pub fn commitment(&self, owner: &FVar, rho: &FVar, r: &FVar) -> R1csResult<FVar> {
        hash(
            Tag::Note,
            &[
                self.packed(),
                self.lot.clone(),
                self.bill.clone(),
                self.made.clone(),
                owner.clone(),
                rho.clone(),
                r.clone(),
            ],
        )
    }
}

/// `nf = H(nf; x, rho, cm)`, x the owner's nk, or a RELEASE's own r.
///
/// # Errors
/// If the constraint system refuses a constraint.
pub fn nullifier(x: &FVar, rho: &FVar, cm: &FVar) -> R1csResult<FVar> {
    hash(Tag::Nullifier, &[x.clone(), rho.clone(), cm.clone()])
}

/// rho of the two notes that a Move makes.
///
/// # Errors
/// If the constraint system refuses a constraint.
pub fn rho_move(nf: &[FVar; 2]) -> R1csResult<[FVar; 2]> {
    pair(Tag::RhoMove, &nf[0], &nf[1])
}
