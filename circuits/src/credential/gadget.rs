//! Bills, credentials and valuations in the circuit.

use super::Bill;
use crate::{
    field::F,
    gadget::{Cs, FVar, R1csResult, private_value},
    poseidon2::gadget::hash,
    tag::Tag,
};

/// A bill's fields.
pub struct BillVar {
    /// Root over the bill's fields.
    pub doc_root: FVar,
    /// Root over the annexes.
    pub annex_root: FVar,
    /// The value.
    pub value: FVar,
    /// The currency.
    pub currency: FVar,
    /// The issuer's organisation.
    pub issuer: FVar,
    /// The valuer's organisation.
    pub valuer: FVar,
    /// The day of the valuation.
    pub valued_at: FVar,
}

impl BillVar {
    /// Allocates the fields, unchecked: [`commitment`](Self::commitment) ties them to a note.
    ///
    /// # Errors
    /// If the constraint system refuses an allocation.
    pub fn new_witness(cs: &Cs, bill: &Bill) -> R1csResult<Self> {
        Ok(Self {
            doc_root: private_value(cs, bill.doc_root)?,
            annex_root: private_value(cs, bill.annex_root)?,
            value: private_value(cs, F::from(bill.value))?,
            currency: private_value(cs, bill.currency.value())?,
            issuer: private_value(cs, bill.issuer.0)?,
            valuer: private_value(cs, bill.valuer.0)?,
            valued_at: private_value(cs, F::from(bill.valued_at.0))?,
        })
    }

    /// `H(bill; doc_root, annex_root, value, currency, issuer, valuer, valued_at)`.
    ///
    /// # Errors
    /// If the constraint system refuses a constraint.
    pub fn commitment(&self) -> R1csResult<FVar> {
        hash(
            Tag::Bill,
            &[
                self.doc_root.clone(),
                self.annex_root.clone(),
                self.value.clone(),
                self.currency.clone(),
                self.issuer.clone(),
                self.valuer.clone(),
                self.valued_at.clone(),
            ],
        )
    }
}
